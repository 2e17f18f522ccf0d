"""Products and stock: what customs and the packer must know of a product, and where its pieces are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahuo.console import finding, names, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.stock.inbounds import lines_of
from fahuo.core.words import Attribute
from fahuo.flow import verbs
from fahuo.flow.shelves.goods import floor_fields, set_parts
from fahuo.records import queries
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Product, Warehouse
from fahuo.steps.goods.labels.small import SIZES_MM

TEXTS = ("name", "name_zh", "declared_name")
SIZES = ("length_mm", "width_mm", "height_mm", "weight_g")


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Products, those without an HS code or a size on request."""
    merchant = mine(request)
    q, lacking = finding.text(request, "q"), request.GET.get("lacking", "")
    page = paging.numbered(request, queries.products(merchant.pk, q, lacking))
    counts = {kind: queries.products(merchant.pk, "", kind).count() for kind in ("", "hs", "size")}
    shown = {"page": page, "q": q, "lacking": lacking, "counts": counts}
    return render(request, "console/products.html", shown)


@for_merchant
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """One product: to look at and to complete."""
    merchant = mine(request)
    row = _product(merchant, product_id)
    if request.method == "POST":
        n = verbs.set_product(merchant, row.pk, _fields(request), by(request), now())
        saved(request, row.sku, n)
        return redirect("product", row.pk)
    return render(request, "console/product.html", _page(merchant, row))


@for_merchant
def create(request: HttpRequest) -> HttpResponse:
    """A product that orders ask for and the catalogue does not have."""
    merchant = mine(request)
    row = Product(merchant=merchant, sku=request.GET.get("sku", "")[:80], origin="CN")
    if request.method == "POST":
        fields = _fields(request)
        fields |= floor_fields(merchant, None, fields)
        row = Product(merchant=merchant, sku=request.POST.get("sku", "").strip()[:80], **fields)
        try:
            row.full_clean(exclude=["merchant"])
            with transaction.atomic():
                row.save()
                n = verbs.set_product(merchant, row.pk, fields, by(request), now())
        except (ValidationError, IntegrityError):
            messages.error(request, _("Give a product code that is not in the catalogue yet, and a name."))
            return render(request, "console/product.html", _page(merchant, row), status=400)
        saved(request, row.sku, n)
        return redirect("product", row.pk)
    return render(request, "console/product.html", _page(merchant, row))


@for_merchant
@require_POST
def customs(request: HttpRequest, product_id: int) -> HttpResponse:
    """HS code and origin from the list, one row at a time."""
    merchant = mine(request)
    row = _product(merchant, product_id)
    problem, n = "", None
    try:
        n = verbs.set_product(merchant, row.pk, codes_of(request), by(request), now())
        row = _product(merchant, product_id)
    except verbs.NotPossible as fault:
        problem = fault.said("zh" if names.zh() else "en")
        row.hs_code, row.origin = request.POST.get("hs_code"), request.POST.get("origin")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "console/product_row.html", {"p": row, "problem": problem, "planned": n})
    if problem:
        messages.error(request, problem)
    else:
        saved(request, row.sku, n or 0)
    return back(request, reverse("products"))


@for_merchant
@require_POST
def receive(request: HttpRequest, product_id: int) -> HttpResponse:
    """Pieces that came in."""
    merchant = mine(request)
    row = _product(merchant, product_id)
    warehouse, quantity = _whole(request.POST.get("warehouse")), _whole(request.POST.get("quantity"))
    if warehouse is None or quantity is None:
        messages.error(request, _("Choose a warehouse and give a whole number of pieces."))
    else:
        n = verbs.receive_stock(merchant, row.pk, warehouse, quantity, by(request), now())
        messages.success(request, _("%(n)s pieces of %(sku)s received.") % {"n": f"{quantity:,}", "sku": row.sku})
        _planned(request, n)
    return redirect(reverse("product", args=[row.pk]) + "#stock")


@for_merchant
@require_POST
def parts(request: HttpRequest, product_id: int) -> HttpResponse:
    """What a kit is made of; nothing: it is a product of its own."""
    merchant = mine(request)
    row = _product(merchant, product_id)
    set_parts(merchant, row.pk, lines_of(request))
    messages.success(request, _("Product %(sku)s saved.") % {"sku": row.sku})
    return redirect(reverse("product", args=[row.pk]) + "#kit")


def _product(merchant: Merchant, product_id: int) -> Product:
    row = Product.objects.filter(merchant=merchant, pk=product_id).first()
    if row is None:
        raise Http404
    return row


def _page(merchant: Merchant, row: Product) -> dict[str, Any]:
    places = list(Warehouse.objects.filter(merchant=merchant).order_by("priority", "code"))
    held = queries.stock_of(merchant.pk, [row.pk]).get(row.pk, {}) if row.pk else {}
    chosen = Attribute(row.attributes or 0)
    return {
        "label_sizes": list(SIZES_MM),
        "p": row,
        "places": [(w, held.get(w.pk)) for w in places],
        "attributes": [(a.value, names.attributes(a)[0], bool(chosen & a)) for a in Attribute],
        "countries": names.countries(),
        "tracks": names.TRACKS.items(),
        "removals": names.REMOVALS.items(),
        "parts": [(c.part.sku, c.quantity) for c in row.parts.select_related("part").order_by("part__sku")] if row.pk else [],
        "kits": [c.kit for c in row.kits.select_related("kit").order_by("kit__sku")[:20]] if row.pk else [],
    }


def codes_of(request: HttpRequest) -> dict[str, Any]:
    """HS code and origin as typed: dots and spaces are dropped, an empty field is no code."""
    code = "".join(c for c in request.POST.get("hs_code", "") if c not in ". -")
    return {"hs_code": code or None, "origin": request.POST.get("origin", "").strip().upper()[:2] or None}


def _fields(request: HttpRequest) -> dict[str, Any]:
    fields: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in TEXTS}
    for name in SIZES:
        text = request.POST.get(name, "").strip()
        number = _whole(text)
        if text and number is None:
            raise verbs.NotPossible(f"{name}: {text!r} is not a whole number", f"{name}：“{text}”不是整数")
        fields[name] = number
    bits = sum(
        {int(v) for v in request.POST.getlist("attributes") if v.isascii() and v.isdigit() and int(v) in Attribute._value2member_map_}
    )
    floor = {name: request.POST[name].strip() for name in ("gtin", "tracks", "removal") if name in request.POST}
    return fields | codes_of(request) | {"attributes": bits} | floor | ({"material": "material" in request.POST} if floor else {})


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def saved(request: HttpRequest, sku: str, planned: int) -> None:
    messages.success(request, _("Product %(sku)s saved.") % {"sku": sku})
    _planned(request, planned)


def _planned(request: HttpRequest, n: int) -> None:
    if n:
        text = ngettext("%(n)s order that waited for it is planned again.", "%(n)s orders that waited for it are planned again.", n)
        messages.success(request, text % {"n": f"{n:,}"})
