"""The shipping label, 100 x 150 mm: as PDF for any printer, as PNG for a thermal printer's 8 dots a millimetre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fahuo.core.words import ATTRIBUTE_NAMES, Attribute
from fahuo.steps.goods.labels.codes import DOTS_PER_MM, PPI, Code, code128, qr_code
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_in
from fahuo.steps.goods.labels.party import Party, address_lines, country_name
from fahuo.steps.goods.labels.typeset import typeset

TEMPLATE = Path(__file__).with_name("label.typ")
WIDTH_MM, HEIGHT_MM = 100, 150
LOUD = Attribute.BATTERY | Attribute.BATTERY_ONLY | Attribute.LIQUID | Attribute.FRAGILE  # printed white on black


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


def sort_printable(labels: Sequence[LabelData]) -> tuple[list[LabelData], list[tuple[LabelData, Unprintable]]]:
    """The labels that the fonts can print, and the others, each with what it lacks."""
    good: list[LabelData] = []
    bad: list[tuple[LabelData, Unprintable]] = []
    for label in labels:
        if missing := missing_in(label):
            bad.append((label, Unprintable(missing)))
        else:
            good.append(label)
    return good, bad


def render_labels(labels: Sequence[LabelData]) -> bytes:
    """One PDF, a page a label, in the order given. Unprintable where a character has no glyph; ValueError where a number makes no code."""
    return typeset(TEMPLATE, _checked(labels), "pdf")[0]


def render_label_images(labels: Sequence[LabelData]) -> list[bytes]:
    """One PNG a label, 800 x 1200 dots (203 dpi). Errors as in render_labels."""
    return typeset(TEMPLATE, _checked(labels), "png", PPI)


def _checked(labels: Sequence[LabelData]) -> list[dict[str, object]]:
    if not labels:
        raise ValueError("no label to print: choose at least one parcel")
    if missing := [m for label in labels for m in missing_in(label)]:
        raise Unprintable(missing)
    return [_written(label) for label in labels]


def _written(label: LabelData) -> dict[str, object]:
    """The label as the template reads it: every number already text."""
    bars = code128(label.parcel_number, WIDTH_MM - 4, 19)
    square = qr_code(label.qr or label.parcel_number, 21)
    return {
        "number": label.parcel_number,
        "order": label.order_number,
        "service": label.service,
        "service_code": label.service_code,
        "from": _address(label.sender),
        "to": _address(label.recipient),
        "weight": f"{label.weight_g // 1000}.{label.weight_g % 1000:03d}",
        "part": f"{label.part} / {label.parts}",
        "marks": [
            {"zh": zh, "en": en.upper(), "loud": bool(mark & LOUD)} for mark, (zh, en) in ATTRIBUTE_NAMES.items() if label.attributes & mark
        ],
        "bars": asdict(bars) | {"left_mm": _middle(0, WIDTH_MM, bars)},
        "qr": asdict(square) | {"left_mm": _middle(75, 21, square)},
    }


def _middle(left_mm: float, room_mm: float, code: Code) -> float:
    """Where a code begins that stands in the middle of a room, on a whole dot."""
    return left_mm + int((room_mm - code.width_mm) / 2 * DOTS_PER_MM) / DOTS_PER_MM


def _address(party: Party) -> dict[str, object]:
    return {
        "name": party.name,
        "company": party.company or "",
        "lines": address_lines(party),
        "country": party.country,
        "country_en": country_name(party.country, "en").upper(),
        "country_zh": country_name(party.country, "zh"),
        "phone": party.phone or "",
    }
