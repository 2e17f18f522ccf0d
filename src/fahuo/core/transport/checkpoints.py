"""Checkpoints from outside, as carriers write them, into happenings of our parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import polars as pl

from fahuo.core import frames
from fahuo.core.transport.codes import translate
from fahuo.core.transport.times import read_times
from fahuo.core.words import Happening, Step

RAW = {"carrier": pl.String, "number": pl.String, "code": pl.String, "text": pl.String, "at": pl.String, "place": pl.String}
LONGEST = {"carrier": 40, "code": 40, "text": 300, "place": 120}
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2500, 1, 1, tzinfo=UTC)  # where nobody says what time it is
AHEAD = timedelta(days=1)  # a clock may be wrong, but not by more than a time zone


@dataclass(frozen=True)
class Read:
    """Rows that came in = checkpoints + refusals (source_row counts from 1 unless it was given)."""

    checkpoints: pl.DataFrame  # source_row, parcel_id, carrier, number, code, text, place, at (UTC), kind, key, zone_assumed
    unknown: pl.DataFrame  # carrier, code, text (an example), rows: codes to be mapped; their checkpoints are kept as noted
    refusals: pl.DataFrame


def read_checkpoints(
    raw: pl.DataFrame,
    numbers: pl.DataFrame,
    own_codes: pl.DataFrame | None = None,
    *,
    default_zone: str = "UTC",
    now: datetime | None = None,
) -> Read:
    """Normalise checkpoints.

    raw: carrier, number, code, text, at (text, ISO 8601 or alike), place; source_row where there is one; missing columns are null.
    numbers: number, parcel_id, and carrier where it is known: the tracking numbers that are ours. own_codes: see codes.translate.
    default_zone: the zone of local times whose place names no country. now: a time more than a day ahead of it is refused.

    The same checkpoint has the same key however often and in whichever time zone it is told: number, time to the second, carrier and
    code (or the text, where there is no code). Repetitions are not dropped here: the key lets whoever stores them do so.
    """
    rows = _tidy(raw)
    rows = read_times(_find(rows, numbers), default_zone)
    latest = now + AHEAD if now is not None else LATEST
    plausible = (pl.col("utc") >= EARLIEST) & (pl.col("utc") <= latest)
    problem = (
        pl.when(pl.col("number") == "")
        .then(pl.lit("checkpoint_number_missing"))
        .when(pl.col("parcels") == 0)
        .then(pl.lit("checkpoint_number_unknown"))
        .when(pl.col("parcels") > 1)
        .then(pl.lit("checkpoint_number_ambiguous"))
        .when(pl.col("utc").is_null())
        .then(pl.lit("checkpoint_time_unreadable"))
        .when(~plausible)
        .then(pl.lit("checkpoint_time_implausible"))
    )
    rows = rows.with_columns(problem=problem)
    good = translate(rows.filter(pl.col("problem").is_null()), own_codes)
    unknown = (
        good.filter(pl.col("kind").is_null()).group_by("carrier", "code").agg(pl.col("text").min(), rows=pl.len()).sort("carrier", "code")
    )
    checkpoints = _keyed(good.with_columns(pl.col("kind").fill_null(Happening.NOTED.value), at=pl.col("utc")))
    bad = rows.filter(pl.col("problem").is_not_null()).with_columns(
        earliest=pl.lit(str(EARLIEST.date())), latest=pl.lit(str(latest.date()))
    )
    said = {name: pl.col(name) for name in ("carrier", "number", "at", "place", "parcels", "earliest", "latest")}
    refusals = frames.refuse(bad.drop("parcel_id"), Step.TRANSPORT.value, pl.col("problem"), said)
    columns = ["source_row", "parcel_id", "carrier", "number", "code", "text", "place", "at", "kind", "key", "zone_assumed"]
    return Read(checkpoints.select(columns), unknown.select("carrier", "code", "text", "rows"), refusals)


def _tidy(raw: pl.DataFrame) -> pl.DataFrame:
    """All columns there, as trimmed text of bearable length; the number without the blanks and dashes that people put into it."""
    have = set(raw.columns)
    rows = raw.with_columns([pl.lit(None, pl.String).alias(name) for name in RAW if name not in have])
    if "source_row" not in have:
        rows = rows.with_row_index("source_row", offset=1)
    text = {name: pl.col(name).cast(pl.String).fill_null("").str.replace_all("\x00", "", literal=True).str.strip_chars() for name in RAW}
    cut = {name: text[name].str.slice(0, LONGEST[name]) if name in LONGEST else text[name] for name in RAW}
    cut["number"] = text["number"].str.replace_all(r"[\s-]", "").str.to_uppercase()
    return rows.select(pl.col("source_row").cast(pl.Int64), **cut)


def _find(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Add parcel_id and how many parcels have the number (among those of the carrier, where one of them is its)."""
    plain = pl.col("number").str.replace_all(r"[\s-]", "").str.to_uppercase()
    ours = numbers.with_columns(plain.alias("number")).filter(pl.col("number").is_in(rows["number"].unique().implode()))
    of_all = ours.group_by("number").agg(pl.col("parcel_id").unique().len().alias("parcels"), pl.col("parcel_id").min())
    found = rows.join(of_all, on="number", how="left", maintain_order="left")
    if "carrier" in numbers.columns and (of_all["parcels"] > 1).any():
        of_one = ours.group_by("number", "carrier").agg(
            pl.col("parcel_id").unique().len().alias("_parcels"), pl.col("parcel_id").min().alias("_parcel_id")
        )
        found = found.join(of_one, on=["number", "carrier"], how="left", maintain_order="left")
        found = found.with_columns(parcels=pl.coalesce("_parcels", "parcels"), parcel_id=pl.coalesce("_parcel_id", "parcel_id")).drop(
            "_parcels", "_parcel_id"
        )
    return found.with_columns(pl.col("parcels").fill_null(0))


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add key. What is said is hashed once for every different carrier and code, not for every row."""
    what = pl.when(pl.col("code") != "").then(pl.col("code").str.to_lowercase()).otherwise(pl.concat_str(pl.lit("="), pl.col("text")))
    rows = rows.with_columns(_said=pl.concat_str(pl.col("carrier").str.to_lowercase(), pl.lit("\n"), what))
    distinct = rows["_said"].unique()
    digests = {said: blake2b(said.encode(), digest_size=8).hexdigest() for said in distinct}
    digest = pl.col("_said").replace_strict(digests, return_dtype=pl.String) if digests else pl.col("_said")
    return rows.with_columns(key=pl.concat_str("number", pl.lit(":"), pl.col("utc").dt.epoch("s"), pl.lit(":"), digest)).drop("_said")
