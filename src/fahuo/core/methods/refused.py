"""Refusals of parcels that no service takes, or not the one that the buyer asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.core import frames
from fahuo.core.methods.cards import Rates, Whole
from fahuo.core.methods.layout import ASKED_NONE, ASKED_UNKNOWN, PLACE_NOT_SERVED
from fahuo.core.methods.reasons import OF_OFFERS, SHORT

_CODES = pl.Series([None, *(reason.code for reason in OF_OFFERS)], dtype=pl.String)
_ZH = pl.Series([None, *(SHORT[reason.code][0] for reason in OF_OFFERS)], dtype=pl.String)
_EN = pl.Series([None, *(SHORT[reason.code][1] for reason in OF_OFFERS)], dtype=pl.String)


def refuse_parcels(rows: pl.DataFrame, orders: pl.DataFrame, rates: Rates, asked: Whole, reasons: npt.NDArray[np.int8]) -> pl.DataFrame:
    """Refusals for `rows` (parcel_id, order_id, weight_g; rule, able: how many services there were before the rule), whose offers have the
    reasons parcel x service; `asked` as in layout.LOAD."""
    commonest, count = _commonest(reasons)
    own = np.where(asked >= 0, np.take_along_axis(reasons, np.maximum(asked, 0)[:, None], axis=1)[:, 0] if reasons.size else 0, 0)
    rows = rows.join(orders.select("order_id", "country", "service"), on="order_id", how="left", maintain_order="left").with_columns(
        pl.col("service").str.strip_chars(),
        pl.Series("services", np.full(len(rows), len(rates.services), dtype=np.int64)),
        pl.Series("count", count),
        *_named("commonest", commonest),
        *_named("why", own),
        pl.Series("asked", asked),
    )
    cases: dict[str, tuple[str, ...]] = {
        "rule_leaves_none": ("rule", "able"),
        "no_service": ("country", "weight_g", "services", "count", "commonest", "commonest_zh", "commonest_en"),
        "asked_service_refuses": ("service", "country", "weight_g", "why", "why_zh", "why_en"),
        "asked_service_unknown": ("service",),
    }
    free, able = pl.col("asked") == ASKED_NONE, pl.col("able") > 0
    of = {"rule_leaves_none": free & able, "no_service": free & ~able, "asked_service_unknown": pl.col("asked") == ASKED_UNKNOWN}
    of["asked_service_refuses"] = pl.col("asked") >= 0
    parts = [(code, rows.filter(of[code]), names) for code, names in cases.items()]
    found = [frames.refuse(part, "methods", code, {name: pl.col(name) for name in names}) for code, part, names in parts if len(part)]
    return frames.gather(*found).sort("parcel_id")


def _commonest(reasons: npt.NDArray[np.int8]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    """The reason given by most services of a parcel, and by how many.

    Services that go from here to there say more than those that never do: their reasons count first. Equal counts: the rule asked first.
    """
    counts = np.stack([(reasons == code).sum(axis=1) for code in range(len(_CODES))], axis=1).astype(np.int64)
    nearer = counts.copy()
    nearer[:, :PLACE_NOT_SERVED] = 0
    counts = np.where(nearer.any(axis=1, keepdims=True), nearer, counts)
    found = counts.argmax(axis=1)
    return found, counts.max(axis=1)


def _named(name: str, codes: npt.NDArray[np.integer]) -> list[pl.Series]:
    """A reason's code and its few words in both languages; null for none."""
    rows = pl.Series(codes.astype(np.uint32))
    return [_CODES.gather(rows).alias(name), _ZH.gather(rows).alias(f"{name}_zh"), _EN.gather(rows).alias(f"{name}_en")]
