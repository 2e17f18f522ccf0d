"""Pages of dots in ZPL II, the language of Zebra's label printers: each page one picture (^GFA).

No text of a user is ever printed by a command: letters are dots, so that nothing written on an order can give the printer an order. The only
text is a comment (^FX), and that loses every character but plain ones.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable
from typing import Literal

import numpy as np

from fahuo.steps.goods.labels.images import Dots

NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._/-]")  # ^ and ~ begin a command, a comma ends a field


def zpl(pages: Iterable[Dots], comment: str = "", packed: Literal["z64", "hex"] = "z64") -> str:
    """One label format a page. "z64" is zlib, base64 and a checksum, for printers with firmware x.10 or later (about 2002); "hex" for all."""
    return "".join(_format(page, comment, packed) for page in pages)


def plain(text: str) -> str:
    """A text that no printer takes for a command: anything but letters, digits and . _ / - becomes a dash; at most 60 characters.

    >>> plain("A-17^XZ~JA")
    'A-17-XZ-JA'
    """
    return NOT_PLAIN.sub("-", text)[:60]


def _format(black: Dots, comment: str, packed: str) -> str:
    high, wide = black.shape
    rows = np.packbits(black, axis=1)
    note = f"^FX {plain(comment)}^FS\n" if comment else ""
    field = f"^GFA,{rows.size},{rows.size},{rows.shape[1]},{_packed(rows.tobytes(), packed)}^FS"
    # ^LH, ^LT, ^LS and ^PO undo what an earlier format left in the printer's memory
    return f"^XA\n{note}^PW{wide}\n^LL{high}\n^LH0,0^LT0^LS0^PON\n^FO0,0{field}\n^PQ1\n^XZ\n"


def _packed(data: bytes, packed: str) -> str:
    if packed == "hex":
        return data.hex().upper()
    text = base64.b64encode(zlib.compress(data, 9))
    return f":Z64:{text.decode()}:{binascii.crc_hqx(text, 0):04X}"
