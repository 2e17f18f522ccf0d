"""Cards of 29 carriers, written by hand from docs/rate-cards.md alone: what the engine asks is what a person works out with a pencil."""

from __future__ import annotations

import argparse
import shlex
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from fahuo.cli import rates
from fahuo.cli.parcel import asked_of, day_of
from fahuo.core.methods.market import alone
from fahuo.core.methods.quote import quote
from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.read_places import read_list, read_rows
from fahuo.core.methods.service import Service
from fahuo.core.words import minor_units
from tests.core.methods.pencil.cases import cases

FOLDER = Path(__file__).parent / "pencil"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".toml", ".json"))
# A list of 50,000 places is what carriers send: every other American postcode, and a few places by other means.
FAR = "country,postcode_from,postcode_to,city\n" + "".join(f"US,{n:05},{n:05},\n" for n in range(0, 99_999, 2))
FAR += "CA,,,Iqaluit\nCA,X0A,,\nGB,IV1,IV28,\nMX,,,São Miguel\n"
BY_CARD = defaultdict(list)
for name, words, answer in cases():
    BY_CARD[name].append((words, answer))


def service_of(path: Path) -> Service:
    lists = {"far.csv": read_list(read_rows(FAR, "far.csv"), "far.csv")} if "far.csv" in path.read_text("utf-8") else {}
    return read_service(read_text(path.read_text("utf-8")), lists)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_engine_asks_what_the_pencil_says(path: Path) -> None:
    service, wrong = service_of(path), []
    parser = argparse.ArgumentParser()
    rates.configure(parser)
    for words, wanted in BY_CARD[path.stem]:
        args = parser.parse_args(["price", "--card", path.name, *shlex.split(words)])
        found = quote(asked_of(args), alone(service, day_of(args), dict(args.rate)))[0]
        row = found.row
        said = row["reason"] or Fraction(row["total_minor"], 10 ** minor_units(row["currency"]))
        if said != wanted:
            wrong.append((words, str(wanted), str(said), [step.en for step in found.steps]))
    assert not wrong


def test_every_card_is_asked_and_every_form_of_price_is_among_them() -> None:
    assert set(BY_CARD) == {path.stem for path in FILES} and len(FILES) == 29
    assert sum(map(len, BY_CARD.values())) > 250
    zones = [zone for path in FILES for card in service_of(path).cards for zone in card.zones]
    assert {band.form for zone in zones for table in zone.tables for band in table.bands} == {"per_kg", "first", "step", "flat"}
