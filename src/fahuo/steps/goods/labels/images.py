"""Pages of a PDF as the dots of a thermal printer, and those as PNG: the same dots that the printer burns."""

from __future__ import annotations

import ctypes
import io
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from fahuo.steps.goods.labels.codes import DOTS_PER_MM, PPI

Dots = NDArray[np.bool_]  # rows of a page, True where it is black
DARK = 128  # of 255: what is darker is burnt
_PDFIUM = threading.Lock()  # the renderer is not made for two threads


def dots(pdf: bytes) -> Iterator[Dots]:
    """Each page in whole dots: 100 x 150 mm are 800 x 1200."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    try:
        for number in range(count):
            with _PDFIUM:
                page = document[number]
                grey = page.render(scale=_scale(page.get_width()), grayscale=True).to_numpy()
                black = np.ascontiguousarray(grey.reshape(grey.shape[0], -1) < DARK)
                page.close()
            yield black
    finally:
        with _PDFIUM:
            document.close()


def png(black: Dots) -> bytes:
    """One page as a PNG of one bit a dot that says its own size (8 dots a millimetre)."""
    high, wide = black.shape
    rows = np.packbits(~black, axis=1)
    raw = np.concatenate([np.zeros((high, 1), np.uint8), rows], axis=1).tobytes()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", DOTS_PER_MM * 1000, DOTS_PER_MM * 1000, 1)),
            _chunk(b"IDAT", zlib.compress(raw, 9)),
            _chunk(b"IEND", b""),
        )
    )


def merged(parts: Sequence[tuple[bytes, Sequence[int]]], order: Sequence[tuple[int, int]]) -> bytes:
    """One PDF of several. `parts` are PDFs, each with how many pages its things take; `order` names the things as (part, thing).

    Each part is copied once and whole, so that its fonts stand in the file once; then its pages are put in order.
    """
    with _PDFIUM:
        target = pypdfium2.PdfDocument.new()
        begins: list[list[int]] = []
        for pdf, counts in parts:
            source = pypdfium2.PdfDocument(pdf)
            begins.append([len(target) + before for before in accumulate(counts, initial=0)])
            target.import_pages(source)
            source.close()
        wanted = [begins[part][thing] + page for part, thing in order for page in range(parts[part][1][thing])]
        if wanted != list(range(len(target))):
            _put_in_order(target, wanted)
        out = io.BytesIO()
        target.save(out)
        target.close()
    return out.getvalue()


def _put_in_order(document: pypdfium2.PdfDocument, wanted: list[int]) -> None:
    numbers = (ctypes.c_int * len(wanted))(*wanted)
    if not pypdfium2.raw.FPDF_MovePages(document, numbers, len(wanted), 0):
        raise ValueError("the pages could not be put in order: each must be named once")


def _scale(width_pt: float) -> float:
    """Just below the whole number of dots: the renderer rounds a page of 800.0001 dots up to 801 and stretches every bar."""
    return (round(width_pt * PPI / 72) - 1e-4) / width_pt


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def page_counts(pdf: bytes) -> list[int]:
    """How many pages each part of a PDF takes, where every part begins with a bookmark."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        begins = [mark.get_dest().get_index() for mark in document.get_toc(max_depth=1)]
        pages = len(document)
        document.close()
    return [end - begin for begin, end in zip(begins, [*begins[1:], pages], strict=True)]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        sizes = [document.get_page_size(n) for n in range(len(document))]
        document.close()
    return [(wide * 25.4 / 72, high * 25.4 / 72) for wide, high in sizes]
