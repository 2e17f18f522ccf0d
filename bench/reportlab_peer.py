"""A peer of `bench labels`: the same labels as somebody would write them by hand with reportlab. Run by an environment that has it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG = "STSong-Light"  # named, not embedded: the cheapest way to print Chinese


def main(source: str, target: str) -> None:
    """Print one JSON object: the processor's seconds, the least of all runs."""
    runs: list[list[dict[str, Any]]] = json.loads(Path(source).read_text("utf-8"))
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    write(runs[0][:20], target)
    took = []
    for labels in reversed(runs):  # the first one stays in the file
        begun = time.process_time()
        write(labels, target)
        took.append(time.process_time() - begun)
    print(json.dumps({"seconds": min(took)}))


def write(labels: list[dict[str, Any]], target: str) -> None:
    """One PDF, a page a label."""
    page = Canvas(target, pagesize=(100 * mm, 150 * mm))
    for label in labels:
        one(page, label)
        page.showPage()
    page.save()


def text(page: Canvas, x: float, y: float, size: float, said: str) -> None:
    """A line of Latin or Chinese text."""
    page.setFont("Helvetica" if said.isascii() else SONG, size)
    page.drawString(x * mm, y * mm, said)


def one(page: Canvas, label: dict[str, Any]) -> None:
    """Draw one label."""
    page.rect(2 * mm, 2 * mm, 96 * mm, 146 * mm)
    text(page, 5, 141, 12, label["service"])
    text(page, 5, 136, 8, label["service_code"])
    text(page, 80, 138, 20, label["country"])
    for i, line in enumerate(label["sender"]):
        text(page, 5, 130 - 3.5 * i, 7, line)
    for i, line in enumerate(label["recipient"]):
        text(page, 5, 108 - 5 * i, 11, line)
    bars = Code128(label["number"], barHeight=18 * mm, barWidth=0.375 * mm)
    bars.drawOn(page, 8 * mm, 52 * mm)
    text(page, 30, 47, 10, label["number"])
    square = QrCodeWidget(label["number"], barLevel="M")
    x0, y0, x1, y1 = square.getBounds()
    side = Drawing(24 * mm, 24 * mm, transform=[24 * mm / (x1 - x0), 0, 0, 24 * mm / (y1 - y0), 0, 0])
    side.add(square)
    draw(side, page, 72 * mm, 98 * mm)
    text(page, 5, 42, 9, label["order"])
    text(page, 50, 42, 9, label["weight"])
    text(page, 75, 42, 9, label["part"])
    for i, row in enumerate(label["customs"]):
        for x, cell in zip((5, 52, 62, 74, 86), row, strict=True):
            text(page, x, 36 - 3.5 * i, 7, cell)


main(sys.argv[1], sys.argv[2])
