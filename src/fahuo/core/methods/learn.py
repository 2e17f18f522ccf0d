"""Transit days learnt from a lane's own parcels, with the card as what was believed before.

A parcel that was delivered in the n-th day says: more than n - 1 days, n at most. One that is still on its way after c days says: more
than c (it is censored, not left out: leaving out the slow ones that are not there yet makes a lane look faster than it is). Both are
intervals of a log-normal distribution, whose mean and deviation are found by expectation-maximisation. The card counts as CARD_WEIGHT
parcels that came as it says, so few parcels move it a little and many replace it. Below LEAST delivered parcels the card stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, sqrt

from fahuo.core.methods.transit import normal_above, normal_density

LEAST = 30  # delivered parcels of a lane
CARD_WEIGHT = 20.0  # parcels
LEAST_DEVIATION = 0.02
ROUNDS = 200


@dataclass(frozen=True)
class Seen:
    """So many parcels of a lane, delivered in the day `days`, or not yet there after so many."""

    days: int
    parcels: int
    delivered: bool


@dataclass(frozen=True)
class Learnt:
    """The lane's distribution, and on how many parcels it stands."""

    mean: float  # of the logarithm of days
    deviation: float
    delivered: int
    under_way: int


def learn(seen: Sequence[Seen], card_mean: float, card_deviation: float) -> Learnt | None:
    """The distribution of a lane; None where fewer than LEAST parcels were delivered."""
    delivered = sum(s.parcels for s in seen if s.delivered)
    under_way = sum(s.parcels for s in seen if not s.delivered)
    if delivered < LEAST:
        return None
    intervals = [(*_interval(s), float(s.parcels)) for s in seen if s.parcels > 0 and (s.delivered or s.days > 0)]
    card_deviation = max(card_deviation, LEAST_DEVIATION)
    mean, deviation = card_mean, max(card_deviation, 0.1)
    total = CARD_WEIGHT + sum(weight for _, _, weight in intervals)
    for _ in range(ROUNDS):
        guesses = [(*_expect(low, high, mean, deviation), weight) for low, high, weight in intervals]
        new_mean = (CARD_WEIGHT * card_mean + sum(x * w for x, _, w in guesses)) / total
        spread = CARD_WEIGHT * (card_deviation**2 + (card_mean - new_mean) ** 2)
        spread += sum((variance + (x - new_mean) ** 2) * w for x, variance, w in guesses)
        new_deviation = max(sqrt(spread / total), LEAST_DEVIATION)
        done = abs(new_mean - mean) + abs(new_deviation - deviation) < 1e-7
        mean, deviation = new_mean, new_deviation
        if done:
            break
    return Learnt(mean, deviation, delivered, under_way)


def _interval(seen: Seen) -> tuple[float, float]:
    """Logarithms of the times between which the parcel came, or will come."""
    if not seen.delivered:
        return log(seen.days), inf
    return log(seen.days - 1) if seen.days > 1 else -inf, log(max(seen.days, 1))


def _expect(low: float, high: float, mean: float, deviation: float) -> tuple[float, float]:
    """Mean and variance of a normal variable that is known to lie between low and high."""
    a, b = (low - mean) / deviation, (high - mean) / deviation
    # in the upper tail the difference of the tails is exact where that of the shares would be 1 - 1
    inside = normal_above(a) - normal_above(b) if a > 0 else normal_above(-b) - normal_above(-a)
    if inside < 1e-300:
        nearest = low if a > 0 else high
        return nearest, 0.0
    at_a, at_b = normal_density(a), normal_density(b)
    shift = (at_a - at_b) / inside
    edges = (a * at_a if a > -inf else 0.0) - (b * at_b if b < inf else 0.0)
    return mean + deviation * shift, max(0.0, deviation**2 * (1 + edges / inside - shift**2))
