"""What is not understood is asked, with its cell and its text; answers can be given again; nothing wrong passes as a price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from fahuo.core.methods.price_tables.cells import Book
from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.core.methods.price_tables.sentences import FACTS, QUESTIONS
from fahuo.core.methods.read import read_service
from fahuo.countries.names import resolve
from fahuo.plugins.price_tables.client import read_sheets
from tests.core.methods.price_tables import express_tables, lines_tables, odd_tables, posts_tables  # noqa: F401 they register their layouts
from tests.core.methods.price_tables.case import LAYOUTS, ORIGINS
from tests.core.methods.price_tables.sheets import Page, text, workbook

HEAD = ["云途专线 YT-1 价格表 2026年1月1日起执行"]
COLUMNS = ["国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"]


def read(*rows: list[object], answers: dict[str, str] | None = None, head: list[str] = HEAD, columns: list[str] = COLUMNS) -> Understood:
    """A small table of a dedicated line."""
    book = read_sheets(workbook(Page("Sheet1", [head, columns, *rows])), "价格.xlsx")
    return read_book(book, resolve, answers or {}, Given(origins=ORIGINS))


def asked(found: Understood) -> dict[str, tuple[str, ...]]:
    """Code of each question -> its cells."""
    return {q.code: tuple(p.cell for p in q.places) for q in found.questions}


GOOD: list[object] = ["英国", "0-1", 60, 15, "5-8天"]


def test_the_plain_table_is_understood() -> None:
    assert read(GOOD).complete


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["法国", "0-1", "面议", 15, "5-8天"], "price", "C4"),
        (["法国", "0-1", "#REF!", 15, "5-8天"], "price", "C4"),
        (["法国", "0-1", "=B2*2", 15, "5-8天"], "price", "C4"),
        (["法国", "0-1", 0, 15, "5-8天"], "zero", "C4"),
        (["法国", "0-1", None, 15, "5-8天"], "blank", "D4"),
        (["法国", "0-1", "18元/票", 15, "5-8天"], "cell_basis", "C4"),
        (["法国", "0-1", "68+20", 15, "5-8天"], "sum", "C4"),
        (["美国（不含夏威夷）", "0-1", 61, 15, "5-8天"], "less", "A4"),
        (["英国(BT,IM,JE)", "0-1", 61, 15, "5-8天"], "place", "A4"),
        (["美西", "0-1", 61, 15, "5-8天"], "postcodes", "A4"),
        (["法国", "0-1", "6O.5", 15, "5-8天"], "price", "C4"),
        (["法国", "0-1", -3, 15, "5-8天"], "negative", "C4"),
        (["法国", "0-1", 61.125, 15, "5-8天"], "decimals", "C4"),
        (["亚特兰蒂斯", "0-1", 61, 15, "5-8天"], "place", "A4"),
        (["欧洲", "0-1", 61, 15, "5-8天"], "place", "A4"),
        (["9区", "0-1", 61, 15, "5-8天"], "zone", "A4"),
        (["英国", "0-1", 61, 15, "5-8天"], "two_prices", "C3"),
        (["英国", "1.5-3", 61, 15, "5-8天"], "gap", "C4"),
        (["英国", "0.5-3", 61, 15, "5-8天"], "overlap", "C4"),
        (["法国", "1-0.5", 61, 15, "5-8天"], "empty_band", "C4"),
        (["法国", "0.5-1", 61, 15, "5-8天"], "starts", "C4"),
        (["法国", "5KG+", 61, 15, "5-8天"], "heaviest", "C4"),
        (["法国", "0-1", 61, 15, "尽快"], "transit", "E4"),
        (["法国", "0-1", "€61", 15, "5-8天"], "mixed_currency", "C3"),
    ],
)
def test_a_row_that_is_wrong_is_asked_with_its_cell(row: list[object], code: str, cell: str) -> None:
    found = read(GOOD, row)
    assert not found.complete
    assert cell in asked(found)[code], asked(found)
    question = next(q for q in found.questions if q.code == code)
    for language in ("zh", "en"):
        assert "{" not in question.say(language)


@pytest.mark.parametrize(
    "note",
    [
        "偏远地区加收3元/kg",
        "敏感货+10%",
        "带电+8",
        "即日起执行",
        "燃油另计",
        "周末派送加收20",
        "不足0.5KG按0.5KG计费",
        "私人地址附加费12元",
        "价格不含燃油",
        "以上价格打9折",
        "超出部分按每公斤15元计",
        "私人地址:每票加收20元,最低收费50元",
        "英国VAT递延账号加收5元/票",
        "一件代发操作费2元/件",
        "燃油附加费按当月官网公布费率",
        "法国暂停收寄",
    ],
)
def test_a_note_that_is_not_understood_is_asked(note: str) -> None:
    found = read(GOOD, [note])
    assert len(found.questions) == 1
    assert any(text in note or note in text for _, text in found.questions[0].values)
    assert [p.cell for p in found.questions[0].places] == ["A4"]


@pytest.mark.parametrize(
    "note", ["客服电话：0755-12345678", "轨迹查询网站 www.example.com", "丢失赔偿最高100元/票", "每日17:00截单", "感谢您的支持"]
)
def test_a_note_that_is_not_about_prices_is_told_and_not_asked(note: str) -> None:
    found = read(GOOD, [note])
    assert found.complete
    assert any(f.code == "not_price" for f in found.facts)


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_the_same_answers_to_the_same_file_are_the_same_cards_and_each_is_needed(name: str) -> None:
    case = LAYOUTS[name](Random(name))
    book = read_sheets(case.content, case.name)
    given = Given(origins=ORIGINS)
    first, again = (read_book(book, resolve, case.answers, given) for _ in range(2))
    assert first == again
    bare = read_book(book, resolve, {}, given)
    open_keys = {q.key for q in bare.questions}
    assert {k for k in case.answers if k in open_keys} or not bare.questions
    assert bool(bare.questions) == (not bare.complete)


def test_an_answer_that_cannot_be_used_is_asked_again() -> None:
    found = read(GOOD, ["亚特兰蒂斯", "0-1", 61, 15, "5-8天"], answers={"place:亚特兰蒂斯": "Mordor"})
    assert [(q.code, q.refused) for q in found.questions] == [("place", "Mordor")]
    left_out = read(GOOD, ["亚特兰蒂斯", "0-1", 61, 15, "5-8天"], answers={"place:亚特兰蒂斯": "leave_out"})
    assert left_out.complete
    assert [z["countries"] for z in _zones(left_out)] == [["GB"]]


def test_a_country_in_two_zones_is_asked() -> None:
    found = read(GOOD, ["英国,法国", "0-1", 61, 15, "5-8天"])
    assert "two_zones" in asked(found)
    both = read(GOOD, ["英国,法国", "0-1", 61, 15, "5-8天"], answers={q.key: "GB" for q in found.questions})
    assert both.complete
    assert [z["countries"] for z in _zones(both)] == [["GB"], ["FR"]]


def test_answers_about_words_hold_for_the_next_file_and_answers_about_figures_do_not() -> None:
    lasting = {q.code: q.lasting for row in (["亚特兰蒂斯", "0-1", "面议", 15, "5-8天"], ["即日起执行"]) for q in read(GOOD, row).questions}
    assert lasting == {"place": True, "price": False, "which_day": False}


def test_the_card_in_force_gives_code_names_days_and_zones() -> None:
    first = read(GOOD).found[0].document
    assert first is not None
    given = Given(in_force=lambda code, name: first if code == first["code"] else None, into=first["code"])
    columns = ["分区", "重量(KG)", "运费(RMB/KG)"]
    book = read_sheets(workbook(Page("新价", [["2026年6月1日起执行"], columns, ["GB区", "0-1", 58]])), "new.xlsx")
    found = read_book(book, resolve, {}, given)
    proposed = {q.code: q.proposed for q in found.questions}
    assert proposed["zone"] == "GB"
    assert proposed.get("days") in (None, "in_force")
    answered = read_book(book, resolve, {q.key: q.proposed or "in_force" for q in found.questions}, given)
    answered = read_book(
        book,
        resolve,
        {**{q.key: q.proposed or "" for q in found.questions}, **{q.key: q.proposed or "" for q in answered.questions}},
        given,
    )
    assert answered.complete, [q.key for q in answered.questions]
    made = answered.found[0].document
    assert made is not None
    assert (made["code"], made["carrier"], made["cards"][0]["valid_from"]) == (first["code"], first["carrier"], date(2026, 6, 1))


BRACKETS = ["云途专线 YT-1 价格表 2026年1月1日起执行 元/票 时效5-8天"]


@pytest.mark.parametrize("nothing", ["-", None, "暂停"])
def test_a_bracket_without_a_price_is_not_priced_as_the_next(nothing: str | None) -> None:
    rows: list[list[object]] = [["0.5", 80, 90], ["1.0", nothing, 100], ["1.5", 110, 120]]
    columns = ["重量KG", "英国", "法国"]
    found = read(*rows, head=BRACKETS, columns=columns)
    assert [(q.key, [c.value for c in q.choices]) for q in found.questions] == [("gap:云途专线 YT-1 500-1000", ["upper", "lower", "end"])]
    cut = read(*rows, head=BRACKETS, columns=columns, answers={"gap:云途专线 YT-1 500-1000": "end"})
    assert cut.complete
    assert [[b["up_to_g"] for b in z["bands"]] for z in _zones(cut)] == [[500], [500, 1000, 1500]]  # type: ignore[attr-defined]


def test_a_fee_in_a_note_beside_a_column_of_fees_is_added_where_a_person_says_so() -> None:
    for answer, fee in (("more", "17.00"), ("same", "15.00")):
        found = read(GOOD, ["操作费2元/票"], answers={"fee_beside:操作费2元/票": answer})
        assert found.complete
        assert [b["per_parcel"] for b in _zones(found)[0]["bands"]] == [fee]  # type: ignore[attr-defined]


def test_what_is_lighter_than_a_weight_is_charged_as_that_much() -> None:
    found = read(GOOD, ["单票低于5KG按5KG计费"])
    assert found.complete and found.found[0].document
    assert found.found[0].document["cards"][0]["min_g"] == 5000 and "step_g" not in found.found[0].document["cards"][0]


def test_two_sentences_that_say_different_limits_are_asked() -> None:
    found = read(GOOD, ["限重30KG"], ["单票最大重量20KG"])
    assert asked(found) == {"two_rules": ("A5",)}


def test_a_note_for_one_of_two_tables_of_a_sheet_is_for_that_one() -> None:
    page = Page(
        "Sheet1",
        [
            ["中东专线 2026年1月1日起执行 时效5-8天"],
            ["小货(ZD-X)", None, None, "大货(ZD-D)", None],
            ["国家", "元/KG", None, "国家", "元/KG"],
            ["阿联酋", 40, None, "阿联酋", 36],
            ["小货限重20KG，大货限重500KG"],
        ],
        ("A2:B2", "D2:E2"),
    )
    found = read_book(read_sheets(workbook(page), "a.xlsx"), resolve, {}, Given(origins=ORIGINS))
    keys = {q.key: "x" for q in found.questions}
    assert {key.split(":")[0] for key in keys} == {"carrier"}
    cards = read_book(read_sheets(workbook(page), "a.xlsx"), resolve, keys, Given(origins=ORIGINS))
    limits = {f.document["code"]: f.document["cards"][0]["limits"]["weight_g"] for f in cards.found if f.document}
    assert limits == {"ZD-X": 20_000, "ZD-D": 500_000}


def test_nothing_in_a_file_without_a_table() -> None:
    for rows in ([["你好"]], [["a", "b"], ["c", "d"]], [[1, 2, 3], [4, 5, 6]]):
        found = read_book(read_sheets(text(rows), "x.csv"), resolve)
        assert not found.found
        assert not found.complete


def test_an_empty_book_is_no_trouble() -> None:
    assert read_book(Book("x.xlsx", ()), resolve).found == ()


def test_random_cells_never_raise() -> None:
    """Whatever stands in the cells: it is read, asked or left; it does not fail."""
    words = [
        "英国",
        "0-1",
        "0.5",
        "KG",
        "1区",
        "Zone",
        "价格",
        "挂号费",
        "元/KG",
        "首重0.5KG",
        "续重",
        "-",
        "面议",
        "5-8天",
        3,
        61.5,
        None,
        "",
        "其他国家",
        "20KG+",
        "备注：x",
        "%",
        "<",
        "(",
        "W≤",
    ]
    for seed in range(150):
        random = Random(seed)
        rows = [[random.choice(words) for _ in range(random.randrange(1, 7))] for _ in range(random.randrange(1, 12))]
        merged = ("A1:B2",) if seed % 3 == 0 and len(rows) > 1 and rows[0][0] not in (None, "") else ()
        found = read_book(read_sheets(workbook(Page("Sheet1", rows, merged), Page("x", [["价格"]])), "x.xlsx"), resolve)
        for said in (*found.facts, *found.questions):
            assert said.say("zh") and said.say("en")


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_a_damaged_layout_is_read_or_asked_and_never_a_dead_end(name: str) -> None:
    """Cells are emptied, exchanged or spoilt: what is not complete has a question or a fault, and no wrong shape passes as a card."""
    for seed in range(12):
        random = Random(f"{name} {seed}")
        case = LAYOUTS[name](Random(name))
        book = read_sheets(case.content, case.name)
        sheet = random.choice(book.sheets)
        cells = [(r, c) for r, row in enumerate(sheet.rows) for c, v in enumerate(row) if v is not None]
        rows = [list(row) for row in sheet.rows]
        for r, c in random.sample(cells, min(len(cells), 1 + seed // 3)):
            rows[r][c] = random.choice([None, "-", "面议", -5, "英国", "0-1", rows[random.choice(cells)[0]][0]])
        broken = replace(book, sheets=tuple(replace(s, rows=tuple(map(tuple, rows))) if s is sheet else s for s in book.sheets))
        found = read_book(broken, resolve, case.answers, Given(origins=ORIGINS))
        assert found.complete or found.questions or not found.found or any(f.faults for f in found.found)
        for one in found.found:
            if one.document is not None and not one.faults:
                read_service(one.document)


def test_a_country_whose_price_is_a_dash_is_not_served_whatever_its_fee() -> None:
    found = read(GOOD, ["法国", "0-1", "-", 15, "5-8天"], ["德国", "0-1", 61, 15, "5-8天"])
    assert found.complete
    assert [z["countries"] for z in _zones(found)] == [["GB"], ["DE"]]
    assert any(f.code == "not_served" and "FR" in f.say() for f in found.facts)


def test_a_service_can_be_left_out_of_a_file_with_several() -> None:
    case = LAYOUTS["goods_across"](Random(1))
    book = read_sheets(case.content, case.name)
    answers = {**case.answers, "code:飞鸟专线 FN01 带电": "leave_out"}
    found = read_book(book, resolve, answers, Given(origins=ORIGINS))
    assert found.complete
    assert [f.document["code"] for f in found.found if f.document] == ["FN01-P"]


def test_every_sentence_is_in_both_languages_and_used() -> None:
    from pathlib import Path

    import fahuo.core.methods.price_tables as room

    code = "".join(p.read_text("utf-8") for p in Path(room.__path__[0]).glob("*.py") if p.name != "sentences.py")
    assert [name for name in (*FACTS, *QUESTIONS) if f'"{name}"' not in code] == []
    assert all(zh and en for zh, en in (*FACTS.values(), *QUESTIONS.values()))


def _zones(found: Understood) -> list[dict[str, object]]:
    document = found.found[0].document
    assert document is not None
    zones: list[dict[str, object]] = document["cards"][0]["zones"]
    return zones
