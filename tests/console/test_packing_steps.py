"""The packing in steps: how a block lies, where, and on what."""

from __future__ import annotations

from fahuo.console.draw.packing import Block
from fahuo.console.draw.packing_steps import CUBE, FLAT, ON_EDGE, ON_END, as_data, pack_steps

INSIDE = (300, 200, 150)


def _block(*numbers: int) -> Block:
    return Block(*numbers, "#123456", "A")  # type: ignore[arg-type]


def _only(*numbers: int) -> tuple[str, str, str]:
    step = pack_steps([(0, _block(*numbers))], INSIDE)[0]
    return step.lies, step.across, step.along


def test_how_a_piece_lies_is_told_by_which_of_its_sides_is_upright() -> None:
    assert _only(0, 0, 0, 100, 60, 20, 1, 1, 1)[0] == FLAT
    assert _only(0, 0, 0, 100, 20, 60, 1, 1, 1)[0] == ON_EDGE
    assert _only(0, 0, 0, 60, 20, 100, 1, 1, 1)[0] == ON_END
    assert _only(0, 0, 0, 50, 50, 50, 1, 1, 1)[0] == CUBE
    assert _only(0, 0, 0, 60, 20, 20, 1, 1, 1)[0] == FLAT  # a stick that does not stand
    assert _only(0, 0, 0, 10, 10, 2, 1, 1, 40)[0] == FLAT  # of the piece, not of the pile


def test_where_a_block_lies() -> None:
    assert _only(0, 0, 0, 80, 60, 20, 1, 1, 1)[1:] == ("left", "back")
    assert _only(220, 140, 0, 80, 60, 20, 1, 1, 1)[1:] == ("right", "front")
    assert _only(110, 70, 0, 80, 60, 20, 1, 1, 1)[1:] == ("middle", "middle")
    assert _only(0, 0, 0, 30, 20, 20, 10, 9, 1)[1:] == ("wide", "deep")
    assert _only(0, 0, 0, 30, 20, 20, 10, 2, 1)[1:] == ("wide", "back")


def test_what_a_block_stands_on_and_which_pieces_of_its_line_it_has() -> None:
    blocks = [(0, _block(0, 0, 0, 50, 50, 40, 3, 2, 1)), (1, _block(150, 0, 0, 50, 50, 40, 1, 1, 1)), (0, _block(100, 0, 40, 100, 50, 10, 1, 1, 1)),
              (0, _block(0, 100, 40, 20, 20, 20, 1, 1, 1))]  # fmt: skip
    steps = pack_steps(blocks, INSIDE)
    assert [s.on for s in steps] == [(), (), (1, 2), ()]  # the last touches the first only at an edge
    assert [(s.no, s.line, s.first, s.pieces) for s in steps] == [(1, 0, 1, 6), (2, 1, 1, 1), (3, 0, 7, 1), (4, 0, 8, 1)]


def test_the_data_of_the_drawing_is_a_row_of_numbers_a_step() -> None:
    steps = pack_steps([(0, _block(1, 2, 3, 4, 5, 6, 7, 8, 9))], INSIDE)
    data = as_data(steps, [{"sku": "A", "name": "Ä", "colour": "#123456"}], INSIDE, "box")
    assert data["steps"] == [[1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]] and data["inside"] == [300, 200, 150]
