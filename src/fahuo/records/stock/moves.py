"""The one door for pieces that come, go or change their bin: the ledger of moves, holdings and totals change together, or nothing does."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core import frames
from fahuo.core.words import Step
from fahuo.records.copy import copy, execute, fetch
from fahuo.records.models import Move
from fahuo.records.stock.locks import PLACE, open_rows
from fahuo.records.stock.promises import totals

TIME = pl.Datetime("us", "UTC")
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "product_id": pl.Int64,
    "warehouse_id": pl.Int64,
    "lot_id": pl.Int64,
    "quantity": pl.Int64,
    "from_bin_id": pl.Int64,
    "to_bin_id": pl.Int64,
    "parcel_id": pl.Int64,
    "reference": pl.String,
    "reason": pl.String,
    "key": pl.String,
}
LIES = ["bin_id", "product_id", "lot_id"]  # the key of a holding
NO_PIECES = pl.DataFrame(schema={"product_id": pl.Int64, "warehouse_id": pl.Int64, "quantity": pl.Int64})


class Short(Exception):
    """Pieces that should move are not there, or are promised. `refusals` is frames.Refusals: one sentence a product, bin and lot."""

    def __init__(self, refusals: pl.DataFrame) -> None:
        super().__init__("; ".join(f"{row['code']} {row['values']}" for row in refusals.head(5).to_dicts()))
        self.refusals = refusals

    @property
    def reasons(self) -> list[tuple[str, dict[str, object]]]:
        """Codes and values, as core.reasons.say takes them."""
        return [(row["code"], json.loads(row["values"])) for row in self.refusals.to_dicts()]


@transaction.atomic
def move(merchant_id: int, moves: pl.DataFrame, at: datetime, actor: str, kept: pl.DataFrame = NO_PIECES) -> int:
    """Move pieces, in the order of the rows. Returns how many rows were new: a row whose key is known already is left out.

    Columns: kind (words.MoveKind), product_id, warehouse_id, quantity, from_bin_id (null: from outside), to_bin_id (null: to outside),
    and where there is any lot_id, parcel_id, reference, reason, key. `kept`: promises (product_id, warehouse_id, quantity) that these
    moves keep, so that they are none any more. Takes the lock itself. Raises Short, and then nothing has changed.
    """
    rows = moves.select(
        (pl.col(name) if name in moves.columns else pl.lit("" if name in ("reference", "reason") else None)).cast(kind).alias(name)
        for name, kind in COLUMNS.items()
    ).filter(pl.col("quantity") != 0)
    if rows.is_empty():
        return 0
    open_rows(merchant_id, rows)
    rows = _unknown(merchant_id, rows)
    for part in _turns(rows):
        _write(merchant_id, part, at, actor)
    _change_totals(rows, kept if rows.height else NO_PIECES)
    return rows.height


def _unknown(merchant_id: int, rows: pl.DataFrame) -> pl.DataFrame:
    keys = rows["key"].drop_nulls().unique().to_list()
    if not keys:
        return rows
    known = fetch("SELECT key FROM records_move WHERE merchant_id = %s AND key = ANY(%s)", [merchant_id, keys], {"key": pl.String})
    again = pl.col("key").is_not_null() & ~pl.col("key").is_first_distinct()
    return rows.filter(~again & ~pl.col("key").is_in(known["key"].implode()).fill_null(value=False))


def _ends(rows: pl.DataFrame) -> pl.DataFrame:
    """What each row does to the holdings at its ends: bin_id, product_id, lot_id, warehouse_id, came, went, row."""
    numbered = rows.with_row_index("row")
    end = [*PLACE, "lot_id", "row"]
    return pl.concat(
        [
            numbered.filter(pl.col("from_bin_id").is_not_null()).select(
                pl.col("from_bin_id").alias("bin_id"), *end, came=pl.lit(0, pl.Int64), went="quantity"
            ),
            numbered.filter(pl.col("to_bin_id").is_not_null()).select(
                pl.col("to_bin_id").alias("bin_id"), *end, came="quantity", went=pl.lit(0, pl.Int64)
            ),
        ]
    )


def _turns(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows in parts, one after the other, so that no part puts pieces where it also takes some: then the order within it is all one."""
    ends = _ends(rows)
    both = ends.group_by(LIES).agg((pl.col("came").sum() > 0) & (pl.col("went").sum() > 0)).filter("came")
    if both.is_empty():
        return [rows] if rows.height else []
    turns, turn, said = [], 0, set()
    for row in rows.iter_rows(named=True):
        out, into = ((row[end], row["product_id"], row["lot_id"]) for end in ("from_bin_id", "to_bin_id"))
        if ("in", out) in said or ("out", into) in said:
            turn, said = turn + 1, set()
        said |= {("out", out), ("in", into)}
        turns.append(turn)
    return rows.with_columns(turn=pl.Series(turns)).partition_by("turn", include_key=False, maintain_order=True)


