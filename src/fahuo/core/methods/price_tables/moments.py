"""Days as tables write them: effective dates ("生效日期：2026年1月1日", "valid from 1 Jan 2026") and transit times ("7-12工作日")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = {m: n for n, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_YMD = r"(20[0-9]{2})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3]?[0-9])\s*[日号]?"
_DMY = r"([0-3]?[0-9])(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(20[0-9]{2})"
_MDY = r"([A-Za-z]{3,9})\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?,?\s+(20[0-9]{2})"
_COMPACT = r"(?<![0-9])(20[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])"
_DAY = re.compile(f"{_YMD}|{_DMY}|{_MDY}|{_COMPACT}")
_HALF = re.compile(r"(?<![0-9年])([01]?[0-9])月([0-3]?[0-9])[日号]?")
_NUMBERS = re.compile(r"(?<![0-9./-])([0-3]?[0-9])[/.]([0-3]?[0-9])[/.](20[0-9]{2})(?![0-9])")
_SERIAL = re.compile(
    r"(?:生效|执行|effective|valid from)[^0-9]{0,16}(4[3-9][0-9]{3}|50[0-9]{3})(?![0-9.])", re.IGNORECASE
)  # a spreadsheet's day: 2017 to 2039
_EPOCH = date(1899, 12, 30)
_TO = r"\s*(?:-|~|至|到|to|until|--)+\s*"
_END = re.compile(
    r"(?:有效期至|截止(?:日期|时间)?|失效(?:日期|时间)?|valid (?:to|until|till)|until|through|expires?(?: on)?|至|到期(?:日)?)\s*(?:为|是|:)?\s*$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:生效|执行|启用|起用|适用|有效期|价格有效|实施|effective|valid|in force|from|as of|starting|自|从|日期|date|更新)", re.IGNORECASE
)
_NOW = re.compile(r"即日起|即时生效|立即生效|with immediate effect|effective immediately", re.IGNORECASE)
_DAYS = re.compile(
    r"(?:约|大约|approx\.?|about|预计)?\s*([0-9]{1,3})\s*(?:个?(?:工作日|自然日|天|日)|(?:working|business|calendar)?\s*days?)?\s*(?:-|~|至|到"
    r"|to)\s*([0-9]{1,3})\s*"
    r"(个?工作日|个?自然日|天|日|(?:working|business|calendar)?\s*days?|wd|bd)?(?:左右)?",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?:约|大约|about|approx\.?)?\s*([0-9]{1,3})\s*(个?工作日|个?自然日|天|日|(?:working|business|calendar)?\s*days?|wd)?(?:左右|以内|内)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A day in a text, and what of the text said it. `what`: from, until, now (即日起), half (no year), either (3/4/2026)."""

    what: str
    day: date | None
    text: str
    begin: int
    end: int
    until: bool = False  # half: the last of two days that are joined
    other: date | None = None  # either: the day that it may be instead


@dataclass(frozen=True, slots=True)
class Transit:
    """Days from hand-over to delivery."""

    low: int
    high: int
    working: bool


def days_in(text: str) -> list[Found]:
    """Every day that a text says, in its order; the second of two that are joined ("2026.1.1-2026.3.31") is the last.

    >>> [(f.what, str(f.day)) for f in days_in("生效日期:2026年1月1日") + days_in("valid from 1 Jan 2026 to 31 Mar 2026") + days_in("即日起生效")]
    [('from', '2026-01-01'), ('from', '2026-01-01'), ('until', '2026-03-31'), ('now', 'None')]
    """
    found: list[Found] = []
    taken: list[tuple[int, int]] = []
    for match in _DAY.finditer(text):
        day = _day(match)
        if day:
            joined = found and re.fullmatch(_TO, text[found[-1].end : match.start()], re.IGNORECASE)
            what = "until" if joined or _END.search(text[: match.start()]) else "from"
            found.append(Found(what, day, match[0], match.start(), match.end()))
            taken.append(match.span())
    for match in _NUMBERS.finditer(text):
        first, second = _made(match[3], match[2], match[1]), _made(match[3], match[1], match[2])
        if (first or second) and not _inside(match.span(), taken):
            what = "from" if first is None or second is None or first == second else "either"
            found.append(Found(what, first or second, match[0], *match.span(), other=second if what == "either" else None))
            taken.append(match.span())
    found.extend(
        Found("from", _EPOCH + timedelta(int(match[1])), match[1], *match.span(1)) for match in _SERIAL.finditer(text) if not found
    )
    for match in _HALF.finditer(text):
        day = _made("2024", match[1], match[2])  # a leap year: any day of it exists
        if day and not _inside(match.span(), taken):
            last = any(re.fullmatch(_TO, text[f.end : match.start()], re.IGNORECASE) for f in found if f.end <= match.start())
            found.append(Found("half", day, match[0], *match.span(), until=last or bool(_END.search(text[: match.start()]))))
    if not found and (now := _NOW.search(text)):
        found.append(Found("now", None, now[0], *now.span()))
    return sorted(found, key=lambda f: f.begin)


def is_about_days(text: str) -> bool:
    """Whether a text with a day in it says from when the prices hold."""
    return bool(_SINCE.search(text) or _NOW.search(text) or re.search(_END.pattern.removesuffix("$"), text, re.IGNORECASE))


@lru_cache(maxsize=1 << 16)
def read_transit(text: str) -> Transit | None:
    """A transit time from a cell: read_transit("7-12工作日") == Transit(7, 12, True); None where it is none."""
    text = text.strip()
    if m := _DAYS.fullmatch(text):
        low, high = int(m[1]), int(m[2])
        return Transit(low, high, _working(text)) if low <= high <= 365 else None
    if m := _ONE.fullmatch(text):
        return Transit(int(m[1]), int(m[1]), _working(text)) if int(m[1]) <= 365 else None
    return None


def calendar_days(transit: Transit) -> tuple[int, int]:
    """(p50, p90) in calendar days: the middle of the range and its end; five working days are a week."""
    low, high = ((-(-d * 7 // 5)) if transit.working else d for d in (transit.low, transit.high))
    return -(-(low + high) // 2), high


def day_after(day: date) -> date:
    """The day after a last day: ends are not included in the open format."""
    return day + timedelta(1)


def _working(text: str) -> bool:
    return bool(re.search(r"工作日|working|business|wd|bd", text, re.IGNORECASE))


def _inside(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in taken)


def _day(match: re.Match[str]) -> date | None:
    g = match.groups()
    if g[0]:
        return _made(g[0], g[1], g[2])
    if g[3]:
        return _named(g[5], g[4], g[3])
    if g[6]:
        return _named(g[8], g[6], g[7])
    return _made(g[9], g[10], g[11])


def _named(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month[:3].lower())
    return _made(year, str(number), day) if number else None


def _made(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
