"""What every test may rely on: real data where it is there, and the time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

# `make test` draws the same examples on every machine and every day: whether a change may land is a question about the change. `make search` draws new ones.
# How long an example takes on a busy machine says nothing of whether it is right.
settings.register_profile("fahuo", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("fahuo")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason="../shared/data is absent: this test reads real data that is not part of the project")
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(absent)


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the project."""
    return SHARED


@pytest.fixture
def now() -> datetime:
    """A Monday at noon, in China."""
    return datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
