"""Keys for programs: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

from fahuo.records.models import ApiKey, Merchant


def digest(key: str) -> str:
    """Keys are long and random, so a plain digest is enough: there is nothing to guess."""
    return hashlib.sha256(key.encode()).hexdigest()


def make(merchant: Merchant, name: str) -> str:
    """A new key; the caller shows it and forgets it."""
    key = "fh_" + secrets.token_urlsafe(32)
    ApiKey.objects.create(merchant=merchant, name=name, digest=digest(key))
    return key


def merchant_of(key: str) -> Merchant | None:
    """Whose key this is; None where it is nobody's or was revoked."""
    row = ApiKey.objects.select_related("merchant").filter(digest=digest(key), revoked_at=None).first()
    return row.merchant if row else None
