"""A service and its rate cards as read from a document (docs/rate-cards.md). Units: g, mm, minor currency units, parts per million."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import floor

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.faults import Fault
from fahuo.core.methods.places import NOWHERE, Places
from fahuo.core.methods.weights import NANO
from fahuo.core.words import Attribute, Paper, ServiceClass

NOTHING = Attribute(0)
# What the trade sorts goods by (普货, 带电, 液体, ...). Marks for the packer, such as fragile, are no class of goods.
GOODS_CLASSES = (
    Attribute.LIQUID | Attribute.POWDER | Attribute.MAGNETIC | Attribute.BATTERY | Attribute.BATTERY_ONLY | Attribute.BRAND | Attribute.FOOD
)
Sides = tuple[int, int, int]  # longest first


@dataclass(frozen=True, slots=True)
class Span:
    """Days from valid_from to the day before valid_to; None: without end."""

    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day is one of them."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def meets(self, other: Span) -> bool:
        """Whether some day is in both."""
        return (other.valid_to is None or self.valid_from < other.valid_to) and (self.valid_to is None or other.valid_from < self.valid_to)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes. None: no limit."""

    weight_g: int | None = None  # actual gross weight, at most
    weight_least_g: int | None = None
    longest_mm: int | None = None
    sides_mm: int | None = None  # length + width + height
    girth_mm: int | None = None  # longest side + 2 x (the two others)
    fits_mm: Sides | None = None  # turned so that it fits: the longest side under the first, and so on
    least_mm: Sides | None = None  # as large as this, turned likewise
    pieces: int | None = None
    value_minor: int | None = None  # of the goods, in value_currency
    value_currency: str | None = None
    currencies: tuple[str, ...] | None = None  # of the order; None: any
    refused: Attribute = NOTHING
    weekdays_refused: frozenset[int] = frozenset()  # 0 is Monday
    days_refused: tuple[Span, ...] = ()
    places_refused: Places = NOWHERE

    def closed(self, on: date) -> bool:
        """Whether nothing is taken on the day."""
        return on.weekday() in self.weekdays_refused or any(span.holds(on) for span in self.days_refused)


@dataclass(frozen=True, slots=True)
class Volumetric:
    """When size counts as weight (抛重): volume / divisor, under every condition that is not None."""

    divisor: int  # mm3 for a gram, which is the trade's cm3 for a kilogram: 5000, 6000, 8000; 0: size never counts
    longest_above_mm: int | None = None
    sides_above_mm: int | None = None
    volume_above_cm3: int | None = None
    weight_above_g: int | None = None
    exceeds_ppm: int | None = None  # volumetric weight above actual weight x (1 + this)
    less_ppm: int = 0  # taken off the volumetric weight first, as a part of the actual one
    share_ppm: int = 1_000_000  # of the difference to the actual weight that counts (半泡: a half)


