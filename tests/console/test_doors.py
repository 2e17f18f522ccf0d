"""Login, the one-time link, logout, the language switch."""

from __future__ import annotations

from unittest import mock

import pytest
from django.test import Client

from fahuo.console import enter
from fahuo.records.models import User
from tests.console.conftest import PASSWORD
from tests.console.text import read


def test_login_is_read_in_the_browsers_language(db: None) -> None:
    assert "用户名" in read(Client(headers={"accept-language": "zh-CN,zh;q=0.9"}).get("/login/"))
    assert "User name" in read(Client(headers={"accept-language": "en-GB,en;q=0.9"}).get("/login/"))


def test_a_wrong_password_is_said_in_a_sentence(operator: User) -> None:
    page = Client(headers={"accept-language": "en"}).post("/login/", {"username": "operator", "password": "wrong"})
    assert page.status_code == 200 and "The name or the password is not right." in read(page)


def test_login_leads_to_todays_work_in_the_users_own_language(operator: User) -> None:
    operator.language = "zh-hans"
    operator.save()
    client = Client(headers={"accept-language": "en"})
    page = client.post("/login/", {"username": "operator", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/" and "今日工作" in read(page)


def test_the_one_time_link_works_once(operator: User) -> None:
    path, client = enter.path_for(operator), Client()
    assert client.get(path, follow=True).status_code == 200 and client.session["_auth_user_id"] == str(operator.pk)
    again = Client(headers={"accept-language": "en"}).get(path, follow=True)
    assert "has been used or is older than ten minutes" in read(again) and "_auth_user_id" not in again.client.session


def test_the_link_ends_after_ten_minutes_and_cannot_be_forged(operator: User) -> None:
    token = enter.token_for(operator)
    with mock.patch("django.core.signing.time.time", return_value=__import__("time").time() + enter.GOOD_FOR_S + 1):
        assert enter.take(token) is None
    assert enter.take(token[:-2] + "xx") is None
    assert enter.take("nonsense") is None
    assert enter.take(token) is not None


def test_a_link_of_a_user_who_is_gone_is_worthless(operator: User) -> None:
    token = enter.token_for(operator)
    operator.is_active = False
    operator.save()
    assert enter.take(token) is None


def test_logging_out_closes_the_door(browser: Client) -> None:
    assert browser.get("/").status_code == 200
    assert browser.post("/logout/").status_code == 302
    assert browser.get("/").status_code == 302


def test_the_language_is_kept_with_the_user_and_in_a_cookie(browser: Client, operator: User) -> None:
    answer = browser.post("/language/", {"language": "zh-hans", "next": "/orders/"})
    assert answer["Location"] == "/orders/" and answer.cookies["django_language"].value == "zh-hans"
    operator.refresh_from_db()
    assert operator.language == "zh-hans"
    assert "订单" in read(browser.get("/orders/"))


def test_the_language_can_be_switched_before_login(db: None) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "User name" in read(client.get("/login/"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(browser: Client, target: str) -> None:
    assert browser.post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(browser: Client) -> None:
    assert "django_language" not in browser.post("/language/", {"language": "tlh"}).cookies


def test_someone_without_a_merchant_is_told_so(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_user("nobody", password=PASSWORD))
    for path in ("/", "/orders/", "/orders/1/", "/imports/"):
        page = client.get(path)
        assert page.status_code == 200 and "belongs to no merchant" in read(page)


def test_every_form_needs_its_token(operator: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(operator)
    for path in ("/orders/do/", "/today/mend/", "/language/", "/logout/", "/imports/upload/", "/products/1/receive/"):
        page = client.post(path, {})
        assert page.status_code == 403 and "no longer valid" in read(page), path
