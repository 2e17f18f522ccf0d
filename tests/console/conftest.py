"""A logged-in operator of the sample merchant, and somebody of another merchant who must never see a thing."""

from __future__ import annotations

import pytest
from django.test import Client

from fahuo.config.translations import compile_all
from fahuo.records.models import Merchant, User
from tests import scene

PASSWORD = "a-long-password"


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """The texts are compiled before anybody reads a page."""
    compile_all()


@pytest.fixture
def merchant(db: None) -> Merchant:
    """The sample merchant without an order."""
    return scene.sample_merchant()


@pytest.fixture
def orders(merchant: Merchant) -> Merchant:
    """The sample merchant with orders, a good part of them flawed."""
    scene.bring(merchant, *scene.sample_orders(40, flawed=0.4))
    return merchant


@pytest.fixture
def operator(merchant: Merchant) -> User:
    """Who works for the sample merchant."""
    user = User.objects.get(merchant=merchant, username="operator")
    user.set_password(PASSWORD)
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def browser(operator: User) -> Client:
    """The operator, logged in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(operator)
    return client


@pytest.fixture
def other(db: None) -> Client:
    """Somebody of another merchant, logged in."""
    user = User.objects.create_user("stranger", password=PASSWORD, merchant=scene.stranger(), language="en", is_staff=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
