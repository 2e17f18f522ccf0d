"""Where fahuo keeps its data: one folder of the user's."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def has_database() -> bool:
    """Whether there is a database to ask: one that DATABASE_URL names, or one of our own that was started before. Makes nothing."""
    return bool(os.environ.get("DATABASE_URL")) or (_place() / "postgres" / "PG_VERSION").exists()


def folder() -> Path:
    """The data folder, made where it is not there yet."""
    path = _place()
    path.mkdir(parents=True, exist_ok=True)
    return path


def _place() -> Path:
    """$FAHUO_HOME, else the user's data directory, else (as root) /var/lib/fahuo.

    As root PostgreSQL runs under a user of its own, who must be able to reach the folder; a home directory that is closed to others is none.
    """
    if chosen := os.environ.get("FAHUO_HOME"):
        return Path(chosen).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/fahuo")
    return Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser() / "fahuo"


def secret_key() -> str:
    """Django's secret: $FAHUO_SECRET_KEY, else a file made at the first start that only its owner can read."""
    if given := os.environ.get("FAHUO_SECRET_KEY"):
        return given
    path = folder() / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()
