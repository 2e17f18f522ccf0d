"""Events as a matrix: for each subject and each kind the latest time at which it happened. Everything else is read from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core.progress.meanings import MEANINGS
from fahuo.core.words import Happening, Step

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = -1
STEPS = tuple(Step)
COLUMN = {row.kind.value: i for i, row in enumerate(MEANINGS)}
LEVEL = np.array([row.level for row in MEANINGS], np.int64)
STEP_NO = np.array([STEPS.index(row.step) + 1 for row in MEANINGS], np.int64)
ENDS = np.array([row.ends for row in MEANINGS])
OUTSIDE = np.array([row.outside for row in MEANINGS])
# A mark is level, time and place in the table in one integer: 5 bits, 54 bits of microseconds (until the year 2540), 4 bits.
_TIME_BITS, _RANK_BITS = 54, 4
MARKS_A_LEVEL = 1 << (_TIME_BITS + _RANK_BITS)
RANK = np.array([sum(o.level == row.level for o in MEANINGS[:i]) for i, row in enumerate(MEANINGS)], np.int64)
TIME = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Latest:
    """`times[i, k]`: microseconds since 1970 of the latest happening of kind k (a row of MEANINGS) to subject ids[i], or NEVER."""

    ids: Ints
    times: Ints
    row: Ints  # of each event: its subject's place in ids
    column: Ints  # of each event: its kind's place in MEANINGS

    def at(self, *kinds: Happening) -> Ints:
        """The latest time of any of these kinds, for each subject."""
        if not kinds:
            return np.full(len(self.ids), NEVER, np.int64)
        columns = [COLUMN[kind.value] for kind in kinds]
        return self.times[:, columns[0]] if len(columns) == 1 else np.asarray(self.times[:, columns].max(axis=1))

    @cached_property
    def marks(self) -> Ints:
        """For each subject and kind how far it puts the subject; NEVER where it did not happen."""
        packed = (LEVEL * MARKS_A_LEVEL) | (self.times.clip(0, 2**_TIME_BITS - 1) << _RANK_BITS) | RANK
        return np.asarray(np.where(self.times == NEVER, NEVER, packed))

    @cached_property
    def kind(self) -> Ints:
        """The column of the happening that decides."""
        return np.asarray(self.marks.argmax(axis=1))

    @cached_property
    def step_no(self) -> Ints:
        """The furthest step that any happening speaks of."""
        return np.asarray(np.where(self.times == NEVER, 1, STEP_NO).max(axis=1, initial=1))

    @cached_property
    def said(self) -> tuple[Ints, Ints]:
        """The latest news from outside: its column, and its time or NEVER."""
        times = np.where(OUTSIDE, self.times, NEVER)
        column = times.shape[1] - 1 - times[:, ::-1].argmax(axis=1)  # of several at one time the later row of the table
        return np.asarray(column), np.asarray(times.max(axis=1, initial=NEVER))


def latest(events: pl.DataFrame, by: str) -> Latest:
    """Read events (columns `by`, kind, at; rows in any order, repeated or not). A kind that is not in the table counts as noted."""
    ids, row = np.unique(events[by].to_numpy().astype(np.int64), return_inverse=True)
    kinds = events["kind"].cast(pl.String).replace_strict(COLUMN, default=COLUMN[Happening.NOTED.value], return_dtype=pl.Int64).to_numpy()
    at = events["at"].cast(TIME).dt.timestamp("us").fill_null(0).clip(0).to_numpy()
    times = np.full(len(ids) * len(MEANINGS), NEVER, np.int64)
    np.maximum.at(times, row * len(MEANINGS) + kinds, at)
    return Latest(ids.astype(np.int64), times.reshape(len(ids), len(MEANINGS)), row.astype(np.int64), kinds)
