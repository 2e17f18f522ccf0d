"""The form of a mapping's JSON object: what each of its entries must be."""

from __future__ import annotations

from typing import Any

from fahuo.core.orders.drafts import LineKind

KINDS = tuple(kind.value for kind in LineKind)


def misshapen(said: object) -> str | None:
    """The first entry that is not of its form, and what it should be; None where all are.

    >>> misshapen({"name": "mine", "columns": {"number": "No."}, "make_up": "street"})
    "make_up must be a list of texts, not 'street'"
    """
    if not isinstance(said, dict):
        return 'it must be a JSON object, such as {"name": ..., "columns": {...}}'
    if not _text(said.get("name")) or not said["name"].strip():
        return "the entry name is missing"
    for entry, (fits, form) in _FORMS.items():
        given = said.get(entry)
        if given is not None and not fits(given):
            return f"{entry} must be {form}, not {str(given)[:60]!r}"
    return None


def _text(given: Any) -> bool:
    return isinstance(given, str)


def _texts(given: Any) -> bool:
    return isinstance(given, (list, tuple)) and all(_text(text) and text for text in given)


def _object(given: Any) -> bool:
    return isinstance(given, dict) and all(map(_text, given))


def _written(given: Any) -> bool:
    return _object(given) and all(isinstance(text, (str, int, float)) for text in given.values())


def _rules(given: Any) -> bool:
    return isinstance(given, (list, tuple)) and all(
        isinstance(rule, dict)
        and rule.get("kind") in KINDS
        and _texts(rule.get("codes") or [])
        and (rule.get("pattern") is None or _text(rule["pattern"]))
        for rule in given
    )


_FORMS = {
    "title_zh": (_text, "a text"),
    "title_en": (_text, "a text"),
    "currency": (_text, "a currency code"),
    "columns": (
        lambda given: _object(given) and all(_text(h) or _texts(h) for h in given.values()),
        "field -> header, or a list of headers",
    ),
    "constants": (_written, "field -> text"),
    "defaults": (lambda given: _object(given) and all(map(_written, given.values())), "country -> address field -> text"),
    "date_formats": (_texts, "a list of texts"),
    "cancellation_prefixes": (_texts, "a list of texts"),
    "make_up": (_texts, "a list of texts"),
    "decimal_comma": (lambda given: isinstance(given, bool), "true or false"),
    "not_goods": (_rules, f"a list of rules, each with a kind ({', '.join(KINDS)}) and codes (a list of texts) or a pattern"),
}
