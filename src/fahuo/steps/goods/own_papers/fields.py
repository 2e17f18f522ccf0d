"""Which papers may have a template of the merchant's own, our starter for each, and the fields that a template finds, told one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STARTERS = Path(__file__).with_name("starters")


@dataclass(frozen=True)
class Field:
    """A field by its way (`lines[].sku`), what it says, and an example."""

    way: str
    zh: str
    en: str
    example: str

    def said(self, language: str) -> str:
        """What it says, in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


_PARTY = (
    ("name", "姓名", "name"),
    ("company", "公司，没有则为空", "company, or empty"),
    ("lines[]", "地址，按当地写法一行一行", "the address line by line, as its country writes it"),
    ("country", "国家的英文名", "the country's name in English"),
    ("country_zh", "国家的中文名", "the country's name in Chinese"),
    ("phone", "电话，没有则为空", "phone, or empty"),
)
_TEXTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "packing_list": (
        ("number", "包裹号", "our parcel number"),
        ("waybill", "面单上的单号", "the number that the label shows"),
        ("order", "订单号", "the order number"),
        ("shop", "店铺", "the shop"),
        ("placed_on", "下单日期", "the day of the order"),
        ("printed_on", "打印日期", "the day of printing"),
        ("language", "买家所在国家的主要语言（ISO 639）", "the first language of the buyer's country (ISO 639)"),
        ("country", "目的国（ISO 3166 两字码）", "the country of destination (ISO 3166, two letters)"),
        ("service", "物流渠道，没有则为空", "the service, or empty"),
        ("box", "包装箱，自带包装为空", "the box; empty for goods in their own carton"),
        ("part", "本单第几个包裹", "which parcel of its order"),
        ("parts", "本单共几个包裹", "how many parcels its order has"),
        ("merchant.name", "商家名称", "the merchant's name"),
        ("merchant.name_zh", "商家中文名称", "the merchant's Chinese name"),
        ("merchant.phone", "商家电话", "the merchant's phone"),
        ("merchant.email", "商家邮箱", "the merchant's e-mail"),
        *((f"recipient.{way}", f"收件人：{zh}", f"recipient: {en}") for way, zh, en in _PARTY),
        *((f"returns.{way}", f"退货地址（发货仓库）：{zh}", f"where returns go, the warehouse: {en}") for way, zh, en in _PARTY),
        ("lines[].sku", "商品编码", "product code"),
        ("lines[].name", "品名（申报名优先）", "its name (the declared one first)"),
        ("lines[].name_zh", "中文品名", "its Chinese name"),
        ("lines[].quantity", "数量", "pieces"),
        ("lines[].net_kg", "净重，千克", "net weight in kg"),
        ("lines[].origin", "原产国，没有则为空", "country of origin, or empty"),
        ("pieces", "总件数", "pieces in all"),
        ("net_kg", "净重，千克", "net weight in kg"),
        ("gross_kg", "毛重，千克", "gross weight in kg"),
        ("size_cm", "外尺寸，厘米", "outer size in cm"),
        ("tracking_url", "买家查询页的网址；没有设置网址时为空", "the buyer's tracking page; empty where no public address is set"),
        ("tracking_qr", "查询页的二维码：image(bytes(it.tracking_qr))", "its QR code: image(bytes(it.tracking_qr))"),
        (
            "number_bars",
            "包裹号的条码 Code 128：image(bytes(it.number_bars))",
            "the parcel number as Code 128: image(bytes(it.number_bars))",
        ),
        ("logo", "标志的文件名，没有上传则为空：image(it.logo)", "the logo's file name, empty without one: image(it.logo)"),
    ),
    "invoice": (
        ("number", "发票号（即包裹号）", "the invoice number, which is the parcel's"),
        ("issued_on", "开票日期", "the day of issue"),
        ("language", "买家所在国家的主要语言（ISO 639）", "the first language of the buyer's country (ISO 639)"),
        ("country", "目的国（ISO 3166 两字码）", "the country of destination (ISO 3166, two letters)"),
        (
            "facts[][]",
            "日期、订单号、运单号、成交方式等：英文、中文、内容",
            "date, order, waybill, terms and so on: English, Chinese, value",
        ),
        ("parties[].en", "身份，英文", "who it is, in English"),
        ("parties[].zh", "身份，中文", "who it is, in Chinese"),
        ("parties[].name", "名称", "name"),
        ("parties[].company", "公司，没有则为空", "company, or empty"),
        ("parties[].lines[]", "地址，一行一行", "the address line by line"),
        ("parties[].phone", "电话，没有则为空", "phone, or empty"),
        ("parties[].email", "邮箱，没有则为空", "e-mail, or empty"),
        ("parties[].ids[][]", "税号、海关编号：名称、号码", "tax and customs numbers: name, number"),
        ("currency", "币种", "currency"),
        ("lines[].no", "序号", "number of the line"),
        ("lines[].name", "申报品名", "declared name"),
        ("lines[].name_zh", "中文品名，没有则为空", "Chinese name, or empty"),
        ("lines[].hs_code", "HS 编码，未填则为空", "HS code, empty while it is missing"),
        ("lines[].origin", "原产国，未填则为空", "country of origin, empty while it is missing"),
        ("lines[].quantity", "数量", "pieces"),
        ("lines[].net", "净重，千克", "net weight in kg"),
        ("lines[].unit", "单价", "value of one"),
        ("lines[].rounded", "单价是否四舍五入（true/false）", "whether that is rounded (true or false)"),
        ("lines[].value", "金额", "value of the line"),
        ("rounded", "是否有单价四舍五入（true/false）", "whether any is rounded (true or false)"),
        ("total", "总金额", "total value"),
        ("pieces", "总件数", "pieces in all"),
        ("net", "净重，千克", "net weight in kg"),
        ("gross", "毛重，千克", "gross weight in kg"),
        ("packages", "包裹数", "packages"),
        ("freight", "金额中所含运费，没有则为空", "freight contained in the values, or empty"),
        ("discount", "已扣折扣，没有则为空", "discount taken off them, or empty"),
        ("signatory", "签字方", "who signs"),
        (
            "draft",
            "还缺编码或原产国（true/false）；为 true 时纸上会自动印“草稿”",
            "a code or an origin is missing (true or false); DRAFT is then printed across the page",
        ),
        ("logo", "标志的文件名，没有上传则为空：image(it.logo)", "the logo's file name, empty without one: image(it.logo)"),
    ),
}
OWN = tuple(_TEXTS)  # the papers, by their words in flow.making.PAPERS


def starter(paper: str) -> str:
    """Our template to begin with."""
    return (STARTERS / f"{paper}.typ").read_text("utf-8")


def example(paper: str) -> dict[str, Any]:
    """Data as a template finds it, of an invented parcel."""
    found: dict[str, Any] = json.loads((STARTERS / f"{paper}.json").read_text("utf-8"))
    return found


@cache
def fields(paper: str) -> tuple[Field, ...]:
    """The table of fields, with the example's value of each."""
    shown = dict(leaves(example(paper)))
    return tuple(Field(way, zh, en, shown.get(way, "")) for way, zh, en in _TEXTS[paper])


def leaves(data: object, way: str = "") -> Iterator[tuple[str, str]]:
    """Every value in data with its way, the last one of a list first of all: [("lines[].sku", "MUG-01"), ...]."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, f"{way}.{name}" if way else name)
    elif isinstance(data, list):
        for value in reversed(data):
            yield from leaves(value, f"{way}[]")
    else:
        yield way, str(data).lower() if isinstance(data, bool) else str(data)
