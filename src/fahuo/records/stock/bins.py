"""Bins that must be there: the one that pieces come into, and the one where picked pieces wait."""

from __future__ import annotations

import polars as pl
from django.db import connection

from fahuo.core.words import BinKind
from fahuo.records.copy import fetch

FIRST = {
    BinKind.STORAGE: "A-01",
    BinKind.RECEIVING: "IN",
    BinKind.PACKING: "PACK",
    BinKind.QUARANTINE: "HOLD",
}  # codes of bins that make themselves


def bins_for(merchant_id: int, warehouse_ids: list[int], *kinds: BinKind) -> dict[int, int]:
    """For each warehouse its first bin of the first of these kinds that it has (by walk, then code); one of the last kind is made where it has none.

    Where the code of a bin that makes itself is taken by a bin of another kind, a number is added: A-01, A-01-2.
    """
    found = _first(warehouse_ids, kinds)
    lacking = sorted(set(warehouse_ids) - found.keys())
    if lacking:
        _make(merchant_id, lacking, kinds[-1])
        found |= _first(lacking, kinds)
    return found


LOST = "LOST"  # the code of the bin for pieces that are gone and still promised to parcels with a label


def lost_bins(merchant_id: int, warehouse_ids: list[int]) -> dict[int, int]:
    """For each warehouse the bin for pieces that nobody finds but that the books must keep; made where there is none, the last of the walk.

    It is a quarantine bin: nothing in it is promised or picked. What comes back for inspection does not go there: another quarantine bin is first.
    """
    ids = sorted(set(warehouse_ids))
    bins_for(merchant_id, ids, BinKind.QUARANTINE)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_bin (merchant_id, warehouse_id, code, kind, walk, active)
               SELECT %s, w, %s, %s, 10 + (SELECT max(b.walk) FROM records_bin b WHERE b.warehouse_id = w), true FROM unnest(%s::bigint[]) AS w
               ON CONFLICT (warehouse_id, code) DO NOTHING""",
            [merchant_id, LOST, BinKind.QUARANTINE.value, ids],
        )
    rows = fetch(
        "SELECT warehouse_id, id FROM records_bin WHERE warehouse_id = ANY(%s) AND code = %s AND kind = %s",
        [ids, LOST, BinKind.QUARANTINE.value],
        {"warehouse_id": pl.Int64, "bin_id": pl.Int64},
    )
    found = dict(rows.iter_rows())
    # where a merchant's own bin of another kind has the code, the first quarantine bin does as well
    return bins_for(merchant_id, ids, BinKind.QUARANTINE) | found


def _first(warehouse_ids: list[int], kinds: tuple[BinKind, ...]) -> dict[int, int]:
    rows = fetch(
        """SELECT DISTINCT ON (b.warehouse_id) b.warehouse_id, b.id FROM records_bin b JOIN unnest(%s::text[]) WITH ORDINALITY AS k (kind, place) ON k.kind = b.kind
           WHERE b.warehouse_id = ANY(%s) AND b.active ORDER BY b.warehouse_id, k.place, b.walk, b.code""",
        [[kind.value for kind in kinds], sorted(set(warehouse_ids))],
        {"warehouse_id": pl.Int64, "bin_id": pl.Int64},
    )
    return dict(rows.iter_rows())


def _make(merchant_id: int, warehouse_ids: list[int], kind: BinKind) -> None:
    """One bin for each warehouse. Two that make it at the same time make one: its code is the same."""
    code = FIRST[kind]
    taken = fetch(
        "SELECT warehouse_id, code FROM records_bin WHERE warehouse_id = ANY(%s) AND (code = %s OR code LIKE %s)",
        [warehouse_ids, code, f"{code}-%"],
        {"warehouse_id": pl.Int64, "code": pl.String},
    ).rows()
    codes = [
        next(c for c in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if (place, c) not in taken) for place in warehouse_ids
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_bin (merchant_id, warehouse_id, code, kind, walk, active)
               SELECT %s, w, c, %s, 0, true FROM unnest(%s::bigint[], %s::text[]) AS made (w, c) ON CONFLICT (warehouse_id, code) DO NOTHING""",
            [merchant_id, kind.value, warehouse_ids, codes],
        )
