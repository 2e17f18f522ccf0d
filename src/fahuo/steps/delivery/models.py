"""Delivery has no table of its own yet: attempts are computed from the ledger (core.delivery)."""
