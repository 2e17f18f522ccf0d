"""The menu at the left, with what needs a person beside each step."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from fahuo.console import names
from fahuo.core.words import Step
from fahuo.records import queries

register = template.Library()

_ICON = '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>'
ICONS = {
    "today": '<path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3M5.5 10l1.6 1.6L10.6 8.6"/>',
    "orders": '<path d="M3.5 1.8h9v12.4l-2-1.3-2.5 1.3-2.5-1.3-2 1.3zM5.8 5.2h4.4M5.8 8h4.4"/>',
    "parcels": '<path d="M2 5l6-3 6 3v6.4l-6 2.8-6-2.8zM2 5l6 2.8L14 5M8 7.8v6.4"/>',
    "bench": '<path d="M2 9.5h12M3.5 9.5V14M12.5 9.5V14M5 9.5V4.5h6v5M5 6.5h6M8 4.5v2"/>',
    "imports": '<path d="M8 2v7.5M5 6.8l3 3 3-3M2.5 10.5v3h11v-3"/>',
    "products": '<path d="M8.6 2H14v5.4L7.6 13.8 2.2 8.4zM11 5h.01"/>',
    "stock": '<path d="M2 14V6l6-3.6L14 6v8M4.8 14V8.6h6.4V14M4.8 11.2h6.4"/>',
    "prints": '<path d="M4.5 6V2h7v4M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7V14h-7z"/>',
    "setup": '<path d="M8 5.6a2.4 2.4 0 100 4.8 2.4 2.4 0 000-4.8zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6L5 5M11 11l1.4 1.4M12.4 3.6L11 5M5 11l-1.4 1.4"/>',
}


@register.inclusion_tag("console/menu.html", takes_context=True)
def menu(context: dict[str, Any]) -> dict[str, Any]:
    """The entries of the menu; the one that the page belongs to is marked."""
    request = context["request"]
    merchant = getattr(request.user, "merchant", None)
    needs = queries.needs_by_step(merchant.pk) if merchant else {}

    def entry(name: Any, path: str, icon: str = "", count: int = 0) -> dict[str, Any]:
        here = request.path == path if path == "/" else request.path.startswith(("/floor/", "/bench/") if path == "/floor/" else path)
        return {"name": name, "path": path, "icon": _ICON.format(ICONS[icon]) if icon else "", "here": here, "count": count}

    return {
        "merchant": names.service(merchant) if merchant else "",
        "places": [
            entry(_("Today's work"), reverse("today"), "today", needs.get("", 0)),
            entry(_("Orders"), reverse("orders"), "orders"),
            entry(_("Parcels"), reverse("parcels"), "parcels"),
            entry(_("Imports"), reverse("imports"), "imports"),
            entry(_("Floor"), reverse("floor"), "bench"),
        ],
        "steps": [entry(names.STEPS[s], reverse("step", args=[s.value]), count=needs.get(s.value, 0)) for s in Step],
        "keep": [
            entry(_("Products"), reverse("products"), "products"),
            entry(_("Stock"), reverse("stock"), "stock"),
            entry(_("Prints"), reverse("prints"), "prints"),
            entry(_("Set-up"), reverse("admin:index"), "setup"),
        ],
    }
