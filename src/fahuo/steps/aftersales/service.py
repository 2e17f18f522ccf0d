"""The verbs of after-sales. Each runs inside the caller's transaction."""

from __future__ import annotations
