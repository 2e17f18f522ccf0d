"""What counts at the pack bench, and what a parcel waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.bench import Aside, LotKnown, Stage, Wanted, count, lot_faults, reason_of_digit, stage_of, times_of

ON = date(2026, 11, 23)
TWO = (Wanted(1, "A", 2, 0), Wanted(2, "B", 1, 1, "serial"), Wanted(3, "C", 2, 0, "serial"))


def test_wrong_and_too_many_are_refused() -> None:
    assert count(TWO, 1, "A", 1) is None and count(TWO, 1, "A", 2) is None
    assert count(TWO, 9, "X", 1) == ("wrong_item", {"sku": "X"})
    assert count(TWO, 2, "B", 1) == ("one_too_many", {"sku": "B", "quantity": 1})
    assert count(TWO, 1, "A", 3) == ("more_than_left", {"sku": "A", "asked": 3, "left": 2, "quantity": 2})
    assert count(TWO, 3, "C", 2) == ("serial_one_by_one", {"sku": "C", "asked": 2})


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5)), max_size=60))
def test_never_more_than_wanted_whatever_is_scanned(scans: list[tuple[int, int]]) -> None:
    wanted = [Wanted(1, "A", 7, 0), Wanted(2, "B", 3, 0), Wanted(3, "C", 2, 0, "serial")]
    for product, times in scans:
        if count(wanted, product, "", times) is None:
            wanted = [replace(row, scanned=row.scanned + times) if row.product_id == product else row for row in wanted]
    assert all(0 <= row.scanned <= row.quantity for row in wanted)


def test_stages_come_in_their_order() -> None:
    full = [replace(row, scanned=row.quantity) for row in TWO]
    rules = {"must_weigh": True, "weighed": False, "labelled": False, "packed": False}
    assert stage_of(TWO, "", **rules) == Stage.ITEMS
    assert stage_of(TWO, "serial", **rules) == Stage.SERIAL
    assert stage_of(full, "lot", **rules) == Stage.LOT
    assert stage_of(full, "", **rules) == Stage.WEIGHT
    assert stage_of(full, "", **rules | {"weighed": True}) == Stage.LABEL
    assert stage_of(full, "", **rules | {"must_weigh": False, "labelled": True}) == Stage.READY
    assert stage_of(TWO, "lot", **rules | {"packed": True}) == Stage.PACKED


def test_a_lot_must_be_known_and_not_expired() -> None:
    assert lot_faults("A", "L", None, None, ON) == ("lot_unknown", {"sku": "A", "lot": "L"})
    assert lot_faults("A", "L", LotKnown("L"), None, ON) is None
    assert lot_faults("A", "L", LotKnown("L", date(2026, 11, 24)), None, ON) is None
    for known, said in ((ON, None), (None, ON), (date(2030, 1, 1), date(2026, 1, 1))):
        code, values = lot_faults("A", "L", LotKnown("L", known), said, ON) or ("", {})
        assert code == "lot_expired" and values["expires_on"] == min(filter(None, (known, said))).isoformat()


def test_other_lots_than_those_picked_are_refused() -> None:
    assert lot_faults("A", "L", LotKnown("L"), None, ON, frozenset({"L", "M"})) is None
    assert lot_faults("A", "L", LotKnown("L"), None, ON, frozenset({"M"})) == ("lot_not_picked", {"sku": "A", "lot": "L", "picked": "M"})


def test_a_quantity_may_stand_before_a_code() -> None:
    assert times_of("5*4006381333931") == (5, "4006381333931") and times_of(" 3 × A ") == (3, "A")
    assert times_of("3x4") == (3, "4") and times_of("HZ-3X4") == (1, "HZ-3X4") and times_of("99999*A") == (1, "99999*A")


def test_reasons_for_putting_aside_are_chosen_by_a_digit() -> None:
    assert [reason_of_digit(d) for d in "12345"] == list(Aside)
    assert reason_of_digit("0") is reason_of_digit("6") is reason_of_digit("") is reason_of_digit("²") is None
