"""A label carries its numbers so that a scanner reads them, and its parties so that a person does."""

from __future__ import annotations

import io
import random
import struct
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from fahuo.core.words import ATTRIBUTE_NAMES
from fahuo.steps.goods.labels.codes import code128, qr_code
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.images import dots, png
from fahuo.steps.goods.labels.label import LabelData, render_labels
from fahuo.steps.goods.labels.party import Party
from tests.steps.goods.scan import codes, picture_of_png, pictures

SENDER = Party(
    "深圳仓",
    "龙华区民治街道民强路18号",
    "深圳市",
    "CN",
    company="深圳示例贸易有限公司",
    region="广东省",
    postcode="518131",
    phone="+86 755 1234 5678",
)
POLE = Party("Zażółć Gęślą-Jaźń", "ul. Święty Marcin 29/8", "Poznań", "PL", postcode="61-806", phone="+48 61 123 45 67")
LONG = Party(
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 2,
    "Apartment 4472, The Very Long Tower Name at the Riverside Quarter, 1287 North Saint Martin Boulevard Northwest Extension " * 2,
    "Taumatawhakatangihangakoauauotamatea",
    "US",
    company="Northrop Wolfeschlegelstein and Grandsons International Holdings " * 2,
    region="North Carolina",
    postcode="27513-1234",
    phone="+1 919 555 0100 ext. 12345",
)
LABEL = LabelData("FH2611230000012", "IN-536365", "欧洲专线 Europe Line", "EUL-01", SENDER, POLE, 452, attributes=17)


def text_of(pdf: bytes) -> list[str]:
    """Each page's text without spaces and breaks: long words are broken where the line ends."""
    return ["".join(page.extract_text().replace("\u200b", "").split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_both_codes_are_read_back_from_the_printed_page() -> None:
    page = pictures(render_labels([LABEL]))[0]
    assert page.shape == (1200, 800)
    assert codes(page) == {"Code128": "FH2611230000012", "QRCode": "FH2611230000012"}


def test_both_codes_are_read_back_from_the_png(tmp_path: Path) -> None:
    (page,) = dots(render_labels([replace(LABEL, qr="https://example.com/t/FH2611230000012")]))
    made = png(page)
    assert struct.unpack(">II", made[16:24]) == (800, 1200)  # 100 x 150 mm at 8 dots a millimetre
    assert codes(picture_of_png(made, tmp_path)) == {"Code128": "FH2611230000012", "QRCode": "https://example.com/t/FH2611230000012"}


def test_many_labels_in_one_file_each_with_its_own_codes() -> None:
    draw = random.Random(7)
    numbers = ["".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=draw.randint(1, 24))) for _ in range(40)]
    pages = pictures(render_labels([replace(LABEL, parcel_number=number, qr=f"{number}/{n}") for n, number in enumerate(numbers)]))
    assert [codes(page) for page in pages] == [{"Code128": number, "QRCode": f"{number}/{n}"} for n, number in enumerate(numbers)]


def test_parties_weight_service_and_marks_stand_in_their_own_scripts() -> None:
    text = text_of(render_labels([replace(LABEL, part=2, parts=3)]))[0]
    for said in (
        "ZażółćGęślą-Jaźń",
        "ul.ŚwiętyMarcin29/8",
        "61-806Poznań",
        "POLAND波兰",
        "深圳仓",
        "民强路18号",
        "0.452kg",
        "IN-536365",
        "2/3",
    ):
        assert said in text
    assert "欧洲专线EuropeLine" in text and "易碎FRAGILE" in text and "带电BATTERY" in text and "液体" not in text


def test_long_names_and_all_marks_are_all_there_and_leave_the_edges_white() -> None:
    label = replace(
        LABEL,
        parcel_number="FH2611230000013-LONGER-28AB",
        sender=LONG,
        recipient=LONG,
        attributes=4095,
        order_number="2026-11-23-" * 5,
        weight_g=12_345_678,
        part=100,
        parts=128,
    )
    pdf = render_labels([label])
    text = text_of(pdf)[0]
    for part in (LONG.name, LONG.street, LONG.city, LONG.company or "", "12345.678kg", "100/128", label.order_number):
        assert "".join(part.split()) in text
    for zh, en in ATTRIBUTE_NAMES.values():
        assert zh + en.upper().replace(" ", "") in text
    page = pictures(pdf)[0]
    assert codes(page)["Code128"] == label.parcel_number
    edges = (page[:, :8], page[:, -8:], page[-8:, :])  # a millimetre of paper stays white but for the rules and the country's corner
    assert [int((edge < 128).sum()) for edge in edges] == [
        int((edge < 128).sum()) for edge in (lambda p: (p[:, :8], p[:, -8:], p[-8:, :]))(pictures(render_labels([LABEL]))[0])
    ]


def test_text_is_never_read_as_markup() -> None:
    text = text_of(
        render_labels([replace(LABEL, service='#panic("x") $1$ *b* @a <b>', recipient=replace(POLE, name="#sys.inputs \\ [x]"))])
    )[0]
    assert '#panic("x")$1$*b*@a<b>' in text and "#sys.inputs\\[x]" in text


def test_the_same_labels_are_the_same_bytes() -> None:
    assert render_labels([LABEL, LABEL]) == render_labels([LABEL, LABEL])


def test_what_cannot_be_printed_is_named() -> None:
    tibetan = replace(LABEL, recipient=Party("བསོད་ནམས", "ལྷ་ས 110", "བོད", "CN"))
    with pytest.raises(Unprintable, match="TIBETAN LETTER BA") as caught:
        render_labels([LABEL, tibetan])
    assert {m.where for m in caught.value.missing} == {"recipient.name", "recipient.street", "recipient.city"}


def test_no_labels_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="no label to print"):
        render_labels([])


@pytest.mark.parametrize("number", ["", "日本", "A" * 49, "A\nB"])
def test_a_number_that_makes_no_code_is_named(number: str) -> None:
    with pytest.raises(ValueError, match="cannot be a Code 128"):
        code128(number, 96, 19)


def test_bars_are_whole_dots_and_not_too_thin() -> None:
    assert code128("FH2611230000012", 96, 19).width_mm * 8 % 145 == 0
    with pytest.raises(ValueError, match="thinner than two dots"):
        code128("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ", 96, 19)
    with pytest.raises(ValueError, match="too long for a QR code"):
        qr_code("x" * 1500, 21)
