"""What the pack bench shows of a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from fahuo.console import names
from fahuo.console.access import mine
from fahuo.console.packing import Packing as Drawn
from fahuo.console.packing import packing_of
from fahuo.core.goods.bench import Stage, Wanted
from fahuo.core.words import Attribute
from fahuo.flow.bench import State
from fahuo.records.models import Product
from fahuo.steps.goods.models import Padding, Station

STATION = "bench_station"  # in the session


@dataclass(frozen=True)
class ItemShown:
    """A row of what is to be scanned."""

    wanted: Wanted
    product: Product
    name: str
    steps: str  # where it is in the drawing: numbers of steps
    paddings: tuple[str, ...]

    @property
    def done(self) -> bool:
        return self.wanted.left <= 0


def station_of(request: HttpRequest) -> Station | None:
    """The station that was chosen in this browser."""
    rows = Station.objects.filter(merchant=mine(request), pk=request.session.get(STATION), active=True)
    return rows.select_related("warehouse").first()


def items_of(state: State, drawing: Drawn | None) -> list[ItemShown]:
    """What the parcel wants: in packing order, what is still missing first."""
    chinese = (get_language() or "").startswith("zh")
    steps: dict[int, list[str]] = {}
    for step in drawing.steps if drawing else ():
        steps.setdefault(step.product_id, []).append(str(step.no))
    paddings = list(Padding.objects.filter(merchant_id=state.packing.merchant_id).order_by("attribute", "code"))
    rows = []
    for wanted in state.wanted:
        product = state.products[wanted.product_id]
        around = dict.fromkeys(names.service(p) or p.code for p in paddings if Attribute(product.attributes) & Attribute(p.attribute))
        name = product.name_zh if chinese and product.name_zh else product.name
        rows.append(ItemShown(wanted, product, name, ", ".join(steps.get(product.pk, [])[:6]), tuple(around)))
    return sorted(rows, key=lambda row: row.done)


def shown(state: State | None) -> dict[str, Any]:
    """The context of the bench's templates."""
    if state is None:
        return {"state": None}
    drawing = packing_of(state.parcel)
    share = round(100 * state.scanned / max(1, state.scanned + state.left))
    return {
        "state": state,
        "items": items_of(state, drawing),
        "packing": drawing,
        "share": share,
        "stages": {s.name: s.value for s in Stage},
    }
