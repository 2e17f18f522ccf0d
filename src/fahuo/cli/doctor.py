"""fahuo doctor: what is wrong with the set-up, and how to mend it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from fahuo.cli.main import Problem


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` is empty where all is well; `optional` does no harm."""

    what: str
    said: str
    mend: str = ""
    optional: bool = False


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as a JSON array")


def run(args: argparse.Namespace) -> int:
    findings = list(examine())
    if args.json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False))
    else:
        for f in findings:
            mark = "ok  " if not f.mend else ("note" if f.optional else "BAD ")
            print(f"{mark} {f.what}: {f.said}" + (f"\n     mend: {f.mend}" if f.mend else ""))
    return 1 if any(f.mend and not f.optional for f in findings) else 0


def examine() -> Iterator[Finding]:
    """Look at everything, each thing by itself: one that is broken does not hide the others."""
    for look in (_python, _packages, _fonts, _translations, _browser, _address):
        yield _guarded(look)
    try:
        from fahuo.cli import django

        django.start()
    except Problem as problem:
        first = str(problem).splitlines()[0]
        yield Finding("database", first, _mend_database())
        return
    yield _guarded(_server)
    tables = _guarded(_tables)
    yield tables
    if tables.mend:
        return  # what is in the tables can be looked at when they are there
    for look in (_orphans, _stock, _worker, _accounts, _people):
        yield _guarded(look)


def _guarded(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # a look that fails is a finding like any other
        return Finding(
            look.__name__.strip("_"),
            f"could not be looked at: {type(error).__name__}: {error}",
            "run `make env`, then `fahuo doctor` again",
        )


def _python() -> Finding:
    said = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", said, "" if sys.version_info >= (3, 11) else "install Python 3.11 or later, remove .venv, run `make env`")


def _packages() -> Finding:
    missing = []
    for name in ("django", "polars", "numba", "psycopg", "typst", "zxing-cpp", "procrastinate", "phonenumbers"):
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    return Finding("packages", f"missing: {', '.join(missing)}" if missing else "all there", "run `make env`" if missing else "")


def _fonts() -> Finding:
    from fahuo.steps.goods.labels.fonts import font_files

    lost = [str(f) for f in font_files().values() if not f.is_file()]
    return Finding("fonts", f"missing: {', '.join(lost)}" if lost else f"{len(font_files())} files", "run `make env`" if lost else "")


def _translations() -> Finding:
    from importlib.resources import files

    there = files("fahuo").joinpath("locale/zh_Hans/LC_MESSAGES/django.mo").is_file()
    return Finding("Chinese texts", "compiled" if there else "not compiled", "" if there else "run `make env`")


def _browser() -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return Finding(
        "browser for tests",
        found or "none",
        "" if found else "install Chromium to run the browser tests; fahuo itself needs none",
        optional=True,
    )


def _address() -> Finding:
    url = os.environ.get("DATABASE_URL")
    return Finding("DATABASE_URL", "set" if url else "unset: fahuo runs a PostgreSQL of its own in its data folder")


def _mend_database() -> str:
    if os.environ.get("DATABASE_URL"):
        return "check that the server of DATABASE_URL runs, and its host, port, user, password and database name"
    return "check that the data folder (FAHUO_HOME) is writable and its disk has room, and read the file postgres/log in it"


def _server() -> Finding:
    from django.conf import settings
    from django.db import connection

    number = connection.pg_version // 10000  # type: ignore[attr-defined]
    place = settings.DATABASES["default"]["HOST"] or "local socket"
    return Finding(
        "database",
        f"PostgreSQL {number} at {place}, data folder {settings.DATA_FOLDER}",
        "" if number >= 15 else "fahuo needs PostgreSQL 15 or later",
    )


def _tables() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(
        "tables",
        f"{len(due)} migrations are due" if due else "up to date",
        "run `fahuo serve` or `fahuo demo` once: they bring the tables up to date" if due else "",
    )


def _orphans() -> Finding:
    from fahuo.flow.audit import orphans

    found = {name: n for name, n in orphans().items() if n}
    said = ", ".join(f"{n} in {name}" for name, n in found.items())
    return Finding(
        "rows without a parent",
        said or "none",
        "restore these rows' parents from a backup, or delete them; tell us how it came" if found else "",
    )


def _stock() -> Finding:
    from fahuo.flow.stock_audit import audit_stock

    wrong = audit_stock().differences
    return Finding(
        "stock",
        f"{len(wrong)} differences between the books and the ledger" if wrong else "is what the ledger of moves and the promises give",
        "`fahuo stock audit` lists them; count the bins that it names, plan the orders of products whose promises differ again"
        if wrong
        else "",
    )


def _worker() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        alive = cursor.fetchone()[0]
    return Finding(
        "worker", f"{alive} at work", "" if alive else "start one: `fahuo worker`; until then files and labels wait", optional=True
    )


def _accounts() -> Finding:
    from fahuo.records.models import Account

    unset = [f"FAHUO_SECRET_{a.secret_name}" for a in Account.objects.all() if not os.environ.get(f"FAHUO_SECRET_{a.secret_name}")]
    return Finding(
        "accounts",
        f"no secret in this shell: {', '.join(unset)}" if unset else "their secrets are set",
        "set them where the worker runs" if unset else "",
        optional=True,
    )


def _people() -> Finding:
    from fahuo.records.models import User

    count = User.objects.filter(is_active=True).exclude(merchant=None).count()
    return Finding(
        "people",
        f"{count} can log in",
        "" if count else "run `fahuo demo` for a sample world, or create a user in the set-up",
        optional=True,
    )
