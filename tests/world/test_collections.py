"""The carriers' dispatch over real HTTP: slots from the seed, one booking a key, refusals by name, none the worse for kill -9."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from fahuo.ports.answers import Refused
from fahuo.ports.collection import REFUSALS, CollectionChange, CollectionRequest, Pickup, Slot
from fahuo.ports.contract import collection_contract
from fahuo.world.collections import WINDOWS
from tests.world.running import START, WorldProcess

SZX = Pickup("Hengzhouyu", "CN", "Asia/Shanghai", "Road 8", "Shenzhen", postcode="518129")
DAY = date(2026, 11, 24)  # a Tuesday; the world's clock shows Monday morning
SPEED = ("--speed", "0", "--start", START)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldProcess]:
    with WorldProcess(tmp_path_factory.mktemp("world"), SPEED) as running:
        yield running


def free_slot(world: WorldProcess, pickup: Pickup = SZX, on: date = DAY) -> tuple[str, Slot]:
    """A carrier that comes there on that day, and a slot that takes one more."""
    for n in range(60):
        try:
            slots = world.client.slots(f"Carrier {n}", pickup, on)
        except Refused as no:
            assert no.code in REFUSALS
        else:
            for slot in slots:
                if slot.left:
                    return f"Carrier {n}", slot
    raise AssertionError("nobody comes")


def ask(carrier: str, at: Slot, key: str, **changes: object) -> CollectionRequest:
    return replace(CollectionRequest(key, carrier, "ours", SZX, at.id, DAY, 10, 12_000), **changes)  # type: ignore[arg-type]


def test_it_keeps_the_contract(world: WorldProcess) -> None:
    carrier, _slot = free_slot(world)
    assert collection_contract(world.client, carrier, SZX, DAY) == []


def test_slots_are_the_same_for_the_same_seed_and_differ_for_another(world: WorldProcess, tmp_path: Path) -> None:
    def seen(running: WorldProcess) -> list[tuple[str, str, int | None, int | None]]:
        found = []
        for n in range(20):
            try:
                found += [(f"{n}", s.id, s.left, s.most_g) for s in running.client.slots(f"Only seen {n}", SZX, DAY)]
            except Refused as no:
                found.append((f"{n}", no.code, None, None))
        return found

    first = seen(world)
    with WorldProcess(tmp_path / "same", SPEED) as again, WorldProcess(tmp_path / "other", (*SPEED, "--seed", "1")) as other:
        assert seen(again) == first != seen(other)
    assert {code for _, code, left, _ in first if left is None} >= {"no_collection"}
    assert 0 in {left for _, _, left, _ in first}, "some slots are full"


def test_many_who_ask_for_the_last_place_get_it_once(world: WorldProcess) -> None:
    carrier, slot = free_slot(world)
    places = slot.left or 0

    def book(n: int) -> str:
        try:
            return world.client.book_collection(ask(carrier, slot, f"crowd-{n}")).reference
        except Refused as no:
            return no.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(book, range(places + 6)))
    assert answers.count("slot_full") == 6 and len(set(answers)) == places + 1
    with ThreadPoolExecutor(8) as pool:  # one key, many at once: one booking, though the slot is full by now
        taken = next(n for n, answer in enumerate(answers) if answer != "slot_full")
        assert set(pool.map(lambda _: book(taken), range(8))) == {answers[taken]}


def test_what_cannot_be_is_refused_by_name(world: WorldProcess) -> None:
    carrier, slot = free_slot(world, on=DAY)
    refused = {
        "slot_unknown": lambda: world.client.book_collection(ask(carrier, slot, "x1", slot="nothing")),
        "too_heavy": lambda: world.client.book_collection(ask(carrier, slot, "x2", weight_g=5_000_000)),
        "outside_area": lambda: world.client.slots(carrier, replace(SZX, postcode="518999"), DAY),
        "not_open": lambda: world.client.slots(carrier, SZX, DAY + timedelta(days=20)),
        "too_late": lambda: world.client.slots(carrier, SZX, DAY - timedelta(days=5)),
        "field_wrong": lambda: world.client.slots(carrier, replace(SZX, zone="Mars/Olympus"), DAY),
        "reference_unknown": lambda: world.client.collection(carrier, "PU0"),
        "key_missing": lambda: world.client.book_collection(ask(carrier, slot, "")),
    }
    for code, call in refused.items():
        with pytest.raises(Refused) as no:
            call()
        assert no.value.code == code


def test_a_key_is_for_one_booking_and_one_change(world: WorldProcess) -> None:
    carrier, slot = free_slot(world)
    booked = world.client.book_collection(ask(carrier, slot, "once"))
    with pytest.raises(Refused) as no:
        world.client.book_collection(ask(carrier, slot, "once", parcels=11))
    assert no.value.code == "key_reused"
    change = CollectionChange("once-change", carrier, booked.reference, slot.id, DAY, 4, 5_000)
    assert world.client.change_collection(change).parcels == 4
    with pytest.raises(Refused) as no:
        world.client.change_collection(replace(change, parcels=5))
    assert no.value.code == "key_reused"


def test_on_the_day_when_the_clocks_change_slots_are_at_the_wall_clocks_hours(tmp_path: Path) -> None:
    leipzig = Pickup("Hengzhouyu", "DE", "Europe/Berlin", "Weg 12", "Schkeuditz", postcode="04435")
    with WorldProcess(tmp_path, ("--speed", "0", "--start", "2026-10-23T08:00:00+02:00")) as world:
        day = date(2026, 10, 25)  # a Sunday: at three it is two again
        carrier, _slot = free_slot(world, leipzig, day)
        for slot in world.client.slots(carrier, leipzig, day):
            begins, ends = datetime.fromisoformat(slot.begins_at), datetime.fromisoformat(slot.ends_at)
            assert (begins.hour, ends.hour) in WINDOWS and begins.date() == day
            assert begins.utcoffset() == timedelta(hours=1), "winter time by then"


def test_after_the_time_nobody_changes_and_some_trucks_do_not_come(tmp_path: Path) -> None:
    came = []
    with WorldProcess(tmp_path, SPEED) as world:
        booked = []
        for n in range(60):
            try:
                slots = world.client.slots(f"Carrier {n}", SZX, DAY)
            except Refused:
                continue
            booked += [
                (f"Carrier {n}", world.client.book_collection(ask(f"Carrier {n}", slot, f"{n} {slot.id}")).reference)
                for slot in slots
                if slot.left
            ]
        world.client.set_clock(step_s=86_400 * 2)
        for carrier, reference in booked:
            came.append(world.client.collection(carrier, reference).came)
        with pytest.raises(Refused) as no:
            world.client.cancel_collection(*booked[0])
        assert no.value.code == "too_late"
    assert set(came) == {True, False} and 0 < came.count(False) < 0.2 * len(came)


def test_kill_minus_nine_forgets_no_booking(tmp_path: Path) -> None:
    with WorldProcess(tmp_path, SPEED) as world:
        carrier, slot = free_slot(world)
        booked = world.client.book_collection(ask(carrier, slot, "kept"))
        world.kill()
        with WorldProcess(tmp_path, SPEED) as again:
            assert again.client.book_collection(ask(carrier, slot, "kept")) == booked
            assert again.client.slots(carrier, SZX, DAY)[0].id
