"""What a barcode says, by the examples of the GS1 General Specifications and by what scanners send."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.scans import SEPARATOR, check_digit, elements, forms, gtins, read_day, read_scan

ON = date(2026, 11, 23)
GS = SEPARATOR


@pytest.mark.parametrize(
    ("text", "gtin", "lot", "serial", "expires"),
    [
        ("]C1010950600013435217271231" + "1021-A", "09506000134352", "21-A", None, date(2027, 12, 31)),
        (f"]d2010950600013435210LOT7{GS}17271200{GS}21SER-9", "09506000134352", "LOT7", "SER-9", date(2027, 12, 31)),
        (f"{GS}010950600013435221SER{GS}10L1", "09506000134352", "L1", "SER", None),
        ("(01)09506000134352(10)AB/1(17)260101", "09506000134352", "AB/1", None, date(2026, 1, 1)),
        ("https://id.gs1.org/01/09506000134352/10/ABC%2F1/21/12345?17=271231", "09506000134352", "ABC/1", "12345", date(2027, 12, 31)),
        ("010950600013435210LOT7|21SER-9", "09506000134352", "LOT7", "SER-9", None),  # a scanner that sends | for GS
        ("010950600013435210LOT7<GS>21SER-9", "09506000134352", "LOT7", "SER-9", None),
        ("0109506000134352", "09506000134352", None, None, None),
    ],
)
def test_lot_expiry_and_serial_come_with_one_scan(text: str, gtin: str, lot: str | None, serial: str | None, expires: date | None) -> None:
    read = read_scan(text, ON)
    assert (read.gtins, read.lot, read.serial, read.expires_on) == ((gtin,), lot, serial, expires)


@pytest.mark.parametrize(
    "text",
    ["HZ-BT01", "FH0000000420", "0109506000134353", "01ABC", "(01)123", "(99", "]C1019506", "5", "", "00123456789012345678", "第一批", "https://example.com/01/x"],
)  # fmt: skip
def test_what_is_no_gs1_string_stays_a_text(text: str) -> None:
    assert elements(text.removeprefix("]C1"), sure=text.startswith("]C1")) == {}
    assert read_scan(text, ON).lot is None


def test_a_number_is_every_gtin_that_it_may_mean() -> None:
    assert gtins("036000291452") == gtins("0036000291452") == gtins("00036000291452") == gtins("36000291452") == ("00036000291452",)
    assert gtins("96385074") == ("00000096385074",)
    assert gtins("04252614")[-1] == "00042100005264"  # UPC-E
    assert gtins("4006381333932") == gtins("400638133393x") == gtins("1234567") == ()
    assert read_scan("]E04006381333931", ON).gtins == ("04006381333931",)


@given(st.integers(10**6, 10**12 - 1))
def test_every_form_of_a_gtin_means_the_same(body: int) -> None:
    digits = f"{body}{check_digit(str(body))}"
    gtin = digits.zfill(14)
    for form in forms(gtin):
        if len(form) in (8, 11, 12, 13, 14):
            assert gtin in gtins(form), form


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for prefix in ("", "]C1", "01095060001343521", "(01)", GS):
        read_scan(prefix + text, ON)


def test_years_of_two_digits_and_the_last_day_of_a_month() -> None:
    assert read_day("000229", ON) == date(2000, 2, 29) and read_day("760101", ON) == date(2076, 1, 1)
    assert read_day("771231", ON) == date(1977, 12, 31)  # 51 years ahead: the century before
    assert read_day("270230", ON) is None and read_day("271300", ON) is None


def test_sscc_and_pieces() -> None:
    assert read_scan("]C100106141411234567897", ON).sscc == "106141411234567897"
    assert read_scan("00106141411234567897", ON).sscc == read_scan("106141411234567897", ON).sscc == "106141411234567897"
    assert read_scan("]C1020950600013435237" + "12", ON).count == 12
