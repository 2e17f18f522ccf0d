"""What carriers are asked about: a parcel without anybody's name. The same shipment is the same question, whoever thinks of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from fahuo.core.methods.quote import Asked
from fahuo.core.words import Attribute
from fahuo.flow.quoting import OwnMarket
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import queries


@dataclass(frozen=True)
class Shipment:
    """The fields of ports.prices.PriceRequest but for the carrier and its services. Sides: the longest first, 0 where they are not known."""

    origin_country: str
    country: str
    weight_g: int
    postcode: str = ""
    city: str = ""
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    pieces: int = 1
    attributes: tuple[str, ...] = ()
    currency: str = ""
    value_minor: int = 0

    @property
    def digest(self) -> str:
        """The key of the question."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def of_quote(asked: Asked, market: OwnMarket) -> Shipment:
    """A parcel that is thought of."""
    houses = market.warehouses
    if asked.warehouse_id is None:
        house = houses.sort("priority", "warehouse_id").row(0, named=True)
    else:
        house = houses.row(by_predicate=houses["warehouse_id"] == asked.warehouse_id, named=True)
    return _shipment(
        str(house["country"]), asked.country, asked.weight_g, asked.postcode, asked.city, asked.size_mm or (0, 0, 0), asked.pieces,
        int(asked.attributes), asked.currency, asked.value_minor,
    )  # fmt: skip


def of_parcel(parcel: Parcel) -> Shipment:
    """A parcel (with its order and warehouse), as it was priced last."""
    pricing, order = queries.pricing(parcel.pk), parcel.order
    row = pricing or parcel
    sides = row.length_mm, row.width_mm, row.height_mm
    currency, value = (pricing.currency, pricing.value_minor) if pricing else ("", 0)
    return _shipment(
        parcel.warehouse.country, order.country or "", row.weight_g, order.postcode, order.city, sides, row.pieces, row.attributes, currency, value
    )  # fmt: skip


def _shipment(
    origin: str, country: str, weight_g: int, postcode: str | None, city: str | None, sides: tuple[int, int, int], pieces: int, attributes: int,
    currency: str | None, value_minor: int,
) -> Shipment:  # fmt: skip
    longest, second, third = sorted(sides, reverse=True)
    names = tuple(str(a.name).lower() for a in Attribute if a & attributes)
    place = (postcode or "").strip(), (city or "").strip()
    return Shipment(
        origin, country, weight_g, *place, longest, second, third, pieces, names, currency or "", value_minor if currency else 0
    )
