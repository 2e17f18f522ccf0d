"""Express (快递): weights down and zones across, first and continuation weight, zones on a sheet of their own."""

from __future__ import annotations

import itertools
from decimal import Decimal
from random import Random

from tests.core.methods.price_tables.case import Case, layout
from tests.core.methods.price_tables.sheets import Page, text, workbook
from tests.core.methods.price_tables.tariffs import Band, Tariff, first_step, flat, money

ZONES = {"1": ("HK", "MO", "TW"), "2": ("JP", "KR"), "3": ("US", "CA", "MX"), "4": ("GB", "DE", "FR", "IT")}
NAMES = {
    **{"HK": "香港", "MO": "澳门", "TW": "台湾", "JP": "日本", "KR": "韩国", "US": "美国", "CA": "加拿大", "MX": "墨西哥"},
    **{"GB": "英国", "DE": "德国", "FR": "法国", "IT": "意大利"},
}
TERMS = "有效期：2026-01-01至2026-12-31；时效：3-6个工作日"


def _heavy(random: Random, edges: list[int]) -> list[Band]:
    return [Band(o, u, per_kg=money(random, 30, 60)) for o, u in itertools.pairwise(edges)]


@layout
def weights_down_zones_across(random: Random) -> Case:
    """Half kilograms to 5 kg for the parcel, then ranges by the kilogram; zones explained on the second sheet. Title with fuel and divisor."""
    steps = list(range(0, 5500, 500))
    prices = {c: [*flat(random, steps, 90, (12, 30)), *_heavy(random, [5000, 20000, 45000, 70000])] for c in ZONES.values()}
    zones = list(prices.values())
    rows: list[list[object]] = [
        ["DHL代理价 D-CN 报价表 (RMB)"],
        [TERMS],
        ["材积除5000，燃油附加费：18.5%"],
        ["KG", *(f"{z}区" for z in ZONES)],
        *([band.up_to_g / 1000, *(z[n].flat for z in zones)] for n, band in enumerate(zones[0][:10])),
        ["5.1-20", *(z[10].per_kg for z in zones)],
        ["20.1-45", *(z[11].per_kg for z in zones)],
        ["45.1-70", *(z[12].per_kg for z in zones)],
    ]
    map_rows: list[list[object]] = [["分区", "国家/地区"], *([f"{z}区", "、".join(NAMES[c] for c in codes)] for z, codes in ZONES.items())]
    tariff = Tariff(prices, divisor=5000, fuel=Decimal("18.5"))
    return Case(workbook(Page("价格", rows), Page("分区表", map_rows)), {"D-CN": tariff})


@layout
def bare_numbers_as_zones(random: Random) -> Case:
    """A heading "Zone" merged over 1 2 3 4; a list of countries with their zones in columns beside each other."""
    steps = [0, 500, 1000, 1500, 2000, 2500]
    prices = {c: flat(random, steps, 70, (9, 20)) for c in ZONES.values()}
    zones = list(prices.values())
    rows: list[list[object]] = [
        ["FedEx IE Export Rates F-IE (USD)", None, None, None, None],
        ["Effective date: January 5, 2026", None, None, None, None],
        ["Weight (kg)", "Zone", None, None, None],
        [None, 1, 2, 3, 4],
        *([band.up_to_g / 1000, *(z[n].flat for z in zones)] for n, band in enumerate(zones[0])),
        [],
        ["Transit time: 2-5 working days. Fuel surcharge 21%. Volumetric divisor 5000"],
    ]
    pairs = [(code, zone) for zone, codes in ZONES.items() for code in codes]
    listed: list[list[object]] = [["Country", "Zone", None, "Country", "Zone"]]
    listed += [[*pairs[n], None, *pairs[n + 6]] for n in range(6)]
    listed = [
        [*row[:1], int(str(row[1])) if n else row[1], None, row[3], int(str(row[4])) if n else row[4]] for n, row in enumerate(listed)
    ]
    content = workbook(Page("Rates", rows, ("A1:E1", "A3:A4", "B3:E3")), Page("Zones", listed))
    return Case(content, {"F-IE": Tariff(prices, divisor=5000, fuel=Decimal(21))})


