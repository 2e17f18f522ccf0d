"""Products and stock over the API."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from fahuo.flow import verbs
from fahuo.flow.shelves.goods import set_parts
from fahuo.records.clock import now
from fahuo.records.models import Product, Stock

router = Router()


class ProductIn(Schema):
    """What is to change; a field that is left out stays, null empties it."""

    name: str | None = None
    name_zh: str | None = None
    declared_name: str | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    weight_g: int | None = None
    hs_code: str | None = None
    origin: str | None = None
    attributes: int | None = None
    gtin: str | None = None
    tracks: str | None = None  # lot, serial, or empty
    removal: str | None = None  # fifo, lifo, fefo, nearest; empty: as the merchant says
    material: bool | None = None  # packing material
    parts: dict[str, int] | None = None  # of a kit: sku -> pieces; {} makes it a product of its own again


class Received(Schema):
    warehouse_id: int
    quantity: int


@router.get("/{sku}", summary="One product and its stock")
def show(request: HttpRequest, sku: str) -> dict[str, Any]:
    product = get_object_or_404(Product, sku=sku, merchant=request.auth)  # type: ignore[attr-defined]
    fields = ("id", "sku", "name", "name_zh", "length_mm", "width_mm", "height_mm", "weight_g", "hs_code", "origin", "attributes")
    fields += ("gtin", "tracks", "removal", "material")
    stock = Stock.objects.filter(product=product).values("warehouse_id", "on_hand", "reserved")
    parts = dict(product.parts.order_by("part__sku").values_list("part__sku", "quantity"))
    return {f: getattr(product, f) for f in fields} | {"stock": list(stock), "parts": parts}


@router.patch("/{sku}", summary="Complete a product; orders that waited for it are planned again")
def change(request: HttpRequest, sku: str, body: ProductIn) -> dict[str, Any]:
    product = get_object_or_404(Product, sku=sku, merchant=request.auth)  # type: ignore[attr-defined]
    said = body.dict(exclude_unset=True)
    with transaction.atomic():
        if said.get("parts") is not None:
            set_parts(request.auth, product.pk, said["parts"])  # type: ignore[attr-defined]
        planned = verbs.set_product(request.auth, product.pk, said, "api", now())  # type: ignore[attr-defined]
    return show(request, sku) | {"planned_again": planned}


@router.post("/{sku}/receive", summary="Pieces have come in; orders that waited for them are planned again")
def receive(request: HttpRequest, sku: str, body: Received) -> dict[str, Any]:
    product = get_object_or_404(Product, sku=sku, merchant=request.auth)  # type: ignore[attr-defined]
    planned = verbs.receive_stock(request.auth, product.pk, body.warehouse_id, body.quantity, "api", now())  # type: ignore[attr-defined]
    return show(request, sku) | {"planned_again": planned}
