"""What a scale sends, and whether a parcel weighs what it should.

Lines that are read, each as the maker's manual prints it (spaces do not matter):

    ST,GS,+  1.234kg      A&D, CAS (stable; US unstable, OL overload), also with NT for net
    S S     1.234 kg      Mettler-Toledo MT-SICS (S D moving, S I not possible, S + and S - beyond the range)
    S+  1.234kg           Ohaus, Sartorius and many others: sign, figure, unit
    1.234 kg ?            Ohaus: a question mark where it moves
    \x02 0001234 \x03     Toledo continuous and toy protocols: grams, or what `unit` says
    1234                  a figure alone, typed: grams; with a point or comma: kilograms
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

GRAMS = {
    "g": Decimal(1), "kg": Decimal(1000), "kgs": Decimal(1000), "mg": Decimal("0.001"), "t": Decimal(1_000_000), "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"), "oz": Decimal("28.349523125"), "克": Decimal(1), "千克": Decimal(1000), "公斤": Decimal(1000), "斤": Decimal(500),
}  # fmt: skip
MOST_G = 2_000_000  # two tonnes: more is a misread line
_LINE = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<figure>\d+(?:[.,]\d+)?)\s*(?P<unit>kgs?|mg|g|lbs?|oz|t|克|千克|公斤|斤)?\s*(?P<moving>\?)?\s*$", re.I
)
_MOVING = re.compile(r"^(US\b|S\s+D\b|D\s)", re.I)
_BEYOND = re.compile(r"^(OL\b|S\s*[I+-]\s*$|\+{3,}|-{3,}|ERR)", re.I)
_HEAD = re.compile(
    r"^(?:(?:ST|US)\s*,\s*(?:GS|NT|TR|G|N)\s*,|ST\s*,|S\s+[SD]\b|S(?=\s*[+-])|SD?\s|(?:GS|NT|G|N|T)\s*[:,]?\s(?=\s*[+-]?\s*\d)|WT\s*[:,]?|W\s*:)",
    re.I,
)


@dataclass(frozen=True)
class Reading:
    """What the scale said: grams, and whether the plate was at rest."""

    weight_g: int
    stable: bool


class Unreadable(ValueError):
    """A line that says no weight; `beyond` where the scale says that it is overloaded or not able."""

    def __init__(self, line: str, *, beyond: bool = False) -> None:
        super().__init__(line)
        self.line, self.beyond = line, beyond


def read_line(line: str) -> Reading:
    """Read one line of a scale, or a typed weight. Raises Unreadable.

    >>> read_line("ST,GS,+  1.234kg"), read_line("S D    0.50 lb"), read_line("850")
    (Reading(weight_g=1234, stable=True), Reading(weight_g=227, stable=False), Reading(weight_g=850, stable=True))
    """
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", line).strip()
    if not text or len(text) > 80 or _BEYOND.match(text):
        raise Unreadable(text[:80], beyond=bool(_BEYOND.match(text)))
    moving = bool(_MOVING.match(text))
    found = _LINE.match(_HEAD.sub("", text).strip())
    if not found:
        raise Unreadable(text)
    figure, unit = found["figure"].replace(",", "."), (found["unit"] or "").lower()
    try:
        grams = Decimal(figure) * (GRAMS[unit] if unit else Decimal(1000) if "." in figure else Decimal(1))
    except InvalidOperation as error:  # pragma: no cover: the pattern lets digits through alone
        raise Unreadable(text) from error
    whole = int(grams.quantize(Decimal(1), ROUND_HALF_UP)) * (-1 if found["sign"] == "-" else 1)
    if abs(whole) > MOST_G:
        raise Unreadable(text, beyond=True)
    return Reading(whole, not (moving or found["moving"]))


def allowed_g(expected_g: int, percent: Decimal | int, grams: int) -> int:
    """By how much a parcel may differ from what it should weigh: so many percent, at least so many grams.

    >>> allowed_g(2_000, 5, 30), allowed_g(200, 5, 30)
    (100, 30)
    """
    return max(grams, int((Decimal(expected_g) * Decimal(percent) / 100).to_integral_value(ROUND_HALF_UP)))


def is_within(weight_g: int, expected_g: int, percent: Decimal | int, grams: int) -> bool:
    """Whether a parcel weighs what it should."""
    return weight_g > 0 and abs(weight_g - expected_g) <= allowed_g(expected_g, percent, grams)
