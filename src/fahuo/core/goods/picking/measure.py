"""What a plan of walks saves, compared with fetching every parcel by itself."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fahuo.core.goods.picking.plan import PickPlan, walk_of


@dataclass(frozen=True)
class Work:
    """How much there is to walk. A walk's length is counted in bins from the begin of the walk to its last stop."""

    lists: int
    stops: int
    pieces: int
    walked: int
    single_stops: int  # the same parcels, each by itself
    single_walked: int

    @property
    def saved_percent(self) -> int:
        """How much less is walked than with a walk for every parcel."""
        return round(100 * (1 - self.walked / self.single_walked)) if self.single_walked else 0


def work_of(plan: PickPlan, bins: pl.DataFrame) -> Work:
    """The work of a plan over tables.Bins."""
    picks = plan.picks.join(walk_of(bins), on="bin_id", how="left")
    alone = picks.group_by("parcel_id").agg(walked=pl.col("at").max(), stops=pl.struct("bin_id", "product_id", "lot_id").n_unique())
    return Work(
        lists=plan.lists.height,
        stops=int(plan.lists["stops"].sum()),
        pieces=int(plan.lists["pieces"].sum()),
        walked=int(plan.lists["walked"].sum()),
        single_stops=int(alone["stops"].sum()),
        single_walked=int(alone["walked"].sum()),
    )
