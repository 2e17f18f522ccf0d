"""Price tables over the API: the same as on the page, by the same verbs."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from fahuo.records import keys
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import PriceTable, Service
from tests import scene
from tests.core.methods.price_tables.sheets import Page, workbook

pytestmark = pytest.mark.django_db
ROWS: list[list[Any]] = [
    ["欧洲专线价格表 2026-12-01起执行"],
    ["国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"],
    ["德国", "0-30", 10, 5, "8-12天"],
    ["申根组", "0-30", 11, 5, "8-12天"],
]


@pytest.fixture
def merchant() -> Merchant:
    scene.bring(found := scene.sample_merchant(), *scene.sample_orders(60))
    return found


def call(merchant: Merchant, path: str = "", body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """GET, or POST of a body, with the merchant's key."""
    client = Client(headers={"authorization": f"Bearer {keys.make(merchant, 'test')}"})
    url = f"/api/price-tables{path}"
    answer = client.get(url) if body is None else client.post(url, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def bring(merchant: Merchant, content: bytes, **more: str) -> tuple[int, dict[str, Any]]:
    return call(merchant, "", {"name": "欧洲专线.xlsx", "into": "CN-LINE-EU", "content": base64.b64encode(content).decode(), **more})


def test_brought_answered_compared_taken_and_undone(merchant: Merchant) -> None:
    status, table = bring(merchant, workbook(Page("报价", ROWS)))
    assert status == 200 and not table["complete"] and table["state"] == "open"
    assert [(q["key"], q["places"]) for q in table["questions"]] == [("place:申根组", ["报价!A4"])]
    at = f"/{table['id']}"
    assert call(merchant, f"{at}/accept", {})[0] == 409
    status, table = call(merchant, f"{at}/answers", {"answers": {"place:申根组": "FR,BE"}})
    assert status == 200 and table["complete"] and table["documents"][0]["code"] == "CN-LINE-EU"
    status, changes = call(merchant, f"{at}/changes")
    assert status == 200 and changes["services"][0]["changes"] and "DE" not in changes["services"][0]["lost"]
    before = Service.objects.get(code="CN-LINE-EU").card
    assert call(merchant, f"{at}/accept", {}) == (200, call(merchant)[1]["price_tables"][0])
    assert call(merchant)[1]["price_tables"][0]["state"] == "taken"
    assert call(merchant, f"{at}/undo", {})[1]["state"] == "undone"
    assert Service.objects.get(code="CN-LINE-EU").card == before


def test_what_cannot_be_read_is_said_in_both_languages_and_not_kept(merchant: Merchant) -> None:
    status, said = bring(merchant, b"PK\x03\x04")
    assert status == 409 and "broken workbook" in said["error"] and "已损坏" in said["error_zh"]
    assert call(merchant, "", {"name": "x", "content": "not base64!"})[0] == 409
    assert bring(merchant, workbook(Page("报价", ROWS)), into="NOBODY")[0] == 409
    assert not PriceTable.objects.exists()


def test_a_stranger_sees_nothing(merchant: Merchant) -> None:
    at = f"/{bring(merchant, workbook(Page('报价', ROWS)))[1]['id']}"
    other = scene.stranger()
    assert call(other)[1] == {"price_tables": []}
    for path, body in ((at, None), (f"{at}/changes", None), (f"{at}/answers", {"answers": {}}), (f"{at}/accept", {}), (f"{at}/undo", {})):
        assert call(other, path, body)[0] == 404
