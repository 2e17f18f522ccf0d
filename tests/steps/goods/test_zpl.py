"""ZPL: the picture that the printer gets is the page, and nothing that a user wrote is a command."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fahuo.steps.goods.labels.images import dots, merged, png
from fahuo.steps.goods.labels.label import render_labels
from fahuo.steps.goods.labels.scan import read_codes
from fahuo.steps.goods.labels.zpl import plain, zpl
from tests.steps.goods.test_label import LABEL, POLE, text_of

WICKED = "^XZ~JA^XA^FDowned^FS~DGR:X"
FIELD = re.compile(r"\^FO0,0\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS")


def crc16(data: bytes) -> int:
    """CRC-16/XMODEM bit by bit, as ZPL's manual describes it: not the routine that the product uses."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def burnt(text: str) -> list[NDArray[np.bool_]]:
    """The dots of each label format, read as a printer reads them."""
    found = []
    for sent, total, across, data in FIELD.findall(text):
        if data.startswith(":Z64:"):
            _, _, packed, check = data.split(":")
            assert crc16(packed.encode()) == int(check, 16)
            raw = zlib.decompress(base64.b64decode(packed))
        else:
            raw = bytes.fromhex(data)
        assert int(sent) == int(total) == len(raw) and len(raw) % int(across) == 0
        found.append(np.unpackbits(np.frombuffer(raw, np.uint8).reshape(-1, int(across)), axis=1).astype(bool))
    return found


@pytest.mark.parametrize("packed", ["z64", "hex"])
def test_the_printer_burns_the_page_and_its_codes_are_read(packed: str) -> None:
    label = replace(LABEL, service=WICKED, order_number=WICKED, recipient=replace(POLE, name=WICKED, street="~JA ^FX"))
    pages = list(dots(render_labels([label, LABEL])))
    text = zpl(pages, comment=WICKED, packed=packed)  # type: ignore[arg-type]
    back = burnt(text)
    assert len(back) == 2 and all((a == b).all() for a, b in zip(back, pages, strict=True))
    assert read_codes(back[0]) == {("Code128", LABEL.parcel_number), ("QRCode", LABEL.parcel_number)}
    assert text.count("^XA") == text.count("^XZ") == 2 and "^PW800\n^LL1200\n" in text


@pytest.mark.parametrize("packed", ["z64", "hex"])
def test_only_our_own_commands_reach_the_printer(packed: str) -> None:
    label = replace(LABEL, service=WICKED, order_number=WICKED, recipient=replace(POLE, name=WICKED))
    text = zpl(dots(render_labels([label])), comment=WICKED, packed=packed)  # type: ignore[arg-type]
    assert "~" not in text and "owned" in text  # it stands in the comment, without what would make it a command
    assert re.findall(r"\^(..)", text) == ["XA", "FX", "FS", "PW", "LL", "LH", "LT", "LS", "PO", "FO", "GF", "FS", "PQ", "XZ"]


@given(st.text(max_size=200))
def test_a_comment_is_plain(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 ._/-]{0,60}", plain(text))


def test_a_page_that_is_no_whole_number_of_bytes_wide_keeps_its_edge() -> None:
    page = np.ones((3, 13), bool)
    (back,) = burnt(zpl([page]))
    assert back.shape == (3, 16) and back[:, :13].all() and not back[:, 13:].any()


def test_a_png_is_the_same_dots() -> None:
    (page,) = dots(render_labels([LABEL]))
    made = png(page)
    wide, high, depth, colour = struct.unpack(">IIBB", made[16:26])
    assert (wide, high, depth, colour) == (800, 1200, 1, 0)
    at = made.index(b"IDAT")
    rows = zlib.decompress(made[at + 4 : at + 4 + struct.unpack(">I", made[at - 4 : at])[0]])
    back = np.unpackbits(np.frombuffer(rows, np.uint8).reshape(1200, 101)[:, 1:], axis=1) == 0
    assert (back == page).all()


def test_parts_are_merged_thing_by_thing() -> None:
    one = render_labels([replace(LABEL, order_number=f"ONE-{n}") for n in range(3)])
    two = render_labels([replace(LABEL, order_number=f"TWO-{n}") for n in range(3)])
    pdf = merged([(one, [1, 1, 1]), (two, [2, 1])], [(0, 2), (1, 0), (0, 0), (0, 1), (1, 1)])
    found = [re.search(r"(ONE|TWO)-\d", text)[0] for text in text_of(pdf)]  # type: ignore[index]
    assert found == ["ONE-2", "TWO-0", "TWO-1", "ONE-0", "ONE-1", "TWO-2"]
