"""What a code names: any scan anywhere opens the right thing, and never another merchant's."""

from __future__ import annotations

import pytest

from fahuo.flow.resolve import Found, resolve
from fahuo.records.models import Bin, Merchant, Product, Warehouse
from fahuo.steps.goods.models import Box, Inbound, InboundBox, ListedParcel, Parcel, PickList, Tote, Wave
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Service
from tests import scene

pytestmark = pytest.mark.django_db
ON = scene.NOON.date()


@pytest.fixture
def merchant() -> Merchant:
    merchant = scene.sample_merchant()
    scene.bring(merchant, *scene.sample_orders(3))
    return merchant


def _named(merchant: Merchant, text: str) -> list[tuple[str, int, str]]:
    return [(row.kind, row.id, row.by) for row in resolve(merchant, text, ON)]


def test_every_number_names_its_row(merchant: Merchant) -> None:
    parcel = Parcel.objects.filter(merchant=merchant).select_related("order", "warehouse").first()
    assert parcel is not None
    service = Service.objects.filter(merchant=merchant).first()
    Label.objects.create(parcel=parcel, merchant=merchant, service=service, key="k", asked_at=scene.NOON, tracking_number="RB123456785CN")
    place = Bin.objects.create(merchant=merchant, warehouse=parcel.warehouse, code="A-01-02")
    box = Box.objects.filter(merchant=merchant).first()
    product = Product.objects.filter(merchant=merchant).first()
    assert box is not None and product is not None
    number = number_of(parcel.pk)
    assert _named(merchant, number) == _named(merchant, f" {number.lower()}\r\n") == [("parcel", parcel.pk, "number")]
    assert _named(merchant, "RB123456785CN") == _named(merchant, "rb 123 456 785 cn") == [("parcel", parcel.pk, "tracking")]
    assert _named(merchant, parcel.order.number) == [("order", parcel.order_id, "number")]
    assert _named(merchant, "A-01-02") == [("bin", place.pk, "code")]
    assert _named(merchant, box.code) == [("box", box.pk, "code")]
    assert _named(merchant, product.sku) == _named(merchant, product.sku.lower()) == [("product", product.pk, "sku")]


def test_totes_lists_and_box_marks_name_what_they_are_for(merchant: Merchant) -> None:
    parcel = Parcel.objects.filter(merchant=merchant).select_related("warehouse").first()
    assert parcel is not None
    tote = Tote.objects.create(merchant=merchant, warehouse=parcel.warehouse, code="T-07")
    assert _named(merchant, "T-07") == [("tote", tote.pk, "code")]
    wave = Wave.objects.create(merchant=merchant, warehouse=parcel.warehouse, form="cluster", released_at=scene.NOON, released_by="x")
    listed = PickList.objects.create(merchant=merchant, wave=wave, group_no=1, walked=3)
    ListedParcel.objects.create(parcel=parcel, merchant=merchant, wave=wave, group_no=1, slot=1, tote=tote)
    assert _named(merchant, "T-07") == [("parcel", parcel.pk, "tote")]
    assert _named(merchant, number_of(listed.pk, "PL")) == [("pick_list", listed.pk, "number")]
    plan = Inbound.objects.create(merchant=merchant, number="IN-1", warehouse=parcel.warehouse, created_at=scene.NOON)
    InboundBox.objects.create(inbound=plan, no=1, code="FBA-1-001", sscc="106141411234567897")
    assert _named(merchant, "IN-1") == [("inbound", plan.pk, "number")]
    assert _named(merchant, "FBA-1-001") == [("inbound", plan.pk, "mark")]
    assert _named(merchant, "(00)106141411234567897") == _named(merchant, "106141411234567897") == [("inbound", plan.pk, "sscc")]
    other = scene.stranger()
    assert [resolve(other, text, ON) for text in ("T-07", "IN-1", "FBA-1-001", number_of(listed.pk, "PL"))] == [[]] * 4


@pytest.mark.parametrize("kept", ["036000291452", "0036000291452", "36000291452", "00036000291452"])
@pytest.mark.parametrize(
    "scanned", ["036000291452", "0036000291452", "]E00036000291452", "(01)00036000291452(10)L1", "]C1010003600029145221S"]
)
def test_a_gtin_is_known_in_all_its_lengths(merchant: Merchant, kept: str, scanned: str) -> None:
    product = Product.objects.filter(merchant=merchant).first()
    assert product is not None
    Product.objects.filter(pk=product.pk).update(gtin=kept)
    assert _named(merchant, scanned) == [("product", product.pk, "gtin")]


def test_two_products_with_one_gtin_are_both_named(merchant: Merchant) -> None:
    ids = list(Product.objects.filter(merchant=merchant).order_by("sku").values_list("pk", flat=True)[:2])
    Product.objects.filter(pk__in=ids).update(gtin="4006381333931")
    assert [row.id for row in resolve(merchant, "4006381333931", ON)] == ids


def test_a_stranger_finds_nothing_of_it(merchant: Merchant) -> None:
    other = scene.stranger()
    parcel = Parcel.objects.filter(merchant=merchant).select_related("order").first()
    assert parcel is not None
    Bin.objects.create(merchant=merchant, warehouse=Warehouse.objects.filter(merchant=merchant).first(), code="A-1")
    for text in (number_of(parcel.pk), parcel.order.number, "HZ-BT01", "A-1", "C1"):
        assert resolve(merchant, text, ON) and resolve(other, text, ON) == []


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "FH0000000421", "9" * 400, "'; DROP TABLE", "\x1d", "]C1", "FH99999999999999999999999999"]
)
def test_what_names_nothing_is_no_error(merchant: Merchant, text: str) -> None:
    found: list[Found] = resolve(merchant, text, ON)
    assert found == []