def _write(merchant_id: int, rows: pl.DataFrame, at: datetime, actor: str) -> None:
    """One part: its lines in the ledger, and the holdings at their ends."""
    ends = _ends(rows)
    there = _lying(ends)
    now = pl.lit(at).cast(TIME)
    source = there.select(pl.col("bin_id").alias("from_bin_id"), "product_id", "lot_id", "since")
    rows = rows.join(source, on=["from_bin_id", "product_id", "lot_id"], how="left", nulls_equal=True, maintain_order="left").with_columns(
        since=pl.col("since").fill_null(now)
    )
    arriving = (
        rows.filter(pl.col("to_bin_id").is_not_null())
        .group_by(pl.col("to_bin_id").alias("bin_id"), "product_id", "lot_id")
        .agg(arriving=pl.col("since").min())
    )
    after = (
        ends.group_by(*LIES, "warehouse_id").agg(pl.col("came", "went").sum())
        .join(there, on=LIES, how="left", nulls_equal=True)
        .join(arriving, on=LIES, how="left", nulls_equal=True)
        .with_columns(pl.col("quantity").fill_null(0))
        .with_columns(left=pl.col("quantity") + pl.col("came") - pl.col("went"), since=pl.min_horizontal("since", "arriving"))
        .sort(LIES)
    )  # fmt: skip
    if (after["left"] < 0).any():
        raise Short(_not_there(after.filter(pl.col("left") < 0)))
    _hold(merchant_id, after)
    line = rows.with_columns(merchant_id=pl.lit(merchant_id, pl.Int64), at=now, actor=pl.lit(actor))
    copy(line.select("merchant_id", "at", *COLUMNS, "since", "actor"), Move)


def _lying(ends: pl.DataFrame) -> pl.DataFrame:
    """The holdings at these ends as they are now: bin_id, product_id, lot_id, quantity, since."""
    keys = ends.select(LIES).unique()
    return fetch(
        """SELECT h.bin_id, h.product_id, h.lot_id, h.quantity, h.since FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k (bin_id, product_id, lot_id)
           JOIN records_holding h ON h.bin_id = k.bin_id AND h.product_id = k.product_id AND h.lot_id IS NOT DISTINCT FROM k.lot_id""",
        [keys[name].to_list() for name in LIES],
        {"bin_id": pl.Int64, "product_id": pl.Int64, "lot_id": pl.Int64, "quantity": pl.Int64, "since": TIME},
    )


def _hold(merchant_id: int, after: pl.DataFrame) -> None:
    """Write what lies at these ends now; what is empty is no holding."""
    full, empty = after.filter(pl.col("left") > 0), after.filter(pl.col("left") == 0, pl.col("quantity") > 0)
    if empty.height:
        execute(
            """DELETE FROM records_holding h USING unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k (bin_id, product_id, lot_id)
               WHERE h.bin_id = k.bin_id AND h.product_id = k.product_id AND h.lot_id IS NOT DISTINCT FROM k.lot_id""",
            [empty[name].to_list() for name in LIES],
        )
    if full.height:
        execute(
            """INSERT INTO records_holding (merchant_id, bin_id, product_id, lot_id, quantity, since)
               SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
               ON CONFLICT (bin_id, product_id, lot_id) DO UPDATE SET quantity = excluded.quantity, since = excluded.since""",
            [merchant_id, *(full[name].to_list() for name in (*LIES, "left", "since"))],
        )


