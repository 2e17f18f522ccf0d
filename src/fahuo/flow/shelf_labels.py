"""Labels that stand on things in the warehouse: products, bins, totes, boxes to another warehouse."""

from __future__ import annotations

from collections.abc import Sequence

from fahuo.flow.making import FORMS
from fahuo.flow.verbs import NotPossible
from fahuo.records.models import Merchant, Product
from fahuo.steps.goods.labels.amounts import kilograms
from fahuo.steps.goods.labels.canvas import Page, render
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.sheet import Column, Sheet, sheet_pages
from fahuo.steps.goods.labels.small import PLACES, SIZES_MM, PlaceLabel, ProductLabel, made_in, place_page, product_page
from fahuo.steps.goods.labels.zpl import zpl
from fahuo.steps.goods.models import BoxContent, Inbound

MOST = 2_000  # labels in one file
MARK = (Column("商品编码", "SKU", 34, bold=True), Column("品名", "Name", 46), Column("数量", "Qty", 12, bold=True))


def product_labels(product: Product, count: int, size: str, form: str) -> bytes:
    """So many labels of one product. Raises NotPossible, Unprintable."""
    _check(count, size, form)
    label = ProductLabel(product.sku, product.name, product.name_zh or "", product.gtin or None, product.origin or None)
    return _in_form([product_page(label, size)] * count, "product labels", form)


def place_labels(kind: str, codes: Sequence[str], size: str, form: str, warehouse: str = "") -> bytes:
    """A label for each code of a bin or a tote. Raises NotPossible, Unprintable."""
    wanted = [code.strip() for code in codes if code.strip()]
    _check(len(wanted), size, form)
    if kind not in PLACES:
        raise NotPossible(
            f"there are no labels for {kind}: choose of {', '.join(PLACES)}", f"没有 {kind} 的标签：请选择 {'、'.join(PLACES)}"
        )
    return _in_form([place_page(PlaceLabel(kind, code, warehouse), size) for code in wanted], f"{kind} labels", form)


def box_marks(merchant: Merchant, inbound_id: int, form: str) -> bytes | None:
    """The box marks (箱唛) of a shipment to a warehouse, one for each box; None where it is none of the merchant's. Raises NotPossible, Unprintable."""
    inbound = Inbound.objects.select_related("warehouse").filter(merchant=merchant, pk=inbound_id).first()
    if inbound is None:
        return None
    boxes = list(inbound.boxes.order_by("no"))
    if not boxes:
        raise NotPossible(
            f"{inbound.number} has no boxes yet: say what is in each box first", f"{inbound.number} 还没有装箱：请先填写每箱内容"
        )
    _check(len(boxes), "100x50", form)
    held: dict[int, list[tuple[str, ...]]] = {}
    origins: dict[int, set[str]] = {}
    for row in BoxContent.objects.filter(box__inbound=inbound).select_related("product").order_by("box_id", "product__sku"):
        name = " ".join(t for t in (row.product.name_zh, row.product.name) if t)
        held.setdefault(row.box_id, []).append((row.product.sku, name, f"{row.quantity:,}"))
        origins.setdefault(row.box_id, set()).add(row.product.origin or "")
    pages: list[Page] = []
    for box in boxes:
        sides = (box.length_mm, box.width_mm, box.height_mm)
        facts = (
            ("货件号", "Shipment", inbound.number),
            ("目的仓", "Destination", f"{inbound.warehouse.code} {inbound.warehouse.name}"),
            ("毛重", "Gross kg", kilograms(box.weight_g) if box.weight_g else ""),
            ("尺寸", "Size cm", " × ".join(f"{side / 10:g}" for side in sides) if all(sides) else ""),
        )
        rows, made = tuple(held.get(box.pk, [])), made_in(origins.get(box.pk, ()))
        pages += sheet_pages(Sheet("箱唛", "BOX MARK", f"{box.no} / {len(boxes)}", box.code, facts, MARK, rows, made, box.sscc or None))
    return _in_form(pages, "box marks", form)


def _check(count: int, size: str, form: str) -> None:
    if not 1 <= count <= MOST:
        raise NotPossible(
            f"{count:,} labels cannot be printed at once: choose 1 to {MOST:,}", f"一次可打印 1 到 {MOST:,} 张标签，不能是 {count:,} 张"
        )
    if size not in SIZES_MM:
        raise NotPossible(
            f"there is no size {size}: choose of {', '.join(SIZES_MM)}", f"没有 {size} 这个尺寸：请选择 {'、'.join(SIZES_MM)}"
        )
    if form not in ("pdf", "zpl"):
        raise NotPossible(f"{form} is no form to print in: choose pdf or zpl", f"不支持 {form} 格式：请选择 pdf 或 zpl")


def _in_form(pages: list[Page], title: str, form: str) -> bytes:
    pdf = render(pages, title)
    return pdf if form == "pdf" else zpl(dots(pdf)).encode("ascii")


KINDS = {form: FORMS[form] for form in ("pdf", "zpl")}
