"""The papers of the floor, made from what is stored when somebody asks: the pick list, the hand-over sheet, the manifest as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from fahuo.flow.floor.stops import stops_of
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import MANIFEST, PICK_LIST, number_of
from fahuo.steps.goods.papers.sheet import Column, Sheet, render_sheet
from fahuo.steps.methods import links
from fahuo.steps.transport.models import Manifest, ScannedParcel

FORMS = {"single": "Single 单件拣", "batch": "Batch 批量拣", "cluster": "Cluster 边拣边分", "wave": "Wave 波次拣"}
FEW = 3  # slots that stand in one line; more of them get half of the sheet's room
LISTED = (
    Column("No.", "序号", right=True),
    Column("Bin", "库位", big=True),
    Column("Product", "商品编码", big=True),
    Column("Name", "品名", wide=True),
    Column("Lot", "批次"),
    Column("Pieces", "件数", right=True, big=True),
    Column("Slot × pieces", "格口 × 件数"),
    Column("", "", tick=True),
)
HANDED = (
    Column("No.", "序号", right=True),
    Column("Parcel", "包裹号"),
    Column("Tracking number", "运单号", wide=True),
    Column("Last mile", "尾程单号"),
    Column("Order", "订单号"),
    Column("To", "目的国"),
    Column("Weight g", "重量 g", right=True),
)
HEADER = ("parcel", "tracking_number", "last_mile_number", "order", "country", "weight_g", "pieces", "scanned_at", "scanned_by")


def pick_list_pdf(row: PickList) -> bytes:
    """A list in the order of the walk; printing is counted. Raises glyphs.Unprintable."""
    stops = stops_of(row)
    parcels = {share.pick.parcel_id for stop in stops for share in stop.shares}
    facts = [
        ("Form", "方式", FORMS[row.wave.form]),
        ("Warehouse", "仓库", f"{row.wave.warehouse.code} {row.wave.warehouse.name}"),
        ("Cut-off", "截单时间", _local(row.departs_at)),
        ("Picker", "拣货人", row.started_by or "—"),
        ("Parcels", "包裹", f"{len(parcels):,}"),
        ("Stops", "站点", f"{len(stops):,}"),
        ("Pieces", "件数", f"{sum(stop.quantity for stop in stops):,}"),
        ("Released", "放行", _local(row.wave.released_at)),
    ]
    rows = [
        (
            f"{no}",
            stop.bin.code,
            stop.product.sku,
            stop.product.name_zh or stop.product.name,
            stop.lot.code if stop.lot else "",
            f"{stop.quantity:,}",
            "  ".join(f"{share.tote or share.slot or '–'}\u00a0×\u00a0{share.pick.quantity}" for share in stop.shares),
            "",
        )
        for no, stop in enumerate(stops, 1)
    ]
    many = any(len(stop.shares) > FEW for stop in stops)
    columns = [replace(column, wide=column.wide or (many and column.en.startswith("Slot"))) for column in LISTED]
    sheet = Sheet(
        ("PICK LIST", "拣货单"), number_of(row.pk, PICK_LIST), "", facts, columns, rows, (("Picker", "拣货人签字"), ("Checked", "复核"))
    )
    pdf = render_sheet(sheet)
    PickList.objects.filter(pk=row.pk).update(printed=F("printed") + 1)
    return pdf


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}" if at else "—"


def manifest_rows(row: Manifest) -> Iterator[tuple[str | int | datetime | None, ...]]:
    """The parcels of a manifest as HEADER names them, in the order of their scans."""
    scanned = list(
        ScannedParcel.objects.filter(manifest=row)
        .select_related("parcel__order", "parcel__label")
        .order_by("at", "parcel_id")
        .prefetch_related("parcel__order__carries__guest")
    )
    linked = links.standing([s.parcel_id for s in scanned])
    for scan in scanned:
        parcel, label = scan.parcel, getattr(scan.parcel, "label", None)
        last = linked.get(parcel.pk)
        yield (
            number_of(parcel.pk),
            label.tracking_number if label else None,
            last.number if last else None,
            parcel.order.numbers,
            parcel.order.country,
            parcel.weight_g,
            parcel.pieces,
            scan.at,
            scan.by,
        )


def handover_pdf(merchant: Merchant, row: Manifest) -> bytes:
    """The sheet that both sides sign. Raises glyphs.Unprintable."""
    found = list(manifest_rows(row))
    weight = sum(int(str(r[5])) for r in found)
    facts = [
        ("Service", "渠道", row.service.name_zh or row.service.name),
        ("Carrier", "承运商", row.service.carrier),
        ("From", "发货仓", f"{row.warehouse.code} {row.warehouse.name}"),
        ("Day", "日期", row.on.isoformat()),
        ("Parcels", "包裹数", f"{len(found):,}"),
        ("Weight by the books", "计算重量", f"{weight / 1000:,.3f} kg"),
        ("Weight on the scale", "过磅重量", f"{row.weight_g / 1000:,.3f} kg" if row.weight_g else "—"),
        ("Bags / pallets", "袋 / 托", f"{'—' if row.bags is None else row.bags} / {'—' if row.pallets is None else row.pallets}"),
        ("Closed", "关单", f"{_local(row.closed_at)} {row.closed_by}".strip()),
        ("Collected", "提货", _local(row.collected_at)),
        ("Driver", "司机", row.driver or "—"),
        ("Number plate", "车牌", row.plate or "—"),
    ]
    rows = [
        (f"{no}", str(r[0]), str(r[1] or "—"), str(r[2] or ""), str(r[3]), str(r[4] or ""), f"{int(str(r[5])):,}")
        for no, r in enumerate(found, 1)
    ]
    note = "" if row.closed_at else "DRAFT: this manifest is not closed yet. 草稿：尚未关单。"
    signs = (("Handed over by: name, signature, time", "交货人 签字、时间"), ("Received by: name, signature, time", "承运商 签字、时间"))
    title = merchant.name_zh or merchant.name
    return render_sheet(Sheet(("HAND-OVER SHEET", "交接单"), number_of(row.pk, MANIFEST), title, facts, HANDED, rows, signs, note, 0.7))
