"""Parcel numbers: made from the id and back, with a check digit, so that a mistyped one is noticed."""

from __future__ import annotations

PREFIX = "FH"
PICK_LIST, MANIFEST, COLLECTION = "PL", "HO", "CO"  # what else has numbers of this kind


def _check(digits: str) -> int:
    """The GS1 check digit (weights 3, 1 from the right)."""
    return -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10


def number_of(parcel_id: int, prefix: str = PREFIX) -> str:
    """The number of a parcel, or of what else counts under a prefix.

    >>> number_of(42), number_of(7, PICK_LIST)
    ('FH0000000420', 'PL0000000079')
    """
    digits = f"{parcel_id:09d}"
    return f"{prefix}{digits}{_check(digits)}"


def id_of(number: str, prefix: str = PREFIX) -> int | None:
    """The id behind a parcel number; None where it is none of ours or mistyped.

    >>> id_of("fh0000000420"), id_of("FH0000000421"), id_of("RB123456785GB"), id_of("PL0000000079", PICK_LIST)
    (42, None, None, 7)
    """
    text = number.strip().upper()
    digits = text[len(prefix) :]
    if not text.startswith(prefix) or len(digits) < 10 or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits[:-1]) if _check(digits[:-1]) == int(digits[-1]) else None
