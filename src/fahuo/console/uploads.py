"""Files between upload and start: kept in the data folder for a day, under a name that only the uploader's session knows."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from django.conf import settings

from fahuo.records.models import Merchant

KEPT_S = 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


def keep(merchant: Merchant, content: bytes) -> str:
    """Keep a file; returns its token. Files older than a day go."""
    place = _place()
    for old in place.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_S:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    (place / f"{merchant.pk}-{token}").write_bytes(content)
    return token


def path_of(merchant: Merchant, token: str) -> Path | None:
    """Where a merchant's upload lies; None where there is none of that token."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _place() / f"{merchant.pk}-{token}"
    return path if path.is_file() else None


def _place() -> Path:
    place = Path(settings.DATA_FOLDER) / "uploads"
    place.mkdir(mode=0o700, exist_ok=True)
    return place
