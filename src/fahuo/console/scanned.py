"""Which page shows what a code names."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from fahuo.flow.resolve import Found


def page_of(found: list[Found], text: str) -> str | None:
    """The page of the one row that was found, or the list that shows all of them by the same text; None where nothing has a page."""
    if not found:
        return None
    first = found[0]
    if len(found) == 1 or first.kind == "bin":
        pages = {"parcel": "parcel", "order": "order", "product": "product"}
        if first.kind in pages:
            return reverse(pages[first.kind], args=[first.id])
        if first.kind == "bin":
            return f"{reverse('stock')}?{urlencode({'q': first.name})}"
        return None
    lists = {"parcel": "parcels", "order": "orders", "product": "products"}
    return f"{reverse(lists[first.kind])}?{urlencode({'q': text})}" if first.kind in lists else None
