"""Postcodes as numbers, so that "begins with" is a range of numbers. The first twelve letters and digits count; case and spaces do not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

LENGTH = 12
BASE = 37  # 0: end of the postcode; then 0-9, A-Z. 37**12 < 2**63
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POWERS = np.array([BASE ** (LENGTH - 1 - i) for i in range(LENGTH)], dtype=np.int64)
_DIGIT = np.zeros(256, dtype=np.int64)
_DIGIT[np.frombuffer(_LETTERS.encode(), dtype=np.uint8)] = np.arange(1, BASE)


def plain(postcode: str) -> str:
    """A postcode's letters and digits in capitals: plain("bt1 5gs") == "BT15GS"."""
    return "".join(c for c in postcode.upper() if c in _LETTERS)


def span(start: str) -> tuple[int, int]:
    """The numbers of all postcodes that begin with `start`: lowest and highest, both included."""
    digits = [_LETTERS.index(c) + 1 for c in plain(start)[:LENGTH]]
    low = sum(d * BASE ** (LENGTH - 1 - i) for i, d in enumerate(digits))
    return low, low + int(BASE ** (LENGTH - len(digits))) - 1


def plain_postcode(postcode: pl.Expr) -> pl.Expr:
    """plain, for a column; "" where there is none. Only the first LENGTH characters are kept."""
    return postcode.str.to_uppercase().str.replace_all("[^0-9A-Z]", "").str.head(LENGTH).fill_null("")


def numbers(plain_postcodes: pl.Series) -> npt.NDArray[np.int64]:
    """One number for each postcode that plain_postcode has made; 0 where there is none."""
    letters = np.array(plain_postcodes.to_list(), dtype=f"S{LENGTH}").view(np.uint8).reshape(len(plain_postcodes), LENGTH)
    return np.asarray(_DIGIT[letters] @ _POWERS, dtype=np.int64)
