"""Which page shows what a code names."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from fahuo.flow.resolve import Found

PAGES = {
    "parcel": "parcel",
    "order": "order",
    "pick_list": "floor_list",
    "manifest": "manifest",
    "collection": "collection",
    "product": "product",
    "bin": "stock_bin",
    "inbound": "inbound",
}  # of one row
LISTS = {
    "parcel": "parcels",
    "order": "orders",
    "product": "products",
    "bin": "stock_bins",
    "inbound": "inbounds",
}  # of several, by the text that was scanned


def page_of(found: list[Found], text: str) -> str | None:
    """The page of the one row that was found, or the list that shows all of them by the same text; None where nothing has a page."""
    if not found:
        return None
    kind = found[0].kind
    if len(found) == 1 and kind in PAGES:
        return reverse(PAGES[kind], args=[found[0].id])
    return f"{reverse(LISTS[kind])}?{urlencode({'q': text})}" if kind in LISTS else None
