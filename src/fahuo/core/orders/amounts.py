"""Numbers written by people -> exact integers. Money becomes minor units by rounding half up; nothing goes through a rounded float."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

# Thousands may be grouped by comma, space or apostrophe, one of them throughout: "1,200", "1 200.50". "2,55" is no number here.
_WRITTEN = re.compile(r"([+-]?)(\d+|\d{1,3}(?:([, '’])\d{3})(?:\3\d{3})*)?(\.\d*)?(?:[eE]([+-]?\d{1,2}))?")
_PLAIN_LENGTH = 15  # a text so short is held by a float with room to spare
_MOST = 10**15
_PLAIN_LIMIT = 1e9  # below it a product with 1000 is right to a millionth


def read_decimal(text: str) -> Decimal | None:
    """One number, or None.

    >>> read_decimal("1,200.50"), read_decimal("６"), read_decimal("(5.00)"), read_decimal("2,55")
    (Decimal('1200.50'), Decimal('6'), Decimal('-5.00'), None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if plain.startswith("(") and plain.endswith(")"):  # how bookkeepers write a negative amount
        plain = "-" + plain[1:-1]
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    sign, whole, _, part, power = found.groups()
    if not whole and part in (None, "."):
        return None
    digits = re.sub(r"\D", "", whole or "0")
    return Decimal(f"{sign}{digits}{part or ''}E{power or 0}")


def read_whole(texts: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Texts -> whole numbers and where they could be read. "6", "6.0" and "1,200" are whole; "2.5", "six" and null are not."""
    return _read(texts, np.ones(len(texts), np.int64), exact=True)


def read_minor(texts: pl.Series, factor: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Texts in major units -> minor units, half up away from zero; `factor` is 100 for EUR, 1 for JPY, 1000 for KWD, for each row."""
    return _read(texts, factor, exact=False)


def _read(texts: pl.Series, factor: NDArray[np.int64], exact: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Short plain texts are read together as floats, where that is exact; all others one by one as Decimal, each distinct one once."""
    text = pl.col("text")
    sight = texts.to_frame("text").select(
        number=text.cast(pl.Float64, strict=False).fill_null(np.nan), length=text.str.len_bytes().fill_null(0)
    )
    number, length = sight["number"].to_numpy() * factor, sight["length"].to_numpy()
    size = np.abs(number)
    nearest = np.floor(size + 0.5)
    with np.errstate(invalid="ignore"):
        doubtful = (size != nearest) if exact else (np.abs(size - np.floor(size) - 0.5) < 1e-4)
        plain = (size < _PLAIN_LIMIT) & ~doubtful & (length <= _PLAIN_LENGTH)
    values = np.where(plain, np.copysign(nearest, number), 0).astype(np.int64)
    rest = np.flatnonzero(~plain & (length > 0))
    if not len(rest):
        return values, plain
    odd = texts[rest].to_list()
    known: dict[tuple[str, int], int | None] = {}
    for at, text, times in zip(rest.tolist(), odd, factor[rest].tolist(), strict=True):
        if (text, times) not in known:
            known[text, times] = _exactly(text, times, exact)
        value = known[text, times]
        if value is not None:
            values[at], plain[at] = value, True
    return values, plain


def _exactly(text: str, factor: int, exact: bool) -> int | None:
    """Beyond 10^15 is no amount of anything: it counts as that, so that it is found too large, not unreadable."""
    number = read_decimal(text) if len(text) <= 60 else None
    if number is None:
        return None
    if abs(number) > _MOST:
        return _MOST if number > 0 else -_MOST
    scaled = number * factor
    whole = int(scaled.to_integral_value(ROUND_HALF_UP))
    return None if exact and scaled != whole else whole
