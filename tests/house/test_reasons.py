"""Every "why not" can be said in both languages, with a mend, and with the values that it names."""

from __future__ import annotations

import re
import string

import pytest

from fahuo.core.reasons import REASONS, mend, say
from fahuo.core.words import Reason

CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("reason", REASONS.values(), ids=lambda r: r.code)
def test_a_reason_is_said_in_both_languages(reason: Reason) -> None:
    for zh, en in ((reason.zh, reason.en), (reason.mend_zh, reason.mend_en)):
        assert zh and en
        assert CHINESE.search(zh), f"{reason.code}: {zh!r} is not Chinese"
        assert not CHINESE.search(en), f"{reason.code}: {en!r} is not English"
    fields = {
        name for text in (reason.zh, reason.en, reason.mend_zh, reason.mend_en) for _, name, _, _ in string.Formatter().parse(text) if name
    }
    values = dict.fromkeys(fields, 1)
    assert "{" not in say(reason.code, values, "zh") + mend(reason.code, values, "zh")


def test_a_missing_value_is_a_dash_and_never_an_error() -> None:
    assert say("product_unknown", "{}") == "product — is not in the catalogue"
    assert say("product_unknown", {"sku": None}, "zh-hans") == "商品 — 不在商品目录中"
