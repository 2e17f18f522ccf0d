"""The label of a parcel from the bench: as pictures for the browser, or as ZPL to the station's own printer.

Never inside a transaction of the bench: a printer that does not answer holds nobody up, and the parcel stays packed.
"""

from __future__ import annotations

import socket
from datetime import datetime

from fahuo.flow.printing import print_now
from fahuo.steps.goods.models import Parcel, Station

PATIENCE_S = 3.0


def label_pictures(parcel: Parcel, by: str, now: datetime) -> list[bytes]:
    """The label's pages as PNG in the printer's own dots. Raises NotPossible."""
    return print_now(parcel.merchant, [parcel.pk], ["label"], "png", by, now).parts


def send_label(station: Station, parcel: Parcel, by: str, now: datetime) -> str | None:
    """Send the label as ZPL to the station's printer; None where it went, else what was wrong. Raises NotPossible."""
    host, _, port = station.printer.rpartition(":")

    def send(file: bytes) -> None:
        with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as line:
            line.sendall(file)

    try:
        print_now(parcel.merchant, [parcel.pk], ["label"], "zpl", by, now, send=send)
    except (OSError, ValueError) as error:
        return f"{station.printer}: {error}"
    return None
