"""Product, bin and tote labels, slips and box marks: every code is read back, whatever is printed on them."""

from __future__ import annotations

import pytest

from fahuo.steps.goods.labels.canvas import Page, render
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.scan import read_codes
from fahuo.steps.goods.labels.sheet import Column, Sheet, sheet_pages
from fahuo.steps.goods.labels.small import SIZES_MM, PlaceLabel, ProductLabel, made_in, place_page, product_page
from tests.steps.goods.test_label import text_of

LONG_ZH = "夏季新款纯棉短袖圆领宽松印花情侣装黑色加大码T恤（含收纳袋）"
LONG_EN = "Cotton T-shirt with a round neck, loose, printed, for couples, black, extra large, with a bag"


def read(page: Page) -> set[tuple[str, str]]:
    (made,) = dots(render([page], "test"))
    return read_codes(made)


@pytest.mark.parametrize("size", SIZES_MM)
def test_a_product_with_a_gtin_bears_its_ean(size: str) -> None:
    label = ProductLabel("HZ-TEE1", LONG_EN, LONG_ZH, "5901234123457", "CN")
    page = product_page(label, size)
    (made,) = dots(render([page], "test"))
    wide, high = SIZES_MM[size]
    assert made.shape == (high * 8, wide * 8) and read_codes(made) == {("EAN13", "5901234123457")}
    (text,) = text_of(render([page], "test"))
    for said in ("HZ-TEE1", "MADEINCHINA", "中国制造", "".join(LONG_EN.split()), LONG_ZH):
        assert said in text


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize("gtin", [None, "", "5901234123450", "12345678"])
def test_without_a_right_gtin_it_bears_the_sku(size: str, gtin: str | None) -> None:
    assert read(product_page(ProductLabel("TEE-1", "Tee", "", gtin), size)) == {("Code128", "TEE-1")}


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize("sku", ["杯子-红-大号", "HZ-TEE1-BLACK-XL-2026-LONG-SKU-WITH-MORE-0123456789"])
def test_a_sku_that_makes_no_bars_becomes_a_qr(size: str, sku: str) -> None:
    assert read(product_page(ProductLabel(sku, "Mug", "杯子"), size)) == {("QRCode", sku)}


@pytest.mark.parametrize("size", SIZES_MM)
@pytest.mark.parametrize(("kind", "code"), [("bin", "A-01-02-3"), ("tote", "T0017"), ("bin", "一号库-1"), ("bin", "X" * 40)])
def test_a_place_bears_its_code(size: str, kind: str, code: str) -> None:
    assert {text for _, text in read(place_page(PlaceLabel(kind, code, "SZX 深圳仓"), size))} == {code}


def test_a_missing_glyph_is_named() -> None:
    with pytest.raises(Unprintable, match="TIBETAN LETTER BA"):
        product_page(ProductLabel("A", "བོད"))


COLUMNS = (Column("库位", "Bin", 20), Column("商品编码", "SKU", 24, bold=True), Column("品名", "Name", 40), Column("", "", 8, tick=True))


def sheet(rows: int, **more: object) -> Sheet:
    made = tuple((f"A-01-{n:03d}", f"SKU-{n:03d}", f"{LONG_ZH} {LONG_EN}", "") for n in range(rows))
    return Sheet(
        "拣货小票", "PICK SLIP", "PL", "FH0000000420", (("订单", "Order", "A-1"), ("渠道", "Service", "云途")), COLUMNS, made, **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [0, 1, 14, 15, 60])
def test_every_row_of_a_table_stands_on_one_page(rows: int) -> None:
    pages = sheet_pages(sheet(rows, foot="合计"))
    pdf = render(pages, "test")
    texts = text_of(pdf)
    for n in range(rows):
        assert sum(f"SKU-{n:03d}" in text for text in texts) == 1
    assert all(read_codes(page) == {("Code128", "FH0000000420")} for page in dots(pdf))
    assert "合计" in texts[-1]


def test_an_sscc_is_gs1_128() -> None:
    pdf = render(sheet_pages(sheet(3, sscc="106141412345678908")), "test")
    (page,) = dots(pdf)
    assert read_codes(page) == {("Code128", "FH0000000420"), ("Code128", "(00)106141412345678908")}


def test_nothing_to_print_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="choose at least one"):
        render([], "test")


def test_a_box_of_many_origins_names_them_all() -> None:
    assert made_in(["CN", "", "CN"]) == "MADE IN CHINA 中国制造"
    assert made_in({"VN", "CN"}) == "MADE IN CHINA, VIETNAM 中国、越南制造"
    assert made_in(["DE", "CN", "VN", "US"]) == "MADE IN CN, DE, US, VN 制造"
    assert made_in([""]) == ""
