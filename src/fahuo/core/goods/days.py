"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

FAR_YEARS = 30  # a last day later than so many years from now is a slip

_DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$")


def read_day(text: str) -> date | None:
    """2027-03-01, 2027/3/1, 20270301, 2027年3月1日; anything else is None.

    >>> read_day("2027年3月1日"), read_day("20270301"), read_day("01/03/2027")
    (datetime.date(2027, 3, 1), datetime.date(2027, 3, 1), None)
    """
    found = _DAY.match(text.strip())
    if not found or (text.strip().isdigit() and len(text.strip()) != 8):
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
