"""Who is asking, and whose rows they see. Every page goes through `for_merchant`; every query starts from `mine`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from fahuo.flow.verbs import NotPossible
from fahuo.records.models import Merchant

ZONE_COOKIE = "fahuo_zone"


class NoMerchant(Exception):
    """The user works for no merchant, so there is nothing that they may see."""


def mine(request: HttpRequest) -> Merchant:
    """The merchant whose rows this user sees."""
    merchant = getattr(request.user, "merchant", None)
    if merchant is None:
        raise NoMerchant
    return merchant


def for_merchant(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for people who work for a merchant: logged in, in their time zone; a verb's "not possible" becomes a sentence on the page."""

    @wraps(page)
    @login_required
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        with timezone.override(zone_of(request)):
            try:
                mine(request)
                return page(request, *args, **named)
            except NoMerchant:
                return render(request, "console/no_merchant.html", status=200)
            except NotPossible as problem:
                messages.error(request, problem.said(get_language() or settings.LANGUAGE_CODE))
                return back(request)

    return wrapped


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The browser's time zone, as its cookie says; else the installation's."""
    name = request.COOKIES.get(ZONE_COOKIE, "")
    return ZoneInfo(name if name in available_timezones() else settings.TIME_ZONE)


def back(request: HttpRequest, otherwise: str = "/") -> HttpResponseRedirect:
    """To the page that a button was pressed on."""
    for target in (request.POST.get("next"), request.headers.get("referer")):
        if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
            return HttpResponseRedirect(target)
    return HttpResponseRedirect(otherwise)


def by(request: HttpRequest) -> str:
    """The user's name for the ledger."""
    return str(request.user.get_username())
