"""Rules of mark-up at work: what they make of the parcels of the last days, and what one of them would, changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import paging
from fahuo.console.access import for_merchant, mine
from fahuo.flow import mark_ups
from fahuo.flow.said import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.methods.mark_up_form import TermsForm, written
from fahuo.steps.methods.models import MarkUpRule


class RuleTerms(TermsForm):
    """The terms of one rule, in its currency."""

    def __init__(self, rule: MarkUpRule, merchant: Merchant, data: Any) -> None:
        self.currency = rule.currency or merchant.currency
        super().__init__(data)

    def money(self) -> str:
        return self.currency

    def terms(self) -> dict[str, Any]:
        """What was read."""
        return {"percent": self.cleaned_data["percent"], **self.minor}


@dataclass(frozen=True)
class Row:
    """A rule, or the cards of selling prices (None), with the parcels on which it acts."""

    rule: MarkUpRule | None
    parcels: int = 0
    cost_minor: int = 0
    sell_minor: int = 0

    @property
    def margin_minor(self) -> int:
        return self.sell_minor - self.cost_minor


@for_merchant
def page(request: HttpRequest) -> HttpResponse:
    """The rules in their order; under them the one that is tried out, with what would change."""
    merchant = mine(request)
    shown, sent = mark_ups.look(merchant, today())
    rules = list(MarkUpRule.objects.filter(merchant=merchant).order_by("position", "pk"))
    told: dict[str, Any] = {
        "shown": shown,
        **_listed(request, _rows(rules, shown.today)),
        "unsold": shown.today.rows.height - shown.today.sold.height,
        "days": mark_ups.DAYS,
        "most": mark_ups.MOST,
        "home": merchant.currency,
    }
    wanted = request.GET.get("rule", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        told |= _tried(request, merchant, shown, sent, int(wanted))
    return render(request, "console/mark_ups.html", told)


def _listed(request: HttpRequest, rows: list[Row]) -> dict[str, Any]:
    """A page of the rules, all of them or those that act."""
    acting = request.GET.get("acting") == "1"
    at_work = [row for row in rows if row.parcels]
    page = paging.numbered(request, at_work if acting else rows)
    idle = len(rows) > len(at_work) > 0
    return {"page": page, "rows": page.object_list, "acting": acting, "idle": idle, "all_rules": len(rows), "at_work": len(at_work)}


def _tried(request: HttpRequest, merchant: Merchant, shown: mark_ups.Shown, sent: Any, rule_id: int) -> dict[str, Any]:
    try:
        rule = mark_ups.rule_of(merchant, rule_id)
    except NotPossible as problem:
        return {"problem": problem.said(get_language() or "zh-hans")}
    out = request.GET.get("out") == "1"
    asked = out or "percent" in request.GET
    form = RuleTerms(rule, merchant, request.GET if "percent" in request.GET else written(rule, rule.currency or merchant.currency))
    told: dict[str, Any] = {"rule": rule, "form": form, "out": out}
    if form.is_valid() and asked:
        tried = mark_ups.try_out(merchant, shown, sent, rule_id, None if out else form.terms(), today())
        told |= {"tried": tried, "changed": tried.difference.rows.to_dicts()}
    return told


def _rows(rules: list[MarkUpRule], today_: Any) -> list[Row]:
    sums = {row["rule_id"]: row for row in today_.by_rule().to_dicts()}
    found = [Row(rule, **_figures(sums.get(rule.pk))) for rule in rules]
    return [*found, Row(None, **_figures(sums[None]))] if None in sums else found


def _figures(row: dict[str, Any] | None) -> dict[str, int]:
    return {name: int(row[name]) for name in ("parcels", "cost_minor", "sell_minor")} if row else {}


@for_merchant
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Keep what was tried out."""
    merchant = mine(request)
    wanted = request.POST.get("rule", "")
    rule = mark_ups.rule_of(merchant, int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0)
    form = RuleTerms(rule, merchant, request.POST)
    if form.is_valid():
        mark_ups.keep(merchant, rule.pk, form.terms())
        messages.success(request, _("The rule was changed: it holds for plans that are made from now on."))
    else:
        for field, faults in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}: {' '.join(str(f) for f in faults)}")
    return redirect("mark_ups")
