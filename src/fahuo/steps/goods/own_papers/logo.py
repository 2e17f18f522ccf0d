"""A logo that a merchant uploads: PNG or JPEG by its first bytes, not by its name; not too large, in bytes and in pixels."""

from __future__ import annotations

import struct

from fahuo.steps.goods.own_papers.faults import Fault

MOST_KB = 400
MOST_PIXELS = 3_000  # a side
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
NAMES = {"png": "logo.png", "jpeg": "logo.jpg"}  # by which a template finds it


def kind_of(content: bytes) -> str | None:
    """png, jpeg, or None."""
    return "png" if content.startswith(PNG) else "jpeg" if content.startswith(JPEG) else None


def logo_fault(content: bytes, name: str) -> Fault | None:
    """Why it is no logo; None where it is one. That it can be drawn, a trial in the sandbox shows."""
    name = name[:60] or "?"
    kind = kind_of(content)
    if kind is None:
        return Fault("logo_kind", {"name": name})
    if len(content) > MOST_KB * 1024:
        return Fault("logo_large", {"name": name, "kb": -(-len(content) // 1024), "most": MOST_KB})
    size = _png_size(content) if kind == "png" else _jpeg_size(content)
    if size is None:
        return Fault("logo_kind", {"name": name})
    wide, high = size
    if max(size) > MOST_PIXELS or min(size) < 1:
        return Fault("logo_pixels", {"name": name, "wide": wide, "high": high, "most": MOST_PIXELS})
    return None


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Of the IHDR, which comes first (PNG, 5.6)."""
    if len(content) < 24 or content[12:16] != b"IHDR":
        return None
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Of the frame header SOFn (ITU-T T.81, B.2.2); the segments before it are stepped over."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return wide, high
        if marker == 0xD8 or 0xD0 <= marker <= 0xD7:
            at += 2
            continue
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None
