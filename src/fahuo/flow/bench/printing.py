"""The label of a packed parcel, sent to a station's own printer. Outside any transaction: a printer that does not answer holds nobody up."""

from __future__ import annotations

import socket

from fahuo.flow import papers
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.zpl import zpl
from fahuo.steps.goods.models import Parcel, Station
from fahuo.steps.goods.numbers import number_of

PATIENCE_S = 3.0


def send_label(station: Station, parcel_id: int) -> str | None:
    """Send the label as ZPL to the station's printer; None where it went, else what was wrong. Raises Unprintable."""
    parcel = Parcel.objects.select_related("order", "merchant", "warehouse", "box").get(pk=parcel_id, merchant_id=station.merchant_id)
    host, _, port = station.printer.rpartition(":")
    label = zpl(dots(papers.label_pdf([parcel])), comment=number_of(parcel.pk))
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as line:
            line.sendall(label.encode("ascii"))
    except (OSError, ValueError) as error:
        return f"{station.printer}: {error}"
    return None
