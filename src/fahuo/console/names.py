"""The names of what the core counts in codes, in the user's language."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fahuo.console.stock_names import (  # noqa: F401 they are asked for by name: {{ x|named:"BINS" }}
    BINS,
    CONDITIONS,
    COUNT_BY,
    COUNT_WHYS,
    COUNTS,
    INBOUNDS,
    MOVES,
    REMOVALS,
    TELLINGS,
    TRACKS,
    VERBS,
    WHYS,
    WRITE_OFFS,
)
from fahuo.core.words import ATTRIBUTE_NAMES, Attribute, Happening, Paper, ServiceClass, Step
from fahuo.records.models.choices import AIMS, EFFECTS, PACK_AIMS  # noqa: F401

_CJK = re.compile(r"[\u3400-\u9fff]")

STEPS = {
    Step.ORDERS: _("Order processing"),
    Step.GOODS: _("Goods preparation"),
    Step.METHODS: _("Shipping method"),
    Step.EXPORT: _("Export declaration"),
    Step.TRANSPORT: _("International transport"),
    Step.CLEARANCE: _("Destination clearance"),
    Step.DELIVERY: _("Delivery"),
    Step.AFTERSALES: _("After-sales"),
}

# What is printed, by its word in flow.making.PAPERS.
PRINTED = {
    "label": _("shipping label"),
    "invoice": _("commercial invoice"),
    "slip": _("pick slip"),
    "packing_list": _("packing list"),
}

HAPPENINGS = {
    Happening.IMPORTED: _("Order came in"),
    Happening.PLANNED: _("Planned"),
    Happening.APPROVED: _("Approved"),
    Happening.CANCELLED: _("Cancelled"),
    Happening.LABEL_BOUGHT: _("Label bought"),
    Happening.LABEL_REFUSED: _("Label refused by the carrier"),
    Happening.DECLARED: _("Declared for export"),
    Happening.EXPORT_REFUSED: _("Export declaration refused"),
    Happening.EXPORT_RELEASED: _("Released for export"),
    Happening.PICKED: _("Picked"),
    Happening.PACKED: _("Packed"),
    Happening.HANDED_OVER: _("Handed over to the carrier"),
    Happening.DEPARTED: _("Departed"),
    Happening.ARRIVED: _("Arrived in the destination country"),
    Happening.ENTRY_LODGED: _("Import entry lodged"),
    Happening.CUSTOMS_HELD: _("Held by customs"),
    Happening.ENTRY_RELEASED: _("Released by customs"),
    Happening.OUT_FOR_DELIVERY: _("Out for delivery"),
    Happening.ATTEMPT_FAILED: _("Delivery attempt failed"),
    Happening.DELIVERED: _("Delivered"),
    Happening.DAMAGED: _("Damaged"),
    Happening.LOST: _("Lost"),
    Happening.RETURNING: _("On its way back"),
    Happening.RETURNED: _("Returned"),
    Happening.CASE_OPENED: _("Case opened"),
    Happening.CASE_SETTLED: _("Case settled"),
    Happening.NOTED: _("Noted"),
}

STATES = {
    "new": _("New"),
    "refused": _("Refused"),
    "held": _("Held"),
    "waits": _("Waits"),
    "waiting": _("Waits"),
    "in_transit": _("In transit"),
    "in_delivery": _("In delivery"),
    "in_customs": _("In customs"),
    "released": _("Released"),
    "open": _("Open"),
    "settled": _("Settled"),
    "done": _("Done"),
}

PAPERS = {
    Paper.COMMERCIAL_INVOICE: _("Commercial invoice"),
    Paper.CN22: _("CN22"),
    Paper.CN23: _("CN23"),
    Paper.PACKING_LIST: _("Packing list"),
    Paper.EXPORT_LIST: _("Export list (9610)"),
    Paper.EU_H7: _("EU data set H7"),
    Paper.EU_H1: _("EU data set H1"),
    Paper.US_ENTRY: _("US entry"),
    Paper.IMPORT_ENTRY: _("Import entry"),
    Paper.BATTERY_STATEMENT: _("Battery statement"),
}

CLASSES = {
    ServiceClass.EXPRESS: _("International express"),
    ServiceClass.LINE: _("Dedicated line"),
    ServiceClass.POST: _("Postal small packet"),
}

LEGS = {
    "first_mile": _("First mile"),
    "line_haul": _("Line haul"),
    "clearance": _("Clearance"),
    "last_mile": _("Last mile"),
}

MODES = {"road": _("road"), "air": _("air"), "sea": _("sea"), "rail": _("rail")}

SETTLEMENTS = {
    "refund": _("Refund"),
    "reship": _("Reship"),
    "restock": _("Return to stock"),
    "closed": _("Close without settlement"),
}

COLLECTORS = {
    "seller": _("seller"),
    "marketplace": _("marketplace"),
    "carrier": _("carrier"),
    "buyer": _("buyer"),
    "importer": _("importer"),
    "post": _("post"),
    "nobody": _("nobody"),
}

ACTORS = {
    "standing": _("standing booking"),
    "customs": _("customs"),
    "watch": _("watch"),
    "api": "API",
    "job": "fahuo",
    "sample": _("sample world"),
}

FORMS = {"single": _("Single"), "batch": _("Batch"), "cluster": _("Cluster"), "wave": _("Wave")}

WEEKDAYS = {0: _("Mon"), 1: _("Tue"), 2: _("Wed"), 3: _("Thu"), 4: _("Fri"), 5: _("Sat"), 6: _("Sun")}

FIGURES = {"duty": _("duty"), "tax": _("tax"), "fee": _("fee")}

CONFIDENCE = {"high": _("sure"), "medium": _("fairly sure"), "low": _("unsure")}

FIELDS = {
    "name": _("recipient"),
    "company": _("company"),
    "street": _("street"),
    "city": _("city"),
    "region": _("state or province"),
    "postcode": _("postcode"),
    "country": _("country"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "tax_id": _("tax number"),
}

WEIGHTS = {
    "refused": _("refused"),
    "held": _("held"),
    "waits": _("waits"),
    "not_goods": _("not goods"),
}


def state(code: str) -> str:
    """A state's name: its own, or that of the happening that it is called after."""
    if code in STATES:
        return str(STATES[code])
    return str(HAPPENINGS[Happening(code)]) if code in Happening._value2member_map_ else code.replace("_", " ")


