"""The worked example of docs/choice.md, worked out again."""

from __future__ import annotations

import re
from datetime import date
from math import erf, log, sqrt
from pathlib import Path

from fahuo.core.methods.plan import plan_methods
from fahuo.core.words import Aim
from tests.core.methods.scene import ON, rows, stage
from tests.core.methods.test_choice import THREE

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "choice.md").read_text("utf-8")
DAYS = [date(2026, 12, 4), date(2026, 12, 6), date(2026, 12, 23)]


def cell(text: str) -> int:
    """A percentage as written, cut to a hundredth: 93.75 % -> 9375."""
    return round(float(text.strip("* ").removesuffix("%")) * 100)


def test_the_table_of_the_example() -> None:
    written = [row.strip("|").split("|") for row in re.findall(r"^\| (?:FAST|MIDDLE|SLOW) .*$", PAGE, re.M)]
    assert len(written) == 3
    for column, day in enumerate(DAYS, 4):
        made = plan_methods(*rows({"promised_on": day}), stage(THREE, aim=Aim.PROMISE, keep_ppm=900_000), ON)
        for row, offer in zip(written, made.offers.to_dicts(), strict=True):
            assert (float(row[1]) * 100, int(row[2]), int(row[3])) == (offer["home_minor"], offer["days_p50"], offer["days_p90"])
            assert cell(row[column]) == offer["keep_ppm"] // 100
            assert ("**" in row[column]) == offer["chosen"]
    eighty = plan_methods(*rows({"promised_on": DAYS[0]}), stage(THREE, aim=Aim.PROMISE, keep_ppm=800_000), ON)
    assert eighty.selections["service_id"].to_list() == [1]


def test_the_pencil() -> None:
    sigma = log(12 / 8) / 1.28155
    z = log(13 / 8) / sigma
    assert f"{sigma:.5f}" in PAGE and f"{z:.4f}" in PAGE and f"{(1 + erf(z / sqrt(2))) / 2:.4f}" in PAGE
