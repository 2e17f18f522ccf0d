"""A merchant's own templates for papers: edit, preview on a real parcel, keep, go back. Who may change the set-up may change them."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import names
from fahuo.console.access import by, for_merchant, mine
from fahuo.flow.bench.supervise import is_supervisor
from fahuo.flow.own_papers import keeping
from fahuo.flow.own_papers.keeping import Trial
from fahuo.flow.said import NotPossible
from fahuo.records.clock import now
from fahuo.records.models import Merchant, User
from fahuo.steps.goods.models import PaperLogo, PaperTemplate, TemplateChoice
from fahuo.steps.goods.numbers import id_of
from fahuo.steps.goods.own_papers import fields as told
from fahuo.steps.goods.own_papers.faults import Fault

SHOWN_PAGES = 4  # of a preview
AROUND = 2  # lines shown before and after a fault
VERSIONS = 100


@dataclass(frozen=True)
class Edited:
    """What stands in the editor."""

    paper: str
    text: str
    logo: PaperLogo | None
    number: str = ""  # the parcel that was asked for
    note: str = ""


@for_merchant
def edit(request: HttpRequest) -> HttpResponse:
    """The editor with what is in use, or our starter."""
    merchant, paper = mine(request), _paper(request.GET.get("paper", told.OWN[0]))
    current = _in_use(merchant, paper)
    if current is None or "starter" in request.GET:
        return _page(request, Edited(paper, told.starter(paper), None))
    return _page(request, Edited(paper, current.source, current.logo))


@for_merchant
def version(request: HttpRequest, template_id: int) -> HttpResponse:
    """The editor with an earlier version."""
    row = get_object_or_404(PaperTemplate.objects.select_related("logo"), pk=template_id, merchant=mine(request))
    return _page(request, Edited(row.paper, row.source, row.logo), opened=row)


@for_merchant
def data(request: HttpRequest) -> HttpResponse:
    """The data of a parcel as a template finds it, to try one elsewhere."""
    merchant, paper = mine(request), _paper(request.GET.get("paper", told.OWN[0]))
    _number, found = keeping.data_for(merchant, paper, _parcel(request.GET.get("parcel", "")), now())
    body = json.dumps(found, ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="data.json"'})


@for_merchant
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Preview or keep what was written; take a version or ours into use; take the last change back."""
    merchant, paper, wish = mine(request), _paper(request.POST.get("paper", "")), request.POST.get("do", "")
    if not is_supervisor(_user(request), merchant):
        return render(request, "console/no_setup.html", status=403)
    if wish in ("preview", "pdf", "keep"):
        return _written(request, merchant, paper, wish)
    if wish == "undo":
        before = keeping.undo(merchant, paper, by(request), now())
        messages.success(request, _("Taken back: %(what)s is in use again.") % {"what": _called(before)})
    elif wish == "ours":
        keeping.use(merchant, paper, None, by(request), now())
        messages.success(request, _("Our own paper is in use again. Your versions are kept."))
    else:
        row = get_object_or_404(PaperTemplate, pk=_number(request.POST.get("template", "")), merchant=merchant, paper=paper)
        keeping.use(merchant, paper, row, by(request), now())
        messages.success(request, _("%(what)s is in use.") % {"what": _called(row)})
    return _to(paper)


def _written(request: HttpRequest, merchant: Merchant, paper: str, wish: str) -> HttpResponse:
    """What stands in the editor is tried, and where it is to be kept and nothing speaks against it, kept."""
    number = request.POST.get("parcel", "").strip()
    edited = Edited(paper, request.POST.get("source", "").replace("\r\n", "\n"), None, number, request.POST.get("note", ""))
    try:
        edited = Edited(paper, edited.text, _logo(request, merchant), number, edited.note)
        trial = keeping.try_out(merchant, paper, edited.text, edited.logo, _parcel(number), now())
    except NotPossible as problem:
        messages.error(request, problem.said(get_language() or settings.LANGUAGE_CODE))
        return _page(request, edited)
    if trial.fault is None and wish == "pdf":
        return HttpResponse(trial.pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="preview.pdf"'})
    if trial.fault is None and wish == "keep":
        row = keeping.keep(merchant, paper, edited.text, edited.logo, edited.note, by(request), now())
        messages.success(request, _("Kept as %(what)s and in use from now on.") % {"what": _called(row)})
        return _to(paper)
    return _page(request, edited, trial)


def _page(request: HttpRequest, edited: Edited, trial: Trial | None = None, opened: PaperTemplate | None = None) -> HttpResponse:
    merchant, paper = mine(request), edited.paper
    versions = PaperTemplate.objects.filter(merchant=merchant, paper=paper).defer("source").order_by("-no")[:VERSIONS]
    choices = list(TemplateChoice.objects.filter(merchant=merchant, paper=paper).select_related("template").order_by("-pk")[:20])
    language = get_language() or settings.LANGUAGE_CODE
    shown: dict[str, Any] = {
        "edited": edited,
        "opened": opened,
        "papers": [(code, names.PRINTED[code]) for code in told.OWN],
        "name": names.PRINTED[paper],
        "current": choices[0].template if choices else None,
        "versions": versions,
        "choices": choices,
        "fields": [(field.way, field.said(language), field.example) for field in told.fields(paper)],
        "may": is_supervisor(_user(request), merchant),
        "address": settings.PUBLIC_ADDRESS,
        "logo": f"data:image/{edited.logo.kind};base64,{b64encode(bytes(edited.logo.content)).decode()}" if edited.logo else "",
    }
    if trial:
        shown["trial"] = trial
        shown["pages"] = [b64encode(page).decode() for page in trial.pages[:SHOWN_PAGES]]
        shown["more"] = max(0, len(trial.pages) - SHOWN_PAGES)
        shown["warnings"] = [warning.say(language) for warning in trial.warnings]
        if trial.fault:
            shown["fault"] = trial.fault.say(language)
            shown["excerpt"] = _excerpt(trial.fault, edited.text)
    return render(request, "console/template.html", shown)


def _excerpt(fault: Fault, text: str) -> list[tuple[int, str, bool]]:
    """Lines around the fault: number, text, and whether it is the one."""
    line, rows = fault.line, text.splitlines()
    if not line or line > len(rows):
        return []
    return [(no, rows[no - 1], no == line) for no in range(max(1, line - AROUND), min(len(rows), line + AROUND) + 1)]


def _logo(request: HttpRequest, merchant: Merchant) -> PaperLogo | None:
    """The picture that was uploaded now, else the one that was there; none where it is to go."""
    if file := request.FILES.get("logo"):
        return keeping.keep_logo(merchant, file.read(), file.name or "", by(request), now())
    if request.POST.get("no_logo"):
        return None
    return PaperLogo.objects.filter(merchant=merchant, pk=_number(request.POST.get("logo_id", ""))).first()


def _in_use(merchant: Merchant, paper: str) -> PaperTemplate | None:
    row = TemplateChoice.objects.filter(merchant=merchant, paper=paper).select_related("template__logo").order_by("-pk").first()
    return row.template if row else None


def _called(template: PaperTemplate | None) -> str:
    return _("version %(no)s") % {"no": template.no} if template else _("our own paper")


def _paper(name: str) -> str:
    if name not in told.OWN:
        raise Http404
    return name


def _parcel(number: str) -> int | None:
    """The parcel that a number names; None where none was asked for. A number that is none of ours finds nothing."""
    if not number.strip():
        return None
    found = id_of(number.strip())
    return found if found is not None and found < 2**63 else 0


def _to(paper: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('templates')}?paper={paper}")


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
