"""What the fonts cannot draw is found before printing, and named."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fahuo.steps.goods.labels.glyphs import Missing, Unprintable, missing_glyphs, missing_in


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń ŁÓDŹ",
        "Iğdır Şırnak",
        "Đặng Thị Ngọc",
        "Straße, Ærø, Œuvre, naïve",
        "Ελλάδα Россия Україна",
        "龙华区民治街道 發貨 東京都千代田区 カタカナ ひらがな",
        "€ £ ¥ ₹ ₩ © ≈ × – — “quoted” …",
        "tab\tnew line\n zero\u200bwidth non\u00a0breaking",
        "서울특별시 김철수",
        "ไทย ถนนสุขุมวิท",
        "السعودية שלום",
        "नई दिल्ली ধাকা தமிழ் ქართული Հայերեն",
        "Mug 😀",
        "z\u0301",  # composed to one character first
        "",
    ],
)
def test_what_the_fonts_draw_is_let_through(text: str) -> None:
    assert missing_glyphs(text) == []


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("བོད", "U+0F56", "TIBETAN LETTER BA"),
        ("ᏣᎳᎩ", "U+13E3", "CHEROKEE LETTER TSA"),
        ("ᠮᠣᠩᠭᠣᠯ", "U+182E", "MONGOLIAN LETTER MA"),
        ("\ue000", "U+E000", "unnamed character"),
    ],
)
def test_what_they_do_not_draw_is_named(text: str, code: str, name: str) -> None:
    found = {(m.code, m.name) for m in missing_glyphs(text)}
    assert (code, name) in found


def test_a_character_is_said_once() -> None:
    assert missing_glyphs("བབབ A བ") == [Missing("བ", "text")]


def test_every_text_of_a_thing_is_looked_at() -> None:
    @dataclass
    class Box:
        name: str
        inside: tuple[str, ...]
        count: int = 3

    found = missing_in(Box("fine", ("fine", "བ")))
    assert [str(m) for m in found] == ["བ (U+0F56 TIBETAN LETTER BA) in inside[2]"]
    assert missing_in({"name": ["བ"]})[0].where == "name[1]"


def test_it_is_said_in_both_languages() -> None:
    error = Unprintable([Missing("བ", "recipient.name")])
    assert "བ (U+0F56 TIBETAN LETTER BA) in recipient.name" in error.say("en")
    assert "收件人名称中的“བ”" in error.say("zh-hans")
    assert str(error) == error.say("en")
