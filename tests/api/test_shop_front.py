"""A key for a shop front quotes and buys; whatever it calls, no cost is told, nor what one could be worked out from."""

from __future__ import annotations

import json
import re

import pytest
from django.apps import apps
from django.test import Client

from fahuo.api import shop_front
from fahuo.flow import calls
from fahuo.records import keys
from fahuo.records.models import ApiKey, Event, Merchant
from fahuo.steps.methods.models import Label, Offer, Selection, SellingPrice
from tests.api.test_orders import ORDER, Caller
from tests.api.test_purchases import Carrier
from tests.api.test_stranger import ROUTES, Scene, _call
from tests.scene import sample_merchant

pytestmark = pytest.mark.django_db
# rows that hold costs; of selling prices what was asked is told, and nothing that it came from
COSTS = ("Offer", "Cover", "Policy", "SellingPrice", "LiveAnswer", "Packing", "BoxChoice", "Selection")
TOLD = ("sell_minor", "value_minor")
CARRIERS_WORDS = "the label of 7771777 cannot be sold"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    client = Carrier()
    client.gate.set()
    monkeypatch.setattr(calls, "connect", lambda merchant: client)
    return client


def plant() -> set[str]:
    """Give every amount that a cost could be read from a figure of its own. Returns the figures, as they may be written."""
    figures, figure = set(), 7_310_017
    for model in apps.get_models():
        if model.__name__ not in COSTS:
            continue
        for field in model._meta.fields:
            if field.name.endswith("_minor") and field.name not in TOLD:
                figure += 104_729
                if model._default_manager.exclude(**{field.name: None}).update(**{field.name: figure}):
                    figures |= {str(figure), f"{figure / 100:.2f}", f"{figure / 100:,.2f}"}
    return figures


def front(merchant: Merchant) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.make(merchant, 'shop', sells_only=True)}"}


def test_no_route_tells_a_cost(carrier: Carrier) -> None:
    scene = Scene()
    head, own = front(scene.merchant), {"Authorization": f"Bearer {keys.make(scene.merchant, 'own')}"}
    assert SellingPrice.objects.filter(parcel=scene.parcel, sell_minor__isnull=False).exists()
    quoted = json.loads(Client().get("/api/quote?country=DE&weight_g=500", headers=own).content)
    costs = {str(offer[name]) for offer in quoted["offers"] for name in ("total_minor", "home_minor", "margin_minor") if offer[name]}
    sells = {str(offer["sell_minor"]) for offer in quoted["offers"]}
    Label.objects.update(failure=CARRIERS_WORDS)
    Event.objects.create(
        merchant=scene.merchant,
        order_id=scene.order.pk,
        parcel_id=scene.parcel.pk,
        kind="label_refused",
        at=scene.order.placed_at,
        key="x",
        data={"said": CARRIERS_WORDS},
    )
    Selection.objects.update(rule="rule 7771777")
    planted = plant() | (costs - sells) | {"7771777"}
    assert len(planted) > 30
    seen: dict[int, set[str]] = {}
    for method, path in ROUTES:
        answer = _call(Client(), method, scene.url(path), scene.body(path), head)
        seen.setdefault(answer.status_code, set()).add(f"{method} {path}")
        said = answer.content.decode(errors="replace")
        figures = {figure.rstrip(",.") for figure in re.findall(r"[0-9][0-9,.]*", said)}
        assert not figures & planted, (method, path, figures & planted)
        for word in ("home_minor", "total_minor", "margin", "derivation", "duty_minor", "mark_up", "materials_minor", '"card"', "premium"):
            assert word not in said, (method, path, word)
    opened = {
        f"{method.lower()} /api/{re.sub('<(?:int:|slug:)?([a-z_]+)>', '{{{}}}'.format(chr(92) + '1'), path)}"
        for method, path in shop_front.OPEN
    }
    reached = set().union(*(paths for status, paths in seen.items() if status != 403))
    assert reached == opened, reached ^ opened
    assert {200, 403} <= set(seen) <= {200, 403, 404, 409}


def test_the_same_calls_with_an_own_key_do_tell_costs(carrier: Carrier) -> None:
    """The control: what is planted is there to be found."""
    scene = Scene()
    own = {"Authorization": f"Bearer {keys.make(scene.merchant, 'own')}"}
    planted = plant()
    for path in (f"/api/parcels/{scene.parcel.pk}/offers", "/api/purchases/press"):
        said = Client().get(path, headers=own).content.decode()
        assert any(figure in said for figure in planted), path


def test_a_shop_front_quotes_and_buys(carrier: Carrier) -> None:
    merchant = sample_merchant()
    head = front(merchant) | {"Idempotency-Key": "a-press"}
    quoted = Client().get("/api/quote?country=DE&weight_g=500&price=cost", headers=head).json()
    assert quoted["offers"] and all(offer["sell_minor"] for offer in quoted["offers"]) and "home_currency" not in quoted
    body = {"order": ORDER}
    bought = Client().post("/api/purchases", json.dumps(body), content_type="application/json", headers=head).json()
    assert bought["state"] == "bought", bought
    (parcel,) = bought["parcels"]
    chosen = Offer.objects.get(parcel_id=parcel["id"], chosen=True)
    asked = SellingPrice.objects.get(parcel_id=parcel["id"], service=chosen.service)
    assert (parcel["offer"]["service"], parcel["offer"]["sell_minor"]) == (chosen.service.code, asked.sell_minor)
    assert any(offer.get("sell_minor") for offer in parcel["others"]) and parcel["tracking_number"]
    assert Client().get(parcel["label"], headers=head).content[:4] == b"%PDF"
    assert Client().get(parcel["label"].replace("label", "invoice"), headers=head).status_code == 403
    shown = Client().get(f"/api/orders/{bought['order_id']}", headers=head).json()
    assert {"imported", "label_bought"} <= {event["kind"] for event in shown["events"]} and "actor" not in shown["events"][0]


def test_offers_stand_by_what_is_asked_for_them() -> None:
    """Their order tells nothing of the cost."""
    scene = Scene()
    rows = SellingPrice.objects.filter(parcel=scene.parcel).order_by("service_id")
    for place, row in enumerate(rows):
        SellingPrice.objects.filter(parcel=scene.parcel, service=row.service_id).update(
            sell_minor=1000 - place, sell_home_minor=1000 - place
        )
    told = Caller(keys.make(scene.merchant, "shop", sells_only=True)).get(f"/api/parcels/{scene.parcel.pk}/offers").json()
    asked = [offer["sell_minor"] for offer in told if "refused" not in offer]
    assert asked == sorted(asked) and len(asked) > 1


def test_the_refusal_says_why_in_both_languages_and_a_key_that_was_taken_back_is_nobodys() -> None:
    scene = Scene()
    caller = Caller(keys.make(scene.merchant, "shop", sells_only=True))
    answer = caller.get("/api/covers")
    assert answer.status_code == 403 and "selling prices only" in answer.json()["error"] and "只能看售价" in answer.json()["error_zh"]
    assert caller.get("/api/no-such-route").status_code == 404
    ApiKey.objects.filter(name="shop").update(revoked_at=scene.order.placed_at)
    assert caller.get("/api/orders").status_code == 401


def test_each_open_route_is_one_of_the_api() -> None:
    known = {(method.upper(), re.sub(r"{[a-z_]+}", "*", path)) for method, path in ROUTES}
    assert {(method, "/api/" + re.sub(r"<[a-z_:]+>", "*", path)) for method, path in shop_front.OPEN} <= known
