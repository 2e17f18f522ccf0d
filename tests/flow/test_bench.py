"""A parcel at the pack bench, from its first scan to its label."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from fahuo.core.goods.bench import Stage
from fahuo.core.words import Happening
from fahuo.flow import bench as benches
from fahuo.flow import verbs
from fahuo.flow.bench.printing import label_pictures, send_label
from fahuo.flow.said import NotPossible
from fahuo.records import stock
from fahuo.records.models import Event, Holding, ParcelStanding, Product, Refusal
from fahuo.steps.goods.models import BenchRules, Packing, Parcel, Print, Scan, Station
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label, Offer
from fahuo.steps.orders.models import Order
from tests import packing_scene, scene
from tests.packing_scene import Bench, fill, lot

pytestmark = pytest.mark.django_db


def test_scan_weigh_and_the_label_prints(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a, b = goods[:2]
    number = fill(parcel, (a, 2), (b, 1))
    assert desk.scans(number, a.gtin, b.sku) == ["ok opened", "ok counted", "ok counted"]
    assert desk.scan(a.gtin.zfill(14)).code == "weight"
    assert desk.state.stage == Stage.WEIGHT
    done = desk.scan("1.02kg")
    assert (done.tone, done.code, done.print_parcel) == ("done", "packed", parcel.pk)
    event = Event.objects.get(parcel_id=parcel.pk, kind=Happening.PACKED)
    assert event.data["weight_g"] == 1_020 and event.actor == "packer" and event.key == f"packed:{parcel.pk}"
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).state == "packed"
    assert desk.scans(number, "FH.PRINT") == ["wrong bench_packed", "done printed"]


def test_a_wrong_item_and_one_too_many_are_refused_and_written_down(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a, b, c, _ = goods
    fill(parcel, (a, 1), (b, 3))
    said = desk.scans(number_of(parcel.pk), a.gtin, c.gtin, a.gtin, f"4*{b.gtin}", f"2*{b.gtin}", "NO-SUCH-CODE", "6900000000000")
    assert said == ["ok opened", "ok counted", "wrong wrong_item", "wrong one_too_many", "wrong more_than_left", "ok counted", "wrong code_unknown",
                    "wrong code_unknown"]  # fmt: skip
    assert desk.state.left == 1 and desk.state.stage == Stage.ITEMS
    written = list(Scan.objects.exclude(refused="").order_by("pk").values_list("refused", flat=True))
    assert written == ["wrong_item", "one_too_many", "more_than_left", "code_unknown", "code_unknown"]
    refused = desk.scan(c.sku)
    assert c.sku in refused.en and c.sku in refused.zh and "放回去" in refused.zh


def test_a_quantity_may_be_scanned_before_the_code(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 12))
    assert desk.scans(number_of(parcel.pk), "5*", goods[0].gtin, goods[0].gtin) == ["ok opened", "ask times", "ok counted", "ok counted"]
    assert desk.state.scanned == 6
    assert desk.scans("7*", "FH.UNDO", goods[0].gtin) == ["ask times", "ok undone", "ok counted"]
    assert desk.state.scanned == 7


def test_a_code_that_begins_like_a_quantity_is_still_a_code(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    Product.objects.filter(pk=goods[0].pk).update(sku="2X4-LUMBER")
    fill(parcel, (goods[0], 3))
    assert desk.scans(number_of(parcel.pk), "2X4-LUMBER") == ["ok opened", "ok counted"]
    assert desk.state.scanned == 1


def test_lots_are_asked_for_and_checked(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a = goods[0]
    Product.objects.filter(pk=a.pk).update(tracks="lot")
    lot(a, "L1"), lot(a, "OLD", "2026-01-31")
    fill(parcel, (a, 4))
    gtin = a.gtin.zfill(14)
    assert desk.scans(number_of(parcel.pk), a.gtin) == ["ok opened", "ask lot"]
    assert desk.state.stage == Stage.LOT and desk.state.left == 3
    assert desk.scans("NOPE", "OLD", "L1") == ["wrong lot_unknown", "wrong lot_expired", "ok counted"]
    assert desk.scans(f"]C101{gtin}10L1", f"]C101{gtin}1726010110L1", f"01{gtin}10OLD") == [
        "ok counted",
        "wrong lot_expired",
        "wrong lot_expired",
    ]
    assert desk.scans(f"2*(01){gtin}(10)L1") == ["ask weight"]
    kept = Scan.objects.filter(kind="item", refused="").values_list("lot__code", "quantity")
    assert sorted(kept) == [("L1", 1), ("L1", 1), ("L1", 2)]


def test_a_serial_number_goes_out_once(desk: Bench, goods: list[Product]) -> None:
    first, second = packing_scene.parcels(desk.merchant, desk.station.warehouse, 2)
    a = goods[0]
    Product.objects.filter(pk=a.pk).update(tracks="serial")
    fill(first, (a, 2)), fill(second, (a, 1))
    gtin = a.gtin.zfill(14)
    said = desk.scans(number_of(first.pk), f"2*{a.gtin}", a.gtin, a.gtin, "S-1", f"]d201{gtin}21S-1", f"]d201{gtin}21S-2", "1000")
    assert said == ["ok opened", "wrong serial_one_by_one", "ask serial", "wrong serial_malformed", "ok counted", "wrong serial_known",
                    "ask weight", "done packed"]  # fmt: skip
    assert desk.scans(number_of(second.pk), a.gtin, "S-2") == ["ok opened", "ask serial", "wrong serial_known"]
    assert number_of(first.pk) in desk.scan("S-2").en
    # the first parcel came back: its piece may be sold again
    ParcelStanding.objects.filter(parcel_id=first.pk).update(state="returned")
    assert desk.scans("S-2", "1000") == ["ask weight", "done packed"]


def test_outside_the_tolerance_it_stops_until_a_supervisor_says_why(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    BenchRules.objects.create(merchant=desk.merchant, percent=2, grams=10)
    assert desk.scans(number_of(parcel.pk), goods[0].gtin, "1021") == ["ok opened", "ask weight", "wrong weight_outside"]
    assert desk.scans("FH.DONE", "abc") == ["ask weight", "wrong weight_unreadable"]
    let = lambda reason: benches.override(desk.merchant, desk.station, "boss", reason, scene.NOON)  # noqa: E731
    assert let(" ").code == "no_override_reason"
    done = let("two leaflets more")
    assert done.code == "packed"
    event = Event.objects.get(parcel_id=parcel.pk, kind=Happening.PACKED)
    assert (event.data["override"], event.data["weight_g"]) == ("two leaflets more", 1_021)
    assert Scan.objects.get(reason="two leaflets more").by == "boss"


def test_the_scales_reading_is_taken_when_it_rests(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    assert desk.scans(number_of(parcel.pk), "FH.SCALE", goods[0].gtin, "FH.SCALE") == [
        "ok opened",
        "wrong weight_none",
        "ask weight",
        "wrong weight_none",
    ]
    benches.hear(desk.station, "US,GS,+  0.700kg")
    assert desk.scan("FH.SCALE").code == "weight_moving"
    benches.hear(desk.station, "ST,GS,+  1.001kg")
    Station.objects.filter(pk=desk.station.pk).update(scale_at=datetime.now(UTC) - timedelta(seconds=30))
    assert desk.scan("FH.SCALE").code == "weight_none"  # of another parcel, perhaps
    benches.hear(desk.station, "ST,GS,+  1.001kg")
    assert desk.scan("FH.SCALE").code == "packed"


def test_undo_takes_back_the_last_scan_that_counted(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a, b = goods[:2]
    fill(parcel, (a, 1), (b, 1))
    Label.objects.all().delete()
    Offer.objects.filter(parcel=parcel).update(chosen=False)
    desk.scans(number_of(parcel.pk), a.gtin, b.gtin, "1000")
    assert desk.state.stage == Stage.LABEL
    assert desk.scans("FH.UNDO", "FH.UNDO", "FH.UNDO", "FH.UNDO") == ["ok undone", "ok undone", "ok undone", "wrong nothing_to_undo"]
    assert desk.state.scanned == 0 and Scan.objects.exclude(undone_at=None).count() == 3  # written down, not erased


def test_without_a_label_it_waits_and_then_goes_on(desk: Bench, goods: list[Product]) -> None:
    parcel = packing_scene.parcels(desk.merchant, desk.station.warehouse, labelled=False)[0]
    fill(parcel, (goods[0], 1))
    assert desk.scans(number_of(parcel.pk), goods[0].gtin, "1000", "FH.DONE") == ["ok opened", "ask weight", "ask label", "ask label"]
    assert Label.objects.get(parcel=parcel).answered_at is None  # asked for, by the bench
    Label.objects.filter(parcel=parcel).update(failure="no such postcode", answered_at=scene.NOON)
    assert desk.scan("FH.DONE").code == "label"  # asks again
    packing_scene.label(parcel)
    assert desk.scan("FH.DONE").code == "packed"


def test_put_aside_with_a_reason_waits_for_a_person_until_somebody_goes_on(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 2))
    number = number_of(parcel.pk)
    assert desk.scans(number, goods[0].gtin, "FH.ASIDE", "9", "1 shelf empty") == [
        "ok opened",
        "ok counted",
        "ask aside",
        "wrong aside_reason",
        "ok set_aside",
    ]
    standing = ParcelStanding.objects.get(parcel_id=parcel.pk)
    assert standing.needs == "aside_missing" and Refusal.objects.get(parcel_id=parcel.pk).values == {"note": "shelf empty"}
    assert desk.scans(goods[0].gtin, number) == ["wrong bench_empty", "ok resumed"]
    assert desk.state.scanned == 1 and ParcelStanding.objects.get(parcel_id=parcel.pk).needs is None
    assert desk.scans("FH.ASIDE.2", number, goods[0].gtin, "1000") == ["ok set_aside", "ok resumed", "ask weight", "done packed"]
    assert ParcelStanding.objects.get(parcel_id=parcel.pk).needs is None


def test_a_second_station_is_told_who_has_it_and_may_take_it_over(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 2))
    other = Bench(desk.merchant, Station.objects.create(merchant=desk.merchant, warehouse=desk.station.warehouse, code="B2"), "Li")
    number = number_of(parcel.pk)
    desk.scans(number, goods[0].gtin)
    told = other.scan(number)
    assert told.code == "bench_elsewhere" and "packer" in told.en and "B1" in told.zh
    assert other.scans("FH.TAKE", goods[0].gtin) == ["ok resumed", "ask weight"]
    assert desk.scans(goods[0].gtin) == ["wrong bench_empty"]
    assert other.scans("FH.LEAVE") == ["ok left"] and desk.scans(number) == ["ok resumed"]


def test_one_parcel_at_a_station(desk: Bench, goods: list[Product]) -> None:
    first, second = packing_scene.parcels(desk.merchant, desk.station.warehouse, 2)
    fill(first, (goods[0], 2)), fill(second, (goods[1], 1))
    assert desk.scans(number_of(first.pk), number_of(second.pk), number_of(first.pk)) == ["ok opened"] * 3  # nothing was scanned: laid down
    desk.scan(goods[0].gtin)
    assert desk.scans(number_of(second.pk)) == ["wrong bench_busy"]
    assert desk.state.parcel.pk == first.pk


def test_an_order_or_a_tracking_number_opens_the_next_parcel(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    Parcel.objects.filter(order=parcel.order).update(warehouse=desk.station.warehouse)
    assert desk.scans(f"TRK{parcel.pk:08d}", "FH.LEAVE", parcel.order.number) == ["ok opened", "ok left", "ok opened"]


def test_what_may_not_be_packed_is_told(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    fill(parcel, (goods[0], 1))
    number = number_of(parcel.pk)
    assert desk.scans("FH.UNDO", "FH0000000421", number) == ["wrong bench_empty", "wrong code_unknown", "ok opened"]
    Label.objects.all().delete()
    verbs.cancel(desk.merchant, [parcel.order_id], "boss", scene.NOON)
    assert desk.scans(goods[0].gtin, number) == ["wrong bench_cancelled", "wrong bench_cancelled"]
    second = Parcel.objects.exclude(order_id=parcel.order_id).exclude(warehouse=desk.station.warehouse).first()
    if second is not None:
        assert desk.scan(number_of(second.pk)).code == "bench_other_warehouse"


def test_a_parcel_that_is_being_packed_keeps_its_plan(desk: Bench, goods: list[Product]) -> None:
    parcel = packing_scene.parcels(desk.merchant, desk.station.warehouse, labelled=False)[0]
    fill(parcel, (goods[0], 2))
    desk.scan(number_of(parcel.pk))
    assert verbs.plan_again(desk.merchant, [parcel.order_id], "boss", scene.NOON) == 1  # opened, but nothing scanned
    assert not Packing.objects.exists()
    again = Parcel.objects.get(order_id=parcel.order_id)
    Parcel.objects.filter(pk=again.pk).update(warehouse=desk.station.warehouse)
    fill(again, (goods[0], 2))
    desk.scans(number_of(again.pk), goods[0].gtin)
    assert verbs.plan_again(desk.merchant, [parcel.order_id], "boss", scene.NOON) == 0
    assert desk.state.scanned == 1


def test_another_merchants_parcel_is_unknown(desk: Bench, parcel: Parcel) -> None:
    other = scene.stranger()
    station = Station.objects.create(merchant=other, warehouse=desk.station.warehouse, code="X")
    assert Bench(other, station).scan(number_of(parcel.pk)).code == "code_unknown"


def test_a_stations_printer_gets_the_label_as_zpl(desk: Bench, parcel: Parcel) -> None:
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:
        Station.objects.filter(pk=desk.station.pk).update(printer=f"127.0.0.1:{server.getsockname()[1]}")
        desk.station.refresh_from_db()

        def listen() -> None:
            line, _ = server.accept()
            with line:
                while part := line.recv(65_536):
                    heard.extend(part)

        ear = threading.Thread(target=listen)
        ear.start()
        assert send_label(desk.station, parcel, "packer", scene.NOON) is None
        ear.join(10)
    assert heard.startswith(b"^XA") and b"^GFA" in heard
    assert Print.objects.get(parcel_id=parcel.pk).form == "zpl"
    fault = send_label(desk.station, parcel, "packer", scene.NOON)  # nobody listens any more
    assert fault and desk.station.printer in fault and Print.objects.count() == 1


def test_a_label_for_the_browser_is_noted_as_any_other_print(desk: Bench, parcel: Parcel) -> None:
    pages = label_pictures(parcel, "packer", scene.NOON)
    assert pages and all(page.startswith(b"\x89PNG") for page in pages)
    row = Print.objects.get(parcel_id=parcel.pk)
    assert (row.paper, row.form, row.actor, row.number) == ("label", "png", "packer", f"TRK{parcel.pk:08d}")
    Order.objects.filter(pk=parcel.order_id).update(name="ཀ")  # Tibetan: no font has it
    with pytest.raises(NotPossible, match=number_of(parcel.pk)):
        label_pictures(parcel, "packer", scene.NOON)
    assert Print.objects.count() == 1


def _stock(desk: Bench, product: Product, quantity: int, lot_id: int | None = None) -> None:
    rows = pl.DataFrame(
        {"product_id": [product.pk], "warehouse_id": [desk.station.warehouse_id], "quantity": [quantity], "lot_id": [lot_id]},
        schema_overrides={"lot_id": pl.Int64},
    )
    stock.receive(desk.merchant.pk, rows, scene.NOON, "test")


def _lies(product: Product) -> list[tuple[str, str | None, int]]:
    return sorted(Holding.objects.filter(product=product, quantity__gt=0).values_list("bin__kind", "lot__code", "quantity"))


def test_the_lot_that_was_packed_is_the_lot_that_leaves(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a = goods[0]
    scene.forget(a)
    Product.objects.filter(pk=a.pk).update(tracks="lot")
    older, newer = lot(a, "OLDER"), lot(a, "NEWER")
    _stock(desk, a, 5, older.pk), _stock(desk, a, 5, newer.pk)
    fill(parcel, (a, 2))
    assert desk.scans(number_of(parcel.pk), f"2*{a.gtin}", "NEWER", "1000") == ["ok opened", "ask lot", "ask weight", "done packed"]
    assert _lies(a) == [("packing", "NEWER", 2), ("storage", "NEWER", 3), ("storage", "OLDER", 5)]


def test_a_lot_that_was_not_picked_is_refused(desk: Bench, parcel: Parcel, goods: list[Product]) -> None:
    a = goods[0]
    scene.forget(a)
    Product.objects.filter(pk=a.pk).update(tracks="lot")
    first, second = lot(a, "FIRST"), lot(a, "SECOND")
    _stock(desk, a, 5, first.pk), _stock(desk, a, 5, second.pk)
    fill(parcel, (a, 1))
    held = Holding.objects.get(lot=first)
    row = {"product_id": [a.pk], "warehouse_id": [desk.station.warehouse_id], "quantity": [1], "from_bin_id": [held.bin_id]}
    stock.pick(desk.merchant.pk, pl.DataFrame(row | {"lot_id": [first.pk], "parcel_id": [parcel.pk]}), scene.NOON, "picker")
    assert desk.scans(number_of(parcel.pk), a.gtin, "SECOND", "FIRST", "1000") == [
        "ok opened",
        "ask lot",
        "wrong lot_not_picked",
        "ask weight",
        "done packed",
    ]
    assert _lies(a) == [("packing", "FIRST", 1), ("storage", "FIRST", 4), ("storage", "SECOND", 5)]
