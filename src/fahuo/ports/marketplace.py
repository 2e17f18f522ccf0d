"""What a shop must answer: give orders, take the tracking number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Page:
    """Orders in the shop's own form, and where to go on. An interrupted pull goes on from the last cursor that was stored."""

    orders: tuple[dict[str, Any], ...]
    cursor: str
    more: bool


@dataclass(frozen=True)
class Dispatch:
    """Told to the shop once for every parcel of an order; the same key is the same parcel."""

    key: str
    order_number: str
    carrier: str
    number: str
    shipped_at: str


class Marketplace(Protocol):
    """An account with a shop. Every method may raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def orders_since(self, cursor: str) -> Page:
        """Orders that came or changed after the cursor ("" for the beginning), oldest first; one may come twice, none is left out."""
        ...

    def tell_dispatch(self, dispatch: Dispatch) -> None:
        """Tell the shop that a parcel has left."""
        ...
