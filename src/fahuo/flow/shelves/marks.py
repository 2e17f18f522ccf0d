"""Box marks (箱唛) of an inbound and labels of bins, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fahuo.flow.said import not_possible
from fahuo.flow.shelves.inbounds import lock
from fahuo.records.models import Bin, Merchant, Product
from fahuo.steps.goods import issuing
from fahuo.steps.goods.labels.canvas import render
from fahuo.steps.goods.labels.sheet import Column, Sheet, sheet_pages
from fahuo.steps.goods.labels.small import PlaceLabel, ProductLabel, place_page, product_page
from fahuo.steps.goods.models import Inbound, InboundBox
from fahuo.steps.goods.models.numbers import NumberRange

COLUMNS = (Column("货号", "SKU", 34, bold=True), Column("品名", "Goods", 40), Column("件数", "Pcs", 18))
MOST_ROWS = 200  # of one box on its mark


@transaction.atomic
def draw_sscc(merchant: Merchant, inbound_id: int, by: str, now: datetime) -> int:
    """Give each box an SSCC that has none, where the merchant has a range of them. Returns how many."""
    row = lock(merchant, inbound_id)
    boxes = list(row.boxes.filter(sscc="").order_by("no"))
    if not boxes or not NumberRange.objects.filter(merchant=merchant, kind="sscc", active=True).exists():
        return 0
    numbers = issuing.draw(merchant.pk, "sscc", len(boxes), by, now, purpose=f"inbound {row.number}")
    for box, number in zip(boxes, numbers, strict=True):
        box.sscc = number
    InboundBox.objects.bulk_update(boxes, ["sscc"], batch_size=1_000)
    return len(boxes)


def box_marks(merchant: Merchant, inbound: Inbound) -> bytes:
    """A mark of 100 x 150 mm for each box: number, n of N, where it goes, what is inside, SSCC where it has one."""
    boxes = list(inbound.boxes.prefetch_related("contents__product").order_by("no"))
    if not boxes:
        raise not_possible("inbound_empty", {"number": inbound.number})
    pages = [page for box in boxes for page in sheet_pages(_mark(merchant, inbound, box, len(boxes)))]
    return render(pages, inbound.number)


def _mark(merchant: Merchant, inbound: Inbound, box: InboundBox, of: int) -> Sheet:
    inside = [(c.product.sku, c.product.name_zh or c.product.name, f"{c.quantity:,}") for c in box.contents.all()]
    size = " × ".join(str(n) for n in (box.length_mm, box.width_mm, box.height_mm) if n)
    facts = [
        ("从", "From", inbound.source.name if inbound.source else inbound.supplier or str(merchant)),
        ("到", "To", f"{inbound.warehouse.code} {inbound.warehouse.name}"),
        ("提单号", "Waybill", inbound.waybill or inbound.vessel or inbound.carrier),
        ("毛重", "Gross", f"{box.weight_g / 1000:,.2f} kg" if box.weight_g else ""),
        ("尺寸", "Size", f"{size} mm" if size else ""),
        ("件数", "Pieces", f"{sum(c.quantity for c in box.contents.all()):,}"),
    ]
    return Sheet(
        "箱唛", "Box mark", f"{box.no} / {of}", box.code, tuple(f for f in facts if f[2]), COLUMNS, tuple(inside[:MOST_ROWS]), sscc=box.sscc or None
    )  # fmt: skip


def bin_labels(bins: Sequence[Bin]) -> bytes:
    """A label of 100 x 50 mm for each bin."""
    return render([place_page(PlaceLabel("bin", b.code, b.warehouse.code)) for b in bins], "bins")


def product_labels(product: Product, copies: int) -> bytes:
    """So many labels of 50 x 30 mm for the pieces of a product."""
    label = ProductLabel(product.sku, product.name, product.name_zh, product.gtin or None, product.origin)
    return render([product_page(label)] * copies, product.sku)
