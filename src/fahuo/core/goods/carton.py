"""Conventions for goods that no box takes: one piece in a carton of its own. The figures are fahuo's own (invented), not a rule of law.

The ceilings lie where parcel services end (express carriers commonly publish 70 kg and 274 cm); below them each service's own
limits decide later. Above them the goods are freight.
"""

from __future__ import annotations

WALL_MM = 5  # on every side, outside the padding
BOARD_G_PER_M2 = 700  # double-wall corrugated board, over the carton's outer surface
LIMIT_G = 70_000  # gross, carton included
LONGEST_MM = 2_740  # longest outer side
LINE_PIECES = 1_000_000  # of one allocation; more is taken for a slip of the pen
