"""A packed box seen from a corner: blocks of equal pieces in isometric projection, drawn from the back to the front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

COLOURS = ("#4f8f7b", "#c58a3d", "#5b7fb0", "#a8636d", "#7c8a4a", "#8a6fa8", "#3f8f9a", "#b0724a", "#6b7f8c", "#97793f")
MOST = 400  # blocks; of more only the outermost would be seen anyway
_COS, _SIN = cos(pi / 6), sin(pi / 6)
Point = tuple[float, float, float]


@dataclass(frozen=True)
class Block:
    """nx x ny x nz pieces of dx x dy x dz mm from corner x, y, z."""

    x: int
    y: int
    z: int
    dx: int
    dy: int
    dz: int
    nx: int
    ny: int
    nz: int
    colour: str
    name: str

    @property
    def ends(self) -> tuple[int, int, int]:
        return self.x + self.dx * self.nx, self.y + self.dy * self.ny, self.z + self.dz * self.nz


def colour_of(number: int) -> str:
    """The colour of the n-th line."""
    return COLOURS[number % len(COLOURS)]


def size_of(inside: tuple[int, int, int]) -> float:
    """How wide the drawing of a box is, or how high where that is more: what puts several of them to one scale."""
    left, top, right, bottom = _view(inside)
    return max(right - left, bottom - top)


def draw_packing(blocks: Sequence[Block], inside: tuple[int, int, int], label: str, bold: float = 1.0) -> SafeString:
    """The box (its inside, mm) with its blocks. The corner that looks at us is x = y = the far ends. `bold`: for small pictures, how much
    thicker the lines are."""
    left, top, right, bottom = _view(inside)
    pad = 0.03 * max(right - left, bottom - top)
    view = f"{left - pad:.1f} {top - pad:.1f} {right - left + 2 * pad:.1f} {bottom - top + 2 * pad:.1f}"
    pen = max(right - left, bottom - top) / 400 * bold
    return format_html(
        '<svg viewBox="{}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg" stroke-linejoin="round" stroke-width="{}">{}{}{}</svg>',
        view, label, f"{pen:.2f}", _walls(inside), format_html_join("", "{}", ((_solid(b, pen),) for b in back_to_front(blocks)[:MOST])), _edges(inside),
    )  # fmt: skip


def _view(inside: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the drawing of a box."""
    length, width, height = inside
    corners = [_flat((x, y, z)) for x in (0, length) for y in (0, width) for z in (0, height)]
    return min(p[0] for p in corners), min(p[1] for p in corners), max(p[0] for p in corners), max(p[1] for p in corners)


def back_to_front(blocks: Sequence[Block]) -> list[Block]:
    """An order in which no block is drawn over one that stands before it. Blocks do not overlap, so one of the axes parts any two."""
    rest = list(blocks)
    if len(rest) > MOST:
        return sorted(rest, key=lambda b: b.x + b.y + b.z)
    behind = {i: {j for j, other in enumerate(rest) if i != j and _is_behind(other, rest[i])} for i in range(len(rest))}
    drawn: list[int] = []
    left = sorted(behind, key=lambda i: (rest[i].x + rest[i].y + rest[i].z, i))
    while left:
        seen = set(drawn)
        free = next((i for i in left if behind[i] <= seen), left[0])  # a ring of blocks, each before the next: any may begin
        drawn.append(free)
        left.remove(free)
    return [rest[i] for i in drawn]


def _is_behind(a: Block, b: Block) -> bool:
    """Whether a must be drawn before b: some axis parts them with a on the far side, and none says the contrary."""
    (ax, ay, az), (bx, by, bz) = a.ends, b.ends
    return (ax <= b.x or ay <= b.y or az <= b.z) and not (bx <= a.x or by <= a.y or bz <= a.z)


def _flat(p: Point) -> tuple[float, float]:
    x, y, z = p
    return (x - y) * _COS, (x + y) * _SIN - z


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(_flat, points)) + "Z"


def _solid(b: Block, pen: float) -> SafeString:
    """The three faces that are seen, each with the lines between its pieces."""
    (x, y, z), (X, Y, Z) = (b.x, b.y, b.z), b.ends
    faces = (
        (_path([(x, y, Z), (X, y, Z), (X, Y, Z), (x, Y, Z)]), 0.0),
        (_path([(x, Y, z), (X, Y, z), (X, Y, Z), (x, Y, Z)]), 0.14),
        (_path([(X, y, z), (X, Y, z), (X, Y, Z), (X, y, Z)]), 0.28),
    )
    drawn = format_html_join(
        "",
        '<path d="{}" fill="{}"/><path d="{}" fill="#000" fill-opacity="{}" stroke="#fff" stroke-opacity=".85"/>',
        ((p, b.colour, p, s) for p, s in faces),
    )
    seams = _seams(b)
    lines = (
        format_html('<path d="{}" fill="none" stroke="#fff" stroke-opacity=".45" stroke-width="{}"/>', seams, f"{pen * 0.6:.2f}")
        if seams
        else ""
    )
    return format_html("<g><title>{}</title>{}{}</g>", b.name, drawn, lines)


def _seams(b: Block) -> str:
    """Lines between pieces; of very many only some, so that the picture stays light."""
    (x, y, z), (X, Y, Z) = (b.x, b.y, b.z), b.ends

    def cuts(start: int, each: int, n: int) -> list[int]:
        stride = max(1, n // 24)
        return [start + each * i for i in range(stride, n, stride)]

    lines: list[tuple[Point, Point, Point]] = []
    lines += [((c, y, Z), (c, Y, Z), (c, Y, z)) for c in cuts(b.x, b.dx, b.nx)]
    lines += [((x, c, Z), (X, c, Z), (X, c, z)) for c in cuts(b.y, b.dy, b.ny)]
    lines += [((x, Y, c), (X, Y, c), (X, y, c)) for c in cuts(b.z, b.dz, b.nz)]
    return "".join("M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in map(_flat, line)) for line in lines)


def _walls(inside: tuple[int, int, int]) -> SafeString:
    """Floor and the two far walls."""
    length, width, height = inside
    walls = (
        _path([(0, 0, 0), (length, 0, 0), (length, width, 0), (0, width, 0)]),
        _path([(0, 0, 0), (length, 0, 0), (length, 0, height), (0, 0, height)]),
        _path([(0, 0, 0), (0, width, 0), (0, width, height), (0, 0, height)]),
    )
    return format_html_join(
        "", '<path d="{}" fill="#d9b88a" fill-opacity=".22" stroke="#b08d5b" stroke-opacity=".5"/>', ((w,) for w in walls)
    )


def _edges(inside: tuple[int, int, int]) -> SafeString:
    """The near edges, as thin lines over everything."""
    length, width, height = inside
    near = [
        ((length, 0, height), (length, width, height), (0, width, height)),
        ((length, width, 0), (length, width, height), (length, width, height)),
        ((length, 0, 0), (length, width, 0), (0, width, 0)),
    ]
    return format_html_join(
        "", '<path d="{}" fill="none" stroke="#8a6a3c" stroke-opacity=".55" stroke-dasharray="4 3"/>',
        (("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(_flat, line)),) for line in near),
    )  # fmt: skip
