"""What every test may rely on: a data folder of its own, never the user's; a sample merchant; the time."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def _home() -> str:
    # As root PostgreSQL runs under a user of its own, who must reach the folder.
    place = "/var/lib/fahuo-tests" if os.geteuid() == 0 else str(Path(tempfile.gettempdir()) / f"fahuo-tests-{os.geteuid()}")
    return os.environ.get("FAHUO_TEST_HOME", place)


# Before Django reads its settings: tests never touch the user's data.
os.environ["FAHUO_HOME"] = _home()
os.environ.setdefault("FAHUO_SECRET_KEY", "tests-only-" + "x" * 40)


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
