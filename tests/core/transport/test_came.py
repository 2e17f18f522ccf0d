"""What carriers' scans say about the vehicle: a table of moments around one slot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fahuo.core.transport.came import Scan, first_scan

BEGINS = datetime(2026, 11, 24, 6, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=2)


def scans(*hours: float) -> list[Scan]:
    return [Scan(n + 1, BEGINS + timedelta(hours=h), "post") for n, h in enumerate(hours)]


@pytest.mark.parametrize(
    ("hours", "others", "found"),
    [
        ([], [], None),
        ([-2.1], [], None),  # brought to the depot before anybody was due
        ([-2.0], [], 1),  # a vehicle that came early
        ([3, 1, 1], [], 2),  # the first scan says when, of two at once the first parcel's
        ([13.9], [], 1),  # scanned in the carrier's hall that evening
        ([14.0], [], None),  # the next day: nobody knows
        ([1, 7], [8], 1),
        ([6.0], [8], None),  # another vehicle may have come already
        ([5.9], [8], 1),
        ([5.9], [-8], 1),  # the one before says nothing
    ],
)
def test_the_first_scan_in_its_time_says_that_it_came(hours: list[float], others: list[float], found: int | None) -> None:
    said = first_scan(BEGINS, ENDS, [BEGINS + timedelta(hours=h) for h in others], scans(*hours))
    assert (said.parcel_id if said else None) == found
    assert said == first_scan(BEGINS, ENDS, [BEGINS + timedelta(hours=h) for h in others], scans(*hours)[::-1])
