"""Books that must agree: each is broken once, to see that it is found."""

from __future__ import annotations

import pytest

from fahuo.flow.audit import orphans
from fahuo.flow.stock_audit import audit_stock
from fahuo.steps.goods.models import Placement
from fahuo.steps.methods.models import Offer
from tests.scene import bring, sample_merchant, sample_orders

pytestmark = pytest.mark.django_db


def test_sound_books_agree() -> None:
    bring(sample_merchant(), *sample_orders(40, flawed=0.2))
    assert audit_stock().differences == []
    assert not any(orphans().values()) and len(orphans()) > 10


def test_a_row_without_a_parent_is_found() -> None:
    bring(sample_merchant(), *sample_orders(5))
    offer = Offer.objects.first()
    assert offer is not None
    Offer.objects.filter(pk=offer.pk).update(parcel_id=10**9)
    assert orphans()["methods_offer.parcel_id"] == 1
    Placement.objects.update(product_id=10**9)
    assert orphans()["goods_placement.product_id"] == Placement.objects.count()
