"""Sentences that are for a part of a sheet: "小货限重20KG，大货最低21KG" under a table with 小货 and one with 大货."""

from __future__ import annotations

import re

from fahuo.core.methods.price_tables.find import Layout
from fahuo.core.methods.price_tables.headings import GOODS_LABEL


def labels_of(layout: Layout) -> list[str]:
    """What parts of a sheet are called: "小货" of "小货(ZD-X)". Goods are none: "带电+8" is a surcharge."""
    said = (h.variant or h.service for table in layout.tables for h in (*table.columns.values(), *table.sections.values()))
    plain = dict.fromkeys(text.split("(")[0].strip() for text in said if text and not GOODS_LABEL.fullmatch(text))
    return [label for label in plain if len(label) > 1]


def clauses_of(sentence: str, labels: list[str]) -> list[tuple[str, str]]:
    """A sentence in parts, each with the label that it begins with, or that the part before it has."""
    found: list[tuple[str, str]] = []
    if not any(label in sentence for label in labels):
        return [("", sentence)]
    for clause in re.split(r"[,，]\s*(?![0-9]{3}(?![0-9]))", sentence):
        label = next((label for label in labels if clause.strip().startswith(label)), None)
        if label is None and found and not any(x in clause for x in labels):
            found[-1] = (found[-1][0], f"{found[-1][1]},{clause}")
        else:
            found.append((label or "", clause.strip().removeprefix(label or "").strip(" :")))
    return found