@dataclass(frozen=True, slots=True)
class Band:
    """Prices from over_g (not included) to up_to_g (included) of chargeable weight.

    The price is fixed_minor + per_kg_minor x kg + step_minor for every step begun above the first weight. In a tiered table kg and steps are
    those of the weight above from_nano, and the bands below are paid in full: base_milli, thousandths of a minor unit.
    Of all but the fee a discount leaves keep_ppm.
    Each form of the trade fills a part: per kg and fee (每公斤 + 挂号费), first and continuation weight (首重续重), steps (续重), flat.
    """

    over_nano: int  # weights in billionths of a gram, because of pounds and ounces
    up_to_nano: int
    form: str  # per_kg | first | step | flat
    fixed_minor: int  # fee, first weight's price, flat price: all that does not depend on the weight
    fee_minor: int = 0  # the part of fixed_minor that is the fee for a parcel
    per_kg_minor: int = 0
    first_nano: int = 0
    step_nano: int = NANO
    step_minor: int = 0
    from_nano: int = 0  # of the weight above this; 0: of all of it
    base_milli: int = 0
    keep_ppm: int = 1_000_000  # of the list price, without the fee, that a discount leaves

    @property
    def over_g(self) -> int:
        """Whole grams up to which a parcel is not in it yet."""
        return self.over_nano // NANO

    @property
    def up_to_g(self) -> int:
        """Whole grams up to which a parcel is in it."""
        return self.up_to_nano // NANO

    @property
    def discount_ppm(self) -> int:
        """What a discount takes off the list price."""
        return 10**6 - self.keep_ppm

    def steps(self, chargeable: int) -> int:
        """Steps begun above the first weight, of a chargeable weight in billionths of a gram."""
        return max(0, -(-(chargeable - self.first_nano) // self.step_nano))

    def own(self, chargeable: int) -> Fraction:
        """The band's own list price in minor units, without the fee and without the bands below."""
        fixed = self.fixed_minor - self.fee_minor + self.steps(chargeable) * self.step_minor
        return fixed + Fraction(self.per_kg_minor * (chargeable - self.from_nano), 1000 * NANO)

    def freight(self, chargeable: int) -> int:
        """What is to pay in minor units: list price with the bands below, less the discount, and the fee; half up."""
        net = (Fraction(self.base_milli, 1000) + self.own(chargeable)) * self.keep_ppm / 10**6
        return floor(net + Fraction(1, 2)) + self.fee_minor


@dataclass(frozen=True, slots=True)
class Size:
    """A size that has prices of its own (信件, 小包): the first that a parcel fits is its size."""

    code: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Table:
    """A zone's bands, all of them or those of a size."""

    size: Size | None
    bands: tuple[Band, ...]  # by weight, without gap


@dataclass(frozen=True, slots=True)
class Zone:
    """Places with one price table."""

    code: str
    countries: tuple[str, ...]  # all of each
    places: Places  # parts of countries: postcodes and cities
    days_p50: int
    days_p90: int
    min_nano: int  # minimum chargeable weight; 0: none
    step_nano: int  # chargeable weight is rounded up to this
    least_minor: int  # minimum freight; 0: none
    tiered: bool  # each part of the weight at its own bracket's price (分段累计)
    volumetric: Volumetric | None
    limits: Limits
    tables: tuple[Table, ...]  # of the sizes in their order, or one

    @property
    def min_g(self) -> int:
        """Minimum chargeable weight in whole grams."""
        return self.min_nano // NANO

    @property
    def step_g(self) -> int:
        """Rounding step in whole grams."""
        return self.step_nano // NANO

    def chargeable(self, weight_g: int) -> int:
        """The weight that is charged for one that counts, in billionths of a gram."""
        return -(-max(weight_g * NANO, self.min_nano) // self.step_nano) * self.step_nano

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of all its tables."""
        return tuple(band for table in self.tables for band in table.bands)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """Added on its days when every condition that is set holds. One of fixed, a part, for each kg, step or piece."""

    code: str
    name_zh: str
    name_en: str
    fixed_minor: int | None
    ppm: int | None
    per_kg_minor: int | None = None  # of the chargeable weight above what is free
    step_nano: int = NANO
    step_minor: int | None = None  # for every step begun of the chargeable weight above what is free
    free_nano: int = 0
    per_piece_minor: int | None = None
    of: tuple[str, ...] = ("freight",)  # what the part is taken of, added up: freight, fuel, value, codes of surcharges
    least_minor: int | None = None
    most_minor: int | None = None
    group: str | None = None  # of those of one group the dearest is charged
    span: Span | None = None  # None: as long as the card
    attributes: Attribute = NOTHING  # any of these
    weight_above_g: int | None = None
    weight_up_to_g: int | None = None
    chargeable_above_nano: int | None = None
    chargeable_up_to_nano: int | None = None
    longest_above_mm: int | None = None
    second_above_mm: int | None = None
    sides_above_mm: int | None = None
    girth_above_mm: int | None = None
    volume_above_cm3: int | None = None
    value_above_minor: int | None = None
    value_currency: str | None = None
    residential: bool = False  # only where no company is named at the address
    countries: tuple[str, ...] | None = None
    zones: tuple[str, ...] | None = None
    places: Places | None = None

    def holds(self, on: date) -> bool:
        """Whether it is asked for on the day."""
        return self.span is None or self.span.holds(on)

    def steps(self, chargeable: int) -> int:
        """Steps begun above what is free, of a chargeable weight in billionths of a gram."""
        return max(0, -(-(chargeable - self.free_nano) // self.step_nano))


@dataclass(frozen=True, slots=True)
class Insurance:
    """Cover that may be bought with a parcel: a part of the value, at least so much, up to a value."""

    ppm: int
    least_minor: int
    cap_minor: int | None  # the highest value that is covered
    included_minor: int  # covered without a premium


@dataclass(frozen=True, slots=True)
class Card:
    """A service's prices from valid_from to the day before valid_to."""

    valid_from: date
    valid_to: date | None
    currency: str
    surcharges: tuple[Surcharge, ...]
    zones: tuple[Zone, ...]
    insurance: Insurance | None = None
    volumetric: Volumetric | None = None
    selling: bool = False  # its prices are selling prices, not what the carrier asks
    fuel_included: bool = False  # of a selling card: the service's fuel is not added

    def holds(self, on: date) -> bool:
        """Whether the card is in force on the day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Fuel:
    """Fuel surcharge from a day until the next row's, or until valid_to."""

    valid_from: date
    ppm: int
    valid_to: date | None = None
    of: tuple[str, ...] = ()  # codes of surcharges that it is taken of, beside the freight


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
    lists: Mapping[str, Places] = field(default_factory=dict, compare=False, repr=False)  # places by the name of their list
    selling: tuple[Card, ...] = ()  # cards of selling prices, oldest first
    unread: tuple[Fault, ...] = ()  # why its text, which is kept, can no longer be read: it has no cards then

    @classmethod
    def unreadable(
        cls, code: str, name_zh: str, name_en: str, service_class: ServiceClass, carrier: str, faults: tuple[Fault, ...]
    ) -> Service:
        """One of which no more is known than that it is there. It refuses every parcel, and says why; the others go on."""
        document = {"code": code, "class": service_class.value, "origins": list(COUNTRIES), "cards": [], "unread": True}
        return cls(code, name_zh, name_en, service_class, carrier, COUNTRIES, False, "", (), (), (), document, unread=faults)

    def card(self, on: date) -> Card | None:
        """The card in force on the day, if any."""
        return next((card for card in self.cards if card.holds(on)), None)

    def card_code(self, card: Card) -> str:
        """What an offer keeps of its card: service and first day; of a card of selling prices that it is one."""
        return f"{self.code}@{card.valid_from.isoformat()}{'/sell' if card.selling else ''}"

    def sold(self, on: date) -> Service:
        """The service as those see it who pay its selling prices: its cards are those of selling prices, its fuel that of the day's card."""
        card = next((card for card in self.selling if card.holds(on)), None)
        return replace(self, cards=self.selling, selling=(), fuel=() if card and card.fuel_included else self.fuel)

    def fuel_on(self, on: date) -> Fuel | None:
        """The row of fuel in force on the day."""
        last = next((row for row in reversed(self.fuel) if row.valid_from <= on), None)
        return last if last and (last.valid_to is None or on < last.valid_to) else None

    def fuel_ppm(self, on: date) -> int:
        """Fuel surcharge on the day, in parts per million; 0 where no row is in force."""
        row = self.fuel_on(on)
        return row.ppm if row else 0
