"""The label of a parcel from the bench: as pictures for the browser, or as ZPL to the station's own printer. Each time is noted as a print.

Never inside a transaction of the bench: a printer that does not answer holds nobody up, and the parcel stays packed.
"""

from __future__ import annotations

import socket
from datetime import datetime

from fahuo.flow import papers
from fahuo.steps.goods.labels.images import dots, png
from fahuo.steps.goods.labels.zpl import zpl
from fahuo.steps.goods.models import Parcel, Print, Station
from fahuo.steps.goods.numbers import number_of

PATIENCE_S = 3.0


def label_pictures(parcel: Parcel, by: str, now: datetime) -> list[bytes]:
    """The label's pages as PNG in the printer's own dots. Raises Unprintable."""
    pages = [png(page) for page in dots(papers.label_pdf([parcel]))]
    _note(parcel, "png", by, now)
    return pages


def send_label(station: Station, parcel: Parcel, by: str, now: datetime) -> str | None:
    """Send the label as ZPL to the station's printer; None where it went, else what was wrong. Raises Unprintable."""
    host, _, port = station.printer.rpartition(":")
    label = zpl(dots(papers.label_pdf([parcel])), comment=number_of(parcel.pk))
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as line:
            line.sendall(label.encode("ascii"))
    except (OSError, ValueError) as error:
        return f"{station.printer}: {error}"
    _note(parcel, "zpl", by, now)
    return None


def _note(parcel: Parcel, form: str, by: str, now: datetime) -> None:
    number = papers.numbers([parcel.pk])[parcel.pk]
    Print.objects.create(merchant_id=parcel.merchant_id, parcel_id=parcel.pk, paper="label", form=form, number=number, actor=by, at=now)
