"""Where each parcel stands."""

from __future__ import annotations

import numpy as np
import polars as pl

from fahuo.core.progress.blocks import Blocks, blocks_of
from fahuo.core.progress.cases import Cases, cases_of
from fahuo.core.progress.latest import ENDS, LEVEL, NEVER, STEPS, TIME, Bools, Ints, Latest, latest
from fahuo.core.progress.meanings import MEANINGS, SETTLED, TROUBLES, Trouble
from fahuo.core.words import Happening, Weight

STATES = [row.kind.value for row in MEANINGS] + [SETTLED, Weight.REFUSED.value, Weight.HELD.value]
REASON = {row.reason: i for i, row in enumerate(TROUBLES)}


def standings(events: pl.DataFrame, blocks: pl.DataFrame | None = None) -> pl.DataFrame:
    """Where each parcel of these events stands, one row a parcel, sorted by parcel_id.

    events: parcel_id (rows without one are not about a parcel), kind (words.Happening), at (UTC); order_id, which comes back, and
    `case` (the kind of the case that a case_opened or case_settled is about) where they are there. Rows in any order, repeated or not.
    blocks: parcel_id, step, code (core.reasons): what the planners still have against a parcel.

    step, state, state_at (since when); needs: the code of the reason why a person is needed, or null; attempts: failed
    ones; said, said_at: the latest news from outside; damaged_at: when it was said to be damaged, whatever came after but a settled case;
    ends: nothing more is expected from outside; mark: how far the parcel is, as one integer that only ever grows: the mark of two sets
    of events together is the greater of the two.
    """
    rows = events.filter(pl.col("parcel_id").is_not_null())
    seen = latest(rows, "parcel_id")
    cases = cases_of(rows, seen)
    level = LEVEL[seen.kind]
    state, needs_no = seen.kind.copy(), np.full(len(seen.ids), -1, np.int64)
    settled = np.zeros(len(seen.ids), np.bool_)
    for i, trouble in reversed(list(enumerate(TROUBLES))):
        over = cases.settled(trouble.reason) if trouble.settles else np.zeros(len(seen.ids), np.bool_)
        needs_no[_open(trouble, seen, level) & ~over] = i
        settled |= over & (state == STATES.index(trouble.kind.value))
    state[settled] = STATES.index(SETTLED)
    return _frame(rows, seen, state, needs_no, settled, cases, blocks_of(blocks, seen, level) if blocks is not None else None)


def _open(trouble: Trouble, seen: Latest, level: Ints) -> Bools:
    since = seen.at(trouble.kind)
    within = (level >= trouble.from_level) & (level < trouble.below_level)
    return np.asarray((since != NEVER) & (since > seen.at(*trouble.cleared_by)) & within)


def _frame(
    rows: pl.DataFrame, seen: Latest, state: Ints, needs_no: Ints, settled: Bools, cases: Cases, blocks: Blocks | None
) -> pl.DataFrame:
    step_no, needs = (
        seen.step_no,
        pl.Series([row.reason for row in TROUBLES] + [None], dtype=pl.String).gather(needs_no % (len(TROUBLES) + 1)),
    )
    needs = needs.zip_with(needs.is_not_null(), cases.open)
    if blocks is not None:
        state = np.where(blocks.stops, STATES.index(Weight.REFUSED.value) + blocks.held, state)
        step_no = np.where(blocks.stops, blocks.step_no, step_no)
        needs = needs.zip_with(needs.is_not_null(), blocks.code)
    said, said_at = seen.said
    columns = {
        "parcel_id": pl.Series(seen.ids),
        "step": pl.Series([step.value for step in STEPS]).gather(step_no - 1),
        "state": pl.Series(STATES).gather(state),
        "state_at": _times(seen.times[np.arange(len(seen.ids)), seen.kind]),
        "needs": needs,
        "attempts": _attempts(rows, seen),
        "said": pl.Series(STATES).gather(said).set(pl.Series(said_at == NEVER), None),
        "said_at": _times(said_at),
        "damaged_at": _times(np.where(cases.settled("damaged"), NEVER, seen.at(Happening.DAMAGED))),
        "ends": pl.Series(ENDS[seen.kind] | settled),
        "mark": pl.Series(seen.marks.max(axis=1, initial=NEVER)),
    }
    if "order_id" in rows.columns:
        orders = np.zeros(len(seen.ids), np.int64)
        orders[seen.row] = rows["order_id"].to_numpy()
        columns["order_id"] = pl.Series(orders)
    return pl.DataFrame(columns)


def _times(us: Ints) -> pl.Series:
    return pl.Series(us).set(pl.Series(us == NEVER), None).cast(TIME)


def _attempts(rows: pl.DataFrame, seen: Latest) -> pl.Series:
    """Failed attempts: as many as there are different times of one."""
    counts = np.zeros(len(seen.ids), np.int32)
    failed = seen.column == STATES.index(Happening.ATTEMPT_FAILED.value)
    if failed.any():
        each = pl.DataFrame({"row": seen.row[failed], "at": rows["at"].filter(pl.Series(failed))}).unique()
        np.add.at(counts, each["row"].to_numpy(), 1)
    return pl.Series(counts)
