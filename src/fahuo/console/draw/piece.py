"""One piece as a picker would see it lying on a sheet of A4, so that its size can be told at a glance."""

from __future__ import annotations

from django.utils.safestring import SafeString

from fahuo.console.draw.packing import Block, colour_of, draw_packing

SHEET_MM = (297, 210)


def draw_piece(length_mm: int, width_mm: int, height_mm: int, number: int, label: str) -> SafeString:
    """The piece, on a sheet that is as large as A4 or as the piece needs. `number` chooses its colour."""
    piece = Block(0, 0, 0, length_mm, width_mm, height_mm, 1, 1, 1, colour_of(number), label)
    return draw_packing([piece], (max(length_mm, SHEET_MM[0]), max(width_mm, SHEET_MM[1]), height_mm), label)
