"""The set-up pages: one's own merchant's rows and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.records import keys
from fahuo.records.models import ApiKey, ExchangeRate, Merchant, Product, Shop, User, Warehouse
from fahuo.steps.goods.models import Apart, Box, Padding
from fahuo.steps.methods.models import ChoiceRule, MarkUpRule, Service
from fahuo.steps.orders.models import ReviewRule
from tests.console.conftest import PASSWORD
from tests.console.text import read

TABLES = (
    "records/merchant",
    "records/user",
    "records/apikey",
    "records/account",
    "records/shop",
    "records/product",
    "records/warehouse",
    "orders/reviewrule",
    "orders/columnmapping",
    "goods/box",
    "goods/padding",
    "goods/apart",
    "goods/tote",
    "methods/cutoff",
    "methods/closedday",
    "methods/service",
    "methods/choicerule",
    "methods/markuprule",
    "methods/lane",
)


def test_every_table_opens(browser: Client, merchant: Merchant) -> None:
    for table in (*TABLES, "records/exchangerate"):
        assert browser.get(f"/admin/{table}/").status_code == 200, table


def test_a_stranger_sees_and_changes_nothing(other: Client, merchant: Merchant) -> None:
    for table in TABLES:
        assert other.get(f"/admin/{table}/").context["cl"].queryset.exclude(pk__in=_own(other, table)).count() == 0, table
    for model, table in (
        (Warehouse, "records/warehouse"),
        (ReviewRule, "orders/reviewrule"),
        (Box, "goods/box"),
        (Padding, "goods/padding"),
        (Service, "methods/service"),
        (MarkUpRule, "methods/markuprule"),
        (Merchant, "records/merchant"),
        (User, "records/user"),
    ):
        row = model.objects.filter(pk=merchant.pk).first() if model is Merchant else model.objects.filter(merchant=merchant).first()
        for action in ("change", "delete", "history"):
            answer = other.get(f"/admin/{table}/{row.pk}/{action}/")
            assert answer.status_code in (302, 403, 404) and "SZX" not in read(answer), (table, action)
        other.post(f"/admin/{table}/{row.pk}/delete/", {"post": "yes"})
        assert model.objects.filter(pk=row.pk).exists()


def test_a_rule_of_choice_is_read_before_it_is_kept(browser: Client, merchant: Merchant) -> None:
    rule = {"position": 1, "name": "post only", "effect": "force", "services": "post", "countries": "de, fr", "postcodes": "", "shop": ""}
    wrong = rule | {"services": "CN-POST-XX", "countries": "Germany", "min_weight_g": 500, "max_weight_g": 400, "value_currency": "EURO"}
    said = read(browser.post("/admin/methods/choicerule/add/", wrong))
    for part in ("CN-POST-XX", "GERMANY", "it ends at 400"):
        assert part in said
    assert not ChoiceRule.objects.exists()
    browser.post("/admin/methods/choicerule/add/", rule)
    kept = ChoiceRule.objects.get()
    assert (kept.merchant, kept.services, kept.countries, kept.postcodes) == (merchant, "post", "DE FR", None)


def _own(client: Client, table: str) -> list[int]:
    user = User.objects.get(pk=client.session["_auth_user_id"])
    return {"records/merchant": [user.merchant_id], "records/user": [user.pk]}.get(table, [])


def test_a_new_row_is_ones_own(other: Client, merchant: Merchant) -> None:
    answer = other.post("/admin/records/shop/add/", {"code": "MINE", "name": "My shop", "merchant": merchant.pk})
    assert answer.status_code == 302 and Shop.objects.get(code="MINE").merchant.code == "stranger"
    again = other.post("/admin/records/shop/add/", {"code": "MINE", "name": "My shop"})
    assert again.status_code == 200 and Shop.objects.filter(code="MINE").count() == 1  # a sentence, not a failure


def test_goods_attributes_are_tick_boxes(browser: Client, merchant: Merchant) -> None:
    rule = ReviewRule.objects.filter(merchant=merchant, attribute__isnull=False).first()
    assert rule is not None and "checked" in browser.get(f"/admin/orders/reviewrule/{rule.pk}/change/").content.decode()
    fields = {"position": 5, "attribute": ["2", "16"], "outcome": "hold", "note": "liquids and batteries"}
    assert browser.post("/admin/orders/reviewrule/add/", fields).status_code == 302
    assert ReviewRule.objects.get(note="liquids and batteries").attribute == 18
    browser.post("/admin/orders/reviewrule/add/", fields | {"attribute": [], "note": "anything"})
    assert ReviewRule.objects.get(note="anything").attribute is None


def test_a_rate_card_is_judged_before_it_is_kept(browser: Client, merchant: Merchant) -> None:
    service = Service.objects.filter(merchant=merchant).first()
    page = browser.post(
        f"/admin/methods/service/{service.pk}/change/", {"card": service.card.replace("days_p50", "days_p5O"), "active": "on"}
    )
    assert page.status_code == 200 and "days_p5O" in read(page)
    kept = Service.objects.get(pk=service.pk)
    assert kept.card == service.card
    assert browser.post(f"/admin/methods/service/{service.pk}/change/", {"card": service.card}).status_code == 302
    assert not Service.objects.get(pk=service.pk).active


def test_a_column_mapping_is_judged_before_it_is_kept(browser: Client) -> None:
    wrong = browser.post("/admin/orders/columnmapping/add/", {"name": "m", "spec": '{"columns": {"nonsense": ["A"]}}'})
    assert wrong.status_code == 200 and "nonsense" in read(wrong)
    assert browser.post("/admin/orders/columnmapping/add/", {"name": "m", "spec": '{"columns": {"number": ["A"]}}'}).status_code == 302


def test_a_key_is_shown_once(browser: Client, merchant: Merchant) -> None:
    page = browser.post("/admin/records/apikey/add/", {"name": "shop"}, follow=True)
    row = ApiKey.objects.get(merchant=merchant)
    key = next(word for word in read(page).split() if word.startswith("fh_"))
    known = keys.known(key)
    assert known == row and known.merchant == merchant and not known.sells_only and row.digest == keys.digest(key)
    browser.post("/admin/records/apikey/add/", {"name": "front", "sells_only": "on"})
    front = ApiKey.objects.get(name="front")
    browser.post(f"/admin/records/apikey/{front.pk}/change/", {"name": "front"})
    assert ApiKey.objects.get(pk=front.pk).sells_only, "what was promised of a key stays so"
    assert key not in read(browser.get("/admin/records/apikey/"))


def test_nobody_makes_himself_an_administrator(browser: Client, operator: User, other: Client) -> None:
    fields = {
        "username": "operator",
        "first_name": "O",
        "language": "en",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "merchant": 10**6,
    }
    browser.post(f"/admin/records/user/{operator.pk}/change/", fields)
    operator.refresh_from_db()
    assert not operator.is_superuser and operator.merchant is not None
    browser.post(
        "/admin/records/user/add/",
        {"username": "colleague", "usable_password": "true", "password1": "correct-horse-1", "password2": "correct-horse-1"},
    )
    assert User.objects.get(username="colleague").merchant == operator.merchant
    boss = User.objects.create_superuser("boss", password=PASSWORD, merchant=operator.merchant)
    assert browser.get(f"/admin/records/user/{boss.pk}/change/").status_code in (302, 404)
    assert browser.get(f"/admin/records/user/{boss.pk}/password/").status_code in (302, 403, 404)


def test_shared_exchange_rates_are_seen_and_not_changed(browser: Client, merchant: Merchant) -> None:
    shared = ExchangeRate.objects.filter(merchant=None).first()
    assert shared is not None
    browser.post(
        f"/admin/records/exchangerate/{shared.pk}/change/",
        {"currency": shared.currency, "into": shared.into, "valid_from": "2026-01-01", "rate": "99", "source": "x"},
    )
    shared.refresh_from_db()
    assert shared.rate != 99


def test_who_may_not_change_the_set_up_is_told_so(browser: Client, operator: User) -> None:
    operator.is_staff = False
    operator.save()
    page = browser.get("/admin/", follow=True)
    assert page.status_code == 403 and "not yours to change" in read(page)
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0].startswith("/login/?next=")


@pytest.mark.parametrize("table", ["records/merchant", "orders/reviewrule"])
def test_an_administrator_without_a_merchant_sees_all(db: None, merchant: Merchant, table: str) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    assert client.get(f"/admin/{table}/").context["cl"].queryset.exists()


def test_packing_material_is_no_goods_that_are_sold(browser: Client, merchant: Merchant) -> None:
    wrap = Product.objects.create(merchant=merchant, sku="WRAP", name="bubble wrap", material=True)
    sold = Product.objects.filter(merchant=merchant, material=False).first()
    padding = Padding.objects.get(merchant=merchant, code="bubble_wrap")
    page = browser.get(f"/admin/goods/padding/{padding.pk}/change/")
    offered = page.context["adminform"].form.fields["material"].queryset
    assert list(offered) == [wrap] and sold not in offered
    fields = {
        "attribute": ["1"],
        "code": "bubble_wrap",
        "name": "bubbles",
        "name_zh": "",
        "thickness_mm": 15,
        "weight_g": 35,
        "price_minor": 60,
    }
    assert browser.post(f"/admin/goods/padding/{padding.pk}/change/", fields | {"material": wrap.pk}).status_code == 302
    padding.refresh_from_db()
    assert padding.material == wrap and not padding.double_wall


def test_pairs_that_travel_apart_are_rows_and_a_side_is_not_kept_from_itself(browser: Client, merchant: Merchant) -> None:
    fields = {"one": ["1"], "other": ["4", "128"], "note": "no powder by glass"}
    assert browser.post("/admin/goods/apart/add/", fields).status_code == 302
    row = Apart.objects.get(merchant=merchant, note="no powder by glass")
    assert (row.one, row.other) == (1, 132)
    wrong = browser.post("/admin/goods/apart/add/", fields | {"other": ["1"]})
    assert wrong.status_code == 200 and "cannot be kept apart from themselves" in read(wrong)


def test_the_merchant_says_what_is_packed_for(browser: Client, merchant: Merchant) -> None:
    page = browser.get(f"/admin/records/merchant/{merchant.pk}/change/")
    form = page.context["adminform"].form
    fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    told = {name: value for name, value in fields.items() if value is not None and value is not False}
    assert browser.post(f"/admin/records/merchant/{merchant.pk}/change/", told | {"pack_aim": "cost"}).status_code == 302
    merchant.refresh_from_db()
    assert merchant.pack_aim == "cost"


def test_a_rule_of_mark_up_is_read_before_it_is_kept(browser: Client, merchant: Merchant) -> None:
    MarkUpRule.objects.all().delete()
    rule = {
        "position": 1, "name": "US shops", "base": "cost", "percent": "15.5", "currency": "usd", "fixed": "0.50", "per_kg": "", "services": "post",
        "least_margin": "1", "step": "0.10", "ending": "0.09", "countries": "us", "postcodes": "", "shop": "",
    }  # fmt: skip
    wrong = rule | {"services": "CN-POST-XX", "percent": "-101", "fixed": "0.505", "per_kg": "two", "step": "-1", "ending": "0.10"}
    said = read(browser.post("/admin/methods/markuprule/add/", wrong))
    for part in ("CN-POST-XX", "-101", "0.505", "USD has 2 decimals", "two", "-1", "below zero"):
        assert part in said, part
    assert "below the step" in read(browser.post("/admin/methods/markuprule/add/", rule | {"ending": "0.10"}))
    assert not MarkUpRule.objects.exists()
    browser.post("/admin/methods/markuprule/add/", rule)
    kept = MarkUpRule.objects.get()
    assert (kept.merchant, kept.services, kept.countries, kept.currency) == (merchant, "post", "US", "USD")
    assert (kept.fixed_minor, kept.per_kg_minor, kept.least_margin_minor, kept.step_minor, kept.ending_minor) == (50, 0, 100, 10, 9)
    page = browser.get(f"/admin/methods/markuprule/{kept.pk}/change/").content.decode()
    assert 'value="0.50"' in page and 'value="0.09"' in page
    browser.post(
        f"/admin/methods/markuprule/{kept.pk}/change/",
        rule | {"step": "", "ending": "", "least_margin": "0", "currency": "JPY", "fixed": "60"},
    )
    kept.refresh_from_db()
    assert (kept.step_minor, kept.ending_minor, kept.least_margin_minor, kept.fixed_minor) == (None, 0, 0, 60)
