"""A carrier that takes bookings, in memory, at the sample's warehouse."""

from __future__ import annotations

import pytest

from fahuo.ports.doubles import CollectorInMemory
from tests.flow.collecting.yard import open_yard


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> CollectorInMemory:
    return open_yard(monkeypatch)
