"""What the world remembers, in one SQLite file: an answer is on disk before it leaves, and no end of the process loses it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS label (
  serial INTEGER PRIMARY KEY, number TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, service TEXT NOT NULL, carrier TEXT NOT NULL,
  request TEXT NOT NULL, story TEXT NOT NULL, made_us INTEGER NOT NULL, voided_us INTEGER);
CREATE TABLE IF NOT EXISTS scan (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, event TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, place TEXT NOT NULL,
  at_us INTEGER NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS scan_number ON scan (number);
CREATE TABLE IF NOT EXISTS sending (
  id INTEGER PRIMARY KEY, scan_id INTEGER NOT NULL, due_us INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS sending_due ON sending (due_us) WHERE done = 0;
CREATE TABLE IF NOT EXISTS entry (
  serial INTEGER PRIMARY KEY, reference TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, country TEXT NOT NULL, number TEXT NOT NULL,
  request TEXT NOT NULL, decisions TEXT NOT NULL);
"""


class DataInUse(RuntimeError):
    """Another world has this folder."""


class Store:
    """One connection under one lock: the world is small, and its answers are short."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._db = sqlite3.connect(folder / "world.sqlite3", check_same_thread=False, isolation_level=None, timeout=1.0)
        self._db.row_factory = sqlite3.Row
        try:
            # the lock is held until the process ends, however it ends
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(TABLES)
        except sqlite3.OperationalError as error:
            raise DataInUse(f"{folder} is in use by another world, or cannot be written: {error}") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Read."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Read one row, or none."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def recall(self, name: str) -> Any:
        """A remembered value, or None."""
        row = self.one("SELECT value FROM meta WHERE name = ?", name)
        return None if row is None else json.loads(row["value"])

    def keep(self, db: sqlite3.Connection, name: str, value: Any) -> None:
        """Remember a value, within a transaction."""
        db.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._db.close()
