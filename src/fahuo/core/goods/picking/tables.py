"""The tables of picking, as dataframely schemas, and what may be asked of a walk."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy

from fahuo.core.frames import UTC
from fahuo.core.words import PickForm


class Sought(dy.Schema):
    """Parcels to be picked. Ids are the caller's and come back unchanged."""

    parcel_id = dy.Int64(primary_key=True)
    warehouse_id = dy.Int64()
    service_id = dy.Int64(nullable=True)
    departs_at = dy.Datetime(time_unit="us", time_zone=UTC, nullable=True)  # its service's next departure; null: none is set up
    weight_g = dy.Int64(min=0)  # of the whole parcel, box included
    volume_cm3 = dy.Int64(min=0)  # of its box


class Pieces(dy.Schema):
    """What is still to be fetched for each parcel."""

    parcel_id = dy.Int64(primary_key=True)
    product_id = dy.Int64(primary_key=True)
    quantity = dy.Int64(min=1)


class Sources(dy.Schema):
    """Where those pieces shall be taken from: what the removal strategy chose (core.goods.removal)."""

    parcel_id = dy.Int64()
    product_id = dy.Int64()
    bin_id = dy.Int64()
    lot_id = dy.Int64(nullable=True)
    quantity = dy.Int64(min=1)


class Bins(dy.Schema):
    """The bins of the warehouses, all of them: the length of a walk is counted in these."""

    bin_id = dy.Int64(primary_key=True)
    warehouse_id = dy.Int64()
    code = dy.String()
    walk = dy.Int64()


class Lists(dy.Schema):
    """Pick lists, one walk each. `group_no`: lists of one group fill the same wall (of a wave), else every list is its own group."""

    list_no = dy.Int64(primary_key=True)  # from 0, in the order in which they should be walked
    group_no = dy.Int64()
    warehouse_id = dy.Int64()
    service_id = dy.Int64(nullable=True)  # where all its parcels travel by one
    departs_at = dy.Datetime(time_unit="us", time_zone=UTC, nullable=True)
    parcels = dy.Int64(min=1)
    stops = dy.Int64(min=1)  # a stop is a bin, a product and a lot
    pieces = dy.Int64(min=1)
    walked = dy.Int64(min=1)  # bins from the begin of the walk to its last stop


class Slots(dy.Schema):
    """Where each parcel's pieces go: the place on the cart, or on the wall."""

    parcel_id = dy.Int64(primary_key=True)
    group_no = dy.Int64()
    slot = dy.Int64(min=1)


class Picks(dy.Schema):
    """The lines of the lists, in the order of the walk."""

    list_no = dy.Int64(primary_key=True)
    seq = dy.Int64(primary_key=True)  # from 1
    parcel_id = dy.Int64()
    product_id = dy.Int64()
    bin_id = dy.Int64()
    lot_id = dy.Int64(nullable=True)
    quantity = dy.Int64(min=1)


@dataclass(frozen=True)
class Limits:
    """What one walk may carry. A parcel that is over a limit by itself walks alone."""

    parcels: int = 12  # totes on the cart, slots of the wall
    pieces: int = 300
    weight_g: int = 80_000
    volume_cm3: int = 600_000
    pickers: int = 1  # a wave is shared among so many


# What a person gets who says nothing: a cart of twelve totes, a wall of sixty slots.
USUAL = {
    PickForm.SINGLE: Limits(parcels=1),
    PickForm.CLUSTER: Limits(),
    PickForm.BATCH: Limits(parcels=40),
    PickForm.WAVE: Limits(parcels=60, pickers=2),
}
