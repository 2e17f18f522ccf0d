"""Where pieces should be put away: the product's home bin, else where it lies, else an empty bin of the zone that it was in last."""

from __future__ import annotations

from collections.abc import Collection

from fahuo.core.goods.bins import propose
from fahuo.core.words import BinKind
from fahuo.records.copy import fetch
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Home

_LIES = """SELECT DISTINCT ON (h.product_id, b.warehouse_id) h.product_id, b.warehouse_id, b.code FROM records_holding h JOIN records_bin b ON b.id = h.bin_id
           WHERE h.product_id = ANY(%s) AND b.kind = %s AND b.active AND h.quantity > 0 ORDER BY h.product_id, b.warehouse_id, h.since DESC, h.id DESC"""
_WAS = """SELECT DISTINCT ON (m.product_id, m.warehouse_id) m.product_id, m.warehouse_id, b.code FROM records_move m JOIN records_bin b ON b.id = m.to_bin_id
          WHERE m.merchant_id = %s AND m.product_id = ANY(%s) AND b.kind = %s ORDER BY m.product_id, m.warehouse_id, m.id DESC"""
_EMPTY = """SELECT b.warehouse_id, b.code FROM records_bin b WHERE b.warehouse_id = ANY(%s) AND b.kind = %s AND b.active
            AND NOT EXISTS (SELECT 1 FROM records_holding h WHERE h.bin_id = b.id AND h.quantity > 0) ORDER BY b.walk, b.code"""
_SCHEMA = {"product_id": int, "warehouse_id": int, "code": str}


def put_away(merchant: Merchant, product_ids: Collection[int], warehouse_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """For each product and warehouse the code of the bin; none where there is no storage bin to name."""
    products, houses, storage = list(product_ids), list(warehouse_ids), BinKind.STORAGE.value
    own = Home.objects.filter(merchant=merchant, product__in=products, bin__active=True).select_related("bin")
    homes = {(h.product_id, h.bin.warehouse_id): h.bin.code for h in own}
    lies = {(p, w): code for p, w, code in fetch(_LIES, [products, storage], _SCHEMA).rows()}
    was = {(p, w): code for p, w, code in fetch(_WAS, [merchant.pk, products, storage], _SCHEMA).rows()}
    empty: dict[int, list[str]] = {}
    for house, code in fetch(_EMPTY, [houses, storage], {"warehouse_id": int, "code": str}).rows():
        empty.setdefault(house, []).append(code)
    found: dict[tuple[int, int], str] = {}
    for place in ((p, w) for p in products for w in houses):
        code = propose(homes.get(place), lies.get(place), empty.get(place[1], []), was.get(place))
        if code:
            found[place] = code
            if code in empty.get(place[1], []) and place not in homes and place not in lies:
                empty[place[1]].remove(code)  # the next product gets another one
    return found
