"""Numbers that other houses know how to check: GS1's GTIN and SSCC, the UPU's S10.

Sources: GS1 General Specifications, section 7.9 (check digit); UPU standard S10-12 (postal items; recalled from its text).
"""

from __future__ import annotations

import re

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
S10_FORM = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})")


def gs1_check(digits: str) -> int:
    """The check digit that follows these digits: weights 3 and 1 in turn, from the right.

    >>> gs1_check("590123412345"), gs1_check("10614141234567890")
    (7, 8)
    """
    return -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10


def gtin13(text: str | None) -> str | None:
    """A GTIN as the 13 digits of its EAN-13, where it has one and its check digit is right; else None.

    A UPC of 12 digits is an EAN with a zero before it. A GTIN-8 and a GTIN-14 have no EAN-13.

    >>> gtin13("590123 4123457"), gtin13("036000291452"), gtin13("5901234123450"), gtin13(None)
    ('5901234123457', '0036000291452', None, None)
    """
    digits = re.sub(r"[\s-]", "", text or "")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (12, 13) or not int(digits):
        return None
    return digits.zfill(13) if gs1_check(digits[:-1]) == int(digits[-1]) else None


def sscc(prefix: str, serial: int) -> str:
    """The SSCC of 18 digits: extension digit and company prefix, serial, check digit. ValueError where they are too long together.

    >>> sscc("10614141", 234567890)
    '106141412345678908'
    """
    room = 17 - len(prefix)
    digits = f"{prefix}{serial:0{max(room, 1)}d}"
    if not prefix.isascii() or not prefix.isdigit() or len(digits) != 17 or serial < 0:
        raise ValueError(f"{prefix} and {serial} make no SSCC: extension digit, company prefix and serial have 17 digits together")
    return f"{digits}{gs1_check(digits)}"


def is_sscc(text: str) -> bool:
    """Whether a text is an SSCC with a right check digit.

    >>> is_sscc("106141412345678908"), is_sscc("106141412345678909")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{18}", text)) and gs1_check(text[:-1]) == int(text[-1])


def s10_check(digits: str) -> int:
    """The check digit of the eight digits of an S10 number.

    >>> s10_check("12345678"), s10_check("00000000"), s10_check("00000002")
    (5, 5, 8)
    """
    rest = 11 - sum(w * int(d) for w, d in zip(S10_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def s10(service: str, serial: int, country: str) -> str:
    """An S10 number: service indicator, eight digits, check digit, country of the operator. ValueError where the parts are none.

    >>> s10("RB", 12345678, "GB")
    'RB123456785GB'
    """
    if not re.fullmatch(r"[A-Z]{2}", service) or not re.fullmatch(r"[A-Z]{2}", country) or not 0 <= serial < 10**8:
        raise ValueError(
            f"{service!r}, {serial} and {country!r} make no S10 number: two capital letters, eight digits, two capital letters"
        )
    digits = f"{serial:08d}"
    return f"{service}{digits}{s10_check(digits)}{country}"


def is_s10(text: str) -> bool:
    """Whether a text is an S10 number with a right check digit.

    >>> is_s10("RB123456785GB"), is_s10("RB123456784GB")
    (True, False)
    """
    parts = S10_FORM.fullmatch(text)
    return bool(parts) and s10_check(parts[2]) == int(parts[3])  # type: ignore[index]
