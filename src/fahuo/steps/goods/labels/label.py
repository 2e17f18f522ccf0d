"""The shipping label, 100 x 150 mm, with its customs part where it needs one. A long customs part goes on to pages of the same size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from fahuo.core.words import ATTRIBUTE_NAMES, Attribute, ServiceClass
from fahuo.steps.goods.labels import customs, rooms
from fahuo.steps.goods.labels.codes import code128, middle, picture, qr_code
from fahuo.steps.goods.labels.customs import Customs
from fahuo.steps.goods.labels.fitting import POINTS_PER_MM, Overfull, Room, Row, printed, set_line, set_rows
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_in
from fahuo.steps.goods.labels.metrics import width
from fahuo.steps.goods.labels.party import Party, address_lines, country_name
from fahuo.steps.goods.labels.typeset import typeset

TEMPLATE = Path(__file__).with_name("label.typ")
LOUD = Attribute.BATTERY | Attribute.BATTERY_ONLY | Attribute.LIQUID | Attribute.FRAGILE  # printed white on black
CLASSES = {ServiceClass.EXPRESS: ("快递", "EXPRESS"), ServiceClass.LINE: ("专线", "LINE"), ServiceClass.POST: ("小包", "POST")}
DUTIES = {"DDP": ("税已付", "DDP"), "DAP": ("税未付", "DAP"), "DDU": ("税未付", "DDU")}

Page = dict[str, object]


@dataclass(frozen=True)
class LabelData:
    """What stands on one parcel's label."""

    parcel_number: str  # the Code 128
    order_number: str
    service: str  # its name, as the packer knows it
    service_code: str
    sender: Party
    recipient: Party
    weight_g: int  # gross
    attributes: int = 0  # words.Attribute
    part: int = 1  # this parcel's place among those of its order
    parts: int = 1
    qr: str | None = None  # text of the QR code; the parcel number unless given
    service_class: str | None = None  # words.ServiceClass
    incoterm: str | None = None  # who pays duty and tax, where a border is crossed
    customs: Customs | None = None


def set_label(label: LabelData) -> list[Page]:
    """A label's pages as the template reads them. Unprintable where a character has no glyph or a text fits in no size; ValueError where a
    number makes no code."""
    if missing := missing_in(label):
        raise Unprintable(missing)
    try:
        return _pages(label)
    except Overfull as fault:
        raise Unprintable(overfull=(fault.where,)) from fault


def render_labels(labels: Iterable[LabelData]) -> bytes:
    """One PDF, in the order given, a page a label and more where a customs part goes on. Errors as in set_label."""
    return render_pages([page for label in labels for page in set_label(label)])


def render_pages(pages: Sequence[Page]) -> bytes:
    """One PDF of pages from set_label. ValueError where there is none."""
    if not pages:
        raise ValueError("no label to print: choose at least one parcel")
    return typeset(TEMPLATE, {**_fixed(), "stencils": _stencils(), "pages": pages}, ready=True)


def _fixed() -> Page:
    layouts = {name: _places(layout) for name, layout in (("plain", rooms.PLAIN), ("customs", rooms.WITH_CUSTOMS))}
    tables = {"label": astuple(rooms.ON_LABEL), "next": astuple(rooms.ON_NEXT)}
    return {"layouts": layouts, "tables": tables, "next_number": _room(rooms.NEXT_NUMBER)}


@lru_cache(maxsize=1)
def _stencils() -> list[int]:
    """What is the same on every label of a layout, as a PDF of one page each: set once a process, then only named."""
    return list(typeset(TEMPLATE, {**_fixed(), "pages": []}, ready=True))


