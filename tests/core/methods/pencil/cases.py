"""Parcels for the cards beside this file, as on a command line, with what a person worked out, or the rule that refuses."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F

from tests.core.methods.pencil import sums

MAY = "--on 2026-05-05"
Case = tuple[str, str, F | str]


def cases() -> Iterator[Case]:
    """Card, parcel, answer."""
    yield from by_weight()
    yield from by_size()
    yield from by_place()
    yield from by_surcharge()
    for parcel, answer in LIMITS:
        yield "limits", parcel if "--on" in parcel else f"{parcel} {MAY}", answer


def by_weight() -> Iterator[Case]:
    for g in (1, 49, 50, 51, 100, 101, 200, 201, 333, 450, 451, 1999, 2000):
        yield "line_per_kg", f"--to GB --weight-g {g} {MAY}", sums.line_per_kg(g)
    yield "line_per_kg", f"--to GB --weight-g 2001 {MAY}", "beyond_bands"
    yield "line_per_kg", "--to GB --weight-g 200 --on 2025-12-31", "no_card_on_day"
    for g in (1, 500, 501, 1000, 19_999, 20_000, 20_001, 20_501, 21_000, 44_000, 44_001, 70_001, 999_999):
        yield "express_first_and_more", f"--to us --weight-g {g} --on 2026-11-25", sums.express_first_and_more(g)
    for day, fuel in (("2026-10-31", "0"), ("2026-11-01", "23.75"), ("2026-11-30", "23.75"), ("2026-12-01", "0")):
        yield "express_first_and_more", f"--to CA --weight-g 500 --on {day}", sums.express_first_and_more(500, fuel=fuel)
    for g in (1, 333, 999, 1000, 1001, 4737, 5000, 5001, 10_000):
        yield "line_bracket_dinar", f"--to AE --weight-g {g} {MAY}", sums.line_bracket_dinar(g)
    for g in (1, 450, 500, 501, 1000, 1001, 3000, 3050, 9999):
        yield "line_tiered", f"--to BR --weight-g {g} {MAY}", sums.line_tiered(g)
    for g in (1, 100, 101, 2000, 2001, 3000, 3001, 30_000):
        yield "first_twice", f"--to RU --weight-g {g} {MAY}", sums.first_twice(g)
    for g in (1, 501, 5000, 5001, 6000, 6001, 10_000, 10_001, 65_432):
        yield "tiered_steps", f"--to TH --weight-g {g} {MAY}", sums.tiered_steps(g)
    for g in (29, 226, 227, 425, 426, 453, 454, 907, 908, 1000, 4535, 4536, 22_679, 22_680, 31_751):
        yield "pounds", f"--to US --weight-g {g} {MAY}", sums.pounds(g)
        yield "pounds", f"--to CA --weight-g {g} {MAY}", sums.pounds(g, "CA")
    for sides in ((305, 305, 304), (305, 305, 305), (405, 405, 345), (405, 405, 346)):
        volume, w = sides[0] * sides[1] * sides[2], sums.size_g(sides, 5997)
        answer = sums.pounds(w if volume > 28_316_000 else 900) + (15 if volume > 56_633_000 else 0)
        yield "pounds", f"--to US --weight-g 900 --size {'x'.join(map(str, sides))} {MAY}", answer
    yield "pounds", f"--to US --weight-g 28 {MAY}", "too_light"
    yield "pounds", f"--to US --weight-g 31752 {MAY}", "too_heavy"
    for g, answer in ((100, 21 * 41), (21_001, 22 * 41), (45_001, 46 * 39)):
        yield "heavy_only", f"--to US --weight-g {g} {MAY}", F(answer)
    for g in (99, 100, 300, 1000, 4800):
        for day, percent in (("2026-05-31", "12.5"), ("2026-06-30", "7.125"), ("2026-07-01", "0")):
            yield "cents_of_fuel", f"--to PL --weight-g {g} --on {day}", sums.cents_of_fuel(g, percent)
    for day, answer in (("2025-06-30", F(10)), ("2025-07-01", F(2)), ("2025-09-30", F(2)), ("2025-10-01", "no_card_on_day")):
        yield "three_cards", f"--to DE --weight-g 1 --on {day}", answer
    yield "three_cards", "--to DE --weight-g 1 --on 2025-10-15", "country_not_served"
    yield "three_cards", "--to AT --weight-g 1 --on 2025-10-15", F(12)
    yield "json", f"--to DE --weight-g 250 {MAY}", F("12.35")
    yield "json", f"--to DE --weight-g 251 {MAY}", "beyond_bands"


def by_size() -> Iterator[Case]:
    def sized(card: str, country: str, *parcels: tuple[int, sums.Sides]) -> Iterator[Case]:
        for g, sides in parcels:
            yield card, f"--to {country} --weight-g {g} --size {'x'.join(map(str, sides))} {MAY}", getattr(sums, card)(g, sides)

    long = ((600, 300, 300), (601, 300, 300), (300, 601, 300))
    yield from sized("volumetric_longest", "FR", *((1000, s) for s in long), (9000, long[1]), (6761, long[1]))
    yield from sized("volumetric_weight", "FR", (2000, (400, 400, 400)), (2001, (400, 400, 400)), (2001, (100, 100, 100)))
    near = (300, 200, 150)
    yield from sized("volumetric_exceeds", "FR", (1000, near), (999, near), (1001, near), (667, (100, 200, 300)), (666, (100, 200, 300)))
    yield from sized("volumetric_half", "FR", (1000, near), (999, near), (1000, (300, 200, 151)), (1600, near))
    yield from sized("volumetric_less", "KR", (1000, (200, 200, 150)), (1001, (250, 200, 150)), (1003, (333, 200, 150)))
    for g, sides in ((5, (10, 10, 10)), (900, (300, 300, 300)), (900, (301, 300, 300)), (21_900, (10, 10, 10))):
        for country in ("AU", "NZ"):
            parcel = f"--to {country} --weight-g {g} --size {'x'.join(map(str, sides))} {MAY}"
            yield "zones_of_their_own", parcel, sums.zones_of_their_own(country, g, sides)
    yield "zones_of_their_own", f"--to AU --weight-g 22001 {MAY}", "too_heavy"
    yield "zones_of_their_own", f"--to NZ --weight-g 22001 {MAY}", sums.zones_of_their_own("NZ", 22_001, (1, 1, 1))
    small, large = (100, 100, 100), (600, 500, 400)
    for g, sides in ((100, small), (101, small), (250, small), (251, small), (9999, small), (10_001, small), (20_000, small), (101, large)):
        parcel = f"--weight-g {g} --size {'x'.join(map(str, sides))} {MAY}"
        yield "by_charged_weight", f"--to PL {parcel}", sums.by_charged_weight(g, sides)
        yield "by_charged_weight", f"--to DE --pieces 7 {parcel}", sums.by_charged_weight(g, sides, 7)
    for g in (20_001, 21_400, 21_500, 23_333, 70_000):
        yield "by_charged_weight", f"--to PL --weight-g {g} --size 10x10x10 {MAY}", sums.by_charged_weight(g, (10, 10, 10))
    yield (
        "express_first_and_more",
        "--to CA --weight-g 700 --size 400x300x201 --on 2026-11-30",
        sums.express_first_and_more(700, (400, 300, 201)),
    )
    for parcel, answer in SIZES:
        yield "sizes", f"--to DE --weight-g {parcel} {MAY}", answer
    for parcel, answer in (
        ("800x1200x800", F(21 * 41)),
        ("801x1200x800", "does_not_fit"),
        ("99x99x99", "too_small"),
        ("100x10x100", F(21 * 41)),
    ):
        yield "heavy_only", f"--to US --weight-g 100 --size {parcel} {MAY}", answer


SIZES: list[tuple[str, F | str]] = [
    ("10 --size 240x165x5", F("1.85")),
    ("11 --size 5x165x240", F("2.55")),
    ("10 --size 240x165x6", F("3.25")),
    ("101 --size 240x165x5", F("8.4")),
    ("751 --size 240x165x5", sums.cents(F("4.85") + F("0.751") * 8)),
    ("240 --size 354x250x25", F("6.85")),
    ("240 --size 900x250x25", F("6.85")),
    ("240 --size 900x300x251", "girth_too_large"),
    ("2001 --size 900x300x250", "too_heavy"),
]


def by_place() -> Iterator[Case]:
    for parcel, answer in (
        *(("CN --weight-g 500", 1450), ("TW --weight-g 501", 1600), ("FR --weight-g 600", 4180), ("XK --weight-g 1", 3900)),
        *(("CN --weight-g 701", "beyond_bands"), ("RU --weight-g 1", "country_not_served"), ("JP --weight-g 1", "country_not_served")),
    ):
        yield "post_flat_yen", f"--to {parcel} {MAY}", answer if isinstance(answer, str) else F(answer)
    for card, rows in PLACES.items():
        for place, answer in rows:
            grams = {"territories": 1000, "cities": 101}.get(card, 5)
            yield card, f"--to {place} --weight-g {grams} {MAY}", answer if isinstance(answer, str) else F(answer)


PLACES: dict[str, list[tuple[str, int | str]]] = {
    "parts_of_spain": [
        *(("ES --postcode 28001", 5), ("ES --postcode 35001", 15), ("ES --postcode 38999", 15), ("ES --postcode 07820", 9)),
        *(("ES --postcode 08000", 5), ("ES --postcode 51081", 5), ("ES --postcode 51080", 19), ("ES", 5), ("FR --postcode 20137", 12)),
        *(("FR --postcode 75001", 33), ("FR", 33), ("IT", 33), ("DE", "country_not_served")),
    ],
    "districts": [
        *(("CA --postcode K1A0B1", 10), ("CA --postcode l4w1a1", 10), ("CA --postcode M5V", 10), ("CA --postcode M7A1A1", 30)),
        *(("CA --postcode X0C1A1", 50), ("CA --postcode X1B1A1", 30), ("GB --postcode BT92AA", 19), ("GB --postcode BT19", 20)),
        *(("GB --postcode BT181AA", 20), ("GB --postcode BT11AA", 19), ("GB --postcode SW1A1AA", "place_not_served")),
    ],
    "territories": [
        *(("US --postcode 09012", 30), ("US --postcode 96201", 30), ("US --postcode 96701", 20), ("PR --postcode 00901", 20)),
        *(("GU --postcode 96910", 20), ("US --postcode 96910", 10), ("US --postcode 99901", 20), ("AS", 50), ("XK", 50), ("AX", 50)),
        *(("IR", "country_not_served"), ("CN", "country_not_served"), ("US", 10)),
    ],
    "cities": [("RU --city Kazan", 16), ("RU", 16)],
}


def by_surcharge() -> Iterator[Case]:
    for g in (1, 101, 149, 1000, 4000):
        for day, peak in (("2026-09-30", False), ("2026-10-01", True), ("2027-01-15", True), ("2027-01-16", False)):
            yield "registered_peak", f"--to IL --weight-g {g} --on {day}", sums.registered_peak(g, peak)
    yield "registered_peak", "--to JO --weight-g 1000 --on 2026-11-11", sums.registered_peak(1000, False)
    made = sums.express_surcharges
    for parcel, answer in (
        ("US --postcode 10002 --weight-g 900", made(900, far=True)),
        ("US --postcode 10001 --weight-g 900", made(900)),
        ("US --postcode 10002-1234 --weight-g 900", made(900, far=True)),
        ("US --postcode 10003 --weight-g 9900 --goods battery --company X", made(9900, battery=True, home=False)),
        ("US --postcode 10003 --weight-g 9900 --goods 纯电 --company X", made(9900, battery=True, home=False)),
        ("US --postcode 10003 --weight-g 20001 --size 1201x600x400", made(20_001, sides=(1201, 600, 400))),
        ("US --postcode 10003 --weight-g 20000 --size 1201x500x400", made(20_000, sides=(1201, 500, 400))),
        ("US --postcode 10003 --weight-g 20000 --size 1201x500x399", made(20_000, sides=(1201, 500, 399))),
        ("US --postcode 10003 --weight-g 20000 --size 1200x500x400", made(20_000, sides=(1200, 500, 400))),
        ("US --postcode 10003 --weight-g 100 --value-minor 80000 --currency USD", made(100, value=800)),
        ("US --postcode 10003 --weight-g 100 --value-minor 80001 --currency USD", made(100, value=F("800.01"))),
        ("US --postcode 10003 --weight-g 100 --value-minor 123456 --currency USD", made(100, value=F("1234.56"))),
        ("CA --postcode X0A0H0 --weight-g 8000 --company Y", made(8000, far=True, home=False)),
        ("CA --city IQALUIT --weight-g 8000 --company Y", made(8000, far=True, home=False)),
        ("MX --city sao-miguel --weight-g 8000 --company Y", made(8000, far=True, home=False)),
        ("GB --postcode iv27gd --weight-g 8000 --company Y", made(8000, far=True, home=False)),
        ("GB --postcode IV297AA --weight-g 8000 --company Y", made(8000, home=False)),
    ):
        yield "express_surcharges", f"--to {parcel} {MAY}", answer
    for g in (1, 500, 501, 1499, 2500, 4999, 5000, 5001, 7777, 70_000):
        yield "contract_with_tax", f"--to US --weight-g {g} {MAY}", sums.contract_with_tax(g)
        yield (
            "contract_with_tax",
            f"--to US --weight-g {g} --on 2026-06-01 --postcode 99501",
            sums.contract_with_tax(g, far=True, peak=False),
        )
        yield "contract_with_tax", f"--to US --weight-g {g} --postcode 99501 {MAY}", sums.contract_with_tax(g, far=True)
    for g in (1, 777, 30_000):
        yield "contract_with_tax", f"--to CA --weight-g {g} {MAY}", sums.contract_with_tax(g, "CA")
    for longest in (1000, 1001, 1200, 1201):
        parcel = f"--to US --weight-g 9000 --size 10x{longest}x10 {MAY}"
        yield "contract_with_tax", parcel, sums.contract_with_tax(9000, longest=longest)
    duty = sums.islands_and_duty
    for parcel, answer in (
        ("--value-minor 15000 --currency EUR --rate EUR=7.8", duty()),
        ("--value-minor 15001 --currency EUR --rate EUR=7.8", duty(F("150.01"), F("7.8"))),
        ("--value-minor 20000 --currency USD --rate USD=7 --rate EUR=7.8", duty(200, 7)),
        ("--value-minor 16000 --currency USD --rate USD=7 --rate EUR=7.8", duty()),
        ("--size 761x761x10", duty(more=77)),
        ("--size 10x1200x760", duty()),
        ("--size 10x1231x760", duty(more=5)),
        ("--postcode 25846", duty(more=12)),
        ("--postcode 25850", duty()),
        ("--city borkum", duty(more=12)),
    ):
        yield "islands_and_duty", f"--to DE --weight-g 1000 {parcel} {MAY}", answer
    yield "cities", f"--to RU --city МОСКВА --weight-g 101 {MAY}", F("23.2")
    yield "cities", f"--to RU --city moscow --weight-g 100 {MAY}", F("16.6")


W = "--to FI --weight-g 1000"
LIMITS: list[tuple[str, F | str]] = [
    *((f"{W} --goods {goods}", F(2)) for goods in ("brand", "品牌,带电", "fragile", "electronics", "普货")),
    *((f"{W} --goods {goods}", "attribute_refused") for goods in ("food", "liquid", "battery_only", "磁性", "powder,brand")),
    ("--to FI --weight-g 20001", "too_heavy"),
    ("--to FI --weight-g 20000", F(40)),
    ("--to FI --weight-g 49", "too_light"),
    ("--to FI --weight-g 50", F("0.1")),
    *((f"{W} --size {size}", F(2)) for size in ("1000x10x10", "10x1000x10", "1000x400x350")),
    *((f"{W} --size {size}", "girth_too_large") for size in ("1000x500x500", "1000x400x351")),
    (f"{W} --size 1001x10x10", "too_long"),
    (f"{W} --size 700x650x651", "sides_too_large"),
    (f"{W} --pieces 3", F(2)),
    (f"{W} --pieces 4", "pieces_above_limit"),
    (f"{W} --value-minor 50000 --currency EUR", F(2)),
    (f"{W} --value-minor 50001 --currency EUR", "value_too_high"),
    (f"{W} --value-minor 1 --currency USD", "currency_refused"),
    (f"{W} --value-minor 50000 --currency GBP", "value_not_comparable"),
    (f"{W} --value-minor 43478 --currency GBP --rate GBP=1.15", F(2)),
    (f"{W} --value-minor 43479 --currency GBP --rate GBP=1.15", "value_too_high"),
    *((f"{W} --on {day}", "day_refused") for day in ("2026-05-01", "2026-05-02", "2026-12-24", "2026-12-26")),
    *((f"{W} --on {day}", F(2)) for day in ("2026-05-04", "2026-12-28", "2026-12-30")),
    (f"{W} --on 2026-12-31", "no_card_on_day"),
    (f"{W} --postcode 22100", "place_not_served"),
    (f"{W} --postcode 21100", F(2)),
    ("--to IT --weight-g 1000 --postcode 23041", "place_not_served"),
    ("--to IT --weight-g 1000 --city LIVIGNO", "place_not_served"),
    ("--to IT --weight-g 1000 --postcode 23042", F(2)),
]
