from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.transport.codes import public_codes
from fahuo.world.numbers import s10_check, tracking_number
from fahuo.world.places import crosses_border, local, place_name
from fahuo.world.stories import DAY_US, MIX, SAID, Shipment, draw

TO_GERMANY = Shipment("CN", "DE", "Jena", 8, 12)
SHIPMENT = st.builds(
    lambda o, d, p50, more: Shipment(o, d, "", p50, p50 + more),
    st.sampled_from(["CN", "DE"]),
    st.sampled_from(["DE", "FR", "US", "ZZ", "CN"]),
    st.integers(0, 60),
    st.integers(0, 40),
)
LAST = {"normal": {"delivered"}, "late": {"delivered"}, "held": {"delivered"}, "attempts": {"delivered", "returned"}}
LAST |= {"damaged": {"returned"}, "silent": {"departed"}, "lost": {"lost"}}


@given(st.sampled_from(sorted(MIX)), SHIPMENT, st.integers(0, 10**6))
def test_every_story_is_plausible(name: str, shipment: Shipment, key: int) -> None:
    told, scans = draw(1, str(key), shipment, 10 * DAY_US, {name: 1})
    events = [scan.event for scan in sorted(scans, key=lambda s: s.at_us)]
    assert told == name
    assert [scan.event for scan in scans][-1] in LAST[name]
    assert all(scan.at_us >= 10 * DAY_US for scan in scans)
    assert all(due >= scan.at_us for scan in scans for due in scan.sendings_us)
    assert ("held" in events) == (name == "held" and crosses_border(shipment.origin, shipment.destination))
    assert ("presented" in events) == (crosses_border(shipment.origin, shipment.destination) and name not in ("silent", "lost"))
    days = (scans[-1].at_us - 10 * DAY_US) / DAY_US
    if name == "normal":
        assert days <= max(shipment.days_p90, 0.1)
    if name == "late":
        assert days > shipment.days_p90 + 0.9


@given(st.sampled_from(sorted(MIX)), st.integers(0, 10**6))
def test_what_takes_days_happens_in_order(name: str, key: int) -> None:
    _, scans = draw(1, str(key), TO_GERMANY, 0, {name: 1})
    times = [scan.at_us for scan in scans]
    assert times == sorted(times)


def test_the_same_seed_tells_the_same_stories() -> None:
    assert draw(7, "k", TO_GERMANY, 5, MIX) == draw(7, "k", TO_GERMANY, 5, MIX)
    assert draw(7, "k", TO_GERMANY, 5, MIX) != draw(8, "k", TO_GERMANY, 5, MIX)


def test_half_arrive_within_p50_and_nearly_all_within_p90() -> None:
    normal = [draw(1, str(k), TO_GERMANY, 0, {"normal": 1})[1][-1].at_us / DAY_US for k in range(400)]
    assert 0.35 < sum(d <= 8 for d in normal) / 400 < 0.65
    assert max(normal) <= 12
    names = [draw(1, str(k), TO_GERMANY, 0, MIX)[0] for k in range(2000)]
    assert all(0.3 * share < names.count(name) / 2000 < 2 * share for name, share in MIX.items())


def test_every_code_that_it_says_is_known() -> None:
    assert {code for post, other, _ in SAID.values() for code in (post, other)} <= set(public_codes()["code"])


@pytest.mark.parametrize(("digits", "check"), [("12345678", 5), ("47312482", 9), ("00000000", 5)])
def test_s10_check_digits(digits: str, check: int) -> None:
    # RB123456785GB and RR473124829GB are the published examples
    assert s10_check(digits) == check


def test_numbers_differ_and_have_a_bearable_length() -> None:
    numbers = {tracking_number(c, serial, "CN") for c in ("post", "line", "express") for serial in range(300)}
    assert len(numbers) == 900 and max(map(len, numbers)) <= 20


def test_places_and_local_times() -> None:
    assert place_name("DE", "gateway") == "Frankfurt, DE" and place_name("ZZ", "hub") == "ZZ"
    assert local(0, "CN") == "1970-01-01T08:00:00+08:00" and local(0, "ZZ") == "1970-01-01T00:00:00+00:00"
