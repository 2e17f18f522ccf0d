"""A document that is neither TOML nor JSON: the line, what stands there and what mends it, in both languages."""

from __future__ import annotations

import re

import pytest

from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.read import read_text

GOOD = 'code = "X"\n'
WRONG = [
    ("code = ", "document, line 1: cannot be read from column 7: code =; write the line as"),
    (GOOD + 'name_zh = "甲', 'document, line 2: cannot be read: name_zh = "甲; a quotation mark is missing'),
    (GOOD + "name_zh = “甲”", 'document, line 2: cannot be read: name_zh = “甲”; write " for “'),
    (GOOD + 'name_zh ＝ "甲"', 'document, line 2: cannot be read: name_zh ＝ "甲"; write = for ＝'),
    (GOOD + 'origins = ["CN"，"HK"]', 'document, line 2: cannot be read: origins = ["CN"，"HK"]; write , for ，'),
    (GOOD + 'name_zh = "甲，乙" 丙', 'document, line 2: cannot be read from column 17: name_zh = "甲，乙" 丙; write the line'),
    (GOOD + GOOD, 'document, line 2: cannot be read: code = "X" stands twice in one table; delete one of the two'),
    (GOOD + "on = 2026-02-30", "document, line 2: on = 2026-02-30 is not a date; write it as 2026-07-01"),
    (GOOD + "x = 1" + "0" * 5000, "document, line 2: cannot be read"),
    (GOOD + "[[cards", "document, line 2: cannot be read from column 8: [[cards"),
    ("{", "document, line 1: cannot be read from column 2: {"),
    ('{"code": 1', "document, line 1: cannot be read from column 11"),
    ('{"code": 1,\n}', "document, line 2: cannot be read"),
    ('{"code": 1, "code": 2}', 'document: cannot be read: "code" stands twice in one table'),
    ('{"zones": [{"code": 1, "code": 2}]}', 'document: cannot be read: "code" stands twice in one table'),
    ("[" * 100_000, "document, line 1: cannot be read from column 3: [[[["),
    ("a = " + "[" * 100_000, "document: cannot be read: brackets within brackets"),
    ('{"a": ' * 100_000, "document: cannot be read: brackets within brackets"),
    ("\x00", "document, line 1: cannot be read from column 1: ?"),
    ("%PDF-1.7", "document, line 1: cannot be read from column 1: %PDF-1.7"),
    ("", "document: is empty"),
    (" \r\n\t", "document: is empty"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_read_is_one_sentence(text, sentence):
    with pytest.raises(BadCard) as found:
        read_text(text)
    assert found.value.say().startswith(sentence), found.value.say()
    assert len(found.value.say()) < 250 and len(found.value.faults) == 1
    assert re.search("[一-鿿]", found.value.say("zh")) and not re.search(
        "[a-z]{4}.*[a-z]{4} ", found.value.say("zh").split("：", 1)[1][:12]
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(end):
    assert read_text("\ufeff" + end.join(['code = "X"', "[[cards]]", "min_g = 5"])) == {"code": "X", "cards": [{"min_g": 5}]}
