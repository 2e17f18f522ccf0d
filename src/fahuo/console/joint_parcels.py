"""The parcels of a way that was found, as people look at them: the packed box drawn, what is in it by order, by what it goes, and which
parcels are the same in another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fahuo.console import names
from fahuo.console.draw.packing import Block, colour_of, draw_packing, size_of
from fahuo.core.words import BoxKind, ServiceClass
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods.models import Box
from fahuo.steps.methods.models import Service
from fahuo.steps.orders.models import Order

Told = dict[str, Any]  # as flow.joint.told tells it
Line = tuple[int, int]  # order, number of the line
WIDEST, NARROWEST = 150, 34  # pixels of the pictures of a suggestion; all of them are to one scale


@dataclass(frozen=True)
class InsideShown:
    """What of an order is in a parcel."""

    colour: str
    number: str
    lines: str  # empty: all of it


@dataclass(frozen=True)
class ParcelShown:
    """One parcel of a way."""

    picture: SafeString | None  # None: nobody kept where the pieces lie
    wide: int
    box: str
    warehouse: str
    weight_g: int
    service: str
    days_p50: int
    days_p90: int
    freight_minor: int
    inside: list[InsideShown]
    kept_to: str  # classes that it is kept to for its duty; empty: any
    key: tuple[object, ...]  # equal for parcels that are the same


@dataclass(frozen=True)
class LineShown:
    """A line of the orders that are spoken of."""

    line_no: int
    sku: str
    pieces: int
    colour: str


class Named:
    """The names of all that some suggestions speak of, read at once."""

    def __init__(self, merchant: Merchant, ways: Iterable[Told]) -> None:
        items = [item for way in ways for sending in way["sendings"] for item in sending["items"]]
        self.boxes = {box.pk: box for box in Box.objects.filter(merchant=merchant)}
        self.services = {s.pk: names.service(s) for s in Service.objects.filter(merchant=merchant).defer("card")}
        self.warehouses = dict(Warehouse.objects.filter(merchant=merchant).values_list("pk", "code"))
        orders = Order.objects.filter(merchant=merchant, pk__in={item[0] for item in items}).values_list("pk", "number", "country")
        self.numbers = {pk: number for pk, number, _country in orders}
        self.countries = {pk: country for pk, _number, country in orders}
        products = {product for item in items for product, _pieces in item[3]}
        self.skus = dict(Product.objects.filter(merchant=merchant, pk__in=products).values_list("pk", "sku"))


class Colours:
    """Of each line its colour: that of its order, or where there is only one order, its own."""

    def __init__(self, today: Told, orders: list[int]) -> None:
        self._pieces: dict[Line, Counter[int]] = {}
        for sending in today["sendings"]:
            for order_id, line_no, _warehouse, products in sending["items"]:
                mine = self._pieces.setdefault((order_id, line_no), Counter())
                for product, pieces in products:
                    mine[product] += pieces
        lines = sorted(self._pieces)
        self._of = {line: colour_of(lines.index(line) if len(orders) == 1 else orders.index(line[0])) for line in lines}

    def of(self, line: Line) -> str:
        return self._of.get(line, colour_of(0))

    def lines(self, order_id: int, named: Named) -> list[LineShown]:
        """The lines of an order with what they are; of a kit its parts."""
        return [
            LineShown(line[1], named.skus.get(product, "?"), pieces, self.of(line))
            for line, products in sorted(self._pieces.items())
            if line[0] == order_id
            for product, pieces in products.items()
        ]

    def said(self, inside: Counter[Line], named: Named) -> list[InsideShown]:
        """What is in a parcel, by order; lines are named where not all of the order is there, pieces where not all of the line are."""
        found = []
        for order_id in sorted({line[0] for line in inside}):
            lines = {line: self._pieces[line].total() for line in sorted(self._pieces) if line[0] == order_id}
            number = named.numbers.get(order_id, str(order_id))
            if all(inside[line] == pieces for line, pieces in lines.items()):
                first = next(iter(lines))
                one_colour = len({self.of(line) for line in lines}) == 1
                found += [InsideShown(self.of(first), number, "")] if one_colour else self._each(lines, inside, number)
            else:
                found += self._each({line: n for line, n in lines.items() if inside[line]}, inside, number)
        return found

    def _each(self, lines: dict[Line, int], inside: Counter[Line], number: str) -> list[InsideShown]:
        by_colour: dict[str, list[str]] = {}
        for line, pieces in lines.items():
            some = f" × {inside[line]:,}" if inside[line] != pieces else ""
            by_colour.setdefault(self.of(line), []).append(f"#{line[1]}{some}")
        return [InsideShown(colour, number, " ".join(said)) for colour, said in by_colour.items()]


def parcels_of(sending: Told, colours: Colours, named: Named, largest: float) -> list[ParcelShown]:
    """The parcels of a sending; `largest` is the size of the largest picture of the suggestion."""
    classes = sending["services"].split()
    kept_to = ", ".join(str(names.CLASSES[ServiceClass(name)]) for name in classes) if len(classes) < len(ServiceClass) else ""
    every = sending.get("inside") or [[] for _ in sending["boxes"]]  # suggestions of before pictures have none
    return [_parcel(sending, box, blocks, kept_to, colours, named, largest) for box, blocks in zip(sending["boxes"], every, strict=True)]


def largest_of(ways: Iterable[Told], named: Named) -> float:
    """The size of the largest picture of these ways."""
    boxes = [
        size_of(_room(named.boxes.get(box[0]), [tuple(b) for b in blocks]))
        for way in ways
        for sending in way["sendings"]
        for box, blocks in zip(sending["boxes"], sending.get("inside", []), strict=False)
    ]
    return max(boxes, default=1.0)


def _parcel(
    sending: Told, box: list[Any], blocks: list[list[int]], kept_to: str, colours: Colours, named: Named, largest: float
) -> ParcelShown:
    box_id, weight, service, freight, p50, p90 = box
    inside: Counter[Line] = Counter()
    content: Counter[tuple[int, int, int]] = Counter()
    for order_id, line_no, product, *_where, nx, ny, nz in blocks:
        inside[order_id, line_no] += nx * ny * nz
        content[order_id, line_no, product] += nx * ny * nz
    room = _room(named.boxes.get(box_id), [tuple(b) for b in blocks])
    drawn = [_block(b, colours, named) for b in blocks]
    code = named.boxes[box_id].code if box_id in named.boxes else _("own carton")
    return ParcelShown(
        picture=draw_packing(drawn, room, _("How the parcel is packed"), bold=2.0) if drawn else None,
        wide=max(NARROWEST, round(WIDEST * size_of(room) / largest)),
        box=code,
        warehouse=named.warehouses.get(sending["warehouse_id"], "?"),
        weight_g=weight,
        service=named.services.get(service, ""),
        days_p50=p50,
        days_p90=p90,
        freight_minor=freight,
        inside=colours.said(inside, named),
        kept_to=kept_to,
        key=(sending["warehouse_id"], box_id, weight, service, freight, tuple(sorted(content.items()))),
    )


def _block(b: list[int], colours: Colours, named: Named) -> Block:
    order_id, line_no, product, x, y, z, dx, dy, dz, nx, ny, nz = b
    name = f"{named.numbers.get(order_id, order_id)} #{line_no} {named.skus.get(product, '')} {nx} × {ny} × {nz}"
    return Block(x, y, z, dx, dy, dz, nx, ny, nz, colours.of((order_id, line_no)), name)


def _room(box: Box | None, blocks: list[tuple[int, ...]]) -> tuple[int, int, int]:
    """The inside of the box; of a mailer and of an own carton, what the goods take: both close around them."""
    if box is not None and box.kind != BoxKind.MAILER:
        return box.inner_length_mm, box.inner_width_mm, box.inner_height_mm
    ends = [(x + dx * nx, y + dy * ny, z + dz * nz) for _, _, _, x, y, z, dx, dy, dz, nx, ny, nz in blocks]
    return (max(e[0] for e in ends), max(e[1] for e in ends), max(e[2] for e in ends)) if ends else (1, 1, 1)
