"""Frames through COPY into tables and back: nothing is lost, whatever the texts hold."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahuo.records.copy import copy, fetch, reserve_ids
from fahuo.records.models import Event, Merchant
from tests.scene import stranger

pytestmark = pytest.mark.django_db

TEXTS = ["", " ", "\\N", "\\", '"', '""', "a,b", "line\nbreak", "\r\n", "NULL", "\\.", "深圳", "😀", "tab\there", "'"]


def _store(merchant: Merchant, texts: list[str]) -> list[tuple[str, str]]:
    rows = pl.DataFrame(
        {
            "merchant_id": [merchant.pk] * len(texts),
            "order_id": list(range(len(texts))),
            "parcel_id": [None if i % 2 else i for i in range(len(texts))],
            "kind": ["noted"] * len(texts),
            "at": [datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC)] * len(texts),
            "actor": [text[:80] for text in texts],
            "key": [None] * len(texts),
            "data": ["{}"] * len(texts),
        },
        schema_overrides={"parcel_id": pl.Int64, "key": pl.String, "at": pl.Datetime("us", "UTC")},
    )
    Event.objects.all().delete()
    assert copy(rows, Event) == len(texts)
    found = Event.objects.order_by("order_id")
    assert [e.at for e in found] == rows["at"].to_list()
    assert [e.parcel_id for e in found] == rows["parcel_id"].to_list()
    assert all(e.key is None for e in found)
    return [(e.actor, text[:80]) for e, text in zip(found, texts, strict=True)]


def test_awkward_texts_come_back_as_they_were() -> None:
    assert all(stored == text for stored, text in _store(stranger(), TEXTS))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=80), min_size=1, max_size=20))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    merchant = Merchant.objects.filter(code="stranger").first() or stranger()
    assert all(stored == text for stored, text in _store(merchant, texts))


def test_an_empty_frame_is_no_work_and_ids_are_new() -> None:
    assert copy(pl.DataFrame({"order_id": []}), Event) == 0
    first, second = reserve_ids(Event, 3), reserve_ids(Event, 2)
    assert first.is_sorted() and first.max() < second.min() and reserve_ids(Event, 0).len() == 0
    assert fetch("SELECT 1, NULL::text", [], {"n": pl.Int64, "t": pl.String}).row(0) == (1, None)
