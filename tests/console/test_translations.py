"""The Chinese catalogue: complete, true to the English texts' values, and nothing English left on a Chinese page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from fahuo.config.translations import LANGUAGE, LOCALE, compile_all, messages
from fahuo.core.methods.read import read_service, read_text
from fahuo.core.words import Step
from fahuo.records.models import Merchant, User
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Service
from fahuo.steps.orders.models import Order
from tests.console.text import texts

PO = LOCALE / LANGUAGE / "LC_MESSAGES" / "django.po"
messages = cache(messages)
HOLES = re.compile(r"%\(\w+\)s|</?\w+>")
CHINESE = re.compile(r"[㐀-鿿]")
# Texts that are the same in both languages.
SAME = {"CN22", "CN23"}


@cache
def _catalogue() -> dict[str, str]:
    with PO.open("rb") as file:
        rows = [m for m in read_po(file, locale=LANGUAGE) if m.id]
    return {(m.id if isinstance(m.id, str) else m.id[0]): (m.string if isinstance(m.string, str) else m.string[0]) for m in rows}


def test_every_text_of_the_sources_is_in_the_catalogue_and_none_is_left_over() -> None:
    assert set(_catalogue()) == {singular for singular, _, _ in messages()}, "run `python -m fahuo.config.translations`"


def test_every_text_is_translated_into_chinese() -> None:
    bare = {text for text, said in _catalogue().items() if not said or not CHINESE.search(said)}
    assert bare - SAME == set()


def test_nothing_is_fuzzy() -> None:
    assert "fuzzy" not in PO.read_text(encoding="utf-8")


def test_a_translation_has_the_values_of_its_text() -> None:
    plurals = {singular: plural for singular, plural, _ in messages() if plural}
    for text, said in _catalogue().items():
        wanted = set(HOLES.findall(text)) | set(HOLES.findall(plurals.get(text, "")))
        assert set(HOLES.findall(said)) <= wanted, text
        assert set(HOLES.findall(text)) <= set(HOLES.findall(said)), text


def test_no_text_stands_alone_and_with_a_plural() -> None:
    """Both would share one key, and the text alone would be said with a number in it."""
    with_plural = {singular for singular, plural, _ in messages() if plural}
    assert with_plural & {singular for singular, plural, _ in messages() if not plural} == set()


def test_compiling_again_writes_nothing(tmp_path: Path) -> None:
    compile_all()
    assert compile_all() == 0


@pytest.fixture
def reader(orders: Merchant, operator: User) -> Client:
    operator.language = "zh-hans"
    operator.first_name = "操作员"
    operator.save()
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(operator)
    return client


def test_no_english_text_is_left_on_a_chinese_page(reader: Client, orders: Merchant) -> None:
    english = {text for text, said in _catalogue().items() if said != text}
    # carriers have one name, and sources are quoted as they are
    data = {text for s in Service.objects.all() for text in (s.carrier, read_service(read_text(s.card)).source)}
    parcel, held = Parcel.objects.filter(offers__chosen=True).first(), Order.objects.exclude(hold_note=None).first()
    assert parcel is not None and held is not None
    names = (
        "today",
        "orders",
        "parcels",
        "imports",
        "products",
        "product_new",
        "stock",
        "services",
        "cases",
        "collections",
        "standing_collections",
    )
    paths = [reverse(name) for name in names] + [reverse("step", args=[step.value]) for step in Step]
    paths += [
        f"/orders/{held.pk}/",
        f"/orders/{parcel.order_id}/",
        f"/parcels/{parcel.pk}/",
        f"/products/{parcel.placements.first().product_id}/",
        "/nothing/",
    ]
    paths += [
        f"/services/{Service.objects.first().pk}/",
        f"/parcels/{parcel.pk}/offers/{parcel.offers.get(chosen=True).service_id}/",
        "/orders/?q=zzz",
    ]
    for path in paths:
        said = texts(reader.get(path))
        assert any(CHINESE.search(text) for text in said), path
        assert [text for text in said if text in english] == [], path
        long = [
            text
            for text in said
            if text not in data and re.search(r"\b(the|is|are|was|has|your|this)\b", text) and not CHINESE.search(text)
        ]
        assert long == [], path  # sentences; names of goods and addresses have none of these words


def test_the_set_up_speaks_chinese(reader: Client) -> None:
    for path, word in (
        ("/admin/", "审单规则"),
        ("/admin/records/merchant/", "商家"),
        ("/admin/goods/box/", "箱型"),
        ("/admin/methods/service/", "渠道"),
        ("/admin/records/user/", "人员"),
    ):
        page = reader.get(path)
        assert page.status_code == 200 and word in page.content.decode()
        assert [t for t in texts(page) if t in ("Search apps and models...", "Type to search", "Return to site", "Filters")] == []