def _change_totals(rows: pl.DataFrame, kept: pl.DataFrame) -> None:
    """Stock.on_hand by what came and went, Stock.reserved by the promises that were kept."""
    sign = pl.col("to_bin_id").is_not_null().cast(pl.Int64) - pl.col("from_bin_id").is_not_null().cast(pl.Int64)
    came = totals(rows.select(*PLACE, quantity=pl.col("quantity") * sign))
    both = came.join(totals(kept).rename({"quantity": "kept"}), on=PLACE, how="full", coalesce=True).with_columns(
        pl.col("quantity", "kept").fill_null(0)
    )
    both = both.filter((pl.col("quantity") != 0) | (pl.col("kept") != 0)).sort(PLACE)
    if both.is_empty():
        return
    columns = [both[name].to_list() for name in (*PLACE, "quantity", "kept")]
    moved = "unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS moved (product_id, warehouse_id, quantity, kept)"
    at = "s.product_id = moved.product_id AND s.warehouse_id = moved.warehouse_id"
    promised = fetch(
        f"""SELECT s.product_id, s.warehouse_id, s.on_hand, s.reserved, -moved.quantity FROM records_stock s JOIN {moved} ON {at}
            WHERE moved.quantity < 0 AND s.on_hand + moved.quantity < s.reserved - moved.kept""",
        columns,
        {"product_id": pl.Int64, "warehouse_id": pl.Int64, "there": pl.Int64, "promised": pl.Int64, "asked": pl.Int64},
    )
    if promised.height:
        raise Short(_promised(promised))
    execute(
        f"UPDATE records_stock s SET on_hand = s.on_hand + moved.quantity, reserved = s.reserved - moved.kept FROM {moved} WHERE {at}",
        columns,
    )


def _not_there(rows: pl.DataFrame) -> pl.DataFrame:
    """Sentences for bins that have less than is asked."""
    return _said(rows.with_columns(asked=pl.col("went"), there=pl.col("quantity")), "stock_not_there", "asked", "there")


def _promised(rows: pl.DataFrame) -> pl.DataFrame:
    """Sentences for pieces that orders have been promised."""
    return _said(rows, "stock_is_promised", "asked", "there", "promised")


def _said(rows: pl.DataFrame, code: str, *numbers: str) -> pl.DataFrame:
    """Refusals that name product, warehouse, bin and lot by what people call them."""
    names = fetch(
        "SELECT id, sku FROM records_product WHERE id = ANY(%s)", [rows["product_id"].to_list()], {"product_id": pl.Int64, "sku": pl.String}
    )
    places = fetch(
        "SELECT id, code FROM records_warehouse WHERE id = ANY(%s)",
        [rows["warehouse_id"].to_list()],
        {"warehouse_id": pl.Int64, "warehouse": pl.String},
    )
    rows = rows.join(names, on="product_id", how="left", maintain_order="left").join(
        places, on="warehouse_id", how="left", maintain_order="left"
    )
    said = ["sku", "warehouse", *numbers]
    for name, table in (("bin", "records_bin"), ("lot", "records_lot")):
        if f"{name}_id" in rows.columns:
            codes = fetch(
                f"SELECT id, code FROM {table} WHERE id = ANY(%s)",
                [rows[f"{name}_id"].drop_nulls().to_list()],
                {f"{name}_id": pl.Int64, name: pl.String},
            )
            rows = rows.join(codes, on=f"{name}_id", how="left", maintain_order="left").with_columns(pl.col(name).fill_null("-"))
            said.append(name)
    return frames.refuse(rows, Step.GOODS, code, {name: pl.col(name) for name in said})
