"""Posts (小包): flat prices by bracket, prices for every bracket and zone, small packets by the gram."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.core.methods.price_tables.case import Case, layout
from tests.core.methods.price_tables.sheets import Page, text, workbook
from tests.core.methods.price_tables.tariffs import Band, Tariff, flat, money, per_kg


@layout
def flat_by_bracket_across(random: Random) -> Case:
    """Countries down and brackets across; a title says that prices are for the parcel."""
    edges = [0, 100, 250, 500, 1000, 2000]
    prices = {(c,): flat(random, edges) for c in ("JP", "KR", "TH")}
    zh = {"JP": "日本", "KR": "韩国", "TH": "泰国"}
    rows: list[list[object]] = [
        ["邮政小包平邮 YZ-PY 价格表"],
        ["单位：元/件"],
        ["2026年7月1日起执行"],
        ["国家", "100g以内", "101-250g", "251-500g", "501-1000g", "1001-2000g", "时效"],
        *([zh[c], *(b.flat for b in bands), "15-30天"] for (c,), bands in prices.items()),
    ]
    return Case(workbook(Page("平邮", rows)), {"YZ-PY": Tariff(prices)})


@layout
def bracket_rows_by_zone(random: Random) -> Case:
    """English post: zone rows, "up to 100g" brackets across, countries listed in the zone's row."""
    edges = [0, 100, 250, 500, 750, 2000]
    zones = {"EU": ("FR", "DE", "ES"), "WZ1": ("US", "CA"), "WZ2": ("AU", "NZ")}
    prices = {c: flat(random, edges, 4, (1, 3)) for c in zones.values()}
    names = {"FR": "France", "DE": "Germany", "ES": "Spain", "US": "USA", "CA": "Canada", "AU": "Australia", "NZ": "New Zealand"}
    head = ["Zone", "Countries", *(f"Up to {e}g" for e in edges[1:]), "Delivery time"]
    rows: list[list[object]] = [["Tracked packet mail TPM-3: price per item (GBP)"], ["Effective from 1st April 2026"], head]
    rows += [[z, ", ".join(names[x] for x in c), *(f"£{b.flat:.2f}" for b in prices[c]), "5-7 working days"] for z, c in zones.items()]
    return Case(
        workbook(Page("Prices", rows, ("A1:H1",))),
        {"TPM-3": Tariff(prices)},
        answers={"carrier:Tracked packet mail TPM-3: price per item": "Post"},
    )


@layout
def packet_with_price_per_kg_and_registration(random: Random) -> Case:
    """e邮宝: per kg and 处理费, a different minimum weight by country, limits in a column, everything in a note beside the table."""
    least = {"US": 50, "GB": 1, "FR": 1, "BR": 60}
    prices = {(c,): per_kg(random, [0, 2000]) for c in least}
    zh = {"US": "美国", "GB": "英国", "FR": "法国", "BR": "巴西"}
    rows: list[list[object]] = [
        ["线上e邮宝 EUB-01 资费标准"],
        ["路向", "资费标准（元/KG）", "处理费（元/件）", "起重(克)", "限重(克)", "参考时效", "备注"],
        *([zh[c], f"{b[0].per_kg}元/kg", f"{b[0].fee}元/件", least[c], 2000, "7-10个工作日", "价格含挂号"] for (c,), b in prices.items()),
        ["生效日期：2026-08-01 客服热线11183"],
    ]
    tariff = Tariff(prices, most_g=2000, mins={c: g for c, g in least.items() if g > 1})
    return Case(workbook(Page("e邮宝", rows)), {"EUB-01": tariff})


@layout
def price_by_hundred_grams(random: Random) -> Case:
    """Prices for 100 g in proportion: asked once, answered, and read again."""
    cents = {c: money(random, 4, 9) for c in ("RU", "KZ")}
    fee = {c: money(random, 8, 12) for c in cents}
    rows: list[list[object]] = [
        ["俄向小包 RU-S 价格"],
        ["2026年1月1日起；时效 20-35天；限重2KG"],
        ["国家", "单价（元/100g）", "挂号费（元/票）"],
        *([{"RU": "俄罗斯", "KZ": "哈萨克斯坦"}[c], cents[c], fee[c]] for c in cents),
    ]
    prices = {(c,): [Band(0, 2000, per_kg=cents[c] * 10, fee=fee[c])] for c in cents}
    answers = {"per_grams:单价(元/100g)": "share", "carrier:俄向小包 RU-S": "俄向"}
    return Case(workbook(Page("Sheet1", rows)), {"RU-S": Tariff(prices, most_g=2000)}, answers=answers)


