"""A warehouse whose carriers can be asked for collections, in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from fahuo.core.transport.collecting import Load
from fahuo.flow.collecting import asking, booking
from fahuo.ports.doubles import CollectorInMemory
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.transport.models import Collection
from tests.scene import NOON

POST = "Post of origin (invented prices)"
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)  # a Monday
SOME = Load(12, 9_000)


def clock() -> Any:
    """Monday noon in Shenzhen."""
    return NOON


def open_yard(monkeypatch: pytest.MonkeyPatch, carrier: object | None = None) -> CollectorInMemory:
    """Every merchant's carriers are this one."""
    known = CollectorInMemory() if carrier is None else carrier

    @contextmanager
    def asked(merchant: Merchant) -> Iterator[Any]:
        yield None if known is False else known

    for module in (asking,):
        monkeypatch.setattr(module, "asked", asked)
    monkeypatch.setattr("fahuo.flow.collecting.calls.asked", asked)
    return known  # type: ignore[return-value]


def shenzhen(merchant: Merchant) -> Warehouse:
    return Warehouse.objects.get(merchant=merchant, code="SZX")


def slot(on: date, hour: int = 15) -> str:
    """The double's id of a slot."""
    return f"{on}T{hour:02d}"


def book(merchant: Merchant, on: date = TOMORROW, hour: int = 15, load: Load = SOME, by: str = "zhou", **more: Any) -> Collection:
    return booking.book(merchant, shenzhen(merchant).pk, POST, on, slot(on, hour), load, by, clock, **more)
