"""What is shown where there is nothing, or where something failed. Never a stack trace."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what belongs to somebody else."""
    return render(request, "console/missing.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: a form that is too old, or was not ours."""
    return render(request, "console/refused.html", status=403)


def wrong(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that cannot be read."""
    return render(request, "console/refused.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500, in both languages at once: nothing is asked of the database or the session, which may be what failed."""
    return HttpResponse(render_to_string("console/broken.html", {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"}), status=500)
