"""The sample merchant's pack bench, its goods, and a parcel that waits there."""

from __future__ import annotations

import pytest

from fahuo.records.models import Merchant, Product
from fahuo.steps.goods.models import Parcel
from tests import packing_scene, scene
from tests.packing_scene import Bench


@pytest.fixture
def merchant() -> Merchant:
    return scene.sample_merchant()


@pytest.fixture
def desk(merchant: Merchant) -> Bench:
    return packing_scene.bench(merchant)


@pytest.fixture
def goods(merchant: Merchant) -> list[Product]:
    return packing_scene.products(merchant, 4)


@pytest.fixture
def parcel(desk: Bench) -> Parcel:
    return packing_scene.parcels(desk.merchant, desk.station.warehouse)[0]
