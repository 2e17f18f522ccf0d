"""Where pieces should be put away: core.goods.put_away over what lies where; and what waits in receiving."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from fahuo.core.goods.put_away import Proposal, Shelves, propose
from fahuo.core.words import BinKind
from fahuo.records.copy import fetch
from fahuo.records.models import Holding, Merchant
from fahuo.steps.goods.models import Home

_LIES = """SELECT h.product_id, b.warehouse_id, b.code, COALESCE(l.code, '') FROM records_holding h JOIN records_bin b ON b.id = h.bin_id
           LEFT JOIN records_lot l ON l.id = h.lot_id
           WHERE h.product_id = ANY(%s) AND b.kind = %s AND b.active AND h.quantity > 0 ORDER BY h.since DESC, h.id DESC"""
_WAS = """SELECT DISTINCT ON (m.product_id, m.warehouse_id) m.product_id, m.warehouse_id, b.code FROM records_move m JOIN records_bin b ON b.id = m.to_bin_id
          WHERE m.merchant_id = %s AND m.product_id = ANY(%s) AND b.kind = %s ORDER BY m.product_id, m.warehouse_id, m.id DESC"""
_EMPTY = """SELECT b.warehouse_id, b.code FROM records_bin b WHERE b.warehouse_id = ANY(%s) AND b.kind = %s AND b.active
            AND NOT EXISTS (SELECT 1 FROM records_holding h WHERE h.bin_id = b.id AND h.quantity > 0)
            AND NOT EXISTS (SELECT 1 FROM goods_home x WHERE x.bin_id = b.id) ORDER BY b.walk, b.code"""
_SCHEMA = {"product_id": int, "warehouse_id": int, "code": str}

Item = tuple[int, int, str]  # product, warehouse, the lot's code ("" for none)


def put_away(merchant: Merchant, items: Iterable[Item]) -> dict[Item, Proposal]:
    """For each item the bin that is proposed, and why; none where there is no storage bin to name. No two get the same empty bin."""
    wanted = list(dict.fromkeys(items))
    products, houses = sorted({p for p, _, _ in wanted}), sorted({w for _, w, _ in wanted})
    shelves = _shelves(merchant, products, houses)
    found: dict[Item, Proposal] = {}
    taken: dict[int, set[str]] = {}
    for item in wanted:
        product, house, lot = item
        own = shelves.get((product, house)) or Shelves()
        own.empty = shelves[0, house].empty
        proposal = propose(own, lot, lots_apart=merchant.lots_apart, taken=taken.setdefault(house, set()))
        if proposal:
            found[item] = proposal
            taken[house].add(proposal.code)
            own.lies.append((proposal.code, lot))  # the next lot of the product sees it there
    return found


def _shelves(merchant: Merchant, products: list[int], houses: list[int]) -> dict[tuple[int, int], Shelves]:
    """By product and warehouse; under product 0 the empty bins of the warehouse."""
    storage = BinKind.STORAGE.value
    found: dict[tuple[int, int], Shelves] = {(0, house): Shelves(empty=[]) for house in houses}
    for p, w, code, lot in fetch(_LIES, [products, storage], _SCHEMA | {"lot": str}).rows():
        found.setdefault((p, w), Shelves()).lies.append((code, lot))
    for home in Home.objects.filter(merchant=merchant, product__in=products, bin__active=True).select_related("bin"):
        found.setdefault((home.product_id, home.bin.warehouse_id), Shelves()).home = home.bin.code
    for p, w, code in fetch(_WAS, [merchant.pk, products, storage], _SCHEMA).rows():
        found.setdefault((p, w), Shelves()).near = code
    empty: dict[int, list[str]] = {}
    for house, code in fetch(_EMPTY, [houses, storage], {"warehouse_id": int, "code": str}).rows():
        empty.setdefault(house, []).append(code)
    for house in houses:
        found[0, house].empty = empty.get(house, [])
    return found


@dataclass(frozen=True)
class Waiting:
    """Pieces in receiving, and where they should go."""

    holding: Holding
    proposal: Proposal | None
    since: datetime


def waiting(merchant: Merchant, warehouse_id: int | None, limit: int = 300) -> tuple[list[Waiting], int]:
    """What lies in receiving, the oldest first, each with its proposal; and how many holdings there are in all."""
    rows = Holding.objects.filter(merchant=merchant, bin__kind=BinKind.RECEIVING, quantity__gt=0)
    if warehouse_id is not None:
        rows = rows.filter(bin__warehouse=warehouse_id)
    count = rows.count()
    chosen = list(rows.select_related("product", "lot", "bin__warehouse").order_by("since", "pk")[:limit])
    found = put_away(merchant, [_item(h) for h in chosen])
    return [Waiting(h, found.get(_item(h)), h.since) for h in chosen], count


def _item(holding: Holding) -> Item:
    return holding.product_id, holding.bin.warehouse_id, holding.lot.code if holding.lot else ""


def in_receiving(merchant: Merchant, product_ids: Collection[int]) -> list[Item]:
    """The items that may be put away of these products."""
    rows = Holding.objects.filter(merchant=merchant, product__in=product_ids, bin__kind=BinKind.RECEIVING, quantity__gt=0)
    return [_item(h) for h in rows.select_related("lot", "bin").order_by("since", "pk")]
