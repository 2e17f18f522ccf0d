"""Bins by pattern, and where pieces are put away."""

from __future__ import annotations

import re
from itertools import product
from math import prod

MOST_BINS = 20_000
LONGEST = 40  # signs of a bin's code
_RANGE = re.compile(r"\{([0-9]{1,6}|[A-Z])\.\.([0-9]{1,6}|[A-Z])\}")


class BadPattern(ValueError):
    """A pattern that makes no bins: a reason's code and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def expand(pattern: str) -> list[str]:
    """The codes that a pattern stands for, in the order of the walk: the last range runs fastest.

    >>> expand("A-{01..02}-{1..3}")
    ['A-01-1', 'A-01-2', 'A-01-3', 'A-02-1', 'A-02-2', 'A-02-3']
    >>> expand("{A..C}1")
    ['A1', 'B1', 'C1']
    """
    text = pattern.strip()
    rest = _RANGE.sub("", text)
    if not text or "{" in rest or "}" in rest or any(ord(c) < 33 for c in text):
        raise BadPattern("bin_pattern", pattern=pattern[:60])
    sizes = [_size(found[1], found[2], text) for found in _RANGE.finditer(text)]
    if prod(sizes) > MOST_BINS:
        raise BadPattern("bin_pattern_many", pattern=text[:60], count=prod(sizes), most=MOST_BINS)
    fixed = _RANGE.split(text)
    parts: list[list[str]] = [[fixed[0]]]
    for begin, end, after in zip(fixed[1::3], fixed[2::3], fixed[3::3], strict=True):
        parts += [_run(begin, end), [after]]
    codes = ["".join(one) for one in product(*parts)]
    long = next((code for code in codes if len(code) > LONGEST), None)
    if long:
        raise BadPattern("bin_code_long", bin=long[:20] + "…", signs=len(long), most=LONGEST)
    return codes


def _size(begin: str, end: str, pattern: str) -> int:
    if begin.isdigit() != end.isdigit():
        raise BadPattern("bin_pattern", pattern=pattern[:60])
    size = (int(end) - int(begin) if begin.isdigit() else ord(end) - ord(begin)) + 1
    if size < 1:
        raise BadPattern("bin_pattern", pattern=pattern[:60])
    return size


def _run(begin: str, end: str) -> list[str]:
    if begin.isdigit():
        return [f"{n:0{len(begin)}d}" for n in range(int(begin), int(end) + 1)]
    return [chr(c) for c in range(ord(begin), ord(end) + 1)]


def zone_of(code: str) -> str:
    """The zone of a bin: its code up to the first hyphen.

    >>> zone_of("A-01-3"), zone_of("HOLD")
    ('A', 'HOLD')
    """
    return code.split("-", 1)[0]
