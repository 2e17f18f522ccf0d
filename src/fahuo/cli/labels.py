"""fahuo labels: shipping labels of sample parcels in one PDF, timed, and read back as a scanner would."""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fahuo.cli.main import Problem
from fahuo.cli.numbers import from_zero

if TYPE_CHECKING:
    from fahuo.steps.goods.labels.label import LabelData

MOST = 100_000  # one PDF of more is no use to a printer


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sample", required=True, type=_count, metavar="N", help=f"labels of so many sample parcels, at most {MOST:,}")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.pdf", help="where the PDF is written")
    parser.add_argument("--seed", type=from_zero, default=1, metavar="N", help="other parcels; the same seed gives the same ones")
    parser.add_argument(
        "--on", type=_day, default=None, metavar="DATE", help="planned and signed on this day (2026-01-31); left out: today"
    )
    parser.add_argument("--verify", action="store_true", help="read every label back at 203 dpi: its bar code and its QR code")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    _check(args.out)
    from fahuo.cli.label_sample import sample_labels
    from fahuo.steps.goods.labels.glyphs import Unprintable
    from fahuo.steps.goods.labels.label import render_pages, set_label

    labels = list(sample_labels(args.sample, args.seed, args.on or datetime.now(UTC).date()))
    begun, worked = time.perf_counter(), time.process_time()
    pages, firsts, good, unprintable = [], [], [], []
    for label in labels:
        try:
            made = set_label(label)
        except Unprintable as fault:
            unprintable.append(f"{label.parcel_number}: {fault.say('en')}")
            continue
        firsts.append(len(pages))
        good.append(label)
        pages += made
    if not pages:
        raise Problem("none of the labels can be printed: " + "; ".join(unprintable[:3]))
    pdf = render_pages(pages)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    _write(args.out, pdf)
    answer: dict[str, object] = {
        "labels": len(good),
        "with_customs": sum(label.customs is not None for label in good),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "labels_per_s": round(len(good) / max(cpu, 1e-9)),  # a core
        "pages": len(pages),
        "bytes": len(pdf),
        "unprintable": unprintable,
    }
    wrong = []
    if args.verify:
        wrong = _misread(pdf, good, firsts)
        answer |= {"verified": len(good) - len(wrong), "misread": wrong}
    print(json.dumps(answer, ensure_ascii=False)) if args.json else _show(answer)
    return 1 if wrong or unprintable else 0


def _misread(pdf: bytes, labels: list[LabelData], firsts: list[int]) -> list[str]:
    """The numbers of labels whose codes a scanner does not read as they are."""
    from fahuo.steps.goods.labels.images import dots
    from fahuo.steps.goods.labels.scan import read_codes

    due = dict(zip(firsts, labels, strict=True))
    wrong = []
    for number, page in enumerate(dots(pdf)):
        if number in due:
            label, found = due[number], read_codes(page)
            if found != {("Code128", label.parcel_number), ("QRCode", label.qr or label.parcel_number)}:
                wrong.append(label.parcel_number)
    return wrong


def _show(answer: dict[str, object]) -> None:
    for name, value in answer.items():
        if isinstance(value, list):
            print(f"{name:>16} {len(value):>12,}")
            for said in value:
                print(f"{'':>16} {said}")
        else:
            print(f"{name:>16} {value:>12,}")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:12]) <= MOST or len(text) > 12:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of labels: give a whole number from 1 to {MOST:,}")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-01-31") from None
    if day.year < 2010:
        raise argparse.ArgumentTypeError(f"{text!r}: the sample world's exchange rates begin in 2010; give a later day")
    return day


def _check(path: Path) -> None:
    """Say before any work that the file cannot be written."""
    if path.is_dir():
        raise Problem(f"{path} is a folder: name a file in it, such as {path / 'labels.pdf'}")
    if not path.parent.is_dir():
        raise Problem(f"there is no folder {path.parent}: make it first, or write elsewhere")
    try:
        with path.open("ab"):
            pass
    except OSError as fault:
        raise Problem(f"{path} cannot be written ({fault.strerror}): check the permissions, or write elsewhere") from None


def _write(path: Path, pdf: bytes) -> None:
    try:
        path.write_bytes(pdf)
    except OSError as fault:
        raise Problem(f"{path} cannot be written ({fault.strerror}): check the disk, or write elsewhere") from None
