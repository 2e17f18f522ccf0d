"""The search for few pieces: perfect cuts, support, mailers, teams of boxes, bounds that never refute what can be done."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.core.goods import fill
from fahuo.core.goods.fill_bound import refuted
from fahuo.core.goods.fill_few import QUICK, THOROUGH
from fahuo.core.goods.fill_floor import FULL, HALF, TOUCH, learn_turns, make_desk
from fahuo.core.goods.fill_groups import pack_groups
from tests.core.goods.judge import judge_box

Size = tuple[int, ...]


def table(*boxes: Size) -> fill.Ints:
    """Boxes (length, width, height, room[, soft]), the smallest first, whose outside is as large as their inside."""
    rows = np.zeros((len(boxes), fill.BOX_COLUMNS), dtype=np.int64)
    for row, box in zip(rows, boxes, strict=True):
        row[:4] = box[:4]
        row[fill.INNER], row[fill.FRONT] = box[0] * box[1] * box[2], 1
        row[fill.SOFT] = box[4] if len(box) > 4 else 0
        row[fill.COST] = fill.A_BOX + row[fill.INNER]
    return rows


def kinds(*pieces: Size) -> fill.Ints:
    """(length, width, height, weight, count[, flags]), the biggest first."""
    rows = np.array([(*piece, 0)[: fill.KIND_COLUMNS] for piece in pieces], dtype=np.int64)
    return rows[np.argsort(-rows[:, :3].prod(axis=1), kind="stable")]


def packed(pieces: fill.Ints, boxes: fill.Ints, support: int = FULL, work: int = THOROUGH) -> list[tuple[int, list[Size]]]:
    """Each parcel: its box, and its pieces as the judge wants them (x, y, z, dx, dy, dz)."""
    parcels, rows = pack_groups(pieces, np.array([0, len(pieces)]), boxes, support, work)
    found: list[tuple[int, list[Size]]] = [(int(box), []) for box in parcels[1]]
    for parcel, _, _, x, y, z, dx, dy, dz, nx, ny, nz in rows.T.tolist():
        found[parcel][1].extend((x + a * dx, y + b * dy, z + c * dz, dx, dy, dz) for c in range(nz) for b in range(ny) for a in range(nx))
    return found


def judged(found: list[tuple[int, list[Size]]], boxes: fill.Ints) -> list[float]:
    """Sees that nothing is wrong; how much of its footprint carries each piece above the bottom."""
    shares = []
    for box, pieces in found:
        faults, carried = judge_box(pieces, boxes[box, :3].tolist())
        assert faults == []
        shares += carried
    return shares


def cuts(seed: int, count: int, box: Size) -> list[Size]:
    """The box cut through from side to side again and again."""
    draw, pieces = random.Random(seed), [tuple(box)]
    while len(pieces) < count:
        piece = max(pieces, key=lambda p: p[0] * p[1] * p[2])
        axis = draw.randrange(3)
        at = draw.randint(piece[axis] // 4, piece[axis] * 3 // 4)
        pieces.remove(piece)
        pieces += [
            tuple(at if i == axis else side for i, side in enumerate(piece)),
            tuple(p - at if i == axis else p for i, p in enumerate(piece)),
        ]
    return pieces


@pytest.mark.parametrize("count", [4, 5, 6, 7, 8])
def test_what_was_cut_from_one_box_goes_back_into_it(count: int) -> None:
    boxes = table((300, 200, 150, 10**6), (400, 300, 250, 10**6))
    for seed in range(20):
        pieces = kinds(*[(*sorted(piece, reverse=True), 10, 1) for piece in cuts(seed, count, (300, 200, 150))])
        found = packed(pieces, boxes)
        assert [box for box, _ in found] == [0], (seed, count)
        assert all(share == 1 for share in judged(found, boxes))


def test_two_pieces_of_one_height_carry_a_third() -> None:
    """A slab of 200 x 100 lies on two blocks of 100 x 100 that are equally high; no other way fits."""
    boxes = table((200, 100, 150, 10**6))
    found = packed(kinds((200, 100, 50, 1, 1, fill.UPRIGHT | fill.NO_STACK), (100, 100, 100, 1, 2)), boxes)
    assert [(box, len(pieces)) for box, pieces in found] == [(0, 3)]
    assert found[0][1][2] == (0, 0, 100, 200, 100, 50)
    assert judged(found, boxes) == [1.0]


def test_a_book_may_overhang_where_that_saves_a_larger_box_and_it_is_allowed() -> None:
    """Of 210 x 297 and 230 x 280 neither lies within the other, and the flat box takes them only as a pile."""
    boxes = table((300, 240, 30, 10**6), (600, 300, 100, 10**6))
    books = kinds((297, 210, 10, 100, 1), (280, 230, 10, 100, 1))
    assert [box for box, _ in packed(books, boxes, FULL)] == [1]
    for support in (HALF, TOUCH):
        found = packed(books, boxes, support)
        assert [box for box, _ in found] == [0]
        assert 0.5 <= judged(found, boxes)[0] < 1
    alike = kinds((297, 210, 10, 100, 2), (280, 200, 10, 100, 1))
    assert judged(packed(alike, boxes, TOUCH), boxes) == [1.0, 1.0]  # carried in full where that costs nothing


def test_the_centre_of_a_piece_must_be_carried_unless_touching_is_enough() -> None:
    """A board upon a block at its end: 30 % of it is carried, its centre is not."""
    boxes = table((100, 50, 60, 10**6))
    pieces = kinds((100, 50, 10, 1, 1), (30, 50, 50, 1, 1, fill.UPRIGHT), (70, 50, 40, 1, 1, fill.UPRIGHT))
    assert [box for box, _ in packed(pieces, np.vstack([boxes, table((200, 100, 100, 10**6))]), HALF)] == [0]
    assert judged(packed(kinds((100, 50, 10, 1, 1, fill.UPRIGHT), (30, 50, 50, 1, 1, fill.UPRIGHT)), boxes, HALF), boxes) in ([1.0], [])


@pytest.mark.parametrize("height", [10, 25, 40])
def test_a_mailer_goes_round_its_content(height: int) -> None:
    """A bag of 300 x 250 takes 200 x 200 up to 50 high: 250 - 50 = 200. One millimetre more does not go in."""
    bag = table((300, 250, 60, 10**6, 1))
    exact = (300 - height, 250 - height, height)
    fits = packed(kinds((*exact, 1, 1, fill.FLAT)), np.vstack([bag, table((400, 400, 400, 10**6))]))
    assert [box for box, _ in fits] == [0]
    for axis in range(2):
        larger = tuple(side + (i == axis) for i, side in enumerate(exact))
        other = packed(kinds((*larger, 1, 1, fill.FLAT)), np.vstack([bag, table((400, 400, 400, 10**6))]))
        assert [box for box, _ in other] == [1]


def test_a_pile_in_a_mailer_is_as_high_as_it_is() -> None:
    bag = np.vstack([table((300, 250, 60, 10**6, 1)), table((400, 400, 400, 10**6))])
    assert [box for box, _ in packed(kinds((220, 190, 20, 1, 3)), bag)] == [0]  # 60 high: 240 x 190 is left
    assert [box for box, _ in packed(kinds((220, 191, 20, 1, 3)), bag)] == [1]


def test_two_small_boxes_instead_of_two_large_ones() -> None:
    """13 pieces of 195 x 264 x 22: twelve of them stand and lie in the small box, the last one goes into the flat one (a real order)."""
    boxes = table((364, 374, 40, 2_860), (230, 300, 240, 14_840), (229, 305, 520, 9_900))
    found = packed(kinds((264, 195, 22, 1_004, 13)), boxes)
    assert sorted((box, len(pieces)) for box, pieces in found) == [(0, 1), (1, 12)]
    judged(found, boxes)


def test_the_cheaper_of_one_box_and_two_is_the_callers_to_say() -> None:
    boxes = table((100, 100, 100, 10**6), (200, 200, 200, 10**6))
    pieces = kinds((100, 100, 100, 1, 2))
    assert [box for box, _ in packed(pieces, boxes)] == [1]
    boxes[:, fill.COST], boxes[:, fill.RATE], boxes[:, fill.FLOOR] = 0, 1, (1_000, 8_000)
    assert [box for box, _ in packed(pieces, boxes)] == [0, 0]


@st.composite
def groups(draw: st.DrawFn) -> fill.Ints:
    sides = st.tuples(*[st.integers(5, 120)] * 3)
    pieces = [
        (*sorted(draw(sides), reverse=True), draw(st.integers(1, 400)), draw(st.integers(1, 6)), draw(st.sampled_from([0, 0, 0, 1, 2, 8])))
        for _ in range(draw(st.integers(1, 7)))
    ]
    return kinds(*pieces)


@settings(max_examples=150, deadline=None)
@given(groups(), st.sampled_from([FULL, HALF, TOUCH]), st.sampled_from([0, QUICK, THOROUGH]))
def test_any_group_is_packed_soundly(pieces: fill.Ints, support: int, work: int) -> None:
    boxes = table((120, 120, 120, 900), (200, 150, 120, 1_500), (300, 250, 40, 2_000, 1), (300, 200, 150, 2_500))
    found = packed(pieces, boxes, support, work)
    assert sum(len(inside) for _, inside in found) == pieces[:, fill.COUNT].sum()
    for box, inside in found:
        inner = boxes[box, :3].copy()
        if boxes[box, fill.SOFT]:
            inner[:2] -= max(p[2] + p[5] for p in inside)
        faults, shares = judge_box(inside, inner.tolist())
        assert faults == []
        assert all(share >= support / 100 for share in shares)
    again = packed(pieces, boxes, support, work)
    assert again == found


@settings(max_examples=150, deadline=None)
@given(groups())
def test_no_bound_refutes_what_was_packed(pieces: fill.Ints) -> None:
    """Whatever goes into one box, or into two, is not refuted there."""
    boxes = table((120, 120, 120, 9_000), (200, 150, 120, 15_000), (300, 200, 150, 25_000), (400, 400, 300, 10**6))
    parcels, rows = pack_groups(pieces, np.array([0, len(pieces)]), boxes, TOUCH, QUICK)
    desk = make_desk()
    learn_turns(pieces, desk)
    for p, box in enumerate(parcels[1].tolist()):
        counts = np.zeros(len(pieces), dtype=np.int64)
        mine = rows[:, rows[0] == p]
        np.add.at(counts, mine[2], mine[-3] * mine[-2] * mine[-1])
        desk.inside[0] = boxes[box, :4]
        assert not refuted(pieces, counts, 1, desk)
    if 2 <= len(parcels[1]) <= fill.TEAM:
        for q, box in enumerate(parcels[1].tolist()):
            desk.inside[q] = boxes[box, :4]
        assert not refuted(pieces, pieces[:, fill.COUNT].copy(), len(parcels[1]), desk)


def test_pieces_that_can_only_be_piled_are_refuted_by_their_height() -> None:
    desk = make_desk()
    books = kinds((297, 210, 8, 1, 6))
    learn_turns(books, desk)
    desk.inside[0] = (364, 374, 40, 10**6)  # half as large in volume as the box, but there is room for one pile
    assert refuted(books, np.array([6]), 1, desk)
    assert not refuted(books, np.array([5]), 1, desk)


@pytest.mark.parametrize(
    ("pieces", "team", "why"),
    [
        (
            [(260, 225, 32, 1_194, 11)],
            [(364, 374, 40, 2_860), (230, 300, 240, 14_840)],
            "no more than 292, 225 and 225 mm of the box can be used",
        ),
        ([(264, 195, 22, 1_004, 13)], [(230, 300, 240, 14_840)], "all lie along the 300 mm, and 13 do not go into the 230 x 240 across"),
        (
            [(310, 220, 12, 679, 30)],
            [(230, 300, 240, 14_840), (229, 305, 520, 9_900)],
            "all must go into the one, which would be too heavy",
        ),
        (
            [(100, 100, 100, 1_000, 30)],
            [(300, 300, 300, 10**6), (300, 300, 3_000, 2_000)],
            "the one is full by volume, the other by weight",
        ),
    ],
)
def test_what_the_sharper_bound_refutes(pieces: list[Size], team: list[Size], why: str) -> None:
    desk, cargo = make_desk(), kinds(*pieces)
    learn_turns(cargo, desk)
    for q, box in enumerate(team):
        desk.inside[q] = box
    assert refuted(cargo, cargo[:, fill.COUNT].copy(), len(team), desk), why
    fewer = cargo[:, fill.COUNT] // 3
    assert not refuted(cargo, fewer, len(team), desk)
