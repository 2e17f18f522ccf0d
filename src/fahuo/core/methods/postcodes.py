"""Postcodes as numbers, so that "begins with" and "from .. to" are ranges of numbers. The first twelve letters and digits count; case and spaces do not.

British districts count as numbers: IV2 comes between IV1 and IV10, and "BT1" is not the beginning of BT15. So a British postcode has its
district written with two digits: BT1 5GS is BT015GS.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import polars as pl

LENGTH = 12
BASE = 37  # 0: end of the postcode; then 0-9, A-Z. 37**12 < 2**63
BY_DISTRICT = ("GB",)
RANGE = ".."
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POWERS = np.array([BASE ** (LENGTH - 1 - i) for i in range(LENGTH)], dtype=np.int64)
_DIGIT = np.zeros(256, dtype=np.int64)
_DIGIT[np.frombuffer(_LETTERS.encode(), dtype=np.uint8)] = np.arange(1, BASE)
# A whole postcode, or its district alone, with one digit for the district.
_ONE_DIGIT = r"^([A-Z]{1,2})([0-9][A-Z]?(?:[0-9][A-Z]{2})?)$"
_PART = re.compile(r"([A-Z]{1,2})([0-9][A-Z]?)")


def plain(postcode: str) -> str:
    """A postcode's letters and digits in capitals: plain("bt1 5gs") == "BT15GS"."""
    return "".join(c for c in postcode.upper() if c in _LETTERS)


def sortable(country: str, postcode: str) -> str:
    """plain, with a British district of two digits: sortable("GB", "bt1 5gs") == "BT015GS"."""
    return re.sub(_ONE_DIGIT, r"\g<1>0\2", plain(postcode)) if country in BY_DISTRICT else plain(postcode)


def doubtful(country: str, entry: str) -> bool:
    """Whether a card's entry has a mark of which nobody can say if it means "to", "and", or belongs to the postcode.

    A dash belongs to it where the two parts differ in length, as in 1000-205 and 100-0001; in 995-999 it may mean "to".
    """
    if RANGE in entry:
        return any(doubtful(country, part) for part in entry.split(RANGE))
    first, dash, last = entry.partition("-")
    if any(not (c.isalnum() or c.isspace() or c == "-") for c in entry) or any(mark in entry for mark in "至到"):
        return True
    return bool(dash) and (country in BY_DISTRICT or len(plain(first)) == len(plain(last)))


def number(country: str, postcode: str) -> int:
    """The number of one postcode; 0 where there is none."""
    return _low(sortable(country, postcode))


def span(start: str, country: str = "") -> tuple[int, int]:
    """The numbers of all postcodes that begin with `start`: lowest and highest, both included."""
    begins = _start(country, start)[:LENGTH]
    if country in BY_DISTRICT and begins.isalpha():  # B is Birmingham, not Bath (BA)
        return _low(begins + "0"), _high(begins + "9")
    return _low(begins), _high(begins)


def between(first: str, last: str, country: str = "") -> tuple[int, int]:
    """The numbers of all postcodes from those that begin with `first` to those that begin with `last`.

    ValueError where the two are not written alike, so that nobody can say what lies between.
    """
    a, b = _start(country, first), _start(country, last)
    if not a or not b or len(a) != len(b):
        raise ValueError(f"{first}{RANGE}{last}")
    if a > b:
        raise ValueError(f"{first}{RANGE}{last}")
    return span(first, country)[0], span(last, country)[1]


def letters(number: int) -> str:
    """The beginning that a number stands for: letters(span("20")[0]) == "20"."""
    digits = [number // BASE ** (LENGTH - 1 - i) % BASE for i in range(LENGTH)]
    return "".join(_LETTERS[d - 1] for d in digits if d)


def _start(country: str, text: str) -> str:
    if country in BY_DISTRICT and len(parts := text.split()) == 2 and _PART.fullmatch(parts[0].upper()):
        return sortable(country, parts[0]) + plain(parts[1])  # "BT1 5" is a sector of BT1, not BT15
    return sortable(country, text)


def _low(letters: str) -> int:
    return sum((_LETTERS.index(c) + 1) * BASE ** (LENGTH - 1 - i) for i, c in enumerate(letters[:LENGTH]))


def _high(letters: str) -> int:
    return _low(letters) + int(BASE ** (LENGTH - len(letters[:LENGTH]))) - 1


def plain_postcode(postcode: pl.Expr, country: pl.Expr | None = None) -> pl.Expr:
    """sortable, for a column; "" where there is none. Only the first LENGTH characters are kept."""
    letters = postcode.str.to_uppercase().str.replace_all("[^0-9A-Z]", "")
    if country is not None:
        padded = letters.str.replace(_ONE_DIGIT, "${1}0${2}")
        letters = pl.when(country.is_in(BY_DISTRICT)).then(padded).otherwise(letters)
    return letters.str.head(LENGTH).fill_null("")


def numbers(plain_postcodes: pl.Series) -> npt.NDArray[np.int64]:
    """One number for each postcode that plain_postcode has made; 0 where there is none."""
    letters = np.array(plain_postcodes.to_list(), dtype=f"S{LENGTH}").view(np.uint8).reshape(len(plain_postcodes), LENGTH)
    return np.asarray(_DIGIT[letters] @ _POWERS, dtype=np.int64)
