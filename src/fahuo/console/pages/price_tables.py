"""Forwarders' price tables: drop a file, see how it was understood, answer, see what it changes, take it in or undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahuo.console import coloured, names, note_form, paging, rate_sheet
from fahuo.console.access import by, for_merchant, mine
from fahuo.console.templatetags.shown import headline
from fahuo.core.methods.price_tables.cells import Grid
from fahuo.core.methods.price_tables.read import Found
from fahuo.flow import price_changes, price_readings, price_tables
from fahuo.plugins.price_tables.client import MOST_BYTES
from fahuo.plugins.reading.faults import Told
from fahuo.records.clock import now, today
from fahuo.steps.methods import queries
from fahuo.steps.methods.models import PriceTable

AT_ONCE = 3  # cards whose change the page works out itself; of more, each is asked for apart


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Tables, newest first, and the place to drop one."""
    merchant = mine(request)
    page = paging.numbered(request, PriceTable.objects.filter(merchant=merchant).defer("content"), 25)
    return render(request, "console/price_tables.html", {"page": page, "rows": list(page), "services": queries.services(merchant.pk)})


@for_merchant
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to what was understood."""
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, _("Choose an XLSX, XLS or CSV file."))
        return redirect("price_tables")
    if (file.size or 0) > MOST_BYTES:
        messages.error(request, _("The file is larger than 50 MB. Keep only the price table in it."))
        return redirect("price_tables")
    try:
        table = price_tables.start(mine(request), file.name, file.read(), request.POST.get("into", ""), by(request), now())
    except Told as problem:
        messages.error(request, problem.say(get_language() or "zh-hans"))
        return redirect("price_tables")
    return redirect("price_table", table.pk)


@for_merchant
def one(request: HttpRequest, table_id: int) -> HttpResponse:
    """How a table was understood: coloured cells, questions, cards, and what they would change."""
    table = _table(request, table_id)
    language = get_language() or "zh-hans"
    large = price_tables.is_large(bytes(table.content))
    if large and (waiting := _waiting(request, table, language)):
        return waiting
    read = price_tables.understood(table)
    book, heights = price_readings.sheets(table) if large else (price_tables.sheets_of(bytes(table.content), table.name), {})
    at_once = not large and len(read.found) <= AT_ONCE
    grids = {sheet.name: Grid.of(sheet) for sheet in book.sheets} if read.questions else {}
    shown = {
        "table": table,
        "read": read,
        "in_force": bool(table.taken_at and not table.undone_at),
        "questions": [coloured.question(q, language, grids) for q in read.questions],
        "goods": [(str(a.name).lower(), names.attributes(a.value)[0]) for a in note_form.GOODS],
        "answers": [(key, *coloured.answer(key, value)) for key, value in sorted(table.answers.items())],
        "sheets": coloured.sheets(book, read, language, heights),
        "facts": [(f.say(language), [str(p) for p in f.places[:3]], f.sure) for f in read.facts],
        "cards": [_card(request, found, language, at_once) for found in read.found],
    }
    return render(request, "console/price_table.html", shown)


@for_merchant
def change(request: HttpRequest, table_id: int) -> HttpResponse:
    """What one card of a table would change: for a table with many, asked for card by card."""
    table = _table(request, table_id)
    code = request.GET.get("code", "")
    cards = price_tables.understood(table).found
    found = next((f for f in cards if not code or (f.document and f.document["code"] == code)), None)
    if found is None:
        raise Http404
    shown = _card(request, found, get_language() or "zh-hans", True)
    return render(request, "console/price_table_change.html", {"table": table, "c": shown})


@for_merchant
@require_POST
def do(request: HttpRequest, table_id: int) -> HttpResponse:
    """Answer, take in, or undo."""
    table = _table(request, table_id)
    verb = request.POST.get("do", "")
    if verb == "answer":
        price_tables.answer(table.merchant, table.pk, _answers(request), now())
    elif verb == "forget":
        price_tables.answer(table.merchant, table.pk, {request.POST.get("key", ""): ""}, now())
    elif verb == "accept":
        taken = price_tables.accept(table.merchant, table.pk, by(request), now())
        messages.success(request, _("Taken in: %(codes)s.") % {"codes": ", ".join(t["code"] for t in taken)})
    elif verb == "undo":
        price_tables.undo(table.merchant, table.pk, by(request), now())
        messages.success(request, _("Undone: the cards are as they were before."))
    return redirect("price_table", table.pk)


def _answers(request: HttpRequest) -> dict[str, str]:
    """What was picked, typed, or said of a note in fields, by question. What is not said is no answer."""
    said = {}
    keys, values, free = (request.POST.getlist(name) for name in ("key", "answer", "free"))
    for n, (key, picked, written) in enumerate(zip(keys, values, free, strict=False)):
        answer = written.strip() or picked
        if answer in note_form.KINDS and key.startswith(("note:", "remote:")):
            note = key.partition(":")[2]
            try:
                answer = note_form.rule_of(answer, request.POST, f"rule{n}", note)
            except note_form.Unclear as problem:
                messages.error(request, f"“{note}”: {problem}")
                answer = ""
        if answer:
            said[key] = answer
    return said


@for_merchant
def card(request: HttpRequest, table_id: int, kind: str) -> HttpResponseBase:
    """A card that was read from the table, as TOML or as a workbook."""
    table = _table(request, table_id)
    wanted = request.GET.get("code", "")
    read = price_tables.understood(table)
    found = [f.document for f in read.found if f.document] if read.complete else []  # a part of a card is no card
    document = next((d for d in found if d["code"] == wanted), found[0] if found else None)
    if document is None:
        messages.error(request, _("There is no card yet: answer the questions first."))
        return redirect("price_table", table.pk)
    return rate_sheet.answer(document, kind)


def _waiting(request: HttpRequest, table: PriceTable, language: str) -> HttpResponse | None:
    """How far the reading of a large table is, or why it cannot be read; None where it is read."""
    reading = price_readings.wake(table)
    if reading.found is not None:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else None  # type: ignore[attr-defined]
    percent = reading.done * 100 // reading.total if reading.total else 0
    problem = (reading.problem or {}).get("zh" if language.startswith("zh") else "en", "")
    shown = {"table": table, "reading": reading, "percent": percent, "problem": problem}
    template = "price_table_state" if request.htmx else "price_table_reading"  # type: ignore[attr-defined]
    return render(request, f"console/{template}.html", shown)


def _table(request: HttpRequest, table_id: int) -> PriceTable:
    table = PriceTable.objects.select_related("merchant").filter(merchant=mine(request), pk=table_id).first()
    if table is None:
        raise Http404
    return table


def _card(request: HttpRequest, found: Found, language: str, with_change: bool) -> dict[str, Any]:
    """A card of the table as the page shows it; what it changes where it can be used. Without the change the page asks for it."""
    faults = [fault.say(language) for fault in found.faults]
    if found.document is None or faults:
        return {"found": found, "faults": faults}
    card = found.document["cards"][0]
    if not with_change:
        return {
            "found": found,
            "document": found.document,
            "card": card,
            "bands": sum(len(zone["bands"]) for zone in card["zones"]),
            "later": True,
        }
    change = price_changes.change_of(mine(request), found, today())
    return {
        "found": found,
        "document": found.document,
        "card": card,
        "change": change,
        "changes": change.difference.changes[:200] if change.difference else [],
        "terms": [term.say(language) for term in change.difference.terms] if change.difference else [],
        "hardest": [row | {"why": headline(row["reason"]) if row["reason"] else ""} for row in change.effect.rows.to_dicts()],
        "currency": mine(request).currency,
        "bands": sum(len(zone["bands"]) for zone in card["zones"]),
    }
