"""Ranges of numbers: what is drawn, when they end, and what a range must not be."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from fahuo.core.goods.identifiers import is_s10, is_sscc
from fahuo.records.models import Merchant
from fahuo.steps.goods import issuing
from fahuo.steps.goods.models import IssuedNumber, NumberRange
from tests.scene import NOON, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return stranger()


def made(merchant: Merchant, kind: str, prefix: str, suffix: str = "", first: int = 0, last: int = 99) -> NumberRange:
    row = NumberRange(merchant=merchant, kind=kind, prefix=prefix, suffix=suffix, next=first, last=last, warn_below=10)
    row.full_clean()
    row.save()
    return row


def test_each_kind_makes_its_numbers(merchant: Merchant) -> None:
    made(merchant, "s10", "LX", "CN", 473_124, 473_224)
    made(merchant, "sscc", "10614141", last=999_999_999)
    made(merchant, "own", "FX-", "-A", 7, 999)
    (post,) = issuing.draw(merchant.pk, "s10", 1, "t", NOON)
    (unit,) = issuing.draw(merchant.pk, "sscc", 1, "t", NOON)
    assert is_s10(post) and post.startswith("LX00473124") and post.endswith("CN") and is_sscc(unit)
    assert issuing.draw(merchant.pk, "own", 2, "t", NOON) == ["FX-007-A", "FX-008-A"]


def test_one_draw_goes_over_from_a_range_to_the_next(merchant: Merchant) -> None:
    first = made(merchant, "own", "A", last=2)
    made(merchant, "own", "B", last=99)
    assert issuing.draw(merchant.pk, "own", 5, "t", NOON) == ["A0", "A1", "A2", "B00", "B01"]
    first.refresh_from_db()
    assert first.left == 0 and [row.prefix for row in issuing.low(merchant.pk)] == ["A"]


def test_too_many_draw_nothing_and_say_the_mend(merchant: Merchant) -> None:
    row = made(merchant, "own", "A", last=4)
    with pytest.raises(issuing.Exhausted) as caught, transaction.atomic():
        issuing.draw(merchant.pk, "own", 6, "t", NOON)
    assert "6 numbers were asked for, and the ranges of OWN have 5 left" in caught.value.en and "登记新号段" in caught.value.zh
    row.refresh_from_db()
    assert row.left == 5 and not IssuedNumber.objects.exists()


def test_a_range_set_back_by_hand_issues_nothing_twice(merchant: Merchant) -> None:
    row = made(merchant, "own", "A", last=99)
    issuing.draw(merchant.pk, "own", 3, "t", NOON)
    NumberRange.objects.filter(pk=row.pk).update(next=0)
    assert issuing.draw(merchant.pk, "own", 2, "t", NOON) == ["A03", "A04"]
    row.delete()
    made(merchant, "own", "A", last=99)
    assert issuing.draw(merchant.pk, "own", 1, "t", NOON) == ["A05"]


def test_the_database_has_the_last_word(merchant: Merchant) -> None:
    IssuedNumber.objects.create(merchant=merchant, number="A1", actor="t", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedNumber.objects.create(merchant=merchant, number="A1", actor="t", at=NOON)


def test_only_the_wanted_prefix_and_only_active_ranges(merchant: Merchant) -> None:
    made(merchant, "s10", "LX", "CN")
    made(merchant, "s10", "RB", "CN")
    assert issuing.draw(merchant.pk, "s10", 1, "t", NOON, prefix="RB")[0].startswith("RB")
    NumberRange.objects.update(active=False)
    with pytest.raises(issuing.Exhausted, match="have 0 left"):
        issuing.draw(merchant.pk, "s10", 1, "t", NOON)


def test_nobody_draws_from_anothers_range(merchant: Merchant) -> None:
    other = Merchant.objects.create(code="third", name="third", name_zh="丙", currency="CNY")
    made(other, "own", "A")
    with pytest.raises(issuing.Exhausted):
        issuing.draw(merchant.pk, "own", 1, "t", NOON)


@pytest.mark.parametrize("count", [0, -1, 100_001])
def test_a_count_that_is_none(merchant: Merchant, count: int) -> None:
    with pytest.raises(ValueError, match="ask for 1 to 100,000"):
        issuing.draw(merchant.pk, "own", count, "t", NOON)


@pytest.mark.parametrize(
    ("kind", "prefix", "suffix", "first", "last"),
    [
        ("s10", "L", "CN", 0, 9),
        ("s10", "LX", "", 0, 9),
        ("s10", "LX", "CN", 0, 10**8),
        ("sscc", "1061414A", "", 0, 9),
        ("sscc", "10614141", "", 0, 10**9),
        ("own", "号", "", 0, 9),
        ("own", "a^XA", "", 0, 9),
        ("own", "A", "", 11, 9),
        ("own", "A", "", -1, 9),
    ],
)
def test_a_range_that_makes_no_numbers_is_refused(merchant: Merchant, kind: str, prefix: str, suffix: str, first: int, last: int) -> None:
    with pytest.raises(ValidationError):
        made(merchant, kind, prefix, suffix, first, last)


def test_a_range_that_meets_another_is_refused(merchant: Merchant) -> None:
    made(merchant, "own", "A", first=0, last=50)
    with override("en"), pytest.raises(ValidationError, match="no number may be issued twice"):
        made(merchant, "own", "A", first=50, last=99)
    made(merchant, "own", "A", first=51, last=99)
