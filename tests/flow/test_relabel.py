"""换单: a parcel gets the last mile's number. Both lead to it, no number is two parcels', and it can be taken back while the parcel is here."""

from __future__ import annotations

import polars as pl
import pytest

from fahuo.flow.relabel import Wish, relabel, relabel_one, undo_relabel
from fahuo.flow.tracking import take_checkpoints
from fahuo.flow.verbs import NotPossible
from fahuo.records.models import Event, Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods import queries
from fahuo.steps.methods.models import Label, LinkedNumber
from tests.scene import NOON, bring, sample_merchant, sample_orders, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcels() -> list[Parcel]:
    """Two parcels with labels, and a third without."""
    merchant = sample_merchant()
    bring(merchant, *sample_orders(12))
    rows = list(Parcel.objects.filter(merchant=merchant, offers__chosen=True).order_by("pk").distinct()[:3])
    for n, row in enumerate(rows[:2]):
        service = row.offers.get(chosen=True).service
        Label.objects.create(
            parcel=row, merchant=merchant, service=service, key=f"k{n}", asked_at=NOON, answered_at=NOON, tracking_number=f"FWD00000{n}"
        )
    return rows


def checkpoint(number: str, code: str = "InTransit_PickedUp") -> pl.DataFrame:
    return pl.DataFrame(
        {"carrier": ["x"], "number": [number], "code": [code], "text": ["Picked up"], "at": [NOON.isoformat()], "place": ["SZX"]}
    )


def owner(parcel: Parcel) -> Merchant:
    return Merchant.objects.get(pk=parcel.merchant_id)


def test_both_numbers_lead_to_the_parcel(parcels: list[Parcel]) -> None:
    merchant, parcel = owner(parcels[0]), parcels[0]
    relabel_one(merchant, parcel.pk, "lm 1234-5678 gb", "Last Mile Ltd", "mei", NOON)
    for number in ("FWD000000", "LM12345678GB", "lm12345678gb"):
        assert queries.parcels_by_tracking(merchant.pk, number) == [(parcel.pk, parcel.order_id)]
    assert queries.tracking_of_orders([parcel.order_id])[parcel.order_id][:2] == ["FWD000000", "LM12345678GB"]
    note = Event.objects.filter(order_id=parcel.order_id, kind="noted").get()
    assert note.actor == "mei" and note.data["text"] == f"{number_of(parcel.pk)}: FWD000000 → LM12345678GB (Last Mile Ltd)"


def test_a_checkpoint_under_either_number_is_the_same_trip(parcels: list[Parcel]) -> None:
    merchant, parcel = owner(parcels[0]), parcels[0]
    relabel_one(merchant, parcel.pk, "LM12345678GB", "Last Mile Ltd", "mei", NOON)
    fresh, _ = take_checkpoints(merchant, pl.concat([checkpoint("FWD000000"), checkpoint("LM12345678GB", "Delivered_Other")]), NOON)
    assert fresh == 2
    assert set(parcel.checkpoints.values_list("number", flat=True)) == {"FWD000000", "LM12345678GB"}


def test_it_is_taken_back_while_the_parcel_is_here(parcels: list[Parcel]) -> None:
    merchant, parcel = owner(parcels[0]), parcels[0]
    relabel_one(merchant, parcel.pk, "LM12345678GB", "Last Mile Ltd", "mei", NOON)
    assert undo_relabel(merchant, parcel.pk, "li", NOON) == "FWD000000"
    assert queries.parcels_by_tracking(merchant.pk, "LM12345678GB") == []
    row = LinkedNumber.objects.get()
    assert (row.actor, row.undone_by) == ("mei", "li")  # what was is kept
    relabel_one(merchant, parcels[1].pk, "LM12345678GB", "Last Mile Ltd", "mei", NOON)  # the number is free again


def test_not_after_hand_over(parcels: list[Parcel]) -> None:
    merchant, parcel = owner(parcels[0]), parcels[0]
    relabel_one(merchant, parcel.pk, "LM12345678GB", "Last Mile Ltd", "mei", NOON)
    take_checkpoints(merchant, checkpoint("LM12345678GB"), NOON)
    with pytest.raises(NotPossible, match="has left under LM12345678GB"):
        undo_relabel(merchant, parcel.pk, "li", NOON)
    relabel_one(merchant, parcel.pk, "LM99999999GB", "Last Mile Ltd", "mei", NOON)  # a second change on the way is real life
    assert queries.parcels_by_tracking(merchant.pk, "LM12345678GB") == queries.parcels_by_tracking(merchant.pk, "LM99999999GB")


def test_a_batch_is_sorted_each_refusal_has_its_sentence(parcels: list[Parcel]) -> None:
    merchant = owner(parcels[0])
    first, second, bare = (p.pk for p in parcels)
    wishes = [
        Wish(first, "LM00000001", "Last Mile"),
        Wish(second, "LM00000001", "Last Mile"),
        Wish(second, "FWD000000", "Last Mile"),
        Wish(second, "FWD000001", "Last Mile"),
        Wish(second, "^XZ~JA", "Last Mile"),
        Wish(second, "LM00000002", " "),
        Wish(bare, "LM00000003", "Last Mile"),
        Wish(10**12, "LM00000004", "Last Mile"),
    ]
    done, refused = relabel(merchant, wishes, "mei", NOON)
    assert done == 1 and [r.wish.number for r in refused] == [w.number for w in wishes[1:]]
    said = [r.en for r in refused]
    for sentence, part in zip(
        said,
        (
            "belongs to",
            "belongs to",
            "carries FWD000001 already",
            "give 6 to 40 letters",
            "say which carrier",
            "has no label yet",
            "no parcel",
        ),
        strict=True,
    ):
        assert part in sentence
    assert number_of(first) in said[0] and all(r.zh for r in refused)


def test_a_stranger_changes_nothing(parcels: list[Parcel]) -> None:
    with pytest.raises(NotPossible, match="there is no parcel"):
        relabel_one(stranger(), parcels[0].pk, "LM12345678GB", "x", "y", NOON)
    with pytest.raises(NotPossible, match="does not exist"):
        undo_relabel(Merchant.objects.get(code="stranger"), parcels[0].pk, "y", NOON)
    assert not LinkedNumber.objects.exists()


def test_nothing_to_take_back_is_a_sentence(parcels: list[Parcel]) -> None:
    with pytest.raises(NotPossible, match="nothing to take back"):
        undo_relabel(owner(parcels[0]), parcels[0].pk, "li", NOON)
