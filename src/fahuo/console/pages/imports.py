"""Orders from files: upload, say what the columns are, start, watch, and take the refused rows back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import columns, names, paging, sheets, uploads
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.templatetags.shown import headline, remedy, sentence
from fahuo.core.reasons import REASONS
from fahuo.core.words import Weight
from fahuo.flow import verbs
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.plugins.marketplaces.files.mapping import builtin
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW
from fahuo.plugins.reading.faults import Told
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Shop
from fahuo.steps.orders import queries
from fahuo.steps.orders.models import ColumnMapping, Import

MOST_BYTES = 200 * 1024 * 1024


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Imports, newest first, and the place to drop a file."""
    merchant = mine(request)
    page = paging.numbered(request, Import.objects.filter(merchant=merchant).defer("content"), 25)
    return render(request, "console/imports.html", {"page": page, "rows": [_shown(task) for task in page]})


@for_merchant
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to its columns."""
    merchant, file = mine(request), request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, _("Choose a CSV or XLSX file."))
        return redirect("imports")
    if (file.size or 0) > MOST_BYTES:
        messages.error(request, _("The file is larger than 200 MB. Split it, or import it with the command fahuo import orders."))
        return redirect("imports")
    token = uploads.keep(merchant, file.read())
    kept = request.session.get("uploads", {})
    request.session["uploads"] = dict([*kept.items()][-9:]) | {token: file.name[:200]}
    return redirect("import_columns", token)


@for_merchant
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The first rows, and which column is which field; starts the import."""
    merchant = mine(request)
    path, name = uploads.path_of(merchant, token), request.session.get("uploads", {}).get(token)
    if path is None or name is None:
        raise Http404
    try:
        header, rows = columns.first_rows(path, name)
        base = columns.chosen(merchant, header, request.POST.get("mapping") or request.GET.get("mapping", ""))
        if request.method == "POST":
            return _start(request, merchant, name, path.read_bytes(), header, base)
    except Told as problem:
        messages.error(request, problem.say(get_language() or "zh-hans"))
        return redirect("imports") if request.method == "GET" else redirect(request.get_full_path())
    fields = columns.as_form(base, header)
    read = {f["column"]: f["name"] for f in fields if f["column"]}
    shown = {
        "name": name,
        "token": token,
        "header": [(c, read.get(c, "")) for c in header],
        "columns": header,
        "rows": rows.rows(),
        "fields": fields,
        "base": base,
        "mappings": [(m.name, m.title_zh if names.zh() else m.title_en) for m in [*columns.saved(merchant), *builtin().values()]],
        "shops": Shop.objects.filter(merchant=merchant).order_by("code"),
    }
    return render(request, "console/import_columns.html", shown)


def _start(request: HttpRequest, merchant: Merchant, name: str, content: bytes, header: list[str], base: Any) -> HttpResponse:
    keep_as = request.POST.get("save_as", "").strip()[:80]
    mapping = columns.from_form(base, header, request.POST, keep_as or base.name)
    lacking = [str(columns.NAMES[f]) for f in mapping.lacking(header)]
    if lacking:
        text = _("Say which column holds: %(fields)s.") % {"fields": ("、" if names.zh() else ", ").join(lacking)}
        messages.error(request, text)
        return redirect(request.get_full_path())
    if keep_as:
        ColumnMapping.objects.update_or_create(merchant=merchant, name=keep_as, defaults={"spec": mapping.to_dict()})
    shop = request.POST.get("shop", "").strip()[:40] or "file"
    task = verbs.start_import(merchant, name, content, mapping.to_dict(), shop, by(request), now())
    return redirect("import", task.pk)


@for_merchant
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far an import is, and what became of every row. Asked again by itself until it is done."""
    shown = _shown(_task(mine(request), import_id))
    return render(request, "console/import_state.html" if request.htmx else "console/import.html", shown)  # type: ignore[attr-defined]


@for_merchant
def refused(request: HttpRequest, import_id: int, kind: str) -> HttpResponseBase:
    """The refused rows of a file as they were, with the reason in a column more."""
    task = _task(mine(request), import_id, whole=True)
    said = {row: [(c, v) for c, v in found if _refuses(c)] for row, found in queries.refused_rows(task).items()}
    said = {row: found for row, found in said.items() if found}
    try:
        raw = read_table(bytes(task.content), task.name)
    except Told as problem:
        messages.error(request, problem.say(get_language() or "zh-hans"))
        return redirect("import", task.pk)
    rows = raw.filter(pl.col(ROW).is_in(list(said))).drop(FAULT).sort(ROW)
    header = [_("row"), *(c for c in rows.columns if c != ROW), _("reason"), _("what to do")]
    stem = task.name.rsplit(".", 1)[0][:80]
    return sheets.answer(kind, f"{stem}-{_('refused')}", header, _refused_cells(rows, said))


def _refused_cells(rows: pl.DataFrame, said: dict[int, list[tuple[str, Any]]]) -> Iterator[list[sheets.Cell]]:
    glue = "；" if names.zh() else "; "
    for row in rows.select(ROW, pl.exclude(ROW)).iter_rows():
        found = dict.fromkeys((sentence(c, v), remedy(c, v)) for c, v in said[row[0]])
        yield [*row, glue.join(why for why, _mend in found), glue.join(dict.fromkeys(do for _why, do in found))]


def _task(merchant: Merchant, import_id: int, *, whole: bool = False) -> Import:
    rows = Import.objects.filter(merchant=merchant, pk=import_id)
    task = (rows if whole else rows.defer("content")).first()
    if task is None:
        raise Http404
    return task


def _refuses(code: str) -> bool:
    return code not in REASONS or REASONS[code].weight == Weight.REFUSED


def _shown(task: Import) -> dict[str, Any]:
    """An import as its page and its line in the list show it."""
    tally = task.tally or {}
    part = 100 * task.orders_done // task.orders_total if task.orders_total else 0
    failure = ""
    if task.failure:
        try:
            failure = json.loads(task.failure)["zh" if names.zh() else "en"]
        except (ValueError, KeyError, TypeError):
            failure = task.failure

    def said(kind: str) -> list[tuple[str, str, int]]:
        return sorted(((c, headline(c), n) for c, n in (tally.get(kind) or {}).items()), key=lambda r: -r[2])

    return {
        "task": task,
        "tally": tally,
        "percent": 100 if task.finished_at and not task.failure else part,
        "failure": failure,
        "refusals": said("refusals"),
        "waits": said("waits"),
    }
