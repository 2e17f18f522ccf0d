"""Suggestions of the joint choice as the pages show them: each way with its parcels, the figures that it adds up to, and how it differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from fahuo.console.joint_parcels import Colours, LineShown, Named, ParcelShown, Told, largest_of, parcels_of
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import Suggestion
from fahuo.steps.orders import joining
from fahuo.steps.orders.models import Joining, OrderLine

_OF_A_LINE = ("hs_missing_for_entry", "origin_missing_for_entry")  # their sentences number the lines of an entry that there is not
FIGURES = ("freight_minor", "materials_minor", "handling_minor", "premium_minor", "worth_minor")  # of sendings


@dataclass(frozen=True)
class Cell:
    """A figure of a way, and by how much it is more than today's plan; None: as much, or it is today's plan."""

    minor: int
    more_minor: int | None


@dataclass(frozen=True)
class TileShown:
    """A parcel of a way, and whether it is in today's plan, or in the best way, just so."""

    parcel: ParcelShown
    as_today: bool
    as_best: bool


@dataclass(frozen=True)
class WayShown:
    """A way and its bill."""

    no: int | None  # of the suggestion; None: today's plan
    tiles: list[TileShown]
    lacking: bool  # something finds no box
    days: tuple[int, int] | None  # of its slowest parcel
    more_parcels: int  # than today's plan has
    figures: list[Cell]
    total_minor: int
    saves_minor: int
    behind_minor: int  # what it costs more than the best


@dataclass(frozen=True)
class OrderShown:
    """An order that is spoken of."""

    id: int
    number: str
    lines: list[LineShown]


@dataclass(frozen=True)
class LackShown:
    """Why it is not known what some goods owe, and what would mend it."""

    code: str
    products: list[tuple[int, str]]
    each: list[dict[str, Any]]  # values of each reason


@dataclass(frozen=True)
class Suggested:
    """A suggestion: today's plan, then the ways that cost less."""

    row: Suggestion
    orders: list[OrderShown]
    columns: list[str]
    ways: list[WayShown]  # today's first
    more: int  # ways that are left out here
    lacks: list[LackShown]
    country: str  # that all of it goes to


def suggested(merchant: Merchant, rows: list[Suggestion], most: int | None = None) -> list[Suggested]:
    """Suggestions with the names of all that they speak of; of each the best `most` ways beside today's plan, all where it is None."""
    kept = [[row.today, *(row.ways if most is None else row.ways[:most])] for row in rows]
    named = Named(merchant, [way for ways in kept for way in ways])
    return [_suggested(row, ways, named) for row, ways in zip(rows, kept, strict=True)]


def _suggested(row: Suggestion, ways: list[Told], named: Named) -> Suggested:
    colours, largest = Colours(row.today, row.orders), largest_of(ways, named)
    names, bills = _bills(ways, row.duty_known)
    parcels = [[p for s in way["sendings"] for p in parcels_of(s, colours, named, largest)] for way in ways]
    today, best = (Counter(p.key for p in every) for every in parcels[:2]) if len(parcels) > 1 else (Counter(), Counter())
    shown = [
        WayShown(
            no=None if n == 0 else n - 1,
            tiles=_tiles(parcels[n], today if n else Counter(), best if n > 1 else Counter()),
            lacking=any(not s["boxes"] for s in way["sendings"]),
            days=(max(p.days_p50 for p in parcels[n]), max(p.days_p90 for p in parcels[n])) if parcels[n] else None,
            more_parcels=len(parcels[n]) - len(parcels[0]),
            figures=bills[n],
            total_minor=way["total_minor"],
            saves_minor=way["saves_minor"],
            behind_minor=way["total_minor"] - ways[min(1, len(ways) - 1)]["total_minor"],
        )
        for n, way in enumerate(ways)
    ]
    orders = [OrderShown(i, named.numbers.get(i, str(i)), colours.lines(i, named)) for i in row.orders]
    return Suggested(
        row, orders, names, shown, len(row.ways) + 1 - len(ways), _lacks(row.today, named), named.countries.get(row.orders[0], "")
    )


def _lacks(today: Told, named: Named) -> list[LackShown]:
    """By reason: the goods that it is about, and each of its cases."""
    found: dict[str, list[Told]] = {}
    for lack in today.get("lacks", []):
        found.setdefault(lack["code"], []).append(lack)
    return [
        LackShown(
            code,
            [(i, named.skus.get(i, "?")) for i in sorted({i for lack in lacks for i in lack["products"]})],
            [] if code in _OF_A_LINE else [lack["values"] for lack in lacks],
        )
        for code, lacks in found.items()
    ]


def _tiles(parcels: list[ParcelShown], today: Counter[Any], best: Counter[Any]) -> list[TileShown]:
    """Parcels with what they have in common with other ways; of two equal ones each needs its own there."""
    today, best = Counter(today), Counter(best)
    found = []
    for parcel in parcels:
        found.append(TileShown(parcel, today[parcel.key] > 0, best[parcel.key] > 0))
        today[parcel.key] -= 1
        best[parcel.key] -= 1
    return found


def _bills(ways: list[Told], duty_known: bool) -> tuple[list[str], list[list[Cell]]]:
    """The names of the figures that matter, and those of each way."""
    titles = (_("Freight"), _("Boxes"), _("Handling"), _("Premium"), _("Worth of days"))
    sums = [[sum(s[name] for s in way["sendings"]) for name in FIGURES] for way in ways]
    always = 3  # freight, boxes, handling; the others where any way has them
    wanted = [n for n in range(len(FIGURES)) if n < always or any(of[n] for of in sums)]
    columns = [titles[n] for n in wanted]
    figures = [[of[n] for n in wanted] for of in sums]
    if duty_known:
        columns.insert(always, _("Duty, tax, fees"))
        for of, way in zip(figures, ways, strict=True):
            of.insert(always, way["duty_minor"])
    cells = [[Cell(minor, (minor - today) or None) for minor, today in zip(of, figures[0], strict=True)] for of in figures]
    return columns, cells


def of_order(merchant: Merchant, order_id: int) -> dict[str, Any]:
    """What an order's page shows: suggestions for it, with whom it travels, and whether a person had it sent in a way of its own."""
    rows = Suggestion.objects.filter(merchant=merchant, orders__contains=[order_id], accepted_at=None).order_by("-saves_minor")
    carried: list[Joining] = joining.of_order(order_id)
    guest = next((j for j in carried if j.guest_id == order_id), None)
    lines = (
        OrderLine.objects.filter(order_id=guest.host_id, line_no__gt=guest.shift, line_no__lte=guest.shift + guest.lines) if guest else []
    )
    return {
        "suggested": suggested(merchant, list(rows[:1])),
        "carried": carried,
        "guest": guest,
        "guest_lines": list(lines),
        "own_way": joining.own_way(order_id),
    }


def waiting(merchant: Merchant) -> QuerySet[Suggestion]:
    """Suggestions that nobody decided yet, those that save most first."""
    return Suggestion.objects.filter(merchant=merchant, accepted_at=None).order_by("-saves_minor", "pk")


def in_short(merchant: Merchant) -> dict[str, Any] | None:
    """How many suggestions there are and what they save; None where there are none."""
    sums = waiting(merchant).aggregate(n=Count("pk"), saves=Sum("saves_minor"))
    return sums | {"home": merchant.currency} if sums["n"] else None
