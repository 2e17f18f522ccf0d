"""What a person works out for the cards beside this file, with fractions and from the carrier's rule alone: nothing of the engine is used."""

from __future__ import annotations

from fractions import Fraction as F
from math import ceil, floor

Sides = tuple[int, int, int]


def cents(amount: F | int, places: int = 2) -> F:
    """Half up to the smallest coin."""
    return F(floor(F(amount) * 10**places + F(1, 2)), 10**places)


def up(grams: int, step: int) -> int:
    """To the next multiple."""
    return -(-grams // step) * step


def size_g(sides: Sides, divisor: int) -> int:
    """Volumetric weight."""
    return ceil(F(sides[0] * sides[1] * sides[2], divisor))


def kg(grams: int) -> F:
    """Kilograms."""
    return F(grams, 1000)


def line_per_kg(g: int) -> F:
    w = max(g, 50)
    price, fee = next(row[1:] for row in ((100, "102", "19"), (200, "98", "18.5"), (450, "95.5", "17"), (2000, "91", "16")) if w <= row[0])
    return cents(kg(w) * F(price) + F(fee))


def express_first_and_more(g: int, sides: Sides | None = None, fuel: str = "23.75") -> F:
    w = up(max(g, size_g(sides, 5000)) if sides else g, 500)
    if w <= 20_000:
        freight = F("168.5") + (w - 500) // 500 * F("43.5")
    else:
        freight = ceil(kg(w)) * F("62.3" if w <= 44_000 else "60" if w <= 70_000 else "58.8")
    return freight + cents(freight * F(fuel) / 100)


def line_bracket_dinar(g: int) -> F:
    return cents(kg(g) * F("2.375" if g <= 1000 else "2.111" if g <= 5000 else "1.999"), 3)


def line_tiered(g: int) -> F:
    w, below, freight = up(g, 100), 0, F(0)
    for end, price, fee in ((1000, "50", 5), (3000, "40", 4), (10_000, "33.3", 3)):
        freight += kg(max(0, min(w, end) - below)) * F(price)
        if w <= end:
            return max(cents(freight + fee), F(30))
        below = end
    raise ValueError(g)


def volumetric_longest(g: int, sides: Sides) -> F:
    w = max(g, size_g(sides, 8000)) if max(sides) > 600 else g
    return cents(kg(up(w, 10)) * F("44.44"))


def volumetric_weight(g: int, sides: Sides) -> F:
    return cents(kg(max(g, size_g(sides, 6000)) if g > 2000 else g) * 30)


def volumetric_exceeds(g: int, sides: Sides) -> F:
    v = size_g(sides, 6000)
    return cents(kg(v if v > g * F(3, 2) else g) * 30)


def volumetric_half(g: int, sides: Sides) -> F:
    return cents(kg(ceil(g + max(F(0), F(size_g(sides, 6000) - g, 2)))) * 30)


def volumetric_less(g: int, sides: Sides) -> F:
    return cents(kg(ceil(max(F(g), size_g(sides, 5000) - F(g, 5)))) * 10)


def express_surcharges(
    g: int, far: bool = False, battery: bool = False, home: bool = True, sides: Sides | None = None, value: F | int = 0
) -> F:
    w = up(g, 500)
    freight = kg(w) * 20
    remote = max(cents(kg(w) * F("3.5")), F(25)) if far else F(0)
    total = freight + remote + cents((freight + remote) * F("17.25") / 100) + (8 if battery else 0) + (90 if g > 20_000 else 0)
    if sides:
        a, b, c = sorted(sides, reverse=True)
        total += max([110] * (a > 1200) + [300] * (a + 2 * (b + c) > 3000) + [0])
    if home:
        total += cents(freight * F("4.5") / 100)
    return total + (max(cents(value * F("2.5") / 100), F(15)) if value > 800 else 0)


def registered_peak(g: int, peak: bool) -> F:
    w = up(max(g, 100), 50)
    freight = cents(kg(w) * 70)
    risk = max(min(cents(freight * F(33, 100)), F(60)), F(12))
    return freight + F("18.8") + risk + (cents(kg(w) * F("5.55")) if peak else 0)


def zones_of_their_own(country: str, g: int, sides: Sides) -> F:
    if country == "NZ":
        return cents(kg(up(max(g, 10), 10)) * 61)
    w = max(g, size_g(sides, 8000)) if sum(sides) > 900 else g
    return max(cents(kg(up(max(w, 200), 200)) * 55 + 3), F(25))


def first_twice(g: int) -> F:
    if g <= 2000:
        return 60 + ceil(F(max(0, g - 100), 100)) * F("7.5") + 8
    return F(180 + ceil(F(g - 2000, 1000)) * 60)


def tiered_steps(g: int) -> F:
    w = up(g, 500)
    total = F(120 + ceil(F(max(0, min(w, 5000) - 500), 500)) * 25 + ceil(kg(max(0, min(w, 10_000) - 5000))) * 40)
    return cents(total + kg(max(0, w - 10_000)) * F("35.5"))


def cents_of_fuel(g: int, percent: str) -> F:
    freight = cents(kg(g) * F("0.05"))
    return freight + cents(freight * F(percent) / 100)


def islands_and_duty(value: F | int = 0, rate: F | int = 1, more: int = 0) -> F:
    duty = max(cents(cents(value * rate) * F("1.5") / 100), F(10)) if value > 150 else F(0)
    return 10 + duty + more


def contract_with_tax(g: int, country: str = "US", far: bool = False, peak: bool = True, longest: int = 10) -> F:
    w = up(g, 500)
    if country == "CA":
        freight = cents(kg(w) * F("99.99") * F("44.75") / 100 + F("8.88"))
    elif w <= 5000:
        freight = max(F(95), cents((F("333.33") + (w - 500) // 500 * F("77.77")) * F(38, 100)))
    else:
        freight = max(F(95), cents(kg(w) * F("138.5") * F("29.5") / 100))
    remote = max(F(32), cents(kg(w) * F("4.2"))) if far else F(0)
    season = cents((freight + remote) / 10) if peak else F(0)
    fuel = cents((freight + remote + season) * F("22.25") / 100)
    big = 120 if longest > 1200 else 50 if longest > 1000 else 0
    tax = cents((freight + fuel + remote + season + big) * F(6, 100))
    paper = cents((tax + fuel) * F(3, 100)) if country == "CA" else 0
    return freight + remote + season + fuel + big + tax + paper


def by_charged_weight(g: int, sides: Sides, pieces: int = 0) -> F:
    w = up(max(g, size_g(sides, 5000)), 100)
    handling = ceil(F(w, 500)) * F("0.45") if w <= 10_000 else min(F(12), ceil(F(w - 5000, 1000)) * F("0.65"))
    heavy = max(F(2), cents((kg(w) - 20) * F("1.37"))) if w > 20_000 else F(0)
    return cents(kg(w) * 6) + heavy + handling + pieces * F("0.3") + (F("1.11") if 100 < g <= 250 else 0)


POUND = F(45359237, 100_000)  # g


def pounds(g: int, country: str = "US") -> F:
    if country == "CA":
        w = max(2, ceil(g / POUND))
        each = w * POUND / 1000
        freight = cents(each * F("11.11") * F("87.5") / 100 + 3) if w <= 10 else cents(2 * w * F("1.21") * F("87.5") / 100)
        return freight + cents(each * F("0.77")) + (max(0, w - 50) * F("0.4"))
    ounces = ceil(g / (POUND / 16))
    heavy = ceil(F(max(0, ounces - 50 * 16), 16)) * F("0.4")
    if ounces <= 8:
        return F("4.1")
    return F("6.3") if ounces <= 15 else F("9.85") + ceil(F(max(0, ounces - 16), 16)) * F("2.35") + heavy
