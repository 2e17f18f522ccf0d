"""The sample merchant with one parcel on its way."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from fahuo.config.translations import compile_all
from fahuo.core.words import Happening
from fahuo.records import ledger
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.transport.models import Leg
from tests import scene
from tests.scene import NOON


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """The texts are compiled before anybody reads a page."""
    compile_all()


@pytest.fixture
def parcel(db: None) -> Parcel:
    """A parcel to Germany or wherever the sample sends one, labelled, with its legs planned."""
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(12))
    row = Parcel.objects.filter(offers__chosen=True, warehouse__country="CN").exclude(order__country="CN").select_related("order").first()
    assert row is not None
    offer = Offer.objects.get(parcel=row, chosen=True)
    Label.objects.create(
        parcel=row,
        merchant=merchant,
        service_id=offer.service_id,
        key="k",
        asked_at=NOON,
        answered_at=NOON,
        tracking_number="YT2600000000000001",
    )
    at = NOON
    for no, (kind, days) in enumerate((("first_mile", 1), ("line_haul", 3), ("clearance", 2), ("last_mile", 2)), 1):
        end = at + timedelta(days=days)
        Leg.objects.create(
            parcel=row,
            no=no,
            kind=kind,
            mode="air",
            place_from="A",
            place_to="B",
            planned_depart_at=at,
            planned_arrive_at=end,
            latest_arrive_at=end + timedelta(days=2),
        )
        at = end
    return row


def tell(parcel: Parcel, *kinds: Happening, days: float = 1.0, place: str = "") -> None:
    """These things happen to the parcel, one after the other."""
    subject = pl.DataFrame({"order_id": [parcel.order_id], "parcel_id": [parcel.pk]})
    for n, kind in enumerate(kinds):
        ledger.record(ledger.events(parcel.merchant_id, subject, kind, NOON + timedelta(days=days + n), "test", {"place": place}))
