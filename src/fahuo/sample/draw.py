"""Random numbers by place: the number of a name and an index depends on these and the seed alone.

A stream of random numbers would make order 7 depend on how many orders are asked for. Here order 7 is always the same order.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Draw:
    """Draws from one seed. The mixing is splitmix64 (Steele, Lea, Flood 2014), the same on every machine."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, name: str, index: Integers) -> Floats:
        """Numbers in [0, 1), one for each index."""
        key = np.uint64(int.from_bytes(blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest(), "big"))
        z = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, name: str, index: Integers, low: Any, high: Any) -> Integers:
        """Whole numbers from low to high, both included; the bounds may be arrays."""
        span = np.asarray(high, dtype=np.int64) - np.asarray(low, dtype=np.int64) + 1
        drawn: Integers = np.asarray(low, dtype=np.int64) + (self.uniform(name, index) * span).astype(np.int64)
        return drawn

    def choice(self, name: str, index: Integers, weights: npt.ArrayLike) -> Integers:
        """Positions in `weights`, each as often as it weighs."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn = np.searchsorted(edges, self.uniform(name, index) * edges[-1], side="right")
        last: Integers = np.minimum(drawn, len(edges) - 1).astype(np.int64)
        return last
