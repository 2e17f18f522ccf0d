"""Files of rate cards, read with the files of places that stand beside them. What cannot be read is a sentence."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from python_calamine import load_workbook

from fahuo.cli.main import Problem
from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.read import files_of, read_service, read_text
from fahuo.core.methods.read_places import read_list, read_rows
from fahuo.core.methods.service import Service
from fahuo.plugins.reading.faults import Told
from fahuo.plugins.reading.workbooks import MAGIC, whole

MOST_BYTES = 64 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


@dataclass(frozen=True)
class CardFile:
    """A service's document with the rows of the lists that it names."""

    text: str
    service: Service
    lists: dict[str, pl.DataFrame]  # rows of read_places.COLUMNS by file name


def read_card_file(path: Path) -> CardFile:
    """The service in the file. Raises Problem where the file cannot be read, BadCard with every fault of what is in it."""
    text = _text(path, "document")
    document = read_text(text)
    rows, places, faults = {}, {}, []
    for name in files_of(document):
        beside = path.parent / name
        if Path(name).name != name or not beside.is_file():
            continue  # read_service says that it is not there
        try:
            rows[name] = read_rows(_text(beside, name), name)
            places[name] = read_list(rows[name], name)
        except BadCard as wrong:
            faults += wrong.faults
    if faults:
        raise BadCard(faults)
    return CardFile(text, read_service(document, places), rows)


def _text(path: Path, place: str) -> str:
    """The text of a file; a fault names it by `place`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{path.name} is larger than {MOST_BYTES // 2**20} MB: that is no rate card")
        data = path.read_bytes()
    except OSError as fault:
        raise Problem(f"{path} cannot be read ({fault.strerror}): check the path and the permissions") from None
    _stop_workbook(path.name, data)
    for encoding in _ENCODINGS if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadCard([Fault(place, "no_text", ())])


def _stop_workbook(name: str, data: bytes) -> None:
    """Workbooks are not cards in the open format; what is wrong with one is said first."""
    if not data.startswith(MAGIC):
        return
    try:
        with whole(data, name):
            load_workbook(io.BytesIO(data))
    except Told as told:
        raise Problem(str(told)) from None
    raise Problem(f"{name} is a workbook, not a card in the open format: `fahuo rates import` reads it, and with --toml writes the card")
