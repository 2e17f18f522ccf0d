"""Find, before printing, the characters that the fonts cannot draw. Typst draws an empty box for them and says nothing."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from fahuo.steps.goods.labels.fonts import font_files

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
    """A text has characters that the fonts cannot draw. `missing` names each; `say` says it in the reader's language."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        self.missing = tuple(missing)
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The sentence, with the mend: say("zh-hans") or say("en")."""
        if language.startswith("zh"):
            named = "，".join(f"{_in_chinese(m.where)}中的“{m.character}”({m.code} {m.name})" for m in self.missing)
            return f"字体缺少以下字符，打印出来会是空格子：{named}。请改用中文或拉丁字母书写。"
        named = ", ".join(str(m) for m in self.missing)
        return f"the fonts have no glyph for {named}: it would print as an empty box. Write it in Chinese or in Latin letters."


@cache
def drawable() -> frozenset[int]:
    """All code points that one of the fonts draws."""
    points: set[int] = set()
    for file in font_files():
        with TTFont(file, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def missing_glyphs(text: str, where: str = "text") -> list[Missing]:
    """Characters of a text that would print as an empty box, each once, in the order of the text. Spaces and invisible marks pass."""
    have = drawable()
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
        yield where or "text", thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _texts(getattr(thing, field.name), f"{where}.{field.name}" if where else field.name)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from _texts(value, f"{where}.{key}" if where else str(key))
    elif isinstance(thing, (list, tuple)):
        for number, value in enumerate(thing, start=1):
            yield from _texts(value, f"{where}[{number}]")
