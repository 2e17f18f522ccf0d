"""The answer to a scan on the floor, given once: the same scan that is sent again is answered again, not done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fahuo.flow.said import NotPossible

KEPT = "floor_answer"  # in the session: the key of the last scan and what was said to it


@dataclass(frozen=True)
class Answer:
    """What is said to a scan. Tones are those of the pack bench: ok, ask, done, wrong."""

    said: str = ""
    tone: str = ""
    mend: str = ""
    scanned: str = ""  # how far the stop is: "", "bin", or how many pieces were scanned
    slot: int = 0  # of the wall: where the piece goes
    named: str = ""  # what was scanned, for taking it back: a product's code, a parcel's number
    later: bool = False  # the picker comes back to this stop
    puts: tuple[tuple[int, str, int], ...] = ()  # slot, tote, pieces


def once(request: HttpRequest, act: Callable[[], Answer], scanned: str = "") -> Answer:
    """The answer of `act`; what is not possible is said loudly. One whose answer was lost comes again under its key and gets the same."""
    key, kept = request.POST.get("key", "")[:64], request.session.get(KEPT)
    if key and kept and kept[0] == key:
        return Answer(*kept[1:])
    try:
        answer = act()
    except NotPossible as problem:
        answer = Answer(problem.said(get_language() or "zh-hans"), "wrong", scanned=scanned)
    if key:
        request.session[KEPT] = [key, *astuple(answer)]
    return answer


def answered(request: HttpRequest, page: str, context: dict[str, object]) -> HttpResponse:
    """The part of the page that a scan changes, or the whole page where there is no script."""
    name = f"{page}_desk" if request.htmx else page  # type: ignore[attr-defined]
    return render(request, f"console/floor/{name}.html", context)


def gone_to(request: HttpRequest, path: str) -> HttpResponse:
    """Another page: told in a header to the script that asked."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": path})
    return redirect(path)
