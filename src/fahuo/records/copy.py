"""Frames to tables by COPY, rows to frames: the two ways between polars and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection, models


def copy(frame: pl.DataFrame, model: type[models.Model]) -> int:
    """Append a frame to a model's table; columns are named as in the table. Returns the number of rows.

    Text travels as CSV: a null is an empty unquoted field, an empty text a quoted one. Raises django.db.IntegrityError and its kin.
    """
    if frame.is_empty():
        return 0
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(c) for c in frame.columns)
    text = BytesIO()
    frame.write_csv(text, include_header=False, null_value="", quote_style="necessary", datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ")
    # psycopg's own copy passes Django by: its errors must become Django's, on which whoever may try again relies
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as stream,
    ):
        stream.write(text.getbuffer())
    return frame.height


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """Run a query and return its rows as a frame with the given columns and types."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def execute(sql: str, params: Sequence[Any]) -> int:
    """Run a statement; returns the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def reserve_ids(model: type[models.Model], count: int) -> pl.Series:
    """Take `count` new ids of a table, in ascending order. Two callers never get the same one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id ORDER BY id) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)) taken",
            [model._meta.db_table, count],
        )
        ids = cursor.fetchone()[0]
    return pl.Series(ids or [], dtype=pl.Int64)
