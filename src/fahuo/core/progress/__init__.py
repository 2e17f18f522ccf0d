"""Where a parcel and an order stand, computed from what happened and from nothing else."""

from fahuo.core.progress.orders import order_standings
from fahuo.core.progress.parcels import standings

__all__ = ["order_standings", "standings"]
