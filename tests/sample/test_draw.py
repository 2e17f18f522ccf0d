"""Draws by place: even, free of their neighbours, and the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest

from fahuo.sample.draw import Draw

PLACES = np.arange(200_000)


def test_the_same_place_gives_the_same_number_everywhere() -> None:
    assert Draw(1).uniform("x", np.array([0, 1, 10**12])).tolist() == pytest.approx(
        [0.26243966291716025, 0.5258504480022507, 0.9678083563028546], abs=1e-15
    )


def test_numbers_are_even_and_places_do_not_know_each_other() -> None:
    drawn = Draw(1).uniform("x", PLACES)
    assert drawn.min() >= 0 and drawn.max() < 1
    counts, _ = np.histogram(drawn, bins=20, range=(0, 1))
    assert abs(counts - 10_000).max() < 500  # five standard deviations
    for other in (Draw(1).uniform("y", PLACES), Draw(2).uniform("x", PLACES), np.roll(drawn, 1)):
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.012


def test_whole_numbers_reach_both_ends_and_choices_keep_their_weights() -> None:
    assert set(Draw(3).whole("w", PLACES, 2, 5)) == {2, 3, 4, 5}
    counts = np.bincount(Draw(3).choice("c", PLACES, [1, 0, 3]), minlength=3) / len(PLACES)
    assert counts == pytest.approx([0.25, 0, 0.75], abs=0.01)
