"""Declarations between rows and frames."""

from __future__ import annotations

import polars as pl

from fahuo.core import frames
from fahuo.core.frames import empty
from fahuo.records.copy import fetch


def declared_lines(parcel_ids: list[int]) -> pl.DataFrame:
    """frames.DeclaredLines with the stored ids."""
    return fetch(
        """SELECT declaration_id, no, hs_code, origin, name, quantity, net_g, value_minor FROM export_declaredline
           WHERE declaration_id = ANY(%s) ORDER BY declaration_id, no""",
        [parcel_ids],
        dict(empty(frames.DeclaredLines).schema),
    )