def _pages(label: LabelData) -> list[Page]:
    layout = rooms.WITH_CUSTOMS if label.customs else rooms.PLAIN
    sheets = customs.placed(label.customs) if label.customs else []
    bars = code128(label.parcel_number, layout.bars.width, layout.bars.height)
    square = qr_code(label.qr or label.parcel_number, layout.qr.width)
    left = middle(layout.bars.x, layout.bars.width, bars)
    corner = middle(layout.qr.x, layout.qr.width, square)
    first: Page = {
        "kind": "customs" if label.customs else "plain",
        "codes": picture(rooms.WIDTH_MM, rooms.HEIGHT_MM, [(left, layout.bars.y, bars), (corner, layout.qr.y, square)]),
        "number": set_line(label.parcel_number, layout.number, "parcel_number"),
        "service": set_rows([Row(label.service, 1, True)], layout.service, "service"),
        "service_code": set_line(label.service_code, layout.service_code, "service_code", bold=False),
        "corner": printed(label.recipient.country) or "—",
        "from": _sender(label.sender, layout.sender),
        "to": set_rows(_address(label.recipient, 1.15), layout.recipient, "recipient"),
        "country": set_line(_country(label.recipient.country), layout.country, "recipient.country"),
        "order": set_rows([Row(label.order_number, 1, True)], layout.order, "order_number"),
        "weight": set_line(f"{label.weight_g // 1000}.{label.weight_g % 1000:03d} kg", layout.weight, "weight_g"),
        "part": set_line(f"{label.part} / {label.parts}", layout.part, "part"),
        "marks": _marks(label, layout.marks),
    }
    if not label.customs:
        return [first]
    first |= {"form": customs.written(label.customs, label.weight_g), "lines": sheets[0].lines, "of": f"1 / {len(sheets)}"}
    first["goes_on"] = len(sheets) > 1
    return [first, *(_next(label, sheet, no, len(sheets)) for no, sheet in enumerate(sheets[1:], start=2))]


def _next(label: LabelData, sheet: customs.Sheet, no: int, of: int) -> Page:
    """A page that carries the rest of the customs part, with the number that it belongs to."""
    bars = code128(label.parcel_number, rooms.NEXT_BARS.width, rooms.NEXT_BARS.height)
    left = middle(rooms.NEXT_BARS.x, rooms.NEXT_BARS.width, bars)
    return {
        "kind": "next",
        "codes": picture(rooms.WIDTH_MM, rooms.HEIGHT_MM, [(left, rooms.NEXT_BARS.y, bars)]),
        "number": set_line(label.parcel_number, rooms.NEXT_NUMBER, "parcel_number"),
        "lines": sheet.lines,
        "of": f"{no} / {of}",
        "goes_on": no < of,
    }


@lru_cache(maxsize=256)
def _sender(party: Party, room: Room) -> Page:
    """One sender stands on a whole batch."""
    return set_rows([*_address(party, 1.05), Row(_country(party.country))], room, "sender")


def _address(party: Party, big: float) -> list[Row]:
    phone = f"Tel {party.phone}" if party.phone else ""
    return [Row(party.name, big, True), Row(party.company or ""), *map(Row, address_lines(party)), Row(phone)]


@lru_cache
def _country(country: str) -> str:
    return f"{country_name(country, 'en').upper()} {country_name(country, 'zh')}"


def _marks(label: LabelData, room: Room) -> Page:
    """Class, terms and goods classes, in the largest size at which all frames fit."""
    return _set_marks(label.service_class or "", label.incoterm or "", label.attributes, room)


@lru_cache(maxsize=1024)
def _set_marks(service_class: str, incoterm: str, attributes: int, room: Room) -> Page:
    said = [(*CLASSES[ServiceClass(service_class)], False)] if service_class in set(ServiceClass) else []
    if incoterm:
        zh, en = DUTIES.get(incoterm, ("", incoterm))
        said.append((zh, en, False))
    goods = [(zh, en.upper(), bool(bit & LOUD)) for bit, (zh, en) in ATTRIBUTE_NAMES.items() if attributes & bit]
    said += goods or [("普货", "GENERAL", False)]
    size = next((size for size in room.sizes if _mark_rows(said, room, size) * 1.8 * size <= room.height * POINTS_PER_MM), None)
    if size is None:
        raise Overfull("attributes", "")
    return {"size": size, "all": [{"zh": zh, "en": en, "loud": loud} for zh, en, loud in said]}


def _mark_rows(said: list[tuple[str, str, bool]], room: Room, size: float) -> int:
    wide, used, lines = room.width * POINTS_PER_MM / size * 1000, 0.0, 1
    for zh, en, _ in said:
        piece = width(f"{zh} {en}", bold=True) + 1250  # its frame and the space after it
        if used and used + piece > wide:
            lines, used = lines + 1, 0.0
        used += piece
    return lines


def _places(layout: rooms.Layout) -> dict[str, object]:
    """The rooms of a layout as the template reads them."""
    return {name: _room(value) if isinstance(value, Room) else value for name, value in vars(layout).items() if name not in {"qr", "bars"}}


def _room(room: Room) -> tuple[float, float, float, float]:
    return (room.x, room.y, room.width, room.height)
