"""What a person typed into a search box or a filter, read into what the queries want."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.http import HttpRequest

from fahuo.console.access import zone_of
from fahuo.records.models import Merchant
from fahuo.steps.goods import queries as goods
from fahuo.steps.goods.numbers import id_of
from fahuo.steps.methods import queries as methods
from fahuo.steps.orders import queries as orders


def text(request: HttpRequest, name: str) -> str:
    """A filter's text, cleaned of what PostgreSQL cannot hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:120]


def number(request: HttpRequest, name: str) -> int | None:
    """A filter's whole number; None where it is none."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def whole(text: str) -> int | None:
    """A whole number that a form says; None where it is none."""
    plain = text.replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def ids(values: list[str]) -> list[int]:
    """The ids of ticked rows."""
    return [int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 19]


def day(request: HttpRequest, name: str) -> date | None:
    """A filter's day; None where it is none."""
    return as_day(request.GET.get(name, ""))


def as_day(text: str) -> date | None:
    """A day that a form says; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def wanted_orders(request: HttpRequest, merchant: Merchant) -> orders.Wanted:
    """The filters of the orders' list."""
    q = text(request, "q")
    return orders.Wanted(
        q=q,
        ids=tuple(orders_by_number(merchant, q)),
        step=text(request, "step"),
        state=text(request, "state"),
        country=text(request, "country"),
        shop=text(request, "shop"),
        needs=text(request, "needs"),
        import_id=number(request, "import"),
        since=day(request, "since"),
        until=day(request, "until"),
        zone=zone_of(request),
    )


def wanted_parcels(request: HttpRequest, merchant: Merchant) -> goods.Wanted:
    """The filters of the parcels' list."""
    q = text(request, "q")
    return goods.Wanted(
        q=q,
        ids=tuple(parcel for parcel, _ in methods.parcels_by_tracking(merchant.pk, q)) if q else (),
        step=text(request, "step"),
        state=text(request, "state"),
        country=text(request, "country"),
        needs=text(request, "needs"),
        warehouse=number(request, "warehouse"),
        service=number(request, "service"),
    )


def orders_by_number(merchant: Merchant, q: str) -> list[int]:
    """Orders whose parcel has this number, ours or the carrier's."""
    if not q:
        return []
    found = {order for _, order in methods.parcels_by_tracking(merchant.pk, q)}
    own = id_of(q)
    parcel = goods.parcel(merchant.pk, own) if own is not None else None
    return sorted(found | ({parcel.order_id} if parcel else set()))


def countries(merchant: Merchant) -> list[str]:
    """The countries that orders go to, looked up at most once in five minutes."""
    found = cache.get_or_set(f"countries:{merchant.pk}", lambda: orders.countries(merchant.pk), 300)
    return list(found or [])
