"""Whole journeys, told by the world and understood by fahuo: what leaves the one as HTTP arrives in the other as a standing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fahuo.core.aftersales.plan import watch
from fahuo.core.aftersales.rules import shipped_rules
from fahuo.core.progress import standings
from fahuo.core.progress.check import check_growth, check_standings
from fahuo.core.transport.checkpoints import RAW, read_checkpoints
from fahuo.core.transport.plan import plan_transport
from tests.world.running import START, Receiver, WorldProcess, request

BEGIN = datetime.fromisoformat(START)
DAY = timedelta(days=1)


class Tower:
    """What fahuo knows of one parcel: the label it bought, the plan, and all that it was told since."""

    def __init__(self, receiver: Receiver, world: WorldProcess, story: str) -> None:
        self.receiver, self.world = receiver, world
        self.label = world.client.buy_label(request(story))
        self.numbers = pl.DataFrame({"number": [self.label.number], "parcel_id": [1]})
        parcel = {"parcel_id": 1, "warehouse_country": "CN", "country": "DE", "service_class": "line", "days_p50": 8, "days_p90": 12}
        self.parcels = pl.DataFrame([parcel])
        self.travel = plan_transport(self.parcels, BEGIN)

    def days_later(self, days: float) -> None:
        """The world's clock goes on; what is sent until then has come in."""
        for hours in range(0, int(days * 24), 12):  # in steps, so that things arrive as they would
            self.world.client.set_clock(step_s=min(12, days * 24 - hours) * 3600)
        self.receiver.wait(lambda rows: self.world.client.set_clock()["owed"] == 0)

    def stand(self) -> dict[str, Any]:
        """Where the parcel stands, from all that came, repeated and out of order as it is; and it never went back on the way there."""
        rows, before = self.receiver.took, None
        for n in range(1, len(rows) + 1):
            events = self.events(rows[:n])
            now = standings(events)
            assert check_standings(events, now) == []
            assert before is None or check_growth(before, now) == []
            before = now
        return standings(self.events(rows)).row(0, named=True)

    def events(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        read = read_checkpoints(pl.DataFrame(rows, schema=RAW), self.numbers)
        assert read.refusals.height == 0 and read.unknown.height == 0
        bought = pl.DataFrame(
            {"parcel_id": [1], "kind": ["label_bought"], "at": [BEGIN]}, schema_overrides={"at": pl.Datetime("us", "UTC")}
        )
        return pl.concat([bought, read.checkpoints.select("parcel_id", "kind", "at")])

    def cases(self) -> list[str]:
        """What the watch would open now."""
        now = datetime.fromisoformat(str(self.world.client.set_clock()["now"]))
        parcels = self.parcels.join(self.travel.etas, on="parcel_id")
        none = pl.DataFrame(schema={"parcel_id": pl.Int64, "kind": pl.String})
        return watch(standings(self.events(self.receiver.took)), parcels, shipped_rules(), none, now).cases["kind"].to_list()


@contextmanager
def a_parcel(folder: Path, story: str) -> Iterator[Tower]:
    with Receiver() as receiver:
        arguments = ("--speed", "0", "--start", START, "--callback", receiver.url, "--mix", f"{story}=1")
        with WorldProcess(folder, arguments) as world:
            yield Tower(receiver, world, story)


def test_one_that_goes_as_planned(tmp_path: Path) -> None:
    with a_parcel(tmp_path, "normal") as parcel:
        # The label is bought and the carrier has not come yet.
        assert parcel.stand()["state"] == "label_bought" if parcel.receiver.took else True
        # Two weeks later, within the days that nine in ten keep, it is at the door.
        parcel.days_later(14)
        stand = parcel.stand()
        assert (stand["step"], stand["state"], stand["needs"], stand["ends"]) == ("delivery", "delivered", None, True)
        assert stand["state_at"] <= parcel.travel.etas["eta_p90_at"][0]
        assert parcel.cases() == []


def test_one_that_is_late(tmp_path: Path) -> None:
    with a_parcel(tmp_path, "late") as parcel:
        # The day by which nine in ten have arrived has passed.
        parcel.days_later(12.5)
        assert parcel.stand()["ends"] is False
        assert "late" in parcel.cases()
        # It does come, later.
        parcel.days_later(14)
        assert parcel.stand()["state"] == "delivered"
        assert parcel.cases() == []


def test_one_that_customs_holds(tmp_path: Path) -> None:
    with a_parcel(tmp_path, "held") as parcel:
        held = False
        for _ in range(40):
            parcel.days_later(0.5)
            stand = parcel.stand()
            if stand["state"] == "customs_held":
                # Somebody must look at it, and after three days it is a case.
                held = True
                assert (stand["step"], stand["needs"]) == ("clearance", "customs_held")
                if datetime.fromisoformat(str(parcel.world.client.set_clock()["now"])) - stand["state_at"] > 3 * DAY:
                    assert "customs_hold_long" in parcel.cases()
                    break
        assert held
        # The papers are given; it is released and delivered.
        parcel.days_later(25)
        stand = parcel.stand()
        assert (stand["state"], stand["needs"]) == ("delivered", None)


def test_one_that_comes_back_damaged(tmp_path: Path) -> None:
    with a_parcel(tmp_path, "damaged") as parcel:
        parcel.days_later(40)
        stand = parcel.stand()
        assert (stand["step"], stand["state"], stand["needs"]) == ("aftersales", "returned", "returned")
        kinds = parcel.events(parcel.receiver.took)["kind"].unique().to_list()
        assert {"damaged", "returning", "returned"} <= set(kinds) and "delivered" not in kinds
        assert parcel.cases() == ["damaged", "returned"]


@pytest.mark.parametrize(("story", "cases"), [("silent", ["late", "lost_presumed"]), ("lost", ["lost"])])
def test_one_that_is_never_seen_again(tmp_path: Path, story: str, cases: list[str]) -> None:
    with a_parcel(tmp_path, story) as parcel:
        parcel.days_later(60)
        assert parcel.cases() == cases


def test_with_a_fast_clock_a_day_passes_in_moments(tmp_path: Path) -> None:
    with Receiver() as receiver:
        arguments = ("--speed", "200000", "--start", START, "--callback", receiver.url, "--mix", "normal=1")
        with WorldProcess(tmp_path, arguments) as world:
            numbers = {world.client.buy_label(request(f"fast-{n}")).number for n in range(20)}
            receiver.wait(lambda rows: {row["number"] for row in rows if row["code"] == "Delivered_Other"} == numbers, seconds=45)
