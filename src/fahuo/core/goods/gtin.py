"""GTIN as a person types it: the number under a product's barcode (EAN-8, UPC-A, EAN-13, GTIN-14), with what is wrong with it."""

from __future__ import annotations

from fahuo.core.goods.identifiers import gs1_check

LENGTHS = (8, 12, 13, 14)


def read_gtin(text: str) -> tuple[str, tuple[str, str] | None]:
    """The digits, and what is wrong with them (Chinese, English); spaces and hyphens do not matter.

    >>> read_gtin("6 291041 500213"), read_gtin("6291041500214")[1][1]
    (('6291041500213', None), 'its last digit should be 3')
    """
    digits = "".join(c for c in text if c not in " -\u00a0\t")
    if not digits.isascii() or not digits.isdigit():
        return digits, ("只能由数字组成", "it has other signs than digits")
    if len(digits) not in LENGTHS:
        return digits, (f"有 {len(digits)} 位数字，应为 8、12、13 或 14 位", f"it has {len(digits)} digits, not 8, 12, 13 or 14")
    right = gs1_check(digits[:-1])
    if int(digits[-1]) != right:
        return digits, (f"最后一位应为 {right}", f"its last digit should be {right}")
    return digits, None
