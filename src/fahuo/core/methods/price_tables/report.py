"""What was understood of a price table as plain data, for programs: the command and the API answer with the same."""

from __future__ import annotations

from typing import Any

from fahuo.core.methods.price_tables.read import Understood
from fahuo.core.methods.price_tables.said import Fact, Question
from fahuo.core.methods.read import jsonable


def as_json(found: Understood) -> dict[str, Any]:
    """Documents, facts and questions with their places and both languages."""
    return {
        "complete": found.complete,
        "documents": [jsonable(f.document) for f in found.found if f.document],
        "open": [f.name for f in found.found if f.document is None],
        "faults": [{"place": fault.place, "said": fault.say("en"), "said_zh": fault.say("zh")} for f in found.found for fault in f.faults],
        "questions": [_question(q) for q in found.questions],
        "understood": [_fact(f) for f in found.facts],
    }


def _question(q: Question) -> dict[str, Any]:
    return {
        "key": q.key,
        "code": q.code,
        "places": [str(p) for p in q.places],
        "said": q.say("en"),
        "said_zh": q.say("zh"),
        "choices": [{"value": c.value, "said": c.en, "said_zh": c.zh, "proposed": c.proposed} for c in q.choices],
        "free": q.free,
        "refused": q.refused,
    }


def _fact(f: Fact) -> dict[str, Any]:
    return {"code": f.code, "places": [str(p) for p in f.places], "said": f.say("en"), "said_zh": f.say("zh"), "sure": f.sure}
