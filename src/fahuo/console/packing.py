"""A parcel's packing for a page: the still picture, the steps in words, and the data of the turnable drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fahuo.console.draw.packing import Block, colour_of, draw_packing
from fahuo.console.draw.packing_steps import CUBE, FLAT, ON_EDGE, ON_END, PackStep, as_data, pack_steps
from fahuo.core.words import BoxKind
from fahuo.steps.goods import queries
from fahuo.steps.goods.models import Packing as Packed
from fahuo.steps.goods.models import Parcel, Placement

LISTED = 1_000  # rows of the list; the drawing shows every step


@dataclass(frozen=True)
class StepShown:
    """One row of the list beside the drawing."""

    no: int
    pieces: int
    colour: str
    sku: str
    name: str
    product_id: int
    size: str
    where: str


@dataclass(frozen=True)
class Packing:
    """All that console/packing_3d.html draws."""

    key: str  # tells the drawings of one page apart
    still: str
    data: dict[str, Any]
    steps: list[StepShown]
    more: int  # steps that the list leaves out
    kind: str


def packing_of(parcel: Parcel) -> Packing | None:
    """The packing of a parcel; None where nothing is placed."""
    placed = queries.placements(parcel.pk)
    if not placed:
        return None
    kind = _kind(parcel)
    numbers = {line: i for i, line in enumerate(sorted({p.line_no for p in placed}))}
    blocks = [(numbers[p.line_no], _block(p, numbers[p.line_no])) for p in placed]
    inside = _inside(parcel, kind, [block for _, block in blocks])
    steps = pack_steps(blocks, inside)
    products = {numbers[p.line_no]: p.product for p in placed}
    chinese = (get_language() or "").startswith("zh")
    lines = [
        {"sku": p.sku, "name": (p.name_zh if chinese and p.name_zh else p.name) or "", "colour": colour_of(n)}
        for n, p in sorted(products.items())
    ]
    shown = [_shown(step, lines[step.line], products[step.line].pk) for step in steps[:LISTED]]
    data = as_data(steps, lines, inside, kind)
    data["where"] = [s.where for s in shown] + [_where(s) for s in steps[LISTED:]]
    data["words"] = _words()
    still = draw_packing([block for _, block in blocks], inside, _("How the parcel is packed"))
    return Packing(f"packing-{parcel.pk}", still, data, shown, max(0, len(steps) - LISTED), kind)


def _block(p: Placement, line: int) -> Block:
    name = f"{p.product.sku} {p.nx} × {p.ny} × {p.nz}"
    return Block(p.x_mm, p.y_mm, p.z_mm, p.dx_mm, p.dy_mm, p.dz_mm, p.nx, p.ny, p.nz, colour_of(line), name)


def _kind(parcel: Parcel) -> str:
    if parcel.box is None:
        return "own"
    return "mailer" if parcel.box.kind == BoxKind.MAILER else "box"


def _inside(parcel: Parcel, kind: str, blocks: Sequence[Block]) -> tuple[int, int, int]:
    """The inside of the box; of a mailer and of an own carton, what the goods take: both close around them."""
    if kind == "box":
        packing = Packed.objects.filter(parcel=parcel).select_related("planned_box").first()
        box = (packing and packing.planned_box) or parcel.box  # where the bench took another box, the drawing is still of the plan
        if box is not None:
            return box.inner_length_mm, box.inner_width_mm, box.inner_height_mm
    return max(b.ends[0] for b in blocks), max(b.ends[1] for b in blocks), max(b.ends[2] for b in blocks)


def _shown(step: PackStep, line: dict[str, str], product_id: int) -> StepShown:
    b = step.block
    return StepShown(
        step.no, step.pieces, line["colour"], line["sku"], line["name"], product_id, f"{b.dx} × {b.dy} × {b.dz} mm", _where(step)
    )


def _where(step: PackStep) -> str:
    """How a block lies and where: "lay flat, back left, on 3"."""
    lies = {CUBE: "", FLAT: _("lay flat"), ON_EDGE: _("on its edge"), ON_END: _("on end")}[step.lies]
    on = ""
    if step.on:
        on = ngettext("on no. %(no)s", "on nos. %(no)s", len(step.on)) % {"no": ", ".join(map(str, step.on))}
    comma = "，" if (get_language() or "").startswith("zh") else ", "
    return comma.join(part for part in (lies, _place(step), on) if part)


def _place(step: PackStep) -> str:
    words = {
        ("left", "back"): _("back left"),
        ("right", "back"): _("back right"),
        ("left", "front"): _("front left"),
        ("right", "front"): _("front right"),
        ("left", ""): _("left"),
        ("right", ""): _("right"),
        ("", "back"): _("at the back"),
        ("", "front"): _("at the front"),
    }
    if (step.across, step.along) == ("wide", "deep"):
        return _("over the whole box")
    across = step.across if step.across in ("left", "right") else ""
    along = step.along if step.along in ("back", "front") else ""
    return words.get((across, along)) or _("in the middle")


def _words() -> dict[str, str]:
    """The sentences of the drawing, with {holes} that its script fills."""
    return {
        "step": _("Step {n} of {m}: {what}"),
        "pieces": _("{n} × {sku}, {where}"),
        "piece": _("piece {n} of {m}"),
        "of_step": _("step {n}"),
        "play": _("Play"),
        "pause": _("Pause"),
    }
