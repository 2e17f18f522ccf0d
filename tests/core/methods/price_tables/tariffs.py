"""What a price table means, said apart from how it is written: prices by place and band, and what a parcel costs by them, with a pencil."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Band:
    """Prices above over_g up to and including up_to_g, in major units."""

    over_g: int
    up_to_g: int
    per_kg: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    flat: Decimal = Decimal(0)
    first_g: int = 0
    first: Decimal = Decimal(0)
    step_g: int = 0
    step: Decimal = Decimal(0)


@dataclass(frozen=True)
class Parcel:
    """A parcel to price."""

    country: str
    weight_g: int
    size: tuple[int, int, int] = (200, 150, 50)
    attributes: tuple[str, ...] = ()


Extra = Callable[[Parcel, int, Decimal], Decimal]  # parcel, chargeable grams, freight -> a surcharge


@dataclass
class Tariff:
    """Prices by countries, and the rules of weight."""

    prices: dict[tuple[str, ...], list[Band]]
    min_g: int = 0
    step_g: int = 1
    divisor: int = 0
    counts: Callable[[int, int, tuple[int, int, int]], bool] = lambda actual, volumetric, size: True
    share: Decimal = Decimal(1)
    most_g: int = 10**9
    refused: Callable[[Parcel], bool] = lambda parcel: False
    extras: list[Extra] = field(default_factory=list)
    fuel: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    rest: list[Band] = field(default_factory=list)  # of all countries that have no prices of their own
    mins: dict[str, int] = field(default_factory=dict)  # minimum weight by country

    def cost(self, parcel: Parcel) -> Decimal | None:
        """What the parcel costs, None where it is not taken."""
        bands = next((b for countries, b in self.prices.items() if parcel.country in countries), self.rest)
        if not bands or parcel.weight_g > self.most_g or self.refused(parcel):
            return None
        weight = Decimal(parcel.weight_g)
        if self.divisor:
            a, b, c = parcel.size
            volumetric = -(-a * b * c // self.divisor)
            if volumetric > weight and self.counts(parcel.weight_g, volumetric, parcel.size):
                weight += (volumetric - weight) * self.share
        grams = max(int(weight.to_integral_value("ROUND_CEILING")), self.mins.get(parcel.country, self.min_g))
        grams = -(-grams // self.step_g) * self.step_g
        band = next((b for b in bands if b.over_g < grams <= b.up_to_g), None)
        if band is None:
            return None
        freight = max(self._freight(band, grams), self.least)
        total = freight + (freight * self.fuel / 100).quantize(CENT, ROUND_HALF_UP)
        return total + sum((extra(parcel, grams, freight) for extra in self.extras), Decimal(0))

    def _freight(self, band: Band, grams: int) -> Decimal:
        steps = max(0, -(-(grams - band.first_g) // band.step_g)) if band.step_g else 0
        return (band.per_kg * grams / 1000).quantize(CENT, ROUND_HALF_UP) + band.flat + band.first + steps * band.step + band.fee


def money(random: Random, low: int, high: int) -> Decimal:
    """An invented price."""
    return Decimal(random.randrange(low * 100, high * 100)) / 100


def per_kg(random: Random, edges: list[int], low: int = 40, high: int = 90, fee: tuple[int, int] = (8, 30)) -> list[Band]:
    """Bands with a price per kg and a fee."""
    return [
        Band(over, up_to, per_kg=money(random, low, high), fee=money(random, *fee) if fee[1] else Decimal(0))
        for over, up_to in itertools.pairwise(edges)
    ]


def flat(random: Random, edges: list[int], start: int = 20, rise: tuple[int, int] = (3, 9)) -> list[Band]:
    """Bands with one price each, rising."""
    found, price = [], Decimal(start)
    for over, up_to in itertools.pairwise(edges):
        price += money(random, *rise)
        found.append(Band(over, up_to, flat=price))
    return found


def first_step(random: Random, most: int = 20000, first_g: int = 500, step_g: int = 500) -> list[Band]:
    """First and continuation weight."""
    return [Band(0, most, first_g=first_g, first=money(random, 80, 160), step_g=step_g, step=money(random, 15, 45))]
