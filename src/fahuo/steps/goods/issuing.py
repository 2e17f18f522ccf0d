"""Draw numbers from a merchant's ranges. No number is issued twice, whoever draws at the same time and whatever dies.

A draw belongs to the caller's transaction: what is rolled back, or killed before the commit, was never issued and comes again. So a number
may be printed or told to anybody only after the commit; what was printed stays issued for ever (IssuedNumber), even where the range is
deleted or set back by hand.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fahuo.records.copy import copy, execute, fetch
from fahuo.steps.goods.models import IssuedNumber, NumberRange

MOST = 100_000  # in one draw
LOCK = "FOR UPDATE"  # all ranges of the merchant in the order of their ids: drawers take turns until they commit


class Exhausted(Exception):
    """The ranges hold fewer numbers than asked for. Nothing was drawn."""

    def __init__(self, kind: str, prefix: str | None, asked: int, left: int) -> None:
        self.kind, self.prefix, self.asked, self.left = kind, prefix, asked, left
        of = f"{kind.upper()} {prefix}" if prefix else kind.upper()
        self.en = (
            f"{asked:,} numbers were asked for, and the ranges of {of} have {left:,} left: enter a new range under Set-up, Number ranges"
        )
        self.zh = f"需要 {asked:,} 个号码，而 {of} 号段只剩 {left:,} 个：请在“设置 › 号段”中登记新号段"
        super().__init__(self.en)


def draw(merchant_id: int, kind: str, count: int, actor: str, now: datetime, *, prefix: str | None = None, purpose: str = "") -> list[str]:
    """So many numbers of a kind ("s10", "sscc", "own"), of one prefix or of any, the oldest range first. Raises Exhausted.

    ValueError where the count is not between 1 and MOST.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"{count} numbers cannot be drawn at once: ask for 1 to {MOST:,}")
    execute(f"SELECT id FROM goods_numberrange WHERE merchant_id = %s ORDER BY id {LOCK}", [merchant_id])
    ranges = NumberRange.objects.filter(merchant_id=merchant_id, kind=kind, active=True).order_by("pk")
    found: list[tuple[str, int]] = []
    for row in ranges.filter(prefix=prefix) if prefix else ranges:
        while len(found) < count and row.left > 0:
            serials = range(row.next, row.next + min(count - len(found), row.left))
            numbers = [row.number(serial) for serial in serials]
            taken = _issued(merchant_id, numbers)
            found += [(number, row.pk) for number in numbers if number not in taken]
            row.next = serials.stop
        row.save(update_fields=["next"])
    if len(found) < count:
        raise Exhausted(kind, prefix, count, len(found))
    copy(
        pl.DataFrame(found, schema={"number": pl.String, "range_id": pl.Int64}, orient="row").with_columns(
            merchant_id=pl.lit(merchant_id), purpose=pl.lit(purpose), actor=pl.lit(actor), at=pl.lit(now).cast(pl.Datetime("us", "UTC"))
        ),
        IssuedNumber,
    )
    return [number for number, _ in found]


def low(merchant_id: int) -> list[NumberRange]:
    """Active ranges that will soon be used up."""
    return [row for row in NumberRange.objects.filter(merchant_id=merchant_id, active=True) if row.low]


def _issued(merchant_id: int, numbers: list[str]) -> set[str]:
    """Those that were issued before, from a range that is gone or was set back."""
    found = fetch(
        "SELECT number FROM goods_issuednumber WHERE merchant_id = %s AND number = ANY(%s)", [merchant_id, numbers], {"n": pl.String}
    )
    return set(found["n"])
