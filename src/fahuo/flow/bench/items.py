"""A piece is scanned: does it belong into the parcel, and what must be noted of it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from fahuo.core.goods import bench
from fahuo.core.goods.bench import LotKnown, Wanted
from fahuo.core.goods.scans import Scanned
from fahuo.core.words import Tracks
from fahuo.flow.bench.answers import ASK, OK, Answer
from fahuo.flow.bench.lots import picked_lots
from fahuo.flow.bench.notes import Hand, turn_down, write
from fahuo.flow.bench.state import State
from fahuo.flow.resolve import clean, products
from fahuo.records.clock import today
from fahuo.records.models import Lot, ParcelStanding, Product
from fahuo.steps.goods.models import Packing, Scan
from fahuo.steps.goods.numbers import number_of

LONGEST_SERIAL = 80


def find_product(state: State, scan: Scanned, hand: Hand) -> int | Answer | None:
    """The product that a code names, of those that the parcel wants where there are several. None where it names none."""
    found = [row.id for row in products(state.packing.merchant_id, scan)]
    here = [row.product_id for row in state.wanted if row.product_id in found]
    choice = here or found
    if len(choice) > 1:
        skus = ", ".join(Product.objects.filter(pk__in=choice).order_by("sku").values_list("sku", flat=True)[:5])
        return turn_down(hand, state.packing, ("code_ambiguous", {"code": scan.text[:40], "skus": skus}))
    return choice[0] if choice else None


def scan_item(state: State, product_id: int, scan: Scanned, times: int, hand: Hand) -> Answer:
    """Count a piece, or say why it does not count. Lot and serial number come with the scan or are asked for."""
    packing = state.packing
    product = state.products.get(product_id) or Product.objects.get(pk=product_id)
    if fault := bench.count(state.wanted, product_id, product.sku, times):
        return turn_down(hand, packing, fault, Scan.ITEM, product=product, quantity=times)
    lot, serial, waits = None, None, ""
    if product.tracks == Tracks.LOT:
        if scan.lot is None:
            waits = Tracks.LOT.value
        else:
            lot, fault = _lot(state, product, scan, hand)
            if fault:
                return turn_down(hand, packing, fault, Scan.ITEM, product=product, quantity=times)
    elif product.tracks == Tracks.SERIAL:
        serial, waits = scan.serial, "" if scan.serial else Tracks.SERIAL.value
    try:
        with transaction.atomic():
            if serial:
                _free(product, serial)
            write(hand, packing, Scan.ITEM, product=product, quantity=times, lot=lot, serial=serial, waits=waits)
    except IntegrityError:
        return turn_down(hand, packing, _serial_known(product, serial or ""), Scan.ITEM, product=product, quantity=times)
    Packing.objects.filter(pk=packing.pk).update(times=1)
    if waits:
        return Answer(ASK, waits, {"sku": product.sku})
    return _counted(state, product_id, times)


def answer_waiting(state: State, waiting: Scan, hand: Hand) -> Answer:
    """The lot or the serial number of the piece that was scanned before."""
    product = waiting.product
    assert product is not None
    scan = clean(hand.text, today(hand.now))
    if waiting.waits == Tracks.LOT:
        said = Scanned(scan.text, lot=scan.lot or scan.text, expires_on=scan.expires_on)
        lot, fault = _lot(state, product, said, hand)
        if fault:
            return turn_down(hand, state.packing, fault)
        write(hand, state.packing, Scan.OTHER)
        Scan.objects.filter(pk=waiting.pk).update(lot=lot, waits="")
        return _now(state, product.pk)
    serial = scan.serial or scan.text
    own = {product.sku.casefold(), product.gtin.lstrip("0"), *(gtin.lstrip("0") for gtin in scan.gtins if product.gtin)}
    if not serial or len(serial) > LONGEST_SERIAL or serial.casefold() in own or serial.lstrip("0") == (product.gtin.lstrip("0") or None):
        return turn_down(hand, state.packing, ("serial_malformed", {"serial": serial[:40]}))
    try:
        with transaction.atomic():
            _free(product, serial)
            Scan.objects.filter(pk=waiting.pk).update(serial=serial, waits="")
    except IntegrityError:
        return turn_down(hand, state.packing, _serial_known(product, serial))
    write(hand, state.packing, Scan.OTHER)
    return _now(state, product.pk)


def _lot(state: State, product: Product, scan: Scanned, hand: Hand) -> tuple[Lot | None, bench.Refused | None]:
    code = scan.lot or ""
    row = Lot.objects.filter(product=product, code=code[:40]).first() if len(code) <= 40 else None
    known = LotKnown(row.code, row.expires_on) if row else None
    picked = frozenset(picked_lots(state.parcel.pk, product.pk))
    return row, bench.lot_faults(product.sku, code[:40], known, scan.expires_on, today(hand.now), picked)


def _free(product: Product, serial: str) -> None:
    """A piece that was sold and came back may be sold again: its earlier scan no longer stands in the way."""
    earlier = Scan.objects.filter(product=product, serial=serial, refused="", undone_at=None, back_at=None).first()
    if earlier is None:
        return
    standing = ParcelStanding.objects.filter(parcel_id=earlier.packing_id).first()
    if standing and standing.state in ("returned", "cancelled", "settled"):
        Scan.objects.filter(pk=earlier.pk).update(back_at=standing.at)


def _serial_known(product: Product, serial: str) -> bench.Refused:
    other = (
        Scan.objects.filter(product=product, serial=serial, refused="", undone_at=None, back_at=None)
        .values_list("packing_id", flat=True)
        .first()
    )
    return "serial_known", {"sku": product.sku, "serial": serial, "parcel": number_of(other) if other else "–"}


def _counted(state: State, product_id: int, times: int) -> Answer:
    row = next(row for row in state.wanted if row.product_id == product_id)
    return Answer(OK, "counted", {"sku": row.sku, "scanned": row.scanned + times, "quantity": row.quantity})


def _now(state: State, product_id: int) -> Answer:
    row: Wanted = next(row for row in state.wanted if row.product_id == product_id)
    return Answer(OK, "counted", {"sku": row.sku, "scanned": row.scanned, "quantity": row.quantity})
