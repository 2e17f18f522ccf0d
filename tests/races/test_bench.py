"""Two hands at one parcel, and one serial number at two benches, on real PostgreSQL; each with a control that fails without the lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from fahuo.flow import bench as benches
from fahuo.flow.bench import desk as door
from fahuo.flow.bench import items
from fahuo.records import ledger
from fahuo.records.models import Event, Product
from fahuo.steps.goods.models import Packing, Scan, Station
from fahuo.steps.goods.numbers import number_of
from tests import packing_scene, scene
from tests.packing_scene import Bench, fill

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Everybody begins at the same moment; what each got, an exception where one came."""
    barrier = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return one()
        except Exception as error:  # what a race may throw is what is looked at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def _scan_too_often() -> tuple[int, list[str]]:
    """Eight hands at one station scan a piece of which five are wanted: how many counted, and what was said."""
    desk = packing_scene.bench(scene.sample_merchant())
    a, b = packing_scene.products(desk.merchant, 2)
    parcel = packing_scene.parcels(desk.merchant, desk.station.warehouse)[0]
    fill(parcel, (a, 5), (b, 1))
    desk.scan(number_of(parcel.pk))
    said = _at_once(*[lambda: desk.scan(a.gtin).code] * HANDS)
    return sum(Scan.objects.filter(kind="item", refused="").values_list("quantity", flat=True)), said


def test_of_many_hands_only_as_many_scans_count_as_pieces_are_wanted() -> None:
    counted, said = _scan_too_often()
    assert counted == 5 and sorted(said) == ["counted"] * 5 + ["one_too_many"] * 3


def test_control_without_the_locks_too_many_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "lock", lambda order_ids: None)
    monkeypatch.setattr(door, "_locked", lambda station: benches.at_station(station))
    worst = max(_scan_too_often()[0] for _ in range(1))
    assert worst > 5, "without the locks nothing went wrong: the race test proves nothing"


def test_two_stations_finish_the_same_parcel_once() -> None:
    one = packing_scene.bench(scene.sample_merchant())
    a = packing_scene.products(one.merchant, 1)[0]
    parcel = packing_scene.parcels(one.merchant, one.station.warehouse)[0]
    fill(parcel, (a, 1))
    two = Bench(one.merchant, Station.objects.create(merchant=one.merchant, warehouse=one.station.warehouse, code="B2"), "Li")
    one.scans(number_of(parcel.pk), a.gtin)

    def take_and_weigh() -> list[str]:
        return two.scans(number_of(parcel.pk), "FH.TAKE", "1000")

    said = _at_once(lambda: one.scans("1000"), take_and_weigh)
    assert not [error for error in said if isinstance(error, Exception)]
    assert [answer for each in said for answer in each].count("done packed") == 1
    assert Event.objects.filter(kind="packed").count() == 1 and Packing.objects.exclude(packed_at=None).count() == 1


def test_two_stations_open_one_parcel_and_one_is_told() -> None:
    one = packing_scene.bench(scene.sample_merchant())
    a = packing_scene.products(one.merchant, 1)[0]
    parcel = packing_scene.parcels(one.merchant, one.station.warehouse)[0]
    fill(parcel, (a, 1))
    desks = [
        Bench(one.merchant, Station.objects.create(merchant=one.merchant, warehouse=one.station.warehouse, code=f"S{i}"), f"P{i}")
        for i in range(4)
    ]
    said = _at_once(*[lambda desk=desk: desk.scan(number_of(parcel.pk)).code for desk in desks])  # type: ignore[misc]
    assert sorted(said) == ["bench_elsewhere"] * 3 + ["opened"]


def _one_serial_at_two_benches() -> list[Any]:
    merchant = scene.sample_merchant()
    one = packing_scene.bench(merchant)
    two = Bench(merchant, Station.objects.create(merchant=merchant, warehouse=one.station.warehouse, code="B2"), "Li")
    a = packing_scene.products(merchant, 1)[0]
    Product.objects.filter(pk=a.pk).update(tracks="serial")
    parcels = packing_scene.parcels(merchant, one.station.warehouse, 2)
    for desk, parcel in zip((one, two), parcels, strict=True):
        fill(parcel, (a, 2))
        desk.scans(number_of(parcel.pk), a.gtin)
    return _at_once(*[lambda desk=desk: desk.scan("SER-1").code for desk in (one, two)])  # type: ignore[misc]


def test_one_serial_number_goes_into_one_parcel() -> None:
    assert sorted(map(str, _one_serial_at_two_benches())) == ["counted", "serial_known"]
    assert Scan.objects.filter(serial="SER-1").count() == 1


def test_control_without_the_constraint_it_goes_into_both(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX serial_packed_once")
    both = Barrier(2)
    monkeypatch.setattr(items, "_free", lambda product, serial: both.wait(10))
    try:
        assert _one_serial_at_two_benches() == ["counted", "counted"]
    finally:
        Scan.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX serial_packed_once ON goods_scan (product_id, serial) "
                "WHERE serial IS NOT NULL AND refused = '' AND undone_at IS NULL AND back_at IS NULL"
            )
