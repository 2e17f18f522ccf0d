"""When to buy again, and how old stock is: two reports, on the page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fahuo.console import finding, names, paging, sheets
from fahuo.console.access import for_merchant, mine
from fahuo.console.pages.stock.asking import houses
from fahuo.core.goods.age import BUCKETS, NAMES
from fahuo.records.clock import now, today
from fahuo.records.models import Merchant
from fahuo.steps.goods.shelves import buying


class Frame:
    """A frame as a paginator takes it: how long it is, and a slice."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> pl.DataFrame:
        return self.rows[part]


DAYS, LEAD = 90, 14  # sales of so many days; a delivery takes so long, where nothing else is said


@for_merchant
def reorder(request: HttpRequest) -> HttpResponse:
    """What to buy now, how long it lasts, and the reorder point that sales suggest; packing material too."""
    rows, days, lead = _suggested(request)
    page = paging.numbered(request, Frame(rows))
    page.object_list = buying.named(mine(request).pk, page.object_list).to_dicts()
    shown = {
        "page": page, "days": days, "lead": lead, "due": rows.filter(pl.col("due")).height, "every": "all" in request.GET,
        "q": finding.text(request, "q"), "tab": "reorder",
    }  # fmt: skip
    return render(request, "console/stock/reorder.html", shown)


@for_merchant
def reorder_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The suggestions as a file."""
    _kind(kind)
    rows, days, _lead = _suggested(request)
    header = [
        _("product code"), _("name"), _("warehouse"), _("available"), _("on its way"), _("used in %(n)s days") % {"n": days}, _("days of cover"),
        _("reorder at"), _("fill up to"), _("suggested reorder point"), _("buy"),
    ]  # fmt: skip
    columns = ("free", "on_way", "sold", "days_of_cover", "reorder_at", "reorder_to", "point", "buy")
    rows = buying.named(mine(request).pk, rows)
    cells = ([r["sku"], named(r), r["warehouse"], *(r[c] for c in columns)] for r in rows.iter_rows(named=True))
    return sheets.answer(kind, _("reorder"), header, cells)


def _suggested(request: HttpRequest) -> tuple[pl.DataFrame, int, int]:
    merchant, at = mine(request), now()
    days = min(max(finding.number(request, "days") or DAYS, 1), 730)
    lead = min(finding.number(request, "lead") if finding.number(request, "lead") is not None else LEAD, 365)  # type: ignore[type-var]
    q = finding.text(request, "q").lower()
    every = "all" in request.GET or bool(q)
    rows = buying.suggestions(merchant.pk, today(at), at, days, int(lead or 0), every=every)
    if q:
        texts = (pl.col(c).str.to_lowercase().str.contains(q, literal=True) for c in ("sku", "name", "name_zh"))
        rows = buying.named(merchant.pk, rows).filter(pl.any_horizontal(texts)).drop("name", "name_zh")
    return (rows if every else rows.filter(pl.col("due"))), days, int(lead or 0)


@for_merchant
def age(request: HttpRequest) -> HttpResponse:
    """How long pieces have been here, in buckets, with their value."""
    merchant, on, house = mine(request), finding.day(request, "on") or today(), finding.number(request, "warehouse")
    rows = buying.overview(merchant.pk, on, house)
    page = paging.numbered(request, Frame(rows))
    page.object_list = _with_days(merchant, page.object_list, on, house)
    per = rows.group_by("warehouse").agg(pl.col("quantity", *NAMES, "value_minor").sum()).sort("warehouse").to_dicts()
    for row in per:
        row["parts"] = [row[name] for name in NAMES]
        row["shares"] = [(name, round(100 * row[name] / max(row["quantity"], 1), 1)) for name in NAMES]
    shown = {
        "page": page, "on": on, "names": NAMES, "per": per, "places": houses(merchant), "house": house, "currency": merchant.currency,
        "last": BUCKETS[-1][0], "tab": "age",
    }  # fmt: skip
    return render(request, "console/stock/age.html", shown)


def _with_days(merchant: Merchant, rows: pl.DataFrame, on: date, house: int | None) -> list[dict[str, Any]]:
    """The rows of a page with the names of their products, the day of their oldest piece and the mean of their days."""
    ages = buying.ages(merchant.pk, on, house, rows["product_id"].unique().to_list())
    days = {(r["product_id"], r["warehouse_id"]): r for r in ages.to_dicts()}
    found = []
    for row in rows.to_dicts():
        exact = days.get((row["product_id"], row["warehouse_id"]), {})
        parts = {"parts": [row[name] for name in NAMES], "oldest_on": exact.get("oldest_on"), "mean_days": exact.get("mean_days")}
        found.append(row | parts | {name: exact.get(name, "") for name in ("sku", "name", "name_zh")})
    return found


@for_merchant
def age_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The report as a file."""
    _kind(kind)
    rows, _on, _house = _ages(request)
    header = [
        _("product code"),
        _("name"),
        _("warehouse"),
        _("pieces"),
        *NAMES,
        _("oldest since"),
        _("mean days"),
        _("value (minor units)"),
    ]
    return sheets.answer(kind, _("stock age"), header, _age_cells(rows))


def _age_cells(rows: pl.DataFrame) -> Iterator[list[sheets.Cell]]:
    for r in rows.iter_rows(named=True):
        yield [r["sku"], named(r), r["warehouse"], r["quantity"], *(r[n] for n in NAMES), r["oldest_on"], r["mean_days"], r["value_minor"]]


def _ages(request: HttpRequest) -> tuple[pl.DataFrame, date, int | None]:
    on, house = finding.day(request, "on") or today(), finding.number(request, "warehouse")
    return buying.ages(mine(request).pk, on, house), on, house


def _kind(kind: str) -> None:
    if kind not in ("csv", "xlsx"):
        raise Http404


def named(row: dict[str, Any]) -> str:
    """A product's name in the user's language."""
    return str((names.zh() and row["name_zh"]) or row["name"])
