"""Goods attributes in the words of forwarders: 带电, 内置电池, 纯电, 液体, 敏感货."""

from __future__ import annotations

import re

# the longer word first: "纯电池" is not "电池"
_WORDS: tuple[tuple[str, str], ...] = (
    (
        "battery_only",
        r"纯电池|纯电|电芯|移动电源|充电宝|锂电池单独|power ?banks?|(?:pure|loose|standalone) batter(?:y|ies)|batter(?:y|ies) only",
    ),
    (
        "battery",
        r"带电池|带电|含电池|含电|内置电池|内置电|内电|配套电池|配套电|锂电池|电池|built-?in batter(?:y|ies)|lithium batter(?:y|ies)|batter(?:y|ies)|battery goods",
    ),
    ("liquid", r"液体|含液|带液|膏体|liquids?"),
    ("powder", r"粉末|粉剂|粉状|powders?"),
    ("magnetic", r"带磁|含磁|磁性|磁铁|磁|magnet(?:ic|s)?(?: goods)?"),
    ("brand", r"品牌|名牌|有牌|branded(?: goods)?|brands?"),
    ("food", r"食品|食物|foods?"),
)
_TAIL = r"(?:类|货物|货品|产品|商品|物品|货|等|goods|items|products|cargo)*"
_ONE = "|".join(pattern for _, pattern in _WORDS)
_JOIN = r"(?:\s*(?:[、,/&]|和|及|与|或|and|or)\s*|\s+)"
GOODS = rf"(?:{_ONE}){_TAIL}(?:{_JOIN}(?:{_ONE}){_TAIL})*"
# what stands where goods are named and is no attribute: asked
OTHER_GOODS = r"敏感货|特货|化妆品|仿牌|违禁品|危险品|易燃易爆|刀具|药品|易碎品?"
GENERAL = r"普货|普通货物|general (?:goods|cargo)|non-?sensitive goods"


def attributes_in(text: str) -> list[str]:
    """The attributes that a text names, each once.

    >>> attributes_in("带电、液体"), attributes_in("纯电池"), attributes_in("built-in battery goods")
    (['battery', 'liquid'], ['battery_only'], ['battery'])
    """
    found: list[str] = []
    for match in re.finditer("|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORDS), text, re.IGNORECASE):
        if match.lastgroup and match.lastgroup not in found:
            found.append(match.lastgroup)
    return found