@layout
def first_and_continuation_across(random: Random) -> Case:
    """EMS: a row for each zone with its countries, 首重 and 续重 in columns that say how much they are."""
    prices = {c: first_step(random, 30000) for c in ZONES.values()}
    rows: list[list[object]] = [
        ["中国邮政EMS国际特快 EMS-CN 资费表"],
        ["单位：元 2026年1月1日执行"],
        ["资费区", "国家", "首重500克", "续重每500克", "时效"],
        *([f"{z}区", "、".join(NAMES[x] for x in c), prices[c][0].first, prices[c][0].step, "5-8天"] for z, c in ZONES.items()),
        ["限重30KG"],
    ]
    return Case(workbook(Page("EMS", rows, ("A1:E1",))), {"EMS-CN": Tariff(prices, most_g=30000)})


@layout
def first_and_continuation_down(random: Random) -> Case:
    """Countries across; rows "首重0.5KG" and "续重0.5KG", then ranges by the kilogram from 21 kg, then transit days in a row."""
    lands = ("US", "GB", "AU")
    prices = {(c,): [*first_step(random, 20500), *_heavy(random, [20500, 50000, 100000])] for c in lands}
    zh = {"US": "美国", "GB": "英国", "AU": "澳大利亚"}
    bands = list(prices.values())
    rows: list[list[object]] = [
        ["UPS红单快递 UPS-R 代理价（RMB）"],
        ["2026年1月1日起执行，体积重=长*宽*高/5000"],
        ["重量", *(zh[c] for c in lands)],
        ["首重0.5KG", *(b[0].first for b in bands)],
        ["续重0.5KG", *(b[0].step for b in bands)],
        ["21-50KG 每KG", *(b[1].per_kg for b in bands)],
        ["51-100KG 每KG", *(b[2].per_kg for b in bands)],
        ["时效", "3-5工作日", "3-5工作日", "4-6工作日"],
    ]
    return Case(workbook(Page("UPS", rows)), {"UPS-R": Tariff(prices, divisor=5000)})


@layout
def first_weight_in_its_own_column(random: Random) -> Case:
    """首重重量 and 续重重量 as columns of weights beside their prices; a limit of weight as a column."""
    prices = {
        ("SG",): first_step(random, 30000),
        ("TH",): first_step(random, 25000, 1000, 500),
        ("PH",): first_step(random, 20000, 500, 500),
    }
    zh = {"SG": "新加坡", "TH": "泰国", "PH": "菲律宾"}
    rows: list[list[object]] = [
        ["东南亚快递 DNY-E 价格表 2026.1.1"],
        ["国家", "首重重量(KG)", "首重价格(元)", "续重重量(KG)", "续重价格(元)", "限重(KG)", "时效(天)"],
        *([zh[c], b.first_g / 1000, b.first, b.step_g / 1000, b.step, b.up_to_g / 1000, "4-7"] for (c,), (b,) in prices.items()),
    ]
    return Case(workbook(Page("Sheet1", rows)), {"DNY-E": Tariff(prices)}, answers={"carrier:东南亚快递 DNY-E": "东南亚快递"})


@layout
def each_further_half_kilogram(random: Random) -> Case:
    """English: prices to 2 kg, then "each additional 0.5 kg" as the last row; countries across by name."""
    lands = ("US", "DE")
    steps = [0, 500, 1000, 1500, 2000]
    base = {(c,): flat(random, steps, 50, (8, 15)) for c in lands}
    more = {c: money(random, 6, 14) for c in lands}
    names = {"US": "United States", "DE": "Germany"}
    rows: list[list[object]] = [
        ["Priority Express PX-1 tariff in GBP"],
        ["Valid from 2 Feb 2026. Transit time: 2-4 days. Max weight 30 kg"],
        ["Weight up to (kg)", *(names[c] for c in lands)],
        *([band.up_to_g / 1000, *(base[(c,)][n].flat for c in lands)] for n, band in enumerate(base[("US",)])),
        ["Each additional 0.5 kg", *(more[c] for c in lands)],
    ]
    prices = {(c,): [*b, Band(2000, 30000, first_g=2000, first=b[-1].flat, step_g=500, step=more[c])] for (c,), b in base.items()}
    return Case(workbook(Page("Tariff", rows)), {"PX-1": Tariff(prices, most_g=30000)}, answers={"carrier:Priority Express PX-1": "PX"})


