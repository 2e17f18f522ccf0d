"""Books that must agree: rows and their parents. (Stock: flow/stock_audit.py.)"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models


def orphans() -> dict[str, int]:
    """For each foreign key without a constraint in the database: how many rows point at nothing."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey) and not field.db_constraint:
                    child, parent = model._meta.db_table, field.related_model._meta
                    cursor.execute(
                        f'SELECT count(*) FROM "{child}" c WHERE c."{field.column}" IS NOT NULL AND NOT EXISTS '
                        f'(SELECT 1 FROM "{parent.db_table}" p WHERE p."{parent.pk.column}" = c."{field.column}")'
                    )
                    found[f"{child}.{field.column}"] = int(cursor.fetchone()[0])
    return found
