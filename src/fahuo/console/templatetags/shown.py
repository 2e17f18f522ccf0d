"""How figures, dates, codes and reasons are shown. One place, so that every page shows them alike."""

from __future__ import annotations

import json
from datetime import date, datetime
from string import Formatter
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fahuo.console import names
from fahuo.console.headlines import HEADLINES
from fahuo.core import reasons
from fahuo.core.methods.weights import NANO, weight_said
from fahuo.core.transport.places import WORDS
from fahuo.core.words import Happening, Weight, minor_units
from fahuo.flow.shelves.moves import ELSEWHERE, UNDONE
from fahuo.steps.goods.numbers import MANIFEST, PICK_LIST, number_of
from fahuo.steps.transport.queries import place_name

register = template.Library()
NOTHING = "–"
LIGHTS = (52, 215, 28, 285, 140, 325, 185, 250)  # of slots 8, 1, 2, ... 7

GOOD = {
    Happening.DELIVERED,
    Happening.APPROVED,
    Happening.ENTRY_RELEASED,
    Happening.EXPORT_RELEASED,
    Happening.PICKED,
    Happening.PACKED,
    Happening.CASE_SETTLED,
    Happening.LABEL_BOUGHT,
}
BAD = {
    Happening.LABEL_REFUSED, Happening.EXPORT_REFUSED, Happening.CUSTOMS_HELD, Happening.ATTEMPT_FAILED, Happening.DAMAGED, Happening.LOST,
    Happening.RETURNING, Happening.RETURNED, Happening.CASE_OPENED, Happening.CANCELLED,
}  # fmt: skip


@register.filter
def num(value: int | float | None) -> str:
    """12345 -> 12,345"""
    return NOTHING if value is None or value == "" else f"{value:,}"


@register.filter
def amount(minor: int | None, currency: str | None) -> str:
    """Minor units as a plain figure: 123456, "EUR" -> 1,234.56"""
    if minor is None or minor == "":
        return NOTHING
    places = minor_units(currency or "")
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole:,}" + (f".{rest:0{places}d}" if places else "")


@register.filter
def money(minor: int | None, currency: str | None) -> str | SafeString:
    """Minor units with their currency."""
    if minor is None or minor == "":
        return NOTHING
    return format_html('{}<span class="cur">{}</span>', amount(minor, currency), currency or "")


@register.filter
def weight(grams: int | None) -> str:
    """850 -> 850 g, 12400 -> 12.4 kg"""
    if grams is None or grams == "":
        return NOTHING
    return f"{grams:,} g" if abs(grams) < 10_000 else f"{grams / 1000:,.1f} kg"


@register.filter
def charged(nano: int) -> str:
    """A weight of a rate card, in billionths of a gram: 850 g, 12.4 kg, 1 lb, 8 oz."""
    return weight_said(nano) if nano % NANO else weight(nano // NANO)


@register.filter
def when(at: datetime | str | None) -> str:
    """A moment in the user's time zone."""
    if not at:
        return NOTHING
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@register.filter
def brief(at: datetime | None) -> str:
    """A moment for a dense list: without the year where it is this one."""
    if not at:
        return NOTHING
    local = timezone.localtime(at)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localtime().year else f"{local:%Y-%m-%d}"


@register.filter
def day(on: date | datetime | None) -> str:
    """A day; of a moment, the one in the user's time zone."""
    if not on:
        return NOTHING
    return f"{timezone.localtime(on) if isinstance(on, datetime) else on:%Y-%m-%d}"


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """How long something has waited: 40 min, 5 h, 12 days."""
    if not at:
        return NOTHING
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    days = minutes // 1440
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}


@register.filter
def step(code: str) -> str:
    return str(names.STEPS.get(code, code)) if code else NOTHING


@register.filter
def state(code: str | None) -> str:
    return names.state(code) if code else NOTHING


@register.filter
def happening(code: str) -> str:
    return str(names.HAPPENINGS.get(code, code))


@register.filter
def mood(code: str) -> str:
    """The colour of a happening or state: go, need or none."""
    return "go" if code in GOOD else "need" if code in BAD else ""


