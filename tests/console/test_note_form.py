"""What is said in fields of a note becomes a part of a card that can be priced; what cannot be used is said in a sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from fahuo.console.note_form import Unclear, rule_of
from fahuo.core.methods.price_tables.notes import read_rule
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import PriceTable
from tests.console.text import read
from tests.core.methods.price_tables.sheets import Page, workbook


def rule(kind: str, **said: str) -> dict[str, object]:
    """The answer as it is read again."""
    posted = QueryDict("&".join(f"rule0-{name}={value}" for name, value in said.items()))
    found = read_rule(rule_of(kind, posted, "rule0", "偏远另计"))
    assert found is not None
    return found


def test_a_surcharge_with_its_conditions() -> None:
    said = rule(
        "surcharge",
        amount="3.5",
        by="kg",
        countries="英国",
        postcodes="iv，995-999; HS",
        goods="battery",
        above_kg="20",
        longest_cm="120.5",
    )
    assert said == {
        "surcharges": [
            {
                **{"code": "note", "name_zh": "偏远另计", "name_en": "偏远另计", "per_kg": "3.5", "attributes": ["battery"]},
                **{"weight_above_g": 20_000, "longest_above_mm": 1205, "postcodes": {"GB": ["IV", "995..999", "HS"]}},
            }
        ]
    }
    assert rule("surcharge", amount="12", by="parcel", residential="1")["surcharges"][0]["residential"] is True  # type: ignore[index]
    assert rule("surcharge", amount="10", by="percent", countries="DE, 法国")["surcharges"][0]["countries"] == ["DE", "FR"]  # type: ignore[index]


def test_a_limit() -> None:
    said = rule("limit", above_kg="2", longest_cm="60", goods="liquid", countries="US", postcodes="995-999")
    assert said == {
        "limits": {"weight_g": 2000, "longest_mm": 600, "attributes_refused": ["liquid"], "postcodes_refused": {"US": ["995..999"]}}
    }


def test_a_minimum() -> None:
    assert rule("least", above_kg="0.05", step_kg="0.01", least="50") == {"min_g": 50, "step_g": 10, "least": "50"}


@pytest.mark.parametrize(
    "said", ['{"min_g": -5}', '{"min_g": true}', '{"min_g": "5"}', '{"least": 5}', '{"least": "x"}', '{"other": 1}', "{}", "[]"]
)
def test_a_part_of_a_card_that_is_none_is_no_answer(said: str) -> None:
    assert read_rule(said) is None


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("surcharge", {}, "how much"),
        ("surcharge", {"amount": "-3"}, "“-3”"),
        ("surcharge", {"amount": "NaN"}, "“NaN”"),
        ("surcharge", {"amount": "3", "postcodes": "IV"}, "one country"),
        ("surcharge", {"amount": "3", "countries": "Mordor"}, "Mordor"),
        ("surcharge", {"amount": "3", "longest_cm": "1.23"}, "1.23"),
        ("limit", {}, "what is refused"),
        ("least", {}, "the minimum"),
        ("limit", {"countries": "GB"}, "which postcodes"),
    ],
)
def test_what_cannot_be_used_says_why(kind: str, said: dict[str, str], why: str) -> None:
    from django.utils.translation import override

    with override("en"), pytest.raises(Unclear, match=why):
        rule(kind, **said)


def test_a_note_is_answered_on_the_page_and_shown_in_words(browser: Client, orders: Merchant) -> None:
    rows = [
        ["欧洲专线价格表 2026-12-01起执行"],
        ["国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"],
        ["德国", "0-30", 10, 5, "8-12天"],
        ["备注：1、偏远加收3元；2、周末派送加收20"],
    ]
    file = SimpleUploadedFile("欧洲专线.xlsx", workbook(Page("报价", rows)))
    page = browser.post("/services/tables/upload/", {"file": file, "into": "CN-LINE-EU"}, follow=True)
    table = PriceTable.objects.get()
    keys = [q["key"] for q in page.context["questions"]]
    assert [key.partition(":")[0] for key in keys] == ["remote", "note"]
    form = {"do": "answer", "key": keys, "answer": ["surcharge", "limit"], "free": ["", ""], "rule0-amount": "3", "rule0-by": "kg"}
    page = browser.post(f"/services/tables/{table.pk}/do/", form | {"rule0-countries": "DE", "rule0-postcodes": "254,2647"}, follow=True)
    text = read(page)
    assert "say what is refused" in text and [q["key"] for q in page.context["questions"]] == keys[1:]
    assert "per kg 3, Only these postcodes DE 254, 2647" in text
    form = {"do": "answer", "key": keys[1:], "answer": ["least"], "free": [""], "rule0-least": "30"}
    page = browser.post(f"/services/tables/{table.pk}/do/", form, follow=True)
    assert "freight at least 30" in read(page)
    card = page.context["cards"][0]["card"]
    assert card["least"] == "30.00"
    assert [(s["per_kg"], s["postcodes"]) for s in card["surcharges"]] == [("3.00", {"DE": ["254", "2647"]})]
