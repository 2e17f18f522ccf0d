"""The buyer's tracking page: no login, a token that cannot be guessed, and no more of the address than city and country."""

from __future__ import annotations

from babel import Locale
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from fahuo.buyers import story
from fahuo.records import queries as records
from fahuo.records.clock import now
from fahuo.steps.delivery.queries import tracked_parcel
from fahuo.steps.methods import links
from fahuo.steps.methods import queries as methods
from fahuo.steps.transport import queries as transport

ZONE_COOKIE = "fahuo_zone"


@never_cache
def tracking(request: HttpRequest, token: str) -> HttpResponse:
    """Where a parcel is, for the person who waits for it."""
    parcel = tracked_parcel(token)
    with translation.override(language_of(request)):
        if parcel is None:
            raise Http404
        order, merchant = parcel.order, parcel.merchant
        events = [e for e in records.events(merchant.pk, order.pk, parcel.pk) if e.parcel_id in (None, parcel.pk)]
        standing = records.parcel_standings(merchant.pk, [parcel.pk]).get(parcel.pk)
        state = standing.state if standing else ""
        kinds = {e.kind for e in events}
        label = methods.labels([parcel.pk]).get(parcel.pk)
        linked = links.standing([parcel.pk]).get(parcel.pk)
        zh = translation.get_language() == "zh-hans"
        told = story.news(
            events, transport.checkpoints(parcel.pk), parcel.warehouse.country, order.country, request.COOKIES.get(ZONE_COOKIE, "")
        )
        shown = {
            "merchant": (merchant.name_zh if zh else merchant.name) or merchant.name,
            "number": order.numbers,
            "headline": told[0].text if told else "",
            "milestones": story.milestones(kinds, state),
            "news": told,
            "expected": story.expected(transport.legs(parcel.pk), events, state, now()),
            "city": order.city or "",
            "country": _country(order.country, zh=zh),
            "tracking_number": linked.number if linked else label.tracking_number if label else None,
            "service": label.service if label else None,
            "bad": state in story.TROUBLE,
        }
        answer = render(request, "buyers/tracking.html", shown)
        answer["Content-Language"] = translation.get_language() or ""
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def language_of(request: HttpRequest) -> str:
    """The switch's choice; else Chinese for who reads Chinese, English for everybody else."""
    if request.GET.get("lang") in dict(settings.LANGUAGES):
        return str(request.GET["lang"])
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language() or "en"
    first = request.headers.get("Accept-Language", "").split(",")[0].strip().lower()
    return "zh-hans" if first.startswith("zh") else "en"


def _country(code: str | None, *, zh: bool) -> str:
    locale = Locale("zh", "CN", "Hans") if zh else Locale("en")
    return str(locale.territories.get(code or "", code or ""))