@register.filter
def named(code: str | None, table: str) -> str:
    """The name of a code in one of console.names' tables: {{ leg.kind|named:"LEGS" }}"""
    return str(getattr(names, table).get(code, code)) if code else NOTHING


@register.filter
def actor(code: str | None) -> str:
    return names.actor(code or "")


@register.filter
def hours(value: float | None) -> str:
    """Hours left until a cut-off: 0.4 -> 24 min, 5.3 -> 5.3 h, 50 -> 2.1 days."""
    if value is None:
        return NOTHING
    if value < 1:
        return _("%(n)s min") % {"n": int(value * 60)}
    return _("%(n)s h") % {"n": f"{value:.1f}"} if value < 48 else _("%(n)s d") % {"n": f"{value / 24:.1f}"}


@register.filter
def list_number(list_id: int) -> str:
    return number_of(list_id, PICK_LIST)


@register.filter
def manifest_number(manifest_id: int) -> str:
    return number_of(manifest_id, MANIFEST)


@register.filter
def hue(slot: int | None) -> int:
    """The colour of a slot's light, in degrees; no red, which says that something is wrong. The number says what the colour cannot."""
    return LIGHTS[(slot or 0) % len(LIGHTS)]


@register.filter
def place(text: str | None) -> str:
    """Where something happened, or will: a checkpoint's place or a leg's end, with the country by its name."""
    language = "zh" if names.zh() else "en"
    country_, _colon, kind = (text or "").partition(":")
    if kind in WORDS:
        return f"{names.country(country_)} · {WORDS[kind][0 if names.zh() else 1]}"
    return place_name(text or "", language)


@register.filter
def country(code: str | None) -> str:
    return names.country(code) if code else NOTHING


@register.filter
def service(row: object) -> str:
    return names.service(row) if row else NOTHING


@register.filter
def attributes(bits: int | None) -> list[str]:
    return names.attributes(bits or 0)


@register.filter
def parcel_number(parcel_id: int) -> str:
    return number_of(parcel_id)


@register.filter
def one_language(text: str | None) -> str:
    return names.one_language(text or "")


@register.filter
def item(table: dict[Any, Any], key: Any) -> Any:
    """A value of a table by a key that is itself a variable."""
    return table.get(key) if table else None


def _known(values: Any) -> dict[str, Any]:
    """A refusal's values, with codes among them said in words: fields, countries, papers."""
    known = dict(json.loads(values) if isinstance(values, str) else values or {})
    if isinstance(known.get("fields"), str):
        parts = known["fields"].replace(",", " ").split()
        known["fields"] = ("、" if names.zh() else ", ").join(str(names.FIELDS.get(p, p)) for p in parts)
    if isinstance(known.get("note"), str):
        known["note"] = names.one_language(known["note"])
    if isinstance(known.get("country"), str) and len(known["country"]) == 2:
        known["country"] = names.country(known["country"])
    return known


def sentence(code: str, values: Any = None) -> str:
    """A reason as a sentence in the user's language. A code that this version does not know is shown as it is."""
    return reasons.say(code, _known(values), get_language() or "zh-hans") if code in reasons.REASONS else code


def remedy(code: str, values: Any = None) -> str:
    """What would mend it."""
    return reasons.mend(code, _known(values), get_language() or "zh-hans") if code in reasons.REASONS else ""


def open_values(code: str) -> dict[str, str]:
    """What stands for many: an ellipsis for every value of a reason."""
    row = reasons.REASONS[code]
    return {name: "…" for text in (row.zh, row.en, row.mend_zh, row.mend_en) for _, name, _, _ in Formatter().parse(text) if name}


def headline(code: str) -> str:
    """A reason in a few words, for what stands above many; the sentence with its values left open where there are none."""
    return str(HEADLINES[code]) if code in HEADLINES else general_sentence(code)


def general_sentence(code: str) -> str:
    """A reason for many at once."""
    return sentence(code, open_values(code)) if code in reasons.REASONS else code


