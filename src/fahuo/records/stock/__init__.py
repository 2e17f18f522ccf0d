"""Stock: the one door. Promised under one lock, in one order, or not at all; every piece that comes or goes has its line in the ledger of moves.

docs/stock.md tells the model and its invariants. PostgreSQL's check constraints are the last word.
"""

from __future__ import annotations

from fahuo.records.stock.bins import lost_bins
from fahuo.records.stock.coming import receive
from fahuo.records.stock.going import consume, pick, put_back, ship
from fahuo.records.stock.history import daily, shipped
from fahuo.records.stock.locks import available, lock, open_rows, withheld
from fahuo.records.stock.moves import Short, move
from fahuo.records.stock.points import set_points
from fahuo.records.stock.promises import release, reserve
from fahuo.records.stock.staying import stay
from fahuo.records.stock.taking import holdings, in_packing, take

__all__ = [
    "Short",
    "available",
    "consume",
    "daily",
    "holdings",
    "in_packing",
    "lock",
    "lost_bins",
    "move",
    "open_rows",
    "pick",
    "put_back",
    "receive",
    "release",
    "reserve",
    "set_points",
    "ship",
    "shipped",
    "stay",
    "take",
    "withheld",
]
