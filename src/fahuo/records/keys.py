"""Keys for programs: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

from fahuo.records.models import ApiKey, Merchant


def digest(key: str) -> str:
    """Keys are long and random, so a plain digest is enough: there is nothing to guess."""
    return hashlib.sha256(key.encode()).hexdigest()


def make(merchant: Merchant, name: str, *, sells_only: bool = False) -> str:
    """A new key; the caller shows it and forgets it. `sells_only`: it sees selling prices, and no cost."""
    key = "fh_" + secrets.token_urlsafe(32)
    ApiKey.objects.create(merchant=merchant, name=name, digest=digest(key), sells_only=sells_only)
    return key


def known(key: str) -> ApiKey | None:
    """The key with its merchant; None where it is nobody's or was revoked."""
    return ApiKey.objects.select_related("merchant").filter(digest=digest(key), revoked_at=None).first()
