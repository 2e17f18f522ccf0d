"""The watch: which parcels need a case, when it is due, and what comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from fahuo.core import frames
from fahuo.core.aftersales.reasons import CASES
from fahuo.core.aftersales.rules import valid_on
from fahuo.core.aftersales.signs import signs
from fahuo.core.words import Step

KINDS = [row.code for row in CASES]
MATCHED = ("step", "service_class", "country")


@dataclass(frozen=True)
class Watch:
    """Cases to open now, and the kinds that nobody watches for because no rule does."""

    cases: pl.DataFrame  # parcel_id, kind (reason code), key, values (JSON), since, due_on, action, rule_id
    refusals: pl.DataFrame


def watch(standings: pl.DataFrame, parcels: pl.DataFrame, rules: pl.DataFrame, known: pl.DataFrame, now: datetime) -> Watch:
    """Find the late, the silent, the held, the damaged, the lost and the returned.

    standings: of progress.standings. parcels: parcel_id, country, service_class, eta_p90_at (UTC, null where nothing is planned);
    parcels that are not in standings are not watched. rules: as aftersales.rules.shipped_rules; those valid on the day of `now`
    (UTC) count, and of each kind the first by position that matches. known: parcel_id, kind of the cases that were ever opened: a
    case of one kind is opened once for a parcel. due_on: the day of `now` and the rule's days.
    """
    on = now.date()
    valid = valid_on(rules, on)
    about = parcels.select("parcel_id", "country", "service_class", "eta_p90_at")
    found = signs(standings.join(about, on="parcel_id", how="left"), now)
    found = found.join(known.select("parcel_id", "kind").unique(), on=["parcel_id", "kind"], how="anti")
    due = _match(found, valid).filter(pl.col("measure") >= pl.col("limit"))
    # What is taken for lost is not merely silent.
    lost = due.filter(pl.col("kind") == "lost_presumed")["parcel_id"]
    due = due.filter((pl.col("kind") != "silent") | ~pl.col("parcel_id").is_in(lost.implode()))
    unwatched = pl.DataFrame({"kind": sorted(set(KINDS) - set(valid["kind"]))}, schema={"kind": pl.String})
    return Watch(
        due.select(
            "parcel_id",
            "kind",
            key=pl.concat_str("parcel_id", pl.lit(":"), "kind"),
            values=_values().struct.json_encode(),
            since="since",
            due_on=pl.lit(on) + pl.duration(days="due_days"),
            action="action",
            rule_id="rule_id",
        ).sort("parcel_id", "kind"),
        frames.refuse(unwatched, Step.AFTERSALES.value, "watch_rule_missing", {"kind": pl.col("kind")}),
    )


def _values() -> pl.Expr:
    timed = ~pl.col("kind").is_in(["attempts_failed", "damaged", "lost", "returned"])
    return pl.struct(
        hours=pl.when(timed).then("measure"),
        days=pl.when(timed).then(pl.col("measure") // 24),
        attempts="attempts",
        since=pl.col("since").dt.strftime("%Y-%m-%d %H:%M UTC"),
        by=pl.col("eta_p90_at").dt.date().cast(pl.String),
        step="step",
    )


def _match(found: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """The first rule by position of each row's kind; rows without one are dropped (their kind is refused, or it is a rule's wish)."""
    keys = ["kind", *MATCHED]
    fits = pl.lit(True)
    for name in MATCHED:
        fits = fits & (pl.col(f"{name}_rule").is_null() | (pl.col(f"{name}_rule") == pl.col(name)).fill_null(False))
    renamed = rules.select(
        "kind", "rule_id", "position", "limit", "due_days", "action", *(pl.col(name).alias(f"{name}_rule") for name in MATCHED)
    )
    ways = found.select(keys).unique().join(renamed, on="kind", how="inner").filter(fits).sort("position", "rule_id")
    first = ways.unique(keys, keep="first", maintain_order=True).select(*keys, "rule_id", "limit", "due_days", "action")
    return found.join(first, on=keys, how="inner", nulls_equal=True)