@register.simple_tag
def reason(code: str, values: Any = None) -> str:
    return sentence(code, values)


@register.simple_tag
def mend(code: str, values: Any = None) -> str:
    return remedy(code, values)


@register.filter
def heft(code: str) -> str:
    """What a reason weighs: refused, held, waits, not_goods."""
    return str(reasons.REASONS[code].weight) if code in reasons.REASONS else str(Weight.REFUSED)


@register.simple_tag(takes_context=True)
def turned(context: dict[str, Any], **changes: Any) -> str:
    """This page's query string with some of its parameters changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def general(code: str) -> str:
    """A reason without its values, for a list of choices."""
    return headline(code)


@register.simple_tag
def reason_of(values: dict[tuple[int, str], Any], order_id: int, code: str) -> str:
    """The reason of an order, with the values of its refusal where there are any."""
    found = values.get((order_id, code))
    return sentence(code, found) if found else headline(code)


@register.simple_tag
def times(price_minor: int, quantity: int) -> int:
    return price_minor * quantity


@register.simple_tag
def paid(order: Any) -> int:
    """What the buyer paid for an order."""
    return int(order.goods_minor + order.freight_minor - order.discount_minor)


@register.simple_tag
def address_field(order: Any, name: str) -> str:
    """One field of an order's address; the country by its name."""
    value = getattr(order, name) or ""
    return names.country(value) if name == "country" else value


@register.simple_tag
def named_product(row: dict[str, Any]) -> str:
    """A product's name from a row of values."""
    return str((names.zh() and row["name_zh"]) or row["name"])


@register.simple_tag
def dearer(minor: int | None, currency: str) -> str:
    """How much more another way would cost; less than nothing is saved."""
    if minor is None:
        return ""
    return (
        _("%(money)s more") % {"money": amount(minor, currency)}
        if minor >= 0
        else _("%(money)s less") % {"money": amount(-minor, currency)}
    )


@register.simple_tag
def working_said(step: Any) -> str:
    """One step of a derivation."""
    return str(step.say(get_language() or "zh-hans"))


@register.simple_tag
def quoted_name(quoted: Any) -> str:
    """A quoted service's name in the user's language."""
    return str(quoted.name_zh if names.zh() else quoted.name_en)


@register.filter
def ppm(value: int | None) -> str:
    """A rate: 205000 -> 20.5 %"""
    return NOTHING if value is None or value == "" else f"{value / 10_000:.4f}".rstrip("0").rstrip(".") + " %"


@register.simple_tag
def free(stock: Any) -> str:
    """Pieces that may still be promised."""
    return f"{stock.on_hand - stock.reserved:,}"


@register.simple_tag
def surcharge_name(row: Any) -> str:
    return str(row.name_zh if names.zh() else row.name_en)


@register.filter
def undoable(move: Any) -> bool:
    """Whether a person may take this move back."""
    return move.kind in UNDONE and not move.parcel_id and not move.reference.startswith(ELSEWHERE)


@register.filter
def reference(text: str) -> str | SafeString:
    """What a move belongs to, as a link where it has a page."""
    kind, _colon, number = (text or "").partition(":")
    pages = {"inbound": ("inbound", _("inbound")), "count": ("count", _("count")), "case": ("case", _("case"))}
    if kind in pages and number.isdigit():
        return format_html('<a href="{}">{} {}</a> · ', reverse(pages[kind][0], args=[int(number)]), pages[kind][1], number)
    said = {"undo": _("takes back %(n)s") % {"n": number}, "file": _("stock file"), "opening": _("opening")}
    return f"{said.get(kind, text)} · " if text else ""


@register.filter
def plan_mood(state_code: str) -> str:
    """The colour of the state of an inbound or a count."""
    return {"waits": "need", "closed": "go", "departed": "blue", "arrived": "wait", "receiving": "wait", "open": "wait"}.get(
        str(state_code), ""
    )


@register.filter
def box_received(box: Any) -> bool:
    """Whether all of a box of an inbound was received by its mark."""
    return any(r.key.startswith("box:") and r.undone_at is None for r in box.receipts.all())
