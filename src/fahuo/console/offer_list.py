"""All offers of a parcel as a list that a person searches: by service, class, whether it takes the parcel or why not, in an order of their choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fahuo.console import names
from fahuo.console.offers import OfferShown
from fahuo.console.sheets import Cell
from fahuo.console.templatetags.shown import headline
from fahuo.core.methods.derive import Working
from fahuo.core.words import minor_units

TAKES, REFUSES = "takes", "refuses"
SORTS: dict[str, Callable[[OfferShown], Any]] = {  # beside the order in which they were compared
    "cost": lambda row: row.offer.home_minor,
    "days": lambda row: (row.offer.days_p50, row.offer.days_p90, row.offer.home_minor),
    "chargeable": lambda row: (row.offer.chargeable_g, row.offer.home_minor),
    "code": lambda row: row.offer.service.code,
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty: all."""

    text: str = ""  # in the code or the name of the service, in either language
    kind: str = ""
    state: str = ""  # TAKES, REFUSES, or the code of a reason
    sort: str = ""


def found(rows: list[OfferShown], wanted: Wanted) -> list[OfferShown]:
    """The offers that fit, in the order asked for; those that refuse come last, by reason."""
    fit = [row for row in rows if _fits(row, wanted)]
    takes = [row for row in fit if not row.offer.reason]
    refuses = sorted((row for row in fit if row.offer.reason), key=lambda row: (row.offer.reason, row.offer.service.code))
    return [*(sorted(takes, key=SORTS[wanted.sort]) if wanted.sort in SORTS else takes), *refuses]


def _fits(row: OfferShown, wanted: Wanted) -> bool:
    offer = row.offer
    says = f"{offer.service.code} {offer.service.name} {offer.service.name_zh}".casefold()
    return (
        all(word in says for word in wanted.text.casefold().split())
        and wanted.kind in ("", offer.service.kind)
        and wanted.state in ("", offer.reason or TAKES, REFUSES if offer.reason else TAKES)
    )


def reasons(rows: list[OfferShown]) -> list[tuple[str, str, int]]:
    """The reasons of those that refuse, the most frequent first: code, words, how many."""
    counted = Counter(row.offer.reason for row in rows if row.offer.reason)
    return [(code, headline(code), n) for code, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def sorts() -> list[tuple[str, str]]:
    """The orders to choose from."""
    return [("", _("as compared")), ("cost", _("cost")), ("days", _("days")), ("chargeable", _("chargeable weight")), ("code", _("code"))]


def header(home: str) -> list[str]:
    """The columns of the file."""
    return [
        _("Code"), _("Service"), _("Class"), _("Chosen"), _("Why not"), _("Card"), _("Zone"), _("Band up to, g"), _("Volumetric, g"), _("Chargeable, g"),
        _("Freight"), _("Fuel"), _("Surcharges"), _("Total"), _("Currency"), _("In %(c)s") % {"c": home}, _("Duty, tax, fees"), _("Worth of days"),
        _("Premium"), _("Compared by"), _("Days, half of them"), _("Days, nine in ten"), _("Keeps the day, %"), _("Selling price"), _("Currency"),
        _("Margin"), _("How it comes about"),
    ]  # fmt: skip


def cells(rows: list[OfferShown], workings: dict[int, list[Working]], home: str) -> Iterator[list[Cell]]:
    """A row of the file for each offer: all figures that a person needs to work it out again."""
    for row in rows:
        o, c, s = row.offer, row.compared, row.sold
        steps = "\n".join(step.say(get_language() or "zh-hans") for step in workings.get(o.service_id, []))
        kind = str(names.CLASSES.get(o.service.kind, o.service.kind))
        own = [_plain(minor, o.currency) for minor in (o.freight_minor, o.fuel_minor, o.surcharge_minor, o.total_minor)]
        ours = [_plain(c and minor, home) for minor in ((c.duty_minor, c.worth_minor, c.cover_minor, c.total_minor) if c else (None,) * 4)]
        yield [
            o.service.code, names.service(o.service), kind, "×" if o.chosen else "", row.why_not, o.card, o.zone, o.band_up_to_g, o.volumetric_g, o.chargeable_g,
            *own, o.currency, _plain(o.home_minor, home), *ours, o.days_p50, o.days_p90, None if o.keep_ppm is None else o.keep_ppm / 10_000,
            *((_plain(s.price.sell_minor, s.price.sell_currency), s.price.sell_currency, _plain(s.margin_minor, home)) if s else (None, None, None)), steps,
        ]  # fmt: skip


def _plain(minor: int | None, currency: str | None) -> Cell:
    return None if minor is None else float(Decimal(minor).scaleb(-minor_units(currency or "")))
