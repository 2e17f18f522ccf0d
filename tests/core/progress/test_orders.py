from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.progress import order_standings, standings
from fahuo.core.progress.check import check_order_standings
from tests.core.progress.stories import HAPPENED, events, frame, hour

BLOCKS = {"order_id": pl.Int64, "parcel_id": pl.Int64, "step": pl.String, "code": pl.String}


def stand(own: list, parcels: list[list], blocks: list[tuple] = ()) -> dict:
    told = pl.concat([events(*own, parcel_id=None), *(events(*told, parcel_id=i + 1) for i, told in enumerate(parcels))])
    against = pl.DataFrame([(1, None, *b) if len(b) == 2 else b for b in blocks], schema=BLOCKS, orient="row")
    return order_standings(told, standings(told, against), against).row(0, named=True)


IN = [("imported", 0), ("planned", 0)]
SENT = [("planned", 0), ("label_bought", 1), ("handed_over", 2)]


@pytest.mark.parametrize(
    ("own", "parcels", "blocks", "expected"),
    [
        ([("imported", 0)], [], [], ("orders", "imported", None)),
        (IN, [], [("goods", "out_of_stock")], ("goods", "refused", "out_of_stock")),
        (IN, [[("planned", 0)]], [("orders", "held_by_rule")], ("orders", "held", "held_by_rule")),
        ([*IN, ("approved", 1)], [[("planned", 0)]], [("orders", "held_by_rule")], ("methods", "planned", None)),
        ([*IN, ("cancelled", 1)], [[("planned", 0), ("cancelled", 1)]], [], ("methods", "cancelled", None)),
        ([*IN, ("cancelled", 1)], [[*SENT, ("cancelled", 1)]], [], ("transport", "handed_over", "moving_though_cancelled")),
        (IN, [SENT, [*SENT, ("delivered", 9)]], [], ("transport", "handed_over", None)),
        (IN, [[*SENT, ("delivered", 9)], [*SENT, ("delivered", 8)]], [], ("delivery", "delivered", None)),
        (IN, [[*SENT, ("delivered", 9)], [("planned", 0), ("cancelled", 1)]], [], ("delivery", "delivered", None)),
        (IN, [[*SENT, ("departed", 9)], [*SENT, ("customs_held", 8)]], [], ("transport", "departed", "customs_held")),
        (IN, [SENT], [("goods", "out_of_stock")], ("transport", "handed_over", "out_of_stock")),
        (IN, [[("planned", 0)]], [("orders", "out_of_stock"), ("orders", "held_by_rule")], ("orders", "held", "held_by_rule")),
        (IN, [SENT], [("orders", "held_by_rule")], ("transport", "handed_over", None)),
    ],
)
def test_an_order_stands_with_its_hindmost_parcel(own: list, parcels: list, blocks: list, expected: tuple) -> None:
    row = stand(own, parcels, blocks)
    assert (row["step"], row["state"], row["needs"]) == expected


def test_parcels_are_counted_and_cancelled_ones_are_not() -> None:
    row = stand(IN, [[*SENT, ("delivered", 9)], SENT, [("planned", 0), ("cancelled", 1)]])
    assert (row["parcels"], row["delivered"], row["state_at"]) == (2, 1, hour(2))


@given(HAPPENED, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(rows: list, random) -> None:
    own = [(None, order, kind, at, case) for _, order, kind, at, case in rows[::2]]
    again = rows + own + rows
    random.shuffle(again)

    def stands(told: list) -> pl.DataFrame:
        return order_standings(frame(told), standings(frame(told)))

    assert_frame_equal(stands(rows + own), stands(again))
    told = frame(again)
    assert check_order_standings(told, standings(told), stands(again)) == []


def test_the_judge_sees_what_is_wrong() -> None:
    told = pl.concat([events(*SENT), events(*SENT, ("customs_held", 5), parcel_id=2)])
    parcels = standings(told)
    right = order_standings(told, parcels)
    assert check_order_standings(told, parcels, right) == []
    for change in ({"state": "delivered"}, {"step": "clearance"}, {"parcels": 1}, {"delivered": 1}, {"needs": None}, {"order_id": 9}):
        wrong = right.with_columns(**{name: pl.lit(value).cast(right.schema[name]) for name, value in change.items()})
        assert check_order_standings(told, parcels, wrong), change
