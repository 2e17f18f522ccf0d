"""What the planners have against a parcel, as long as it stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core.progress.latest import NEVER, STEPS, Bools, Ints, Latest
from fahuo.core.progress.meanings import BLOCKED_UNTIL
from fahuo.core.reasons import REASONS
from fahuo.core.words import Weight

# The heaviest is named first. What is no goods stands in nobody's way.
HEAVINESS = {Weight.REFUSED.value: 0, Weight.HELD.value: 1, Weight.WAITS.value: 2}
WEIGHT_OF = {code: HEAVINESS[row.weight.value] for code, row in REASONS.items() if row.weight.value in HEAVINESS}
PLANNED_LEVELS = 3  # up to here a refusal is all that there is to say of a parcel


@dataclass(frozen=True)
class Blocks:
    """For each parcel the heaviest block that still stands."""

    code: pl.Series
    step_no: Ints
    stops: Bools  # it decides the state: refused or held
    held: Bools


def weigh(blocks: pl.DataFrame) -> pl.DataFrame:
    """Add heaviness (0 refused, 1 held, 2 waits) and step_no. A code that no room knows counts as refused; what is no goods is left out."""
    not_goods = [code for code, row in REASONS.items() if row.weight == Weight.NOT_GOODS]
    return blocks.filter(~pl.col("code").is_in(not_goods)).with_columns(
        heaviness=pl.col("code").replace_strict(WEIGHT_OF, default=0, return_dtype=pl.Int64),
        step_no=pl.col("step")
        .cast(pl.String)
        .replace_strict({s.value: i + 1 for i, s in enumerate(STEPS)}, default=1, return_dtype=pl.Int64),
    )


def blocks_of(blocks: pl.DataFrame, seen: Latest, level: Ints) -> Blocks:
    """The block that counts, for each parcel: the heaviest, then the earliest step, then the code."""
    rows = weigh(blocks.filter(pl.col("parcel_id").is_not_null())).filter(pl.col("parcel_id").is_in(pl.Series(seen.ids).implode()))
    row = np.searchsorted(seen.ids, rows["parcel_id"].to_numpy())
    step_no = rows["step_no"].to_numpy()
    still = np.zeros(len(row), np.bool_)
    for i, step in enumerate(STEPS):
        below, cleared_by = BLOCKED_UNTIL[step]
        stands = (level < below) & (seen.at(*cleared_by) == NEVER)
        still |= (step_no == i + 1) & stands[row]
    heaviest = (
        rows.with_columns(row=pl.Series(row))
        .filter(pl.Series(still))
        .sort("row", "heaviness", "step_no", "code")
        .unique("row", keep="first", maintain_order=True)
    )
    at = heaviest["row"].to_numpy()
    which, no, weight = np.full(len(seen.ids), -1, np.int64), np.ones(len(seen.ids), np.int64), np.full(len(seen.ids), 9, np.int64)
    which[at], no[at], weight[at] = np.arange(heaviest.height), heaviest["step_no"].to_numpy(), heaviest["heaviness"].to_numpy()
    codes = pl.Series([*heaviest["code"].to_list(), None], dtype=pl.String)
    return Blocks(codes.gather(which % len(codes)), no, (weight <= 1) & (level <= PLANNED_LEVELS), weight == 1)
