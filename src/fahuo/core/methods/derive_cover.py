"""A cover worked out step by step from what was kept of it, so that a person can check it with a pencil. No card is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from fahuo.core.methods.derive import Working
from fahuo.core.methods.insure import UNCAPPED, changed, premiums
from fahuo.core.methods.price_rounding import NANO
from fahuo.core.methods.shown import money, percent
from fahuo.core.words import minor_units

Row = Mapping[str, Any]


def cover_steps(row: Row, home: str) -> list[Working]:
    """The steps from the value to the premium, of a row of frames.Covers that has no reason; `home` is the merchant's currency."""
    return list(_steps(row, home))


def same_again(row: Row) -> bool:
    """Whether the premium, worked out again from the row's own figures, is the one that was kept."""
    worth = int(changed(row["value_minor"], *divmod(row["rate_nano"], NANO)))
    covered = min(worth, UNCAPPED if row["cap_minor"] is None else row["cap_minor"])
    premium = int(premiums(covered, row["included_minor"], row["ppm"], row["least_minor"]))
    home = int(changed(premium, *divmod(row["home_rate_nano"], NANO)))
    return bool((worth, covered, premium, home) == tuple(row[n] for n in ("worth_minor", "covered_minor", "premium_minor", "home_minor")))


def _steps(row: Row, home: str) -> Iterator[Working]:
    own = row["currency"]
    said = money(row["value_minor"], row["value_currency"], True)
    if row["value_currency"] != own:
        said = f"{said} × {_rate(row['rate_nano'], row['value_currency'], own)} = {money(row['worth_minor'], own, True)}"
    yield Working("value", f"货值：{said}", f"value: {said}", row["worth_minor"])
    if row["cap_minor"] is not None:
        cap, covered = money(row["cap_minor"], own), money(row["covered_minor"], own, True)
        yield Working("covered", f"保额：最高 {cap}，取 {covered}", f"covered: at most {cap}, here {covered}", row["covered_minor"])
    else:
        covered = money(row["covered_minor"], own, True)
        yield Working("covered", f"保额：{covered}", f"covered: {covered}", row["covered_minor"])
    yield _premium(row, own)
    if own != home:
        said = (
            f"{money(row['premium_minor'], own, True)} × {_rate(row['home_rate_nano'], own, home)} = {money(row['home_minor'], home, True)}"
        )
        yield Working("home", f"折合：{said}", f"in {home}: {said}", row["home_minor"])


def _premium(row: Row, own: str) -> Working:
    above, premium = row["covered_minor"] - row["included_minor"], row["premium_minor"]
    zh, en = "", ""
    if row["included_minor"]:
        included = money(row["included_minor"], own)
        zh, en = f"免费保额 {included}", f"{included} is included free"
    if above <= 0:
        return Working("premium", f"保费：{zh or '无'}，不另收费", f"premium: {en or 'nothing is above it'}, nothing more is owed", 0)
    base = f"({money(row['covered_minor'], own)} − {money(row['included_minor'], own)})" if row["included_minor"] else money(above, own)
    part = int(premiums(row["covered_minor"], row["included_minor"], row["ppm"], 0))
    said = f"{percent(row['ppm'])} × {base} = {money(part, own, part == premium)}"
    zh, en = (f"{zh}，" if zh else "") + said, (f"{en}; " if en else "") + said
    if part != premium:
        least = money(premium, own, True)
        zh, en = f"{zh}，最低 {least}", f"{en}, at least {least}"
    return Working("premium", f"保费：{zh}", f"premium: {en}", premium)


def _rate(nano: int, currency: str, into: str) -> str:
    """The exchange rate as it was written: one whole unit in whole units."""
    rate = Decimal(nano).scaleb(-9 + minor_units(currency) - minor_units(into))
    return f"{rate.normalize():f}"
