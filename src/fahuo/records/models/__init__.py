"""What is known before any order comes: merchants, people, catalogue, places, stock; and the ledger of what happened."""

from __future__ import annotations

from fahuo.records.models.catalogue import Component, ExchangeRate, Product, Warehouse
from fahuo.records.models.happened import Event, OrderStanding, ParcelStanding, Refusal
from fahuo.records.models.people import Account, ApiKey, Clock, Merchant, Shop, User
from fahuo.records.models.stock import Bin, Holding, Lot, Move, Stock

__all__ = [
    "Account",
    "ApiKey",
    "Bin",
    "Clock",
    "Component",
    "Event",
    "ExchangeRate",
    "Holding",
    "Lot",
    "Merchant",
    "Move",
    "OrderStanding",
    "ParcelStanding",
    "Product",
    "Refusal",
    "Shop",
    "Stock",
    "User",
    "Warehouse",
]
