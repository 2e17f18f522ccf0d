"""A Code 128 for a page that is printed."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fahuo.steps.goods.labels.codes import QUIET_MODULES, code128

ROOM_MM, HIGH_MM = 62.0, 12.0


def draw_code128(text: str) -> SafeString:
    """The bars of a text of plain ASCII, as SVG with its quiet zones."""
    code = code128(text, ROOM_MM, HIGH_MM)
    wide = (code.modules + 2 * QUIET_MODULES) * code.dots
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="{}mm" height="{}mm" viewBox="0 0 {} {}" preserveAspectRatio="none">'
        '<rect width="100%" height="100%" fill="#fff"/><path transform="translate({} 0)scale({} {})" d="{}"/></svg>',
        text, wide / 8, HIGH_MM, wide, code.high * code.dots_down, QUIET_MODULES * code.dots, code.dots, code.dots_down, code.path,
    )  # fmt: skip
