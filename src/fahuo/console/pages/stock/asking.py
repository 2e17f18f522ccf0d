"""What the pages of stock have in common: the merchant's rows by id, numbers and days as typed, pages of a list, and what a batch became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahuo.console import names
from fahuo.console.templatetags.shown import remedy, sentence
from fahuo.core.goods.days import read_day
from fahuo.core.goods.moving import Refused
from fahuo.flow.said import NotPossible
from fahuo.flow.shelves import moves, shortfall
from fahuo.flow.shelves.moves import Done
from fahuo.flow.shelves.shortfall import Hit
from fahuo.records.clock import now
from fahuo.records.models import Bin, Merchant, Product, Warehouse

SIZE = 50


@dataclass(frozen=True)
class Numbered:
    """A page by number of rows that the database cut already; as the template numbered.html wants it."""

    object_list: Sequence[Any]
    number: int
    count: int

    @property
    def num_pages(self) -> int:
        return max(1, -(-self.count // SIZE))

    @property
    def paginator(self) -> Numbered:
        return self

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.num_pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_no(request: HttpRequest) -> int:
    """The page that is asked for, 1 where none is."""
    said = request.GET.get("page", "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 7 else 1


def houses(merchant: Merchant) -> list[Warehouse]:
    """The merchant's warehouses in the order in which they are asked."""
    return list(Warehouse.objects.filter(merchant=merchant).order_by("priority", "code"))


def product_of(merchant: Merchant, product_id: int) -> Product:
    """One of the merchant's products, or 404."""
    row = Product.objects.filter(merchant=merchant, pk=product_id).first()
    if row is None:
        raise Http404
    return row


def bin_of(merchant: Merchant, bin_id: int) -> Bin:
    """One of the merchant's bins, or 404."""
    row = Bin.objects.filter(merchant=merchant, pk=bin_id).select_related("warehouse").first()
    if row is None:
        raise Http404
    return row


def typed(request: HttpRequest, name: str) -> str:
    """A form's text, tidied."""
    return request.POST.get(name, "").replace("\0", "").strip()[:500]


def whole(request: HttpRequest, name: str) -> int | None:
    """A form's whole number of zero or more; None where the field is empty."""
    said = typed(request, name)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        raise NotPossible(f"{said[:40]!r} is not a whole number of zero or more", f"“{said[:40]}”不是零或以上的整数")
    return int(said)


def day(request: HttpRequest, name: str) -> date | None:
    """A form's day; None where the field is empty."""
    said = typed(request, name)
    found = read_day(said)
    if said and found is None:
        raise NotPossible(f"{said[:40]!r} is no day: write it as 2027-03-01", f"“{said[:40]}”不是日期：请按 2027-03-01 填写")
    return found


def given_up(request: HttpRequest, hits: Sequence[Hit]) -> None:
    """Say on the page which orders lost pieces and what became of them."""
    again = list(dict.fromkeys(h.number for h in hits if not h.firm))
    aside = list(dict.fromkeys(h.number for h in hits if h.firm))
    if again:
        one, many = (
            _("1 order lost its pieces and is planned again: %(numbers)s"),
            _("%(n)s orders lost their pieces and are planned again: %(numbers)s"),
        )
        messages.warning(request, (one if len(again) == 1 else many) % {"n": f"{len(again):,}", "numbers": _some(again)})
    if aside:
        one, many = _("1 order in work is set aside: %(numbers)s"), _("%(n)s orders in work are set aside: %(numbers)s")
        messages.warning(request, (one if len(aside) == 1 else many) % {"n": f"{len(aside):,}", "numbers": _some(aside)})


def _some(numbers: list[str]) -> str:
    return ", ".join(numbers[:8]) + (" …" if len(numbers) > 8 else "")


def ask_first(request: HttpRequest, merchant: Merchant, row: Mapping[str, Any]) -> HttpResponse | None:
    """The page that asks before orders lose their pieces; None where none would, or where it was answered."""
    if "give_up" in request.POST:
        return None
    hits = shortfall.hits(merchant, moves.losses(merchant, [dict(row) | {"give_up": True}], now()))
    if not hits:
        return None
    fields = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    shown = {"hits": hits, "fields": fields, "row": row, "back": request.META.get("HTTP_REFERER", ""), "tab": "stock"}
    return render(request, "console/stock/give_up.html", shown)


def told(request: HttpRequest, done: Done, rows: bool = False) -> None:
    """Say on the page what became of a batch; `rows`: of many rows, so that a refused one is named by its number."""
    if done.moved:
        text = ngettext("%(n)s move recorded.", "%(n)s moves recorded.", done.moved)
        messages.success(request, text % {"n": f"{done.moved:,}"})
    if done.planned:
        text = ngettext(
            "%(n)s order that waited for it is planned again.", "%(n)s orders that waited for it are planned again.", done.planned
        )
        messages.success(request, text % {"n": f"{done.planned:,}"})
    given_up(request, done.lost)
    refusals(request, done.refused, rows)


def refusals(request: HttpRequest, refused: Sequence[Refused], rows: bool = False) -> None:
    """Say why rows were not done."""
    for no in refused[:20]:
        place = (_("Row %(n)s: ") % {"n": no.row + 1}) if rows else ""
        messages.error(request, f"{place}{sentence(no.code, no.values)}{'。' if names.zh() else ': '}{remedy(no.code, no.values)}")