@layout
def zones_as_lists_below(random: Random) -> Case:
    """The zones' countries stand under the price table on the same sheet, a column for each zone."""
    steps = [0, 500, 1000, 1500]
    prices = {c: flat(random, steps, 60, (9, 20)) for c in ZONES.values()}
    zones = list(prices.values())
    rows: list[list[object]] = [
        ["联邦快递IP FIP-2 人民币报价"],
        ["生效日期 2026/1/1"],
        ["重量(KG)", *(f"Zone {'ABCD'[int(z) - 1]}" for z in ZONES)],
        *([band.up_to_g / 1000, *(z[n].flat for z in zones)] for n, band in enumerate(zones[0])),
        [],
        ["分区", *(f"Zone {'ABCD'[int(z) - 1]}" for z in ZONES)],
        *(["国家" if n == 0 else None, *(NAMES[c[n]] if n < len(c) else None for c in ZONES.values())] for n in range(4)),
        ["时效：4-7工作日"],
    ]
    return Case(workbook(Page("价格表", rows)), {"FIP-2": Tariff(prices)}, answers={"carrier:联邦快递IP FIP-2 人民币": "联邦快递"})


@layout
def several_tables_on_one_sheet(random: Random) -> Case:
    """Documents and parcels: two tables one below the other, each with a title: two services."""
    steps = [0, 500, 1000, 1500, 2000]
    tariffs, rows = {}, [["2026年1月1日起执行，时效3-5天"]]
    for title, code in (("DHL文件 DHL-DOC", "DHL-DOC"), ("DHL包裹 DHL-PAK", "DHL-PAK")):
        prices = {(c,): flat(random, steps, 60, (9, 20)) for c in ("US", "GB", "DE")}
        rows += [[title], ["重量KG", "美国", "英国", "德国"]]  # type: ignore[list-item]
        rows += [[b.up_to_g / 1000, *(prices[(c,)][n].flat for c in ("US", "GB", "DE"))] for n, b in enumerate(prices[("US",)])]  # type: ignore[list-item,misc]
        rows += [[]]
        tariffs[code] = Tariff(prices)
    rows += [["以上价格单位：RMB"]]
    return Case(workbook(Page("DHL", rows)), tariffs)  # type: ignore[arg-type]


@layout
def countries_down_weights_across(random: Random) -> Case:
    """Countries down, half kilograms across as bare numbers, in a CSV with a unit in the corner."""
    steps = [0, 500, 1000, 1500, 2000, 2500, 3000]
    prices = {(c,): flat(random, steps, 60, (9, 20)) for c in ("US", "GB", "DE", "FR")}
    rows: list[list[object]] = [
        ["TNT经济快递 TNT-E 2026-01-01起 币种：RMB"],
        ["国家\\重量KG", "0.5", "1", "1.5", "2", "2.5", "3", "时效"],
        *([NAMES[c], *(b.flat for b in bands), "5-7天"] for (c,), bands in prices.items()),
    ]
    return Case(text(rows), {"TNT-E": Tariff(prices)}, "tnt.csv")


@layout
def rest_of_the_union(random: Random) -> Case:
    """ "欧盟其他" and "其他国家" beside countries with prices of their own."""
    prices = {("DE",): first_step(random), ("FR", "IT"): first_step(random)}
    union, world = first_step(random), first_step(random)
    members = [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DK",
        "EE",
        "ES",
        "FI",
        "GR",
        "HR",
        "HU",
        "IE",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
    rows: list[list[object]] = [
        ["欧美快递 OM-7 价格表"],
        ["2026-01-01生效，首重0.5KG，续重0.5KG，限重20KG，含燃油"],
        ["国家", "首重(元)", "续重(元)", "时效"],
        ["德国", prices[("DE",)][0].first, prices[("DE",)][0].step, "4-6天"],
        ["法国/意大利", prices[("FR", "IT")][0].first, prices[("FR", "IT")][0].step, "4-6天"],
        ["欧盟其他", union[0].first, union[0].step, "5-8天"],
        ["其他国家", world[0].first, world[0].step, "6-12天"],
    ]
    tariff = Tariff({**prices, tuple(members): union}, rest=world, most_g=20000)
    return Case(workbook(Page("Sheet1", rows)), {"OM-7": tariff}, answers={"carrier:欧美快递 OM-7": "欧美"})
