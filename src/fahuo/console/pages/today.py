"""Today's work: what needs a person, on top; the eight steps as columns below; and a page for each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fahuo.console import joint, names, waiting
from fahuo.console.access import for_merchant, mine
from fahuo.console.mends import Mend, mend_for
from fahuo.console.templatetags.shown import headline, open_values, remedy, sentence
from fahuo.core.reasons import REASONS
from fahuo.core.words import Step
from fahuo.flow.collecting import board as trucks
from fahuo.records import queries
from fahuo.records.clock import now
from fahuo.records.clock import today as today_on
from fahuo.records.models import Merchant, Product
from fahuo.records.queries import Need, Standing
from fahuo.steps.aftersales import queries as cases
from fahuo.steps.goods import queries as goods
from fahuo.steps.goods.shelves.waiting import stock_needs
from fahuo.steps.orders import queries as orders
from fahuo.steps.orders.models import Order

INLINE = 2_000  # needs of more orders than this have their causes loaded after the page
SHOWN = 4  # causes of a need before "more"


@dataclass(frozen=True)
class CauseShown:
    """One cause as the page shows it."""

    key: str
    text: str
    orders: int
    oldest: datetime
    ship_by: date | None
    order_id: int
    product: Product | None


@dataclass(frozen=True)
class Group:
    """One need as the page shows it."""

    need: Need
    text: str
    remedy: str
    mend: Mend
    ship_by: date | None
    causes: list[CauseShown] = field(default_factory=list)
    many: int = 0  # causes there are; only the commonest are told apart
    later: bool = False  # the causes come after the page

    @property
    def first(self) -> list[CauseShown]:
        return self.causes[:SHOWN]

    @property
    def rest(self) -> list[CauseShown]:
        return self.causes[SHOWN:]

    @property
    def inline(self) -> bool:
        """Causes that are mended right here stand open; so does the one cause of a need that has no button of its own."""
        here = (Mend.STOCK, Mend.SIZE, Mend.NEW_PRODUCT)
        return bool(self.causes) and (self.mend == Mend.HS_CODE or (self.single is not None and self.mend in here))

    @property
    def untold(self) -> int:
        return max(0, self.many - len(self.causes))

    @property
    def single(self) -> CauseShown | None:
        return self.causes[0] if len(self.causes) == 1 else None


@dataclass(frozen=True)
class Column:
    """One step as the board shows it."""

    step: Step
    orders: int
    parcels: int
    needs: int
    states: list[Standing]


@for_merchant
def today(request: HttpRequest) -> HttpResponse:
    """The first screen."""
    merchant = mine(request)
    found = groups(merchant)
    columns = board(merchant)
    empty = not any(c.orders or c.parcels for c in columns) and not Order.objects.filter(merchant=merchant).exists()
    shown = {
        "groups": found,
        "needing": queries.needs_by_step(merchant.pk).get("", 0),
        "columns": columns,
        "empty": empty,
        "now": now(),
        "imports": orders.imports(merchant.pk, 3),
        "stock": stock_needs(merchant.pk, today_on(now()), now()),
    }
    shown["trucks"] = trucks.in_short(merchant, now())
    shown["together"] = joint.in_short(merchant)
    return render(request, "console/today.html", shown)


@for_merchant
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One of the eight steps: what needs a person in it, and what stands in which state."""
    if name not in Step._value2member_map_:
        raise Http404
    merchant = mine(request)
    column = next(c for c in board(merchant) if c.step == name)
    shown: dict[str, Any] = {
        "step": name,
        "number": list(Step).index(Step(name)) + 1,
        "column": column,
        "groups": groups(merchant, name),
        "now": now(),
    }
    wanted = orders.Wanted(step=name, state=request.GET.get("state", ""))
    shown["rows"] = orders.listed(merchant.pk, wanted, 25)
    shown["state"] = wanted.state
    if name == Step.AFTERSALES:
        shown["cases"] = list(cases.cases(merchant.pk)[:25])
        shown["whose"] = goods.orders_inside([case.parcel_id for case in shown["cases"]])
    return render(request, "console/step.html", shown)


@for_merchant
def causes(request: HttpRequest) -> HttpResponse:
    """The causes of one need, for a page that left them out."""
    merchant = mine(request)
    code, at = request.GET.get("code", ""), request.GET.get("step", "")
    need = next((n for n in queries.needs(merchant.pk, at) if n.code == code), None)
    if need is None:
        raise Http404
    rows = waiting.causes(merchant.pk, [code])
    group = _group(need, rows, _products(merchant, rows), waiting.ship_by(merchant.pk, [code]))
    return render(request, "console/causes.html", {"group": group, "now": now()})


def groups(merchant: Merchant, step_name: str | None = None) -> list[Group]:
    """What needs a person, the oldest first; small needs with their causes."""
    found = queries.needs(merchant.pk, step_name)
    if not found:
        return []
    small = sorted({n.code for n in found if n.orders <= INLINE})
    by_code: dict[str, list[waiting.Cause]] = {}
    rows = waiting.causes(merchant.pk, small) if small else []
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    products, days = _products(merchant, rows), waiting.ship_by(merchant.pk, sorted({n.code for n in found}))
    return [_group(need, by_code.get(need.code, []), products, days, later=need.orders > INLINE) for need in found]


def _products(merchant: Merchant, rows: list[waiting.Cause]) -> dict[str, Product]:
    """The products that causes are about, for the names and the forms."""
    codes = {row.cause for row in rows if mend_for(row.code) in (Mend.HS_CODE, Mend.SIZE, Mend.STOCK)}
    return {p.sku: p for p in Product.objects.filter(merchant=merchant, sku__in=codes)}


def _group(need: Need, rows: list[waiting.Cause], products: dict[str, Product], days: dict[str, date], *, later: bool = False) -> Group:
    one = rows[0] if len(rows) == 1 and rows[0].same else None
    values = one.values if one else open_values(need.code) if need.code in REASONS else {}
    shown = [
        CauseShown(r.cause, _cause_text(r), r.orders, r.oldest, r.ship_by, r.order_id, products.get(r.cause))
        for r in rows
        if r.cause or len(rows) > 1
    ]
    text = headline(need.code)
    if one and need.orders == 1:
        text = sentence(need.code, one.values)
    elif len(shown) == 1 and shown[0].text:
        text = f"{text}{'：' if names.zh() else ': '}{shown[0].text}"
    many = rows[0].causes if rows else 0
    return Group(need, text, remedy(need.code, values), mend_for(need.code), days.get(need.code), shown, many, later)


def _cause_text(row: waiting.Cause) -> str:
    """A cause in words: a rule by its note, fields and countries by their names, else the whole sentence where it is the same for all."""
    if row.values.get("note") == row.cause or not row.values:
        return names.one_language(row.cause)
    if row.cause == row.values.get("country"):
        return names.country(row.cause)
    parts = row.cause.replace(",", " ").split()
    if parts and all(part in names.FIELDS for part in parts):
        return ("、" if names.zh() else ", ").join(str(names.FIELDS[p]) for p in parts)
    return sentence(row.code, row.values) if row.same and row.code in REASONS else row.cause


def board(merchant: Merchant) -> list[Column]:
    """The eight steps with their counts."""
    found = queries.board(merchant.pk)
    needs = queries.needs_by_step(merchant.pk)
    columns = []
    for each in Step:
        states = sorted((s for s in found if s.step == each), key=lambda s: (-s.orders, -s.parcels, s.state))
        columns.append(Column(each, sum(s.orders for s in states), sum(s.parcels for s in states), needs.get(each, 0), states))
    return columns
