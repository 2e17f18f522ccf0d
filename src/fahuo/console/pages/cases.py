"""Cases: what went wrong on the way, and how it is put right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.pages.parcels import happenings
from fahuo.console.pages.stock.asking import houses, refusals, typed
from fahuo.core.aftersales.settle import settlement_options
from fahuo.core.amounts import amount_of
from fahuo.flow import returns, verbs
from fahuo.records import queries as records
from fahuo.records.clock import now, today
from fahuo.steps.aftersales import queries
from fahuo.steps.export import queries as export
from fahuo.steps.goods import queries as goods
from fahuo.steps.methods import covers
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders import joining
from fahuo.steps.transport import queries as transport


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Open cases by the day when they are due; settled ones on request."""
    merchant = mine(request)
    settled, kind = "settled" in request.GET, finding.text(request, "kind")
    page = paging.numbered(request, queries.cases(merchant.pk, settled=settled, kind=kind))
    shown = {
        "page": page,
        "cases": page.object_list,
        "whose": goods.orders_inside([c.parcel_id for c in page.object_list]),
        "kinds": queries.kinds(merchant.pk, settled=settled),
        "kind": kind,
        "settled": settled,
        "today": today(),
    }
    return render(request, "console/cases.html", shown)


@for_merchant
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: what happened, and the ways to settle it."""
    merchant = mine(request)
    row = queries.case(merchant.pk, case_id)
    if row is None:
        raise Http404
    declared = export.declarations([row.parcel_id]).get(row.parcel_id)
    currency = declared.currency if declared else row.order.currency
    if request.method == "POST":
        amount = amount_of(request.POST.get("amount", ""), currency)
        settlement = request.POST.get("settlement", "")
        if settlement not in names.SETTLEMENTS:
            messages.error(request, _("Choose how the case is settled."))
        else:
            verbs.settle_case(
                merchant,
                row.pk,
                settlement,
                amount if settlement == "refund" else None,
                request.POST.get("note", "").strip()[:300],
                by(request),
                now(),
            )
            messages.success(request, _("The case is settled: %(how)s.") % {"how": names.SETTLEMENTS[settlement]})
        return redirect("case", row.pk)
    inside = list(returns.contents(row).values()) if row.kind == "returned" else []
    standing = records.parcel_standings(merchant.pk, [row.parcel_id]).get(row.parcel_id)
    shown: dict[str, Any] = {
        "case": row,
        "currency": currency,
        "paid": declared.total_minor if declared else None,
        "whose": joining.paid_of(row.order, goods.orders_inside([row.parcel_id]).get(row.parcel_id, [])),
        "ways": _ways(row.kind, standing.state if standing else None),
        "standing": standing,
        "label": methods.labels([row.parcel_id]).get(row.parcel_id),
        "policy": covers.policies([row.parcel_id]).get(row.parcel_id),
        "story": happenings(records.events(merchant.pk, row.order_id, row.parcel_id), transport.checkpoints(row.parcel_id)),
        "today": today(),
        "inside": inside,
        "serials": any(i.serials for i in inside),
        "left": sum(i.left for i in inside),
        "can_inspect": standing is not None and standing.state in returns.BACK and any(i.left for i in inside),
        "found": row.inspected.select_related("product", "lot", "bin__warehouse").order_by("pk"),
        "conditions": names.CONDITIONS.items(),
        "places": houses(merchant),
    }
    return render(request, "console/case.html", shown)


@for_merchant
@require_POST
def inspect(request: HttpRequest, case_id: int) -> HttpResponse:
    """Pieces that came back were looked at: a figure for each product and condition."""
    merchant = mine(request)
    row = queries.case(merchant.pk, case_id)
    if row is None:
        raise Http404
    asked = [
        {
            "sku": inside.sku, "condition": condition, "quantity": typed(request, f"{condition}:{inside.product_id}"),
            "reason": typed(request, f"reason:{inside.product_id}"), "lot": typed(request, f"lot:{inside.product_id}"),
            "to": typed(request, f"to:{inside.product_id}") if condition == "good" else "", "warehouse": typed(request, "warehouse"),
            "serials": typed(request, f"serials:{inside.product_id}") if condition == "good" else "",
        }
        for inside in returns.contents(row).values()
        for condition in names.CONDITIONS
        if typed(request, f"{condition}:{inside.product_id}") not in ("", "0")
    ]  # fmt: skip
    if not asked:
        messages.error(request, _("Give at least one number of pieces."))
        return redirect("case", row.pk)
    done = returns.inspect(merchant, row.pk, asked, by(request), now())
    if done.findings:
        messages.success(request, _("Inspected. Not yet inspected: %(n)s pieces.") % {"n": f"{done.left:,}"})
    refusals(request, done.refused)
    return redirect("case", row.pk)


def _ways(kind: str, state: str | None) -> list[dict[str, Any]]:
    """How a case of this kind may be settled now, and what each way demands."""
    options = settlement_options(kind, state) or {"closed": ["note"]}
    return [
        {"code": code, "name": name, "amount": "amount" in options[code], "note": "note" in options[code]}
        for code, name in names.SETTLEMENTS.items()
        if code in options
    ]
