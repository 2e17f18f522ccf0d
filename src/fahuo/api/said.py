"""How the API says reasons: the code, its values, and sentences in both languages."""

from __future__ import annotations

import json
from typing import Any

from fahuo.core.reasons import REASONS, mend, say


def reason(code: str, values: str | dict[str, Any]) -> dict[str, Any]:
    """One "why not" as JSON."""
    return {
        "code": code,
        "weight": REASONS[code].weight.value,
        "values": json.loads(values) if isinstance(values, str) else values,
        "en": say(code, values, "en"),
        "zh": say(code, values, "zh"),
        "mend_en": mend(code, values, "en"),
        "mend_zh": mend(code, values, "zh"),
    }
