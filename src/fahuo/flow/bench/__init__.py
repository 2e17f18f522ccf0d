"""The pack bench: a parcel is opened at a station, every scan is stored as it comes, and the last one packs it.

`press()` is the one door for what a scanner, a key or a program says. docs/bench.md tells it for people.
"""

from __future__ import annotations

from fahuo.flow.bench.answers import Answer
from fahuo.flow.bench.desk import press
from fahuo.flow.bench.scale import hear
from fahuo.flow.bench.state import State, at_station, read_state
from fahuo.flow.bench.supervise import override

__all__ = ["Answer", "State", "at_station", "hear", "override", "press", "read_state"]
