"""Dates and times written by people -> UTC. A time that names no zone is taken as UTC; one that does is moved to it."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl

# Year first in every form: a day or a month in front is ambiguous, and only a mapping's own date formats can say which it is.
_WRITTEN = re.compile(
    r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})秒?(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
# A year beyond these is a slip of the pen, and the last ones of the calendar have no local time in the east, nor the first in the west.
FIRST, LAST = 1900, 2199
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")


def read_moment(text: str) -> datetime | None:
    """One moment in UTC, or None.

    >>> str(read_moment("2026/1/31 14:05")), str(read_moment("2026-01-31T14:05:00+08:00"))
    ('2026-01-31 14:05:00+00:00', '2026-01-31 06:05:00+00:00')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _WRITTEN.fullmatch(plain)
    if found:
        year, _, month, day, hour, minute, second, zone = found.groups()
    elif found := _COMPACT.fullmatch(plain):
        (year, month, day, hour, minute, second), zone = found.groups(), None
    else:
        return None
    if not FIRST <= int(year) <= LAST:
        return None
    try:
        when = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=_zone(zone))
        return when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-size if text[0] == "-" else size)


def read_moments(texts: pl.Series) -> pl.Series:
    """Texts -> Datetime(us, UTC), null where a text is null or cannot be read."""
    if len(texts) <= 50:  # a column's operation costs more than a few texts
        return pl.Series(texts.name, [text and read_moment(text) for text in texts.to_list()], dtype=pl.Datetime("us", "UTC"))
    # Plain forms together; of the rest each distinct text once.
    fast = texts.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us", ambiguous="null").dt.replace_time_zone("UTC")
    fast = fast.set(~fast.dt.year().is_between(FIRST, LAST).fill_null(True), None)
    left = fast.is_null() & texts.is_not_null()
    if not left.any():
        return fast
    odd = texts.filter(left).unique().to_list()
    read = pl.DataFrame({"text": odd, "moment": [read_moment(text) for text in odd]}, schema={"text": pl.String, "moment": fast.dtype})
    slow = pl.DataFrame({"text": texts}).join(read, on="text", how="left", maintain_order="left")["moment"]
    return fast.zip_with(~left, slow).alias(texts.name)


def read_days(texts: pl.Series) -> pl.Series:
    """Texts -> Date, null where a text is null or cannot be read. A time of day is dropped as written, whatever its zone."""
    days: dict[str | None, date | None] = {None: None}
    for text in texts.unique().to_list():
        if text is not None:
            moment = read_moment(re.sub(r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$", "", text.strip()) if ":" in text else text)
            days[text] = moment.date() if moment else None
    return pl.Series(texts.name, [days[text] for text in texts.to_list()], dtype=pl.Date)
