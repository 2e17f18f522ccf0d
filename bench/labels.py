"""python -m bench labels: a thousand shipping labels in one PDF, ours beside reportlab and typst as one would use them, all in one run."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import typst
import zxingcpp

from bench.peers import HERE, ask, environment
from fahuo.cli.label_sample import sample_labels
from fahuo.steps.goods.labels.fonts import loaded_fonts
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.label import LabelData, render_pages, set_label
from fahuo.steps.goods.labels.scan import read_codes

COUNT = 1_000
ON = date(2026, 11, 25)
TIMES = 3
REPORTLAB = "reportlab==5.1.0"


def main() -> None:
    """Print the table of bench/README.md."""
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; of each the least processor time of {TIMES} runs with other labels, all threads counted\n"
    )
    runs = [list(sample_labels(COUNT, seed, ON)) for seed in range(1, TIMES + 1)]  # other labels each time: typst remembers what it has set
    customs = sum(label.customs is not None for label in runs[0])
    print(f"| {COUNT:,} labels of 100 x 150 mm in one PDF, {customs} with a CN22 | labels a second and core | MB | read back at 203 dpi |")
    print("| --- | --- | --- | --- |")
    warm = list(sample_labels(20, 99, ON))
    pdf, seconds = _timed(lambda labels: render_pages([page for label in labels for page in set_label(label)]), warm, runs)
    _row("ours", seconds, pdf, runs[0])
    plain = [[_plainly(label) for label in run] for run in runs]
    pdf, seconds = _timed(_typeset, [_plainly(label) for label in warm], plain)
    _row("typst, plainly used", seconds, pdf, runs[0])
    with tempfile.TemporaryDirectory() as folder, environment(REPORTLAB) as peer:
        if peer:
            source, target = Path(folder) / "labels.json", Path(folder) / "labels.pdf"
            source.write_text(json.dumps(plain), "utf-8")
            found = ask(peer, "reportlab_peer.py", source, target)
            _row(f"{REPORTLAB.replace('==', ' ')}, by hand", found["seconds"], target.read_bytes(), runs[0])


def _timed(make: Callable[[list[Any]], bytes], warm: list[Any], runs: list[list[Any]]) -> tuple[bytes, float]:
    """The PDF of the first run, and the least processor time of all."""
    make(warm)
    made, took = [], []
    for labels in runs:
        begun = time.process_time()
        made.append(make(labels))
        took.append(time.process_time() - begun)
    return made[0], min(took)


def _row(name: str, seconds: float, pdf: bytes, labels: list[LabelData]) -> None:
    read = set()
    for page in dots(pdf):
        codes = read_codes(page)
        read |= {text for kind, text in codes if kind == "Code128" and ("QRCode", text) in codes}
    right = len(read & {label.parcel_number for label in labels})
    print(f"| {name} | {COUNT / seconds:,.0f} | {len(pdf) / 1e6:.1f} | {right:,} of {COUNT:,} |", flush=True)


def _plainly(label: LabelData) -> dict[str, Any]:
    """What stands on a label, as text."""
    people = {"sender": label.sender, "recipient": label.recipient}
    lines = {
        name: [
            text
            for text in (who.name, who.company, who.street, f"{who.postcode or ''} {who.city}", who.region, who.country, who.phone)
            if text
        ]
        for name, who in people.items()
    }
    rows = label.customs.lines if label.customs else ()
    return {
        **lines,
        "number": label.parcel_number,
        "order": label.order_number,
        "service": label.service,
        "service_code": label.service_code,
        "country": label.recipient.country,
        "weight": f"{label.weight_g / 1000:.3f} kg",
        "part": f"{label.part} / {label.parts}",
        "customs": [[row.name, str(row.quantity), f"{row.net_g} g", f"{row.value_minor / 100:.2f}", row.hs_code or ""] for row in rows],
    }


def _typeset(plain: list[dict[str, Any]]) -> bytes:
    code = zxingcpp.create_barcode
    data = [
        label
        | {
            "bars": code(label["number"], zxingcpp.BarcodeFormat.Code128).to_svg(add_quiet_zones=False),
            "qr": code(label["number"], zxingcpp.BarcodeFormat.QRCode).to_svg(),
        }
        for label in plain
    ]
    made: Any = typst.compile(
        HERE / "plain.typ",
        root=HERE,
        font_paths=loaded_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
    )
    pdf: bytes = made
    return pdf


if __name__ == "__main__":
    main()
