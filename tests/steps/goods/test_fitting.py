"""What Python measures without setting is what typst sets: no text leaves its room, in whatever script."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.steps.goods.labels.fitting import Overfull, Room, Row, set_line, set_rows
from fahuo.steps.goods.labels.fonts import families_for, loaded_fonts
from fahuo.steps.goods.labels.typeset import WHOLE

WORDS = st.sampled_from(
    [
        *(
            "Taumatawhakatangihangakoauauotamatea",
            "ul.",
            "Święty",
            "Marcin",
            "29/8",
            "AV.",
            "WAVY",
            "Straße-Nord",
            "Łódź",
            "1287",
            "Москва",
        ),
        *(
            "龙华区民治街道民强路18号",
            "東京都千代田区丸の内、一丁目",
            "（特惠普货）",
            "서울특별시",
            "세종대로",
            "ủy",
            "Ελλάδα",
            "fi",
            "ffi",
        ),
        *("شارع", "الملك", "שלום", "ถนนสุขุมวิทแขวงคลองเตย", "नई", "दिल्ली"),
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
SIZES = (14.0, 12.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0)
JUDGE = """
#import "/goods/labels/shapes.typ": *
#let it = json(bytes(sys.inputs.data))
#set page(width: 200mm, height: 200mm, margin: 0mm)
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false, lang: "en", hyphenate: false, top-edge: 0.95em, bottom-edge: -0.25em)
#set par(leading: 0.05em, spacing: 0.05em)
#for (set-text, width, height) in it { context {
  let fits(size) = {
    let made = if height == 0 { rows-of(set-text, size) } else { block(width: width * 1mm, rows-of(set-text, size)) }
    let is = measure(made)
    // what cannot break shows in the width of the text set free in a room that wide
    let wide = measure(block(rows-of(set-text, size)), width: width * 1mm)
    is.height <= (if height == 0 { 1000mm } else { height * 1mm + 0.01mm }) and wide.width <= width * 1mm + 0.01mm
  }
  let sizes = set-text.at("sizes", default: (set-text.size,))
  assert(sizes.any(fits), message: "leaves its room: " + repr(set-text))
}; pagebreak(weak: true) }
"""


def judge(found: list[tuple[dict[str, object], float, float]]) -> None:
    data = json.dumps(found, ensure_ascii=False)
    inputs = {"data": data, "fonts": json.dumps(families_for(data))}
    typst.compile(JUDGE.encode(), root=WHOLE, font_paths=loaded_fonts(), ignore_system_fonts=True, sys_inputs=inputs)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, st.booleans()), min_size=10, max_size=25))
def test_rows_stay_in_their_room(texts: list[tuple[str, str, bool]]) -> None:
    room = Room(0, 0, 66, 23.8, SIZES)
    found = []
    for first, second, bold in texts:
        try:
            found.append((set_rows([Row(first, 1.15, bold), Row(second)], room, "x"), room.width, room.height))
        except Overfull:
            assert len(first + second) > 200  # only what is really long is refused
    judge(found)


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXT, min_size=10, max_size=25))
def test_lines_stay_in_theirs(texts: list[str]) -> None:
    room = Room(0, 0, 92, 0, SIZES)
    found = []
    for text in texts:
        try:
            found.append((set_line(text, room, "x"), room.width, 0.0))
        except Overfull:
            assert len(text) > 60
    judge(found)


def test_the_judge_finds_what_leaves_its_room() -> None:
    said = set_rows([Row("Taumatawhakatangi hangakoauauo tamatea " * 4)], Room(0, 0, 66, 23.8, (6.0,)), "x")
    with pytest.raises(typst.TypstError, match="leaves its room"):
        judge([({**said, "size": 20.0}, 66.0, 23.8)])


def test_the_largest_size_that_fits_is_taken() -> None:
    assert set_line("A", Room(0, 0, 92, 0, SIZES), "x")["size"] == 14.0
    assert set_line("A" * 60, Room(0, 0, 92, 0, SIZES), "x")["size"] == 6.0


def test_what_fits_at_no_size_is_refused_by_name() -> None:
    with pytest.raises(Overfull) as caught:
        set_rows([Row("word " * 2_000)], Room(0, 0, 66, 23.8, SIZES), "recipient.street")
    assert caught.value.where == "recipient.street"


def test_right_to_left_is_known_by_its_first_letter() -> None:
    room = Room(0, 0, 66, 23.8, SIZES)
    assert set_rows([Row("شارع الملك 12, Riyadh")], room, "x").get("rtl") is True
    assert "rtl" not in set_rows([Row("12 King St شارع")], room, "x")
