"""The reasons of clearance."""

from __future__ import annotations

from fahuo.core.words import Reason

REASONS: tuple[Reason, ...] = ()
