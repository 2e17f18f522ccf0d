"""Find, before printing, the characters that the fonts cannot draw. Typst draws an empty box for them and says nothing."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from fahuo.steps.goods.labels.fonts import glyph_family

# How the fields of a label and an invoice are called by a Chinese reader.
FIELDS_ZH = {
    "sender": "发件人",
    "recipient": "收件人",
    "shipper": "发货人",
    "consignee": "收货人",
    "importer": "进口商",
    "lines": "货物",
    "name": "名称",
    "name_zh": "中文品名",
    "company": "公司",
    "street": "街道",
    "city": "城市",
    "region": "州/省",
    "postcode": "邮编",
    "phone": "电话",
    "email": "邮箱",
    "ids": "识别号",
    "service": "物流渠道",
    "order_number": "订单号",
    "parcel_number": "包裹号",
    "customs": "报关签条",
    "operator": "经营者",
    "signed_by": "签名",
    "attributes": "商品属性",
    "sku": "商品编码",
    "code": "编码",
    "warehouse": "仓库",
    "shipment": "货件号",
    "notes": "备注",
}


@dataclass(frozen=True)
class Missing:
    """One character that no font has, and where it stands ("recipient.name")."""

    character: str
    where: str

    @property
    def code(self) -> str:
        """As U+C11C."""
        return f"U+{ord(self.character):04X}"

    @property
    def name(self) -> str:
        """The Unicode name, such as HANGUL SYLLABLE SEO."""
        return unicodedata.name(self.character, "unnamed character")

    def __str__(self) -> str:
        return f"{self.character} ({self.code} {self.name}) in {self.where}"


class Unprintable(ValueError):
    """A text has characters that the fonts cannot draw, or is too long for its place. `missing` and `overfull` name each; `say` says it in
    the reader's language."""

    def __init__(self, missing: Iterable[Missing] = (), overfull: Iterable[str] = ()) -> None:
        self.missing, self.overfull = tuple(missing), tuple(overfull)
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The sentence, with the mend: say("zh-hans") or say("en")."""
        return _say_zh(self.missing, self.overfull) if language.startswith("zh") else _say_en(self.missing, self.overfull)


def _say_zh(missing: tuple[Missing, ...], overfull: tuple[str, ...]) -> str:
    said = []
    if missing:
        named = "，".join(f"{_in_chinese(m.where)}中的“{m.character}”({m.code} {m.name})" for m in missing)
        said.append(f"字体缺少以下字符，打印出来会是空格子：{named}。请改用字体已有的文字书写。")
    if overfull:
        said.append(f"{'、'.join(map(_in_chinese, overfull))}太长，用最小字号也放不下。请缩短。")
    return "".join(said)


def _say_en(missing: tuple[Missing, ...], overfull: tuple[str, ...]) -> str:
    said = []
    if missing:
        named = ", ".join(map(str, missing))
        said.append(f"the fonts have no glyph for {named}: it would print as an empty box. Write it in letters that they have.")
    if overfull:
        said.append(f"{', '.join(overfull)} is too long: it does not fit even in the smallest print. Shorten it.")
    return " ".join(said)


def missing_glyphs(text: str, where: str = "text") -> list[Missing]:
    """Characters of a text that would print as an empty box, each once, in the order of the text. Spaces and invisible marks pass."""
    if text.isascii():
        return []
    have = glyph_family()
    found = dict.fromkeys(c for c in unicodedata.normalize("NFC", text) if ord(c) not in have and not _invisible(c))
    return [Missing(c, where) for c in found]


def missing_in(thing: object) -> list[Missing]:
    """The same for every text in a dataclass, a dict, or a sequence of them; `where` is the way to the field."""
    return [missing for where, text in _texts(thing, "") for missing in missing_glyphs(text, where)]


def _in_chinese(where: str) -> str:
    return re.sub(r"[a-z_]+", lambda field: FIELDS_ZH.get(field[0], field[0]), where).replace(".", "")


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"} or 0xFE00 <= ord(character) <= 0xFE0F


def _texts(thing: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(thing, str):
        if not thing.isascii():  # our fonts have all of ASCII
            yield where or "text", thing
    elif isinstance(thing, (int, float)) or thing is None:
        return
    elif dataclasses.is_dataclass(thing):
        for name in _fields(type(thing)):
            yield from _texts(getattr(thing, name), f"{where}.{name}" if where else name)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from _texts(value, f"{where}.{key}" if where else str(key))
    elif isinstance(thing, (list, tuple)):
        for number, value in enumerate(thing, start=1):
            yield from _texts(value, f"{where}[{number}]")


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
