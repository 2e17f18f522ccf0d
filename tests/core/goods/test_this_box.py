"""Does the content of a parcel go into the box that somebody holds in the hand?"""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.goods.plan import plan_goods
from fahuo.core.goods.this_box import Fault, box_fault
from fahuo.core.reasons import mend, say
from tests.core.goods.depot import A, Depot, allocate, boxes, lines_of, paddings, products

GOODS = products((90, 90, 90, 400), (300, 20, 20, 100), (60, 60, 60, 200, int(A.FRAGILE)), (0, 0, 0, 100), (90, 90, 90, 0))
PADS = paddings((int(A.FRAGILE), 20, 50, True))


def _fault(box: tuple[int, ...], *pieces: tuple[int, int], strong: bool = False, soft: bool = False) -> Fault | None:
    wanted = pl.DataFrame(pieces, schema={"product_id": pl.Int64, "quantity": pl.Int64}, orient="row")
    one = boxes(box, strong={1} if strong else None, soft={1} if soft else None)
    return box_fault(wanted, GOODS, PADS, one)


@pytest.mark.parametrize(
    ("box", "pieces", "code"),
    [
        ((100, 100, 100, 9_000), [(1, 1)], None),
        ((200, 100, 100, 9_000), [(1, 2)], None),
        ((200, 100, 100, 9_000), [(1, 3)], "box_too_small"),
        ((80, 200, 200, 9_000), [(1, 1)], "box_piece_too_large"),
        ((250, 250, 30, 9_000), [(2, 1)], "box_piece_too_large"),
        ((400, 400, 400, 900), [(1, 2)], None),  # 800 g of goods and 100 g of box, exactly
        ((400, 400, 400, 899), [(1, 2)], "box_over_limit"),
        ((400, 400, 400, 100), [(1, 1)], "box_over_limit"),  # the box alone weighs what it may weigh
        ((400, 400, 400, 9_000), [(4, 1)], "box_unmeasured"),
        ((400, 400, 400, 9_000), [(5, 1)], "box_unmeasured"),
        ((400, 400, 400, 9_000), [(99, 1)], "box_unmeasured"),  # not in the catalogue any more
        ((400, 400, 400, 9_000), [(3, 1)], "box_single_wall"),
    ],
)
def test_what_goes_in_and_what_does_not(box: tuple[int, ...], pieces: list[tuple[int, int]], code: str | None) -> None:
    fault = _fault(box, *pieces)
    assert (fault and fault[0]) == code
    if fault:
        for language in ("en", "zh"):
            assert "B1" in say(*fault, language) and "{" not in say(*fault, language) + mend(*fault, language)


def test_padding_counts() -> None:
    assert _fault((100, 100, 100, 9_000), (3, 1), strong=True) is None
    assert _fault((99, 100, 100, 9_000), (3, 1), strong=True) == (
        "box_piece_too_large",
        {"box": "B1", "sku": "P3", "size": "100 × 100 × 100", "inside": "99 × 100 × 100"},
    )
    assert _fault((100, 100, 100, 349), (3, 1), strong=True) == ("box_over_limit", {"box": "B1", "gross_g": 350, "limit_g": 349})


def test_a_mailer_takes_what_its_sheets_go_round() -> None:
    assert _fault((330, 50, 40, 9_000), (2, 1), soft=True) is None
    assert _fault((310, 50, 40, 9_000), (2, 1), soft=True) is not None  # 20 mm thick: 290 mm are left of the length


def test_whatever_the_planner_packs_fits_its_own_box() -> None:
    """The metamorphic one: the box of each parcel that was planned takes that parcel, asked alone."""
    depot = Depot(GOODS, boxes((120, 120, 120, 5_000), (200, 200, 200, 9_000), (330, 330, 330, 20_000), strong={2, 3}), PADS)
    rows = allocate((1, 1, 1, 7), (1, 2, 2, 3), (2, 1, 3, 5), (3, 1, 1, 40), (3, 2, 3, 2))
    plan = plan_goods(lines_of(rows), rows, depot)
    assert plan.parcels.height >= 4
    for parcel_id, box_id in plan.parcels.select("parcel_id", "box_id").iter_rows():
        inside = plan.placements.filter(parcel_id=parcel_id).select(
            "product_id", quantity=pl.col("nx").cast(pl.Int64) * pl.col("ny") * pl.col("nz")
        )
        assert box_fault(inside, GOODS, PADS, depot.boxes.filter(box_id=box_id)) is None
