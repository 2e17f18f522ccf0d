"""Books that must agree: each is broken once, to see that it is found."""

from __future__ import annotations

import pytest

from fahuo.flow.audit import orphans, stock_differences
from fahuo.records.models import Stock
from fahuo.steps.goods.models import Placement
from fahuo.steps.methods.models import Offer
from tests.scene import bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


def test_sound_books_agree() -> None:
    bring(sample_merchant(), *sample_orders(40, flawed=0.2))
    assert stock_differences() == []
    assert not any(orphans().values()) and len(orphans()) > 10


def test_a_row_without_a_parent_is_found() -> None:
    bring(sample_merchant(), *sample_orders(5))
    offer = Offer.objects.first()
    assert offer is not None
    Offer.objects.filter(pk=offer.pk).update(parcel_id=10**9)
    assert orphans()["methods_offer.parcel_id"] == 1
    Placement.objects.update(product_id=10**9)
    assert orphans()["goods_placement.product_id"] == Placement.objects.count()


def test_a_promise_that_nobody_made_is_found() -> None:
    bring(sample_merchant(), *sample_orders(5))
    row = Stock.objects.filter(reserved__gt=0).first()
    assert row is not None
    Stock.objects.filter(pk=row.pk).update(reserved=row.reserved - 1)
    assert stock_differences() == [(row.product_id, row.warehouse_id, row.reserved - 1, row.reserved)]
