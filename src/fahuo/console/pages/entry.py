"""The doors: login, the one-time link, logout, the language switch."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, login, views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fahuo.console import enter
from fahuo.console.access import back

YEAR_S = 365 * 24 * 3600


class Login(views.LoginView):
    """Name and password. Who is in already goes on."""

    template_name = "console/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form) -> HttpResponse:  # type: ignore[no-untyped-def]
        answer = super().form_valid(form)
        return speak(answer, self.request.user.language)


class Logout(views.LogoutView):
    """Back to the login page."""

    next_page = settings.LOGIN_URL


@never_cache
def enter_once(request: HttpRequest, token: str) -> HttpResponse:
    """The link that a start of fahuo prints. A second use fails."""
    user = enter.take(token)
    if user is None:
        messages.error(
            request, _("This login link has been used or is older than ten minutes. Log in with your password, or have a new link printed.")
        )
        return HttpResponseRedirect(settings.LOGIN_URL)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return speak(HttpResponseRedirect(settings.LOGIN_REDIRECT_URL), user.language)


def setup_login(request: HttpRequest) -> HttpResponse:
    """The set-up has no login of its own. Who is logged in and comes here may not change the set-up."""
    if request.user.is_authenticated:
        return render(request, "console/no_setup.html", status=403)
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language: in a cookie, and with the user where there is one."""
    chosen = request.POST.get("language", "")
    answer = back(request)
    if chosen not in dict(settings.LANGUAGES):
        return answer
    user = get_user(request)
    if user.is_authenticated and user.language != chosen:
        user.language = chosen
        user.save(update_fields=["language"])
    return speak(answer, chosen)


def speak(answer: HttpResponse, chosen: str) -> HttpResponse:
    """Set the language cookie on an answer."""
    if check_for_language(chosen):
        translation.activate(chosen)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_S, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    return answer
