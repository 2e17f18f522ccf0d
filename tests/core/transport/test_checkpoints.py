from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core.reasons import say
from fahuo.core.transport.check import check_checkpoints
from fahuo.core.transport.checkpoints import read_checkpoints
from fahuo.core.transport.codes import public_codes
from fahuo.core.words import Happening

NUMBER = "RB123456785GB"
OURS = pl.DataFrame({"number": [NUMBER, "TWICE1", "TWICE1"], "parcel_id": [7, 8, 9], "carrier": ["P", "P", "Q"]})
SCHEMA = ["carrier", "number", "code", "text", "at", "place"]


def raw(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(SCHEMA, pl.String), orient="row")


def told(at: str | None, place: str | None = None, code: str = "EMA", number: str = NUMBER) -> pl.DataFrame:
    return raw(("P", number, code, "said", at, place))


@pytest.mark.parametrize(
    ("at", "place", "utc"),
    [
        ("2026-11-01T10:00:00+08:00", None, "2026-11-01T02:00:00"),
        ("2026-11-01T02:00:00Z", None, "2026-11-01T02:00:00"),
        ("2026-11-01 02:00:00.250 UTC", None, "2026-11-01T02:00:00.250"),
        ("2026-11-01 10:00:00-0530", None, "2026-11-01T15:30:00"),
        ("2026-11-01T10:00+08", None, "2026-11-01T02:00:00"),
        ("2026/11/01 10:00", "Shenzhen, CN", "2026-11-01T02:00:00"),
        ("20261101100000", "SHENZHEN CN", "2026-11-01T02:00:00"),
        ("2026-07-01 10:00", "Berlin, DE", "2026-07-01T08:00:00"),
        ("2026-01-01 10:00", "Berlin, DE", "2026-01-01T09:00:00"),
        ("2026-11-01 10:00", "somewhere", "2026-11-01T10:00:00"),
        ("2026-11-01", "Tokyo (JP)", "2026-11-01T03:00:00"),
        ("2026-03-29 02:30", "Berlin, DE", "2026-03-29T01:30:00"),  # an hour that the clock skipped
        ("2026-10-25 02:30", "Berlin, DE", "2026-10-25T00:30:00"),  # an hour that came twice
    ],
)
def test_times_as_carriers_write_them(at: str, place: str | None, utc: str) -> None:
    rows = read_checkpoints(told(at, place), OURS).checkpoints
    assert rows["at"].to_list() == [datetime.fromisoformat(utc).replace(tzinfo=UTC)]


