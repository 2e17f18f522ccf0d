"""How a parcel is packed, said step by step: where each block of pieces goes, how it lies, what it stands on. Pure; no words yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fahuo.console.draw.packing import Block

# How a piece lies: by which of its sides is upright. A cube lies in no way of its own.
CUBE, FLAT, ON_EDGE, ON_END = "", "flat", "edge", "end"
# What is wider than this part of the box is neither at its left nor at its right.
WIDE = 0.8
NAMED = 3  # blocks that a step names as those it stands on


@dataclass(frozen=True)
class PackStep:
    """One block of equal pieces, in packing order."""

    no: int  # from 1
    block: Block
    line: int  # which of the parcel's lines, from 0
    first: int  # its first piece is the n-th of its line, from 1
    lies: str
    across: str  # "", left, middle, right, wide
    along: str  # back, middle, front, deep: seen by who stands before the box's long side
    on: tuple[int, ...]  # numbers of the steps that it stands on; none on the floor

    @property
    def pieces(self) -> int:
        return self.block.nx * self.block.ny * self.block.nz


def pack_steps(blocks: Sequence[tuple[int, Block]], inside: tuple[int, int, int]) -> list[PackStep]:
    """Steps from (line, block) in packing order and the box's inside in mm."""
    packed: defaultdict[int, int] = defaultdict(int)
    tops: defaultdict[int, list[tuple[int, Block]]] = defaultdict(list)
    for no, (_, block) in enumerate(blocks, 1):
        tops[block.ends[2]].append((no, block))
    steps = []
    for no, (line, block) in enumerate(blocks, 1):
        step = PackStep(
            no,
            block,
            line,
            packed[line] + 1,
            _lies(block),
            _third(block.x, block.ends[0], inside[0], ("left", "middle", "right", "wide")),
            _third(block.y, block.ends[1], inside[1], ("back", "middle", "front", "deep")),
            tuple(n for n, below in tops[block.z] if block.z > 0 and _over(block, below))[:NAMED],
        )
        packed[line] += step.pieces
        steps.append(step)
    return steps


def _lies(b: Block) -> str:
    if b.dx == b.dy == b.dz:
        return CUBE
    if b.dz <= min(b.dx, b.dy):
        return FLAT
    return ON_END if b.dz >= max(b.dx, b.dy) else ON_EDGE


def _third(low: int, high: int, whole: int, words: tuple[str, str, str, str]) -> str:
    """Where a stretch lies in the whole: at one end, in the middle, or over all of it."""
    near, middle, far, all_of_it = words
    if high - low >= WIDE * whole:
        return all_of_it
    centre = (low + high) * 3
    return near if centre < 2 * whole else far if centre > 4 * whole else middle


def _over(upper: Block, lower: Block) -> bool:
    return upper.x < lower.ends[0] and lower.x < upper.ends[0] and upper.y < lower.ends[1] and lower.y < upper.ends[1]


def as_data(steps: Sequence[PackStep], lines: Sequence[dict[str, str]], inside: tuple[int, int, int], kind: str) -> dict[str, Any]:
    """What the turnable drawing reads. A step is a row of numbers and two texts' keys, so that thousands of them stay light.

    `lines` have sku, name and colour; `kind` is box, mailer or own (the goods' own carton).
    """
    return {
        "kind": kind,
        "inside": list(inside),
        "lines": list(lines),
        "steps": [
            [s.block.x, s.block.y, s.block.z, s.block.dx, s.block.dy, s.block.dz, s.block.nx, s.block.ny, s.block.nz, s.line, s.first]
            for s in steps
        ],
    }
