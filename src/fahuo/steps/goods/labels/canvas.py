"""A page of any size on which texts stand in rooms and codes on whole dots; drawn.typ draws it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fahuo.steps.goods.labels.codes import Code, picture
from fahuo.steps.goods.labels.fitting import Overfull, Room, Row, set_rows
from fahuo.steps.goods.labels.glyphs import Missing, Unprintable, missing_glyphs
from fahuo.steps.goods.labels.typeset import typeset

TEMPLATE = Path(__file__).with_name("drawn.typ")
Page = dict[str, object]


class Canvas:
    """One page in the making. Whatever cannot be printed on it is gathered, and raised by `page` as one Unprintable."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.width, self.height = width_mm, height_mm
        self._puts: list[tuple[tuple[float, ...], Page]] = []
        self._rules: list[tuple[float, float, float]] = []
        self._boxes: list[tuple[float, float, float]] = []
        self._codes: list[tuple[float, float, Code]] = []
        self._missing: list[Missing] = []
        self._overfull: list[str] = []

    def text(self, text: str, room: Room, where: str, *, bold: bool = False, centre: bool = False) -> None:
        """A text in its room, as large as it fits."""
        self._missing += missing_glyphs(text, where)
        try:
            found = set_rows([Row(text, 1.0, bold)], room, where)
        except Overfull as fault:
            self._overfull.append(fault.where)
            return
        self._puts.append(((room.x, room.y, room.width, room.height), {**found, "centre": True} if centre else found))

    def code(self, x: float, y: float, code: Code) -> None:
        """A code with its upper left corner here."""
        self._codes.append((x, y, code))

    def rule(self, x: float, y: float, length: float) -> None:
        """A thin line across."""
        self._rules.append((x, y, length))

    def box(self, x: float, y: float, side: float) -> None:
        """A box to tick."""
        self._boxes.append((x, y, side))

    def page(self) -> Page:
        """The page as the template reads it. Raises Unprintable."""
        if self._missing or self._overfull:
            raise Unprintable(dict.fromkeys(self._missing), dict.fromkeys(self._overfull))
        codes = picture(self.width, self.height, self._codes) if self._codes else ""
        return {
            "width": self.width,
            "height": self.height,
            "codes": codes,
            "rules": self._rules,
            "boxes": self._boxes,
            "puts": self._puts,
        }


def render(pages: Sequence[Page], title: str) -> bytes:
    """One PDF. ValueError where there is no page."""
    if not pages:
        raise ValueError("nothing to print: choose at least one")
    return typeset(TEMPLATE, {"title": title, "pages": pages}, ready=True)
