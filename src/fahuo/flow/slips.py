"""What goes with a parcel through the warehouse and into the box: the pick slip (拣货小票) and the packing list (装箱单). And the walk of the bins."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fahuo.flow.papers import numbers, services
from fahuo.records.copy import fetch
from fahuo.steps.goods.labels.amounts import kilograms
from fahuo.steps.goods.labels.party import country_name
from fahuo.steps.goods.labels.sheet import Column, Sheet
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of

NO_BIN = (2**31, "")
SLIP = (
    Column("库位", "Bin", 21, bold=True),
    Column("商品编码", "SKU", 26, bold=True),
    Column("品名", "Name", 29),
    Column("数量", "Qty", 9, bold=True),
    Column("", "", 7, tick=True),
)
LIST = (
    Column("商品编码", "SKU", 25, bold=True),
    Column("品名", "Description", 38),
    Column("数量", "Qty", 9, bold=True),
    Column("净重", "Net kg", 12),
    Column("原产", "Origin", 8),
)

# Where the pieces of each parcel lie. On a pick list: the bins of its lines. Else as it would be picked now, guessed: the storage bin that comes
# first in the walk. Lines of an earlier list count no more; of a line that was short, what was found.
_WHERE = """
    WITH held AS (
      SELECT c.parcel_id, c.product_id, p.warehouse_id, sum(c.nx::bigint * c.ny * c.nz)::bigint AS n
      FROM goods_placement c JOIN goods_parcel p ON p.id = c.parcel_id WHERE c.parcel_id = ANY(%s) GROUP BY 1, 2, 3),
    listed AS (
      SELECT k.parcel_id, k.product_id, k.bin_id, l.code AS lot, sum(COALESCE(k.found, k.quantity))::bigint AS n
      FROM goods_listedparcel q JOIN goods_picklist s ON s.wave_id = q.wave_id JOIN goods_pick k ON k.list_id = s.id AND k.parcel_id = q.parcel_id
      LEFT JOIN records_lot l ON l.id = k.lot_id
      WHERE q.parcel_id = ANY(%s) AND k.dropped_at IS NULL AND COALESCE(k.found, k.quantity) > 0 GROUP BY 1, 2, 3, 4),
    rest AS (
      SELECT h.parcel_id, h.product_id, f.bin_id, NULL::text AS lot, h.n - COALESCE(t.n, 0) AS n FROM held h
      LEFT JOIN (SELECT parcel_id, product_id, sum(n)::bigint AS n FROM listed GROUP BY 1, 2) t USING (parcel_id, product_id)
      LEFT JOIN LATERAL (
        SELECT b.id AS bin_id FROM records_holding o JOIN records_bin b ON b.id = o.bin_id
        WHERE o.product_id = h.product_id AND b.warehouse_id = h.warehouse_id AND o.quantity > 0 AND b.kind = 'storage'
        ORDER BY b.walk, b.code LIMIT 1) f ON true
      WHERE h.n > COALESCE(t.n, 0))
    SELECT w.parcel_id, w.product_id, w.n, b.walk, b.code, w.lot, r.sku, r.name, r.name_zh, r.weight_g, r.origin
    FROM (SELECT * FROM listed UNION ALL SELECT * FROM rest) w JOIN records_product r ON r.id = w.product_id LEFT JOIN records_bin b ON b.id = w.bin_id
    ORDER BY w.parcel_id, b.walk NULLS LAST, b.code, r.sku, w.lot"""
_COLUMNS = {
    "parcel_id": pl.Int64,
    "product_id": pl.Int64,
    "pieces": pl.Int64,
    "walk": pl.Int64,
    "bin": pl.String,
    "lot": pl.String,
    "sku": pl.String,
    "name": pl.String,
    "name_zh": pl.String,
    "weight_g": pl.Int64,
    "origin": pl.String,
}
Goods = dict[int, list[dict[str, object]]]


def goods_of(parcel_ids: Sequence[int]) -> Goods:
    """What is in each parcel and in which bins it lies, in the order of the walk: those of its pick list where it is on one."""
    found: Goods = {}
    for row in fetch(_WHERE, [list(parcel_ids)] * 2, _COLUMNS).iter_rows(named=True):
        found.setdefault(row["parcel_id"], []).append(row)
    return found


def in_walk(parcel_ids: Sequence[int], goods: Goods) -> list[int]:
    """Parcels in the order in which a walk meets the first piece of each; those of no bin last."""

    def place(parcel_id: int) -> tuple[object, ...]:
        first = next(iter(goods.get(parcel_id, [])), None)
        return (*((first["walk"], first["bin"]) if first and first["bin"] else NO_BIN), parcel_id)

    return sorted(parcel_ids, key=place)  # type: ignore[arg-type]


def slips(rows: dict[int, Parcel], goods: Goods) -> dict[int, Sheet]:
    """The pick slip of each parcel."""
    chosen = services(list(rows))
    return {p: _slip(row, goods.get(p, []), str(chosen[p]) if p in chosen else "") for p, row in rows.items()}


def packing_lists(rows: dict[int, Parcel], goods: Goods) -> dict[int, Sheet]:
    """The packing list of each parcel, as it goes into the box."""
    shown = numbers(list(rows))
    return {p: _list(row, goods.get(p, []), shown[p]) for p, row in rows.items()}


def _slip(parcel: Parcel, goods: list[dict[str, object]], service: str) -> Sheet:
    rows = tuple((str(g["bin"] or "—"), str(g["sku"]), _named(g), f"{g['pieces']:,}", "") for g in goods)
    facts = (
        ("订单", "Order", parcel.order.numbers),
        ("物流渠道", "Service", service),
        ("仓库", "Warehouse", f"{parcel.warehouse.code} {parcel.warehouse.name}"),
        ("包装箱", "Box", parcel.box.code if parcel.box else ""),
    )
    foot = f"共 {parcel.pieces:,} 件 {parcel.pieces:,} pieces"
    return Sheet("拣货小票", "PICK SLIP", parcel.order.country or "", number_of(parcel.pk), facts, SLIP, rows, foot)


def _named(row: dict[str, object]) -> str:
    name = str(row["name_zh"] or row["name"])
    return f"{name} [{row['lot']}]" if row["lot"] else name


def _by_product(goods: list[dict[str, object]]) -> list[dict[str, object]]:
    """The pieces of a product from all its bins together."""
    sums: dict[object, dict[str, object]] = {}
    for row in goods:
        there = sums.get(row["product_id"])
        sums[row["product_id"]] = row if there is None else there | {"pieces": int(there["pieces"]) + int(row["pieces"])}  # type: ignore[call-overload]
    return list(sums.values())


def _list(parcel: Parcel, goods: list[dict[str, object]], waybill: str) -> Sheet:
    rows = tuple(
        (
            str(g["sku"]),
            " ".join(t for t in (str(g["name"] or ""), str(g["name_zh"] or "")) if t),
            f"{g['pieces']:,}",
            kilograms(int(g["pieces"]) * int(g["weight_g"] or 0)) if g["weight_g"] else "",  # type: ignore[call-overload]
            str(g["origin"] or ""),
        )
        for g in _by_product(goods)
    )
    order, size = parcel.order, (parcel.length_mm, parcel.width_mm, parcel.height_mm)
    facts = (
        ("订单", "Order", order.numbers),
        ("运单", "Waybill", waybill),
        ("发货人", "Shipper", parcel.merchant.name),
        ("收货人", "Consignee", order.name or ""),
        ("毛重", "Gross kg", kilograms(parcel.weight_g)),
        ("尺寸", "Size cm", " × ".join(f"{mm / 10:g}" for mm in size)),
        ("体积", "Volume m³", f"{size[0] * size[1] * size[2] / 1e9:.4f}"),
        ("目的国", "Destination", country_name(order.country or "", "en")),
    )
    foot = f"共 {parcel.pieces:,} 件 {parcel.pieces:,} pieces"
    return Sheet("装箱单", "PACKING LIST", order.country or "", number_of(parcel.pk), facts, LIST, rows, foot)
