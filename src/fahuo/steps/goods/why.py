"""Why a parcel is packed as it is: what its packing was chosen for, what came next, and what goes around its pieces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from fahuo.core.words import Attribute, PackAim
from fahuo.steps.goods.models import Choice, OwnAim, Packing, Padding, Parcel, Placement


@dataclass(frozen=True)
class Rival:
    """Another packing of the same goods. `more_minor`: what it would cost more; below zero less; None: no service takes it."""

    boxes: str
    total_minor: int | None
    more_minor: int | None


@dataclass(frozen=True)
class Layer:
    """One padding, around how many pieces of the parcel, and which of their attributes ask for it."""

    code: str
    name: str
    name_zh: str
    pieces: int
    asked_by: Attribute
    price_minor: int  # for all of them
    double_wall: bool
    material: str | None  # the product whose stock it is


@dataclass(frozen=True)
class Why:
    """Money is the merchant's currency, and of all parcels that were decided together."""

    aim: PackAim
    own_aim: PackAim | None  # what a person asked for this order
    choice: Choice | None  # None: the fewest boxes, nothing was weighed
    boxes: str  # of all parcels that were decided together
    parcels: int
    other: Rival | None
    fewest: Rival | None
    layers: list[Layer]
    box_material: str | None
    planned_box: str | None  # where the bench took another

    @property
    def total_minor(self) -> int | None:
        """Boxes, paddings, freight, and duty where it is known; None where no service takes them."""
        if self.choice is None or self.choice.freight_minor is None:
            return None
        return self.choice.materials_minor + self.choice.freight_minor + (self.choice.duty_minor or 0)

    @property
    def walled(self) -> bool:
        """Whether some padding asks for a double-walled box."""
        return any(layer.double_wall for layer in self.layers)


def why_packed(parcel: Parcel) -> Why:
    """All that is known of why; paddings as set-up has them now."""
    choice = Choice.objects.filter(parcel=parcel).first()
    own = OwnAim.objects.filter(order=parcel.order_id).values_list("aim", flat=True).first()
    planned = Packing.objects.filter(parcel=parcel).values_list("planned_box__code", flat=True).first()
    codes = [planned or (parcel.box.code if parcel.box else None)]
    if choice:
        together = Choice.objects.filter(together=choice.together).order_by("parcel_id")
        codes = list(together.values_list(Coalesce("parcel__packing__planned_box__code", "parcel__box__code"), flat=True))
    counted = Counter(code for code in codes if code)
    why = Why(
        aim=PackAim(choice.aim) if choice else PackAim.BOXES,
        own_aim=PackAim(own) if own else None,
        choice=choice,
        boxes=" + ".join(f"{n} × {code}" if n > 1 else code for code, n in counted.items()),
        parcels=len(codes),
        other=None,
        fewest=None,
        layers=layers_of(parcel),
        planned_box=planned if planned and (parcel.box is None or parcel.box.code != planned) else None,
        box_material=parcel.box.material.sku if parcel.box and parcel.box.material else None,
    )
    if choice is None:
        return why
    total = why.total_minor
    return replace(
        why,
        other=_rival(choice.other_boxes, choice.other_minor, total),
        fewest=_rival(choice.fewest_boxes, choice.fewest_minor, total),
    )


def _rival(boxes: str | None, total: int | None, chosen: int | None) -> Rival | None:
    if not boxes:
        return None
    return Rival(boxes, total, None if total is None or chosen is None else total - chosen)


def layers_of(parcel: Parcel) -> list[Layer]:
    """What goes around the pieces of a parcel: each code around a piece once, though two of its attributes ask for it."""
    pieces = (
        Placement.objects.filter(parcel=parcel).values_list("product__attributes").annotate(n=Sum(F("nx") * F("ny") * F("nz"))).order_by()
    )
    by_code: dict[str, list[Padding]] = {}
    for row in Padding.objects.filter(merchant_id=parcel.merchant_id).select_related("material").order_by("attribute", "code"):
        by_code.setdefault(row.code, []).append(row)
    found = []
    for code, rows in by_code.items():
        count, cost, asked, walled = 0, 0, 0, False
        for attributes, n in pieces:
            asking = [row for row in rows if row.attribute & attributes]
            if asking:
                count += n
                cost += n * max(row.price_minor for row in asking)
                asked |= attributes & reduce(or_, (row.attribute for row in asking))
                walled |= any(row.double_wall for row in asking)
        if count:
            material = next((row.material.sku for row in rows if row.material), None)
            named = next((row for row in rows if row.name or row.name_zh), rows[0])
            found.append(Layer(code, named.name, named.name_zh, count, Attribute(asked), cost, walled, material))
    return found
