"""A service and its rate cards as read from a document (docs/rate-cards.md). Units: g, mm, minor currency units, parts per million."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fahuo.core.words import Attribute, Paper, ServiceClass

NOTHING = Attribute(0)
# What the trade sorts goods by (普货, 带电, 液体, ...). Marks for the packer, such as fragile, are no class of goods.
GOODS_CLASSES = (
    Attribute.LIQUID | Attribute.POWDER | Attribute.MAGNETIC | Attribute.BATTERY | Attribute.BATTERY_ONLY | Attribute.BRAND | Attribute.FOOD
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes at most. None: no limit."""

    weight_g: int | None = None  # actual gross weight
    longest_mm: int | None = None
    sides_mm: int | None = None  # length + width + height
    girth_mm: int | None = None  # longest side + 2 x (the two others)
    value_minor: int | None = None  # of the goods, in value_currency
    value_currency: str | None = None
    refused: Attribute = NOTHING


@dataclass(frozen=True, slots=True)
class Volumetric:
    """When size counts as weight (抛重): volume / divisor, under every condition that is not None."""

    divisor: int  # mm3 for a gram, which is the trade's cm3 for a kilogram: 5000, 6000, 8000
    longest_above_mm: int | None = None
    weight_above_g: int | None = None
    exceeds_ppm: int | None = None  # volumetric weight above actual weight x (1 + this)


@dataclass(frozen=True, slots=True)
class Band:
    """Prices from over_g (not included) to up_to_g (included) of chargeable weight.

    The price is fixed_minor + per_kg_minor x kg + step_minor for every step_g begun above first_g.
    Each form of the trade fills a part: per kg and fee (每公斤 + 挂号费), first and continuation weight (首重续重), flat.
    """

    over_g: int
    up_to_g: int
    form: str  # per_kg | first | flat
    fixed_minor: int  # fee, first weight's price, flat price: all that does not depend on the weight
    fee_minor: int = 0  # the part of fixed_minor that is the fee for a parcel
    per_kg_minor: int = 0
    first_g: int = 0
    step_g: int = 1
    step_minor: int = 0


@dataclass(frozen=True, slots=True)
class Zone:
    """Countries with one price table."""

    code: str
    countries: tuple[str, ...]
    days_p50: int
    days_p90: int
    min_g: int  # minimum chargeable weight; 0: none
    step_g: int  # chargeable weight is rounded up to this
    limits: Limits
    bands: tuple[Band, ...]  # by weight, without gap


@dataclass(frozen=True, slots=True)
class Surcharge:
    """Added when every condition that is set holds. Either fixed or a part of the freight."""

    code: str
    name_zh: str
    name_en: str
    fixed_minor: int | None
    ppm: int | None
    attributes: Attribute = NOTHING  # any of these
    weight_above_g: int | None = None
    longest_above_mm: int | None = None
    postcodes: tuple[tuple[str, str], ...] = ()  # (country, first characters)


@dataclass(frozen=True, slots=True)
class Card:
    """A service's prices from valid_from to the day before valid_to."""

    valid_from: date
    valid_to: date | None
    currency: str
    volumetric: Volumetric | None
    surcharges: tuple[Surcharge, ...]
    zones: tuple[Zone, ...]

    def holds(self, on: date) -> bool:
        """Whether the card is in force on the day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Fuel:
    """Fuel surcharge from a day until the next row's."""

    valid_from: date
    ppm: int


@dataclass(frozen=True, slots=True)
class Service:
    """A way to send parcels (物流渠道) with all its cards, oldest first."""

    code: str
    name_zh: str
    name_en: str
    service_class: ServiceClass
    carrier: str
    origins: tuple[str, ...]  # countries of the warehouses that it picks up from
    invented: bool
    source: str
    papers: tuple[Paper, ...]
    fuel: tuple[Fuel, ...]  # oldest first
    cards: tuple[Card, ...]
    document: Mapping[str, object] = field(compare=False, repr=False)  # what was read, as it was given

    def card(self, on: date) -> Card | None:
        """The card in force on the day, if any."""
        return next((card for card in self.cards if card.holds(on)), None)

    def card_code(self, card: Card) -> str:
        """What an offer keeps of its card: service and first day."""
        return f"{self.code}@{card.valid_from.isoformat()}"

    def fuel_ppm(self, on: date) -> int:
        """Fuel surcharge on the day, in parts per million of the freight; 0 before the first row."""
        return next((row.ppm for row in reversed(self.fuel) if row.valid_from <= on), 0)