@layout
def price_by_every_hundred_grams_begun(random: Random) -> Case:
    """Prices for every 100 g begun, by weight: 首重 and 续重 of 100 g at the price of the band."""
    cents = {c: (money(random, 6, 9), money(random, 3, 5)) for c in ("RU", "KZ")}
    rows: list[list[object]] = [
        ["俄向小包 RU-B 价格"],
        ["2026年1月1日起；时效 20-35天；限重2KG"],
        ["国家", "重量(KG)", "单价（元/100g）"],
        *(
            [{"RU": "俄罗斯", "KZ": "哈萨克斯坦"}[c], span, price]
            for c, prices in cents.items()
            for span, price in zip(("0-0.5", "0.5-2"), prices, strict=True)
        ),
    ]
    bands = {
        (c,): [
            Band(over, up_to, first_g=100, first=price, step_g=100, step=price)
            for (over, up_to), price in zip(((0, 500), (500, 2000)), prices, strict=True)
        ]
        for c, prices in cents.items()
    }
    answers = {"per_grams:单价(元/100g)": "step", "carrier:俄向小包 RU-B": "俄向"}
    return Case(workbook(Page("Sheet1", rows)), {"RU-B": Tariff(bands, most_g=2000)}, answers=answers)


@layout
def prices_that_were_computed(random: Random) -> Case:
    """Prices from formulas with more decimals than the currency has: asked once, then rounded half up."""
    raw = {c: money(random, 40, 80) * Decimal("1.035") for c in ("ID", "PH", "VN")}
    rows: list[list[object]] = [
        ["东盟专线 DM-1 报价单"],
        ["生效日期: 2026-01-01"],
        ["国家", "重量段KG", "运费(元/KG)", "挂号费(元/票)", "时效"],
        *([{"ID": "印度尼西亚", "PH": "菲律宾", "VN": "越南"}[c], "0-5", raw[c], 10, "5-9天"] for c in raw),
    ]
    cents = {c: v.quantize(Decimal("0.01"), "ROUND_HALF_UP") for c, v in raw.items()}
    prices = {(c,): [Band(0, 5000, per_kg=v, fee=Decimal(10))] for c, v in cents.items()}
    return Case(
        workbook(Page("Sheet1", rows)),
        {"DM-1": Tariff(prices)},
        answers={"decimals:东盟专线 DM-1 CNY": "half_up", "carrier:东盟专线 DM-1": "东盟"},
    )


@layout
def yen_prices(random: Random) -> Case:
    """A table in yen: whole numbers with thousands' commas, countries in English capitals."""
    prices = {
        (c,): [Band(0, 1000, flat=Decimal(random.randrange(1200, 2500))), Band(1000, 2000, flat=Decimal(random.randrange(2500, 4000)))]
        for c in ("US", "GB")
    }
    rows: list[list[object]] = [
        ["Small packet post JP-SP price list"],
        ["Currency: JPY", None, "Effective 2026-01-01"],
        ["DESTINATION", "0-1 KG", "1-2 KG", "DAYS"],
        *([{"US": "UNITED STATES", "GB": "UNITED KINGDOM"}[c], *(f"{b.flat:,}" for b in bands), "6-13"] for (c,), bands in prices.items()),
    ]
    answers = {"basis:List": "parcel", "carrier:Small packet post JP-SP": "JP"}
    return Case(workbook(Page("List", rows)), {"JP-SP": Tariff(prices)}, answers=answers)


@layout
def by_the_gram_from_first_gram(random: Random) -> Case:
    """A long CSV: one row for each band of 12 countries, English codes only, unit in the heading."""
    edges = [0, 50, 100, 150, 200, 300, 500, 750, 1000, 2000]
    codes = ["AT", "BE", "BG", "HR", "CZ", "DK", "EE", "FI", "GR", "HU", "IE", "LV"]
    prices = {(c,): per_kg(random, edges, 50, 120, (10, 25)) for c in codes}
    rows: list[list[object]] = [
        ["country_code", "min weight (g)", "max weight (g)", "price per kg (CNY)", "fee per parcel (CNY)", "transit days"]
    ]
    for (c,), bands in prices.items():
        rows += [[c, b.over_g, b.up_to_g, b.per_kg, b.fee, "10-14"] for b in bands]
    answers = {"code:euro packet": "EP-12", "carrier:euro packet": "Euro", "valid_from:euro packet": "2026-01-01"}
    return Case(text(rows), {"EP-12": Tariff(prices)}, "euro packet.csv", answers)
