"""What a barcode says: a plain text, a GTIN in any of its lengths, or GS1 element strings with lot, expiry, serial number and SSCC.

Sources: GS1 General Specifications 24.0, sections 3.2 (application identifiers), 5.1.2 (symbology identifiers), 7.9 (check digit),
7.12 (two-digit years); GS1 Digital Link URI syntax 1.2.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

SEPARATOR = "\x1d"  # GS (FNC1): ends a field of variable length
# What scanners and keyboards make of it. A text is read so only where it begins like a GS1 string.
STAND_INS = ("<GS>", "{GS}", "\u241d", "|", "~")
GS1_SYMBOLS = ("]C1", "]d2", "]Q3", "]e0", "]J1")  # GS1-128, GS1 DataMatrix, GS1 QR, GS1 DataBar, GS1 DotCode
SYMBOL = re.compile(r"^\][A-Za-z][0-9A-Za-z]")

# Application identifiers: fixed length, or the most characters of a variable one (negative). 310n to 369n are measures of six digits.
AIS = {
    "00": 18, "01": 14, "02": 14, "03": 14, "10": -20, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2, "21": -20, "22": -20,
    "235": -28, "240": -30, "241": -30, "242": -6, "243": -20, "250": -30, "251": -30, "253": -30, "254": -20, "255": -25, "30": -8, "37": -8,
    "400": -30, "401": -30, "402": 17, "403": -30, **{str(n): 13 for n in range(410, 418)}, "420": -20, "421": -12, "422": 3, "423": -15, "424": 3,
    "425": -15, "426": 3, "427": -3, **{str(n): -30 for n in range(710, 717)}, "8005": 6, "8008": -12, "8020": -25, "8200": -70, **{str(n): -90 for n in range(90, 100)},
    **{f"{n}{d}": 6 for n in range(310, 370) for d in range(10)},
}  # fmt: skip


@dataclass(frozen=True)
class Scanned:
    """What was read. `text` is as it was scanned, without the symbology identifier; `gtins` are 14 digits, the likeliest first."""

    text: str
    gtins: tuple[str, ...] = ()
    lot: str | None = None
    serial: str | None = None
    expires_on: date | None = None
    count: int | None = None  # AI 30 or 37: pieces
    sscc: str | None = None
    fields: dict[str, str] = field(default_factory=dict)  # every AI with its value; empty where it is no GS1 string


def read_scan(text: str, on: date) -> Scanned:
    """Read a scanned or typed text; `on` decides the century of a two-digit year.

    >>> read_scan("]C10109506000134352172712311021-A", date(2026, 11, 23)).lot
    '21-A'
    >>> read_scan("036000291452", date(2026, 11, 23)).gtins == read_scan("0036000291452", date(2026, 11, 23)).gtins
    True
    """
    symbol = SYMBOL.match(text)
    gs1 = text.startswith(GS1_SYMBOLS)
    plain = (text[3:] if symbol else text).strip(" \t\r\n")
    found = elements(plain, sure=gs1)
    if not found:
        return Scanned(plain.strip(SEPARATOR), gtins=gtins(plain), sscc=plain[-18:] if _is_sscc(plain) else None)
    expires = found.get("17") or found.get("15") or found.get("16")
    count = found.get("30") or found.get("37")
    sscc = found.get("00")
    return Scanned(
        plain,
        gtins=tuple(filter(None, (found.get("01"), found.get("02")))),
        lot=found.get("10"),
        serial=found.get("21"),
        expires_on=read_day(expires, on) if expires else None,
        count=int(count) if count and count.isdigit() and int(count) > 0 else None,
        sscc=sscc if sscc and check_digit(sscc[:-1]) == sscc[-1] else None,
        fields=found,
    )


def elements(text: str, *, sure: bool = False) -> dict[str, str]:
    """The fields of a GS1 element string, a bracketed one or a GS1 Digital Link; empty where the text is none, or cannot be read to its end."""
    if re.match(r"^https?://\S+/01/\d{8,14}", text, re.I):
        return _of_link(text)
    if re.match(r"^\(\d{2,4}\)", text):
        pairs = re.findall(r"\((\d{2,4})\)([^(]*)", text)
        return {ai: value.strip() for ai, value in pairs} if all(_fits(ai, value.strip()) for ai, value in pairs) else {}
    marked = text.startswith((SEPARATOR, *STAND_INS[:3]))
    if not (sure or marked or re.match(r"^(01|02)\d{14}(?!\d?$)|^01\d{14}$|^00\d{18}$", text)):
        return {}
    for stand_in in STAND_INS:
        text = text.replace(stand_in, SEPARATOR)
    found = _walk(text.strip(SEPARATOR))
    if sure or marked:
        return found
    # digits alone may begin like a GS1 string by chance: then its check digit tells
    code = found.get("01") or found.get("02") or found.get("00") or ""
    return found if code and check_digit(code[:-1]) == code[-1] else {}


def _walk(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        ai = next((text[:n] for n in (2, 3, 4) if text[:n] in AIS), None)
        if ai is None:
            return {}
        length, rest = AIS[ai], text[len(ai) :]
        value = rest[:length] if length > 0 else rest.split(SEPARATOR, 1)[0]
        if not _fits(ai, value):
            return {}
        found[ai] = value
        text = rest[len(value) :].removeprefix(SEPARATOR)
    return found


def _of_link(text: str) -> dict[str, str]:
    path, _, query = text.partition("?")
    pairs = re.findall(r"/(01|10|21|22)/([^/?#]+)", path) + re.findall(r"(?:^|&)(\d{2,4})=([^&#]+)", query)
    found = {ai: value.zfill(14) if ai == "01" else _decoded(value) for ai, value in pairs}
    return found if all(_fits(ai, value) for ai, value in found.items()) else {}


def _decoded(value: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), value)


def _fits(ai: str, value: str) -> bool:
    length = AIS.get(ai, 0)
    if length > 0:
        return len(value) == length and value.isascii() and value.isdigit()
    return 0 < len(value) <= -length


def check_digit(digits: str) -> str:
    """The GS1 check digit of the digits before it.

    >>> check_digit("400638133393")
    '1'
    """
    return str(-sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10)


def _is_sscc(text: str) -> bool:
    return len(text) == 18 and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]


def gtins(text: str) -> tuple[str, ...]:
    """The GTIN-14 that a number may mean: GTIN-8, -12, -13, -14, a UPC-A that lost its leading zero, a UPC-E. Empty where no check digit fits.

    >>> gtins("4006381333931"), gtins("36000291452"), gtins("4006381333932")
    (('04006381333931',), ('00036000291452',), ())
    """
    if not (text.isascii() and text.isdigit()) or not 8 <= len(text) <= 14:
        return ()
    found = []
    if len(text) in (8, 11, 12, 13, 14) and check_digit(text[:-1]) == text[-1]:
        found.append(text.zfill(14))
    if len(text) == 8 and text[0] in "01":
        wide = widen(text)
        if check_digit(wide[:-1]) == wide[-1] and wide.zfill(14) not in found:
            found.append(wide.zfill(14))
    return tuple(found)


def widen(upc_e: str) -> str:
    """A UPC-E (8 digits) as the UPC-A that it stands for.

    >>> widen("04252614")
    '042100005264'
    """
    system, a, b, c, d, e, f, check = tuple(upc_e)
    if f in "012":
        body = f"{a}{b}{f}0000{c}{d}{e}"
    elif f == "3":
        body = f"{a}{b}{c}00000{d}{e}"
    elif f == "4":
        body = f"{a}{b}{c}{d}00000{e}"
    else:
        body = f"{a}{b}{c}{d}{e}0000{f}"
    return f"{system}{body}{check}"


def forms(gtin: str) -> list[str]:
    """A GTIN-14 in every length in which a catalogue may hold it.

    >>> forms("00036000291452")
    ['00036000291452', '0036000291452', '036000291452', '36000291452']
    """
    bare = gtin.lstrip("0")
    return sorted({gtin[i:] for i in range(len(gtin) - len(bare) + 1)} | {bare.zfill(8)}, key=len, reverse=True)


def read_day(digits: str, on: date) -> date | None:
    """YYMMDD of an application identifier; day 00 is the month's last. None where there is no such day.

    >>> read_day("270200", date(2026, 11, 23))
    datetime.date(2027, 2, 28)
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = on.year // 100 * 100
    ahead = year - on.year % 100
    year += century - 100 if ahead >= 51 else century + 100 if ahead <= -50 else century
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
