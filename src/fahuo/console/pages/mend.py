"""The buttons of Today's work: one press for all orders that wait for the same reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.orders import say_done
from fahuo.console.pages.products import codes_of, saved
from fahuo.console.waiting import waiting_orders
from fahuo.flow import verbs
from fahuo.records import queries
from fahuo.records.clock import now
from fahuo.records.models import Product


@for_merchant
@require_POST
def mend(request: HttpRequest) -> HttpResponse:
    """Approve, plan again, buy labels again, or give a product its codes: for a whole group."""
    merchant = mine(request)
    verb, code = request.POST.get("do", ""), request.POST.get("code", "")
    step = request.POST.get("step") or None
    if verb in ("approve", "plan"):
        ids = waiting_orders(merchant.pk, code, request.POST.get("cause"), step)
        if ids:
            say_done(request, merchant, verb, ids)
        else:
            messages.info(request, _("Nothing waits for this any more."))
    elif verb == "label":
        n = verbs.ask_labels(merchant, queries.waiting_parcels(merchant.pk, code), by(request), now())
        messages.success(request, ngettext("%(n)s label asked for.", "%(n)s labels asked for.", n) % {"n": f"{n:,}"})
    elif verb == "product":
        product_id = request.POST.get("product", "")
        row = (
            Product.objects.filter(merchant=merchant, pk=int(product_id)).first() if product_id.isascii() and product_id.isdigit() else None
        )
        if row is None:
            raise Http404
        saved(request, row.sku, verbs.set_product(merchant, row.pk, codes_of(request), by(request), now()))
    return back(request)