def actor(code: str) -> str:
    """Who did something, as the ledger names them: a person by their name, a program by what it is."""
    kind, _colon, rest = code.partition(":")
    if kind == "carrier" and rest:
        return rest
    if kind == "import" and rest:
        return str(_("import %(n)s")) % {"n": rest}
    return str(ACTORS.get(kind, code))


def zh() -> bool:
    """Whether the user reads Chinese."""
    return (get_language() or "").startswith("zh")


def service(row: object) -> str:
    """A service's name (anything with name and name_zh)."""
    return str((zh() and getattr(row, "name_zh", "")) or getattr(row, "name", ""))


def attributes(bits: int) -> list[str]:
    """The names of a product's or parcel's attributes."""
    return [ATTRIBUTE_NAMES[a][0 if zh() else 1] for a in Attribute if bits & a]


def one_language(text: str) -> str:
    """A note that its writer gave as "中文 | English" in the user's language; any other as it is."""
    chinese, bar, english = text.partition(" | ")
    if not bar or not _CJK.search(chinese) or _CJK.search(english):
        return text
    return chinese if zh() else english


@lru_cache(4)
def _locale(chinese: bool) -> Locale:
    return Locale("zh", "CN", "Hans") if chinese else Locale("en")


def country(code: str | None) -> str:
    """A country's name: 德国, Germany. What is no code comes back as it is."""
    return str(_locale(zh()).territories.get(code or "", code or ""))


def countries() -> list[tuple[str, str]]:
    """Every country as (code, name), by name."""
    named = [
        (code, name)
        for code, name in _locale(zh()).territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")
    ]
    return sorted(named, key=lambda pair: pair[0] if zh() else pair[1])
