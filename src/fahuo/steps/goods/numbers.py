"""Parcel numbers: made from the id and back, with a check digit, so that a mistyped one is noticed."""

from __future__ import annotations

PREFIX = "FH"


def _check(digits: str) -> int:
    """The GS1 check digit (weights 3, 1 from the right)."""
    return -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10


def number_of(parcel_id: int) -> str:
    """The number of a parcel.

    >>> number_of(42)
    'FH0000000420'
    """
    digits = f"{parcel_id:09d}"
    return f"{PREFIX}{digits}{_check(digits)}"


def id_of(number: str) -> int | None:
    """The id behind a parcel number; None where it is none of ours or mistyped.

    >>> id_of("fh0000000420"), id_of("FH0000000421"), id_of("RB123456785GB")
    (42, None, None)
    """
    text = number.strip().upper()
    digits = text[len(PREFIX) :]
    if not text.startswith(PREFIX) or len(digits) < 10 or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits[:-1]) if _check(digits[:-1]) == int(digits[-1]) else None
