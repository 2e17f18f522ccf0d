"""Check digits: examples of the standards, and that any one wrong digit is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.core.goods.identifiers import gs1_check, gtin13, is_s10, is_sscc, s10, sscc


def test_the_standards_own_examples() -> None:
    assert s10("RB", 12_345_678, "GB") == "RB123456785GB" and is_s10("RB123456785GB")
    assert sscc("10614141", 234_567_890) == "106141412345678908" and is_sscc("106141412345678908")
    assert gtin13("5901234123457") == "5901234123457" and gs1_check("590123412345") == 7


@pytest.mark.parametrize("text", ["", "12345678", "5901234123458", "15901234123454", "59012341234x7", "0000000000000", "５901234123457"])
def test_what_has_no_ean13(text: str) -> None:
    assert gtin13(text) is None


@given(st.integers(0, 10**8 - 1), st.integers(2, 10), st.integers(1, 9))
def test_one_wrong_digit_of_an_s10_is_noticed(serial: int, place: int, more: int) -> None:
    number = s10("LX", serial, "CN")
    digit = (int(number[place]) + more) % 10
    wrong = number[:place] + str(digit) + number[place + 1 :]
    # the check digits 0 and 5 stand for two remainders each, so one change in eleven of those may pass
    assert is_s10(number) and (not is_s10(wrong) or number[10] in "05")


@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_of_an_sscc_is_noticed(serial: int, place: int, more: int) -> None:
    number = sscc("10614141", serial)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert is_sscc(number) and not is_sscc(wrong)


@pytest.mark.parametrize(
    ("service", "serial", "country"), [("lx", 1, "CN"), ("L", 1, "CN"), ("LX", -1, "CN"), ("LX", 10**8, "CN"), ("LX", 1, "C1")]
)
def test_parts_that_make_no_s10(service: str, serial: int, country: str) -> None:
    with pytest.raises(ValueError, match="make no S10"):
        s10(service, serial, country)


@pytest.mark.parametrize(("prefix", "serial"), [("", 10**17), ("1234567890123456789", 1), ("12a", 1), ("10614141", 10**9)])
def test_parts_that_make_no_sscc(prefix: str, serial: int) -> None:
    with pytest.raises(ValueError, match="make no SSCC"):
        sscc(prefix, serial)