def test_the_zone_of_a_carrier_serves_where_the_place_names_no_country() -> None:
    rows = read_checkpoints(told("2026-11-01 10:00", "depot 4"), OURS, default_zone="Asia/Shanghai").checkpoints
    assert rows.select("at", "zone_assumed").row(0) == (datetime(2026, 11, 1, 2, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (told("2026-11-01", number=""), "checkpoint_number_missing"),
        (told("2026-11-01", number="nobody's"), "checkpoint_number_unknown"),
        (told("yesterday"), "checkpoint_time_unreadable"),
        (told("2026-02-30 10:00"), "checkpoint_time_unreadable"),
        (told(None), "checkpoint_time_unreadable"),
        (told("1970-01-01 00:00"), "checkpoint_time_implausible"),
        (told("2026-11-25 00:00"), "checkpoint_time_implausible"),
        (raw(("R", "TWICE1", "EMA", "x", "2026-11-01", None)), "checkpoint_number_ambiguous"),
    ],
)
def test_what_cannot_be_taken_names_place_and_value(row: pl.DataFrame, code: str) -> None:
    read = read_checkpoints(row.with_columns(source_row=pl.lit(12)), OURS, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert read.checkpoints.height == 0
    refusal = read.refusals.row(0, named=True)
    assert (refusal["code"], refusal["source_row"]) == (code, 12)
    assert "{" not in say(code, refusal["values"], "zh")


def test_a_number_of_two_parcels_is_told_apart_by_its_carrier() -> None:
    rows = read_checkpoints(raw(("Q", "TWICE1", "EMA", "x", "2026-11-01", None)), OURS).checkpoints
    assert rows["parcel_id"].to_list() == [9]


def test_the_same_checkpoint_has_the_same_key_in_whatever_zone_it_is_told() -> None:
    same = pl.concat(
        [
            told("2026-11-01T10:00:00+08:00"),
            told("2026-11-01 10:00", "Shenzhen, CN", "ema"),
            told("2026-11-01T02:00:00.4Z", number="rb 1234-56785 gb"),
        ]
    )
    other = pl.concat([told("2026-11-01T10:00:01+08:00"), told("2026-11-01T10:00:00+08:00", code="EMC")])
    assert read_checkpoints(same, OURS).checkpoints["key"].n_unique() == 1
    assert read_checkpoints(pl.concat([same, other]), OURS).checkpoints["key"].n_unique() == 3


def test_without_a_code_the_text_tells_checkpoints_apart() -> None:
    rows = raw(*(("P", NUMBER, "", text, "2026-11-01", None) for text in ("left", "came", "left")))
    assert read_checkpoints(rows, OURS).checkpoints["key"].n_unique() == 2


def test_an_unknown_code_is_kept_as_a_note_and_listed() -> None:
    read = read_checkpoints(pl.concat([told("2026-11-01", code="XQ9"), told("2026-11-02", code="XQ9")]), OURS)
    assert read.checkpoints["kind"].to_list() == ["noted", "noted"]
    assert read.unknown.rows() == [("P", "XQ9", "said", 2)]


def test_own_codes_win_and_those_of_the_carrier_first() -> None:
    own = pl.DataFrame({"carrier": ["P", None, None], "code": ["XQ9", "xq9", "EMA"], "kind": ["arrived", "departed", "noted"]})
    rows = raw(
        ("P", NUMBER, "xq9", "", "2026-11-01", None),
        ("Z", NUMBER, "XQ9", "", "2026-11-01", None),
        ("P", NUMBER, "EMA", "", "2026-11-01", None),
    )
    assert read_checkpoints(rows, OURS, own).checkpoints["kind"].to_list() == ["arrived", "departed", "noted"]


NAIVE = (datetime(2024, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 local times, without a zone on purpose
ROW = st.tuples(
    st.sampled_from(["P", "Q", "", None]),
    st.sampled_from([NUMBER, "twice1", "none", "", None]),
    st.sampled_from(["EMA", "EMI", "Delivered_Other", "??", "", None]),
    st.text(max_size=8),
    st.one_of(
        st.datetimes(*NAIVE).map(lambda t: t.replace(microsecond=0).isoformat()),
        st.datetimes(*NAIVE, timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])).map(
            lambda t: t.replace(microsecond=0).isoformat()
        ),
        st.text(max_size=12),
    ),
    st.sampled_from(["Berlin, DE", "Los Angeles, CA, US", "", None]),
)


@given(st.lists(ROW, max_size=8))
def test_every_row_is_read_or_refused(rows: list) -> None:
    frame = raw(*rows).with_row_index("source_row", offset=1).with_columns(pl.col("source_row").cast(pl.Int64))
    read = read_checkpoints(frame, OURS)
    assert check_checkpoints(frame, read.checkpoints, read.refusals) == []


@given(st.lists(ROW, max_size=8), st.integers(0, 99))
def test_row_order_does_not_matter(rows: list, seed: int) -> None:
    frame = raw(*rows).with_row_index("source_row", offset=1)
    mixed = frame.sample(fraction=1, shuffle=True, seed=seed)
    assert_frame_equal(read_checkpoints(frame, OURS).checkpoints, read_checkpoints(mixed, OURS).checkpoints.sort("source_row"))


def test_the_public_codes_are_whole() -> None:
    codes = public_codes()
    assert codes["code"].str.to_lowercase().is_unique().all()
    assert set(codes["kind"]) <= {kind.value for kind in Happening}
    assert codes["code"].str.len_chars().max() <= 40
