"""The cases of each parcel, from the events that opened and settled them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fahuo.core.progress.latest import COLUMN, Bools, Latest
from fahuo.core.words import Happening

ANY = ""  # events that do not say which case they are about


@dataclass(frozen=True)
class Cases:
    """For each parcel the kind of the case that is open (the one opened first), and which kinds were settled."""

    open: pl.Series
    closed: pl.DataFrame  # row, case

    def settled(self, kind: str) -> Bools:
        """Parcels whose case of this kind was settled and not opened again."""
        out = np.zeros(len(self.open), np.bool_)
        if self.closed.height:
            out[self.closed.filter(pl.col("case").is_in([kind, ANY]))["row"].to_numpy()] = True
        return out


def cases_of(rows: pl.DataFrame, seen: Latest) -> Cases:
    """Read case_opened and case_settled. A case is open until it is settled at the same time or later."""
    opened, settled = COLUMN[Happening.CASE_OPENED.value], COLUMN[Happening.CASE_SETTLED.value]
    picked = (seen.column == opened) | (seen.column == settled)
    if not picked.any():
        return Cases(pl.Series([None], dtype=pl.String).new_from_index(0, len(seen.ids)), pl.DataFrame())
    named = rows["case"].cast(pl.String) if "case" in rows.columns else pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    events = pl.DataFrame(
        {
            "row": seen.row[picked],
            "opened": seen.column[picked] == opened,
            "case": named.filter(pl.Series(picked)).fill_null(ANY),
            "at": rows["at"].filter(pl.Series(picked)),
        }
    )
    cases = events.group_by("row", "case").agg(
        first=pl.col("at").filter(pl.col("opened")).min(),
        opened_at=pl.col("at").filter(pl.col("opened")).max(),
        settled_at=pl.col("at").filter(~pl.col("opened")).max(),
    )
    is_open = pl.col("opened_at").is_not_null() & (pl.col("settled_at").is_null() | (pl.col("settled_at") < pl.col("opened_at")))
    waiting = cases.filter(is_open).sort("row", "first", "case").unique("row", keep="first", maintain_order=True)
    names = np.full(len(seen.ids), -1, np.int64)
    names[waiting["row"].to_numpy()] = np.arange(waiting.height)
    kinds = waiting["case"].replace(ANY, "case_open").to_list()
    return Cases(pl.Series([*kinds, None], dtype=pl.String).gather(names % (len(kinds) + 1)), cases.filter(~is_open).select("row", "case"))
