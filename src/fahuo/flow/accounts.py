"""Accounts with outside systems: which plug-in speaks to it, where, with which secret."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from fahuo.records.models import Account, Merchant


class NoAccount(Exception):
    """The merchant has no account, or its secret is not set; the text says which and how to mend it."""


def plug_in(merchant: Merchant) -> type[Any] | None:
    """The client of the merchant's account, not opened: what it can do is seen by it. None without an account."""
    account = Account.objects.filter(merchant=merchant).order_by("pk").first()
    return None if account is None else _client(account)


def _client(account: Account) -> type[Any]:
    found: type[Any] = import_module(f"fahuo.plugins.{account.plugin.replace('/', '.')}.client").Client
    return found


def connect(merchant: Merchant) -> Any:
    """The client of the merchant's account: carrier and customs broker in one (ports.carrier, ports.customs); to be used in a `with`.

    A secret is read from the environment, never from the database: FAHUO_SECRET_<NAME>.
    """
    account = Account.objects.filter(merchant=merchant).order_by("pk").first()
    if account is None:
        raise NoAccount(f"{merchant.code} has no account with a carrier: add one in the set-up")
    secret = os.environ.get(f"FAHUO_SECRET_{account.secret_name}")
    if not secret:
        raise NoAccount(f"the secret of the account {account.plugin} is not set: start fahuo with FAHUO_SECRET_{account.secret_name}=...")
    return _client(account)(account.url, secret)
