"""Files of products into the catalogue."""

from __future__ import annotations

import polars as pl
from django.db import connection, transaction

from fahuo.core.goods.catalog import read_catalog
from fahuo.flow import jobs
from fahuo.flow.shelves import catalogue as floor
from fahuo.plugins.marketplaces.files.client import read_table
from fahuo.records.models import Merchant

COLUMNS = ("sku", "name", "name_zh", "length_mm", "width_mm", "height_mm", "weight_g", "hs_code", "origin", "attributes")
TYPES = {"attributes": "int", "length_mm": "int", "width_mm": "int", "height_mm": "int", "weight_g": "int"}


def store(merchant: Merchant, content: bytes, name: str) -> tuple[int, pl.DataFrame]:
    """Add the products of a file, or renew those that are there. Returns how many, and the refused cells and rows."""
    table = read_table(content, name)
    products, refused = read_catalog(table)
    with transaction.atomic():
        stored = save(merchant, products)
        refused = pl.concat([refused, floor.store(merchant, table)])
        jobs.defer("plan_refused", merchant_id=merchant.pk)
    return stored, refused


@transaction.atomic
def save(merchant: Merchant, products: pl.DataFrame) -> int:
    """Add or renew frames.Products by their code. What a file leaves empty stays as it was."""
    names = ", ".join(COLUMNS)
    arrays = ", ".join(f"%s::{TYPES.get(c, 'text')}[]" for c in COLUMNS)
    empty = {  # how a frame says that a file said nothing
        "name": "CASE WHEN excluded.name NOT IN (excluded.sku, excluded.name_zh) THEN excluded.name END",
        "name_zh": "NULLIF(excluded.name_zh, '')",
        "attributes": "NULLIF(excluded.attributes, 0)",
    }
    kept = ", ".join(f"{c} = COALESCE({empty.get(c, f'excluded.{c}')}, records_product.{c})" for c in COLUMNS[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO records_product (merchant_id, {names}, declared_name, currency)
                SELECT %s, {names.replace("name_zh", "COALESCE(name_zh, '')")}, '', '' FROM unnest({arrays}) AS given ({names}) ORDER BY sku
                ON CONFLICT (merchant_id, sku) DO UPDATE SET {kept}""",
            [merchant.pk, *(products[c].to_list() for c in COLUMNS)],
        )
        return int(cursor.rowcount)
