"""Rows that many tests begin with: made once, and from then on copied back as they were, with their ids. Making them takes twenty times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

STANDING = {"django_content_type", "auth_permission"}  # theirs from the migrations on
Model = type[models.Model]


@dataclass(frozen=True)
class Kept:
    """The contents of all tables that had any, as PostgreSQL copies them."""

    contents: dict[Model, bytes]

    def put(self) -> bool:
        """Put the rows where they were. False, and nothing done, where one of the tables has rows already."""
        if _filled(self.contents):
            return False
        with transaction.atomic(), connection.cursor() as cursor:
            for model, content in self.contents.items():
                with cursor.copy(f"COPY {_table(model)} FROM STDIN (FORMAT binary)") as stream:
                    stream.write(content)
            # new rows come after these, also where a test has counting begin anew
            counted = [m._meta for m in self.contents if isinstance(m._meta.pk, models.AutoField)]
            last = "setval('{0}_{1}_seq', GREATEST((SELECT max({1}) FROM {0}), nextval('{0}_{1}_seq')))"
            cursor.execute("SELECT " + ", ".join(last.format(meta.db_table, meta.pk.column) for meta in counted))
        return True


_known: dict[str, Kept] = {}


def made(name: str, make: Callable[[], None]) -> None:
    """Have the rows of this name: kept ones if the tables are empty, else made as they are made in life."""
    if name in _known:
        if not _known[name].put():
            make()
        return
    every = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and m._meta.db_table not in STANDING]
    alone = not _filled(every)
    make()
    if alone:
        _known[name] = Kept({model: _content(model) for model in every if _filled([model])})


def _table(model: Model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _filled(every: Iterable[Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM {_table(model)})" for model in every))
        return bool(cursor.fetchone()[0])


def _content(model: Model) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {_table(model)} TO STDOUT (FORMAT binary)") as stream:
        return b"".join(map(bytes, stream))
