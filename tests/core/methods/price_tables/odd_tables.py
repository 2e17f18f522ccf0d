"""What clerks do: services in a column, notes beside prices, blank columns, zones by another name, gaps that must be asked."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.core.methods.price_tables.case import Case, layout
from tests.core.methods.price_tables.sheets import Page, text, workbook
from tests.core.methods.price_tables.tariffs import Band, Tariff, flat, money, per_kg


@layout
def services_in_a_column(random: Random) -> Case:
    """One list with the service in the first column: as many cards as services."""
    edges = [0, 1000, 2000]
    tariffs = {code: Tariff({(c,): per_kg(random, edges) for c in ("US", "GB")}) for code in ("THPHR", "THZXR")}
    rows: list[list[object]] = [
        ["2026年1月1日起"],
        ["产品名称", "国家", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB/票)", "时效"],
    ]
    for code, tariff in tariffs.items():
        for (c,), bands in tariff.prices.items():
            rows += [
                [
                    f"云途专线 {code}",
                    {"US": "美国", "GB": "英国"}[c],
                    f"{b.over_g / 1000:g}<W≤{b.up_to_g / 1000:g}",
                    b.per_kg,
                    b.fee,
                    "6-9天",
                ]
                for b in bands
            ]
    return Case(workbook(Page("Sheet1", rows)), tariffs)


@layout
def table_that_begins_in_the_middle(random: Random) -> Case:
    """Empty rows above and empty columns left; blank columns between; notes to the right of the table."""
    edges = [0, 500, 2000]
    prices = {(c,): per_kg(random, edges) for c in ("NL", "BE")}
    blank: list[object] = [None, None]
    rows: list[list[object]] = [
        [],
        [],
        [*blank, "荷比专线 HB-2 价格表"],
        [*blank, "生效时间：2026年1月1日"],
        [],
        [*blank, "国家", None, "重量(kg)", "单价(元/kg)", None, "挂号费(元/票)", "时效", None, "备注：按10g进位"],
    ]
    for (c,), bands in prices.items():
        name = {"NL": "荷兰", "BE": "比利时"}[c]
        rows += [[*blank, name, None, f"{b.over_g / 1000:g}~{b.up_to_g / 1000:g}", b.per_kg, None, b.fee, "6-8天"] for b in bands]
    return Case(workbook(Page("Sheet2", rows)), {"HB-2": Tariff(prices, step_g=10)}, answers={"carrier:荷比专线 HB-2": "荷比"})


@layout
def a_gap_and_an_open_end(random: Random) -> Case:
    """Bands that leave 1.0 to 1.5 kg out and end with "20KG+": asked, answered, priced."""
    rates = [money(random, 40, 60) for _ in range(4)]
    rows: list[list[object]] = [
        ["澳洲专线 AU-9 价格表 2026-01-01"],
        ["国家", "0-1KG", "1.5-5KG", "5-20KG", "20KG+", "时效"],
        ["澳大利亚", *rates, "7-10天"],
        ["价格单位：RMB/KG"],
    ]
    bands = [
        Band(0, 1000, per_kg=rates[0]),
        Band(1000, 5000, per_kg=rates[1]),
        Band(5000, 20000, per_kg=rates[2]),
        Band(20000, 50000, per_kg=rates[3]),
    ]
    answers = {"gap:澳洲专线 AU-9 1000-1500": "upper", "heaviest:澳洲专线 AU-9": "50000", "carrier:澳洲专线 AU-9": "澳洲"}
    return Case(workbook(Page("Sheet1", rows)), {"AU-9": Tariff({("AU",): bands})}, answers=answers)


@layout
def a_name_that_nobody_knows(random: Random) -> Case:
    """A zone that the file does not explain, a place that is in no list, an unreadable price and a dash."""
    prices = {("US", "CA"): per_kg(random, [0, 2000]), ("GG", "JE"): per_kg(random, [0, 2000]), ("KR",): per_kg(random, [0, 2000])}
    listed = list(prices.values())
    rows: list[list[object]] = [
        ["美欧小包 MO-5 价格"],
        ["2026年1月1日执行 限重2KG 时效10-20天"],
        ["国家", "元/KG", "挂号费 元/票"],
        ["美加组", listed[0][0].per_kg, listed[0][0].fee],
        ["海峡群岛", listed[1][0].per_kg, listed[1][0].fee],
        ["韩国", "面议", listed[2][0].fee],
        ["巴西", "-", "-"],
    ]
    answers = {
        "place:美加组": "US,CA",
        "place:海峡群岛": "GG,JE",
        "price:Sheet1!B6 面议": str(listed[2][0].per_kg),
        "carrier:美欧小包 MO-5": "美欧",
    }
    return Case(workbook(Page("Sheet1", rows)), {"MO-5": Tariff(prices, most_g=2000)}, answers=answers)


@layout
def minimum_of_one_kilogram_and_half_the_difference(random: Random) -> Case:
    """Heavy line: first band from 12 kg, half of the volumetric difference, overweight and oversize surcharges, peak season."""
    prices = {(c,): [Band(0, 21000, per_kg=money(random, 20, 30)), Band(21000, 100000, per_kg=money(random, 15, 20))] for c in ("US", "DE")}
    rows: list[list[object]] = [
        ["大货空派专线 DH-K 报价"],
        ["有效期2026年1月1日至2026年12月31日"],
        ["目的地", "12-21KG", "21-100KG", "时效"],
        *([{"US": "美国", "DE": "德国"}[c], *(b.per_kg for b in bands), "9-14天"] for (c,), bands in prices.items()),
        ["1. 单位：RMB/KG；首重12KG，不足12KG按12KG计费"],
        ["2. 体积重：长*宽*高/6000，泡重减半"],
        ["3. 单件超过30KG加收80元/票；三边之和＞150cm加收60元/票"],
        ["4. 旺季附加费3元/kg（2026年10月1日-2026年12月31日）"],
        ["5. 丢失按申报价值赔偿，最高100美金/票"],
    ]
    over = lambda p, g, f: Decimal(80) if p.weight_g > 30000 else Decimal(0)  # noqa: E731
    big = lambda p, g, f: Decimal(60) if sum(p.size) > 1500 else Decimal(0)  # noqa: E731
    peak = lambda p, g, f: (Decimal(3) * g / 1000).quantize(Decimal("0.01"), "ROUND_HALF_UP")  # noqa: E731
    tariff = Tariff(prices, min_g=12000, divisor=6000, share=Decimal("0.5"), extras=[over, big, peak])
    return Case(workbook(Page("大货", rows)), {"DH-K": tariff}, answers={"carrier:大货空派专线 DH-K": "大货"})


@layout
def postcodes_of_a_country_in_zones(random: Random) -> Case:
    """美国1区 and 美国2区 with a table of postcodes on another sheet: a parcel without a postcode is nobody's; Canada is whole."""
    prices = {("CA",): per_kg(random, [0, 20000])}
    zones = [per_kg(random, [0, 20000]) for _ in range(2)]
    rows: list[list[object]] = [
        ["美加专线 MJ-2 价格 2026-01-01"],
        ["国家", "运费元/KG", "挂号费元/票", "时效"],
        ["美国1区", zones[0][0].per_kg, zones[0][0].fee, "5-8天"],
        ["美国2区", zones[1][0].per_kg, zones[1][0].fee, "6-9天"],
        ["加拿大", prices[("CA",)][0].per_kg, prices[("CA",)][0].fee, "7-9天"],
        ["限重20KG"],
    ]
    codes: list[list[object]] = [["分区", "邮编前缀"], ["1区", "8,9"], ["2区", "0、1、2、3、4、5、6、7"]]
    content = workbook(Page("价格", rows), Page("美国邮编分区", codes))
    return Case(content, {"MJ-2": Tariff(prices, most_g=20000)}, answers={"carrier:美加专线 MJ-2": "美加"})


@layout
def documents_and_parcels_in_rows(random: Random) -> Case:
    """ "文件0.5" and "包裹0.5" in the column of weights, bare letters as zones: two services that share the heavy rows."""
    zones = {"A": ("JP", "KR"), "B": ("US",), "D": ("GB", "FR")}
    heavy = {z: [Band(2000, 44000, per_kg=money(random, 20, 30)), Band(44000, 70000, per_kg=money(random, 15, 20))] for z in zones}
    light = {form: {z: flat(random, [0, 500, 1000, 1500, 2000], 80, (12, 25)) for z in zones} for form in ("文件", "包裹")}
    rows: list[list[object]] = [["FedEx IP 联邦国际优先 2026.1.5"], ["重量/KG", *zones]]
    for n, grams in enumerate((500, 1000, 1500, 2000)):
        rows += [[f"{form}{grams / 1000:g}", *(light[form][z][n].flat for z in zones)] for form in light]
    rows += [["2.5-44", *(heavy[z][0].per_kg for z in zones)], ["45-70", *(heavy[z][1].per_kg for z in zones)]]
    rows += [["币种：CNY，含燃油，时效3-5工作日"]]
    names = {"JP": "日本", "KR": "韩国", "US": "美国", "GB": "英国", "FR": "法国"}
    listed: list[list[object]] = [["国家", "分区"], *([names[c], z] for z, codes in zones.items() for c in codes)]
    answers = {f"code:FedEx IP 联邦国际优先 {form}": code for form, code in (("文件", "IP-DOC"), ("包裹", "IP-PAK"))}
    answers |= {f"gap:FedEx IP 联邦国际优先 {form} 2000-2500": "upper" for form in light}
    tariffs = {
        code: Tariff({codes: [*light[form][z], *heavy[z]] for z, codes in zones.items()})
        for form, code in (("文件", "IP-DOC"), ("包裹", "IP-PAK"))
    }
    return Case(workbook(Page("IP", rows), Page("分区", listed)), tariffs, answers=answers)


@layout
def prices_per_kg_under_a_line(random: Random) -> Case:
    """ "Price per kg" as a line of its own between the brackets and the heavy ranges; countries numbered by zone in English."""
    zones = {"1": ("DE", "FR"), "2": ("US",), "3": ("JP",)}
    light = {z: flat(random, [0, 500, 1000, 1500], 30, (4, 9)) for z in zones}
    heavy = {z: [Band(1500, 20000, per_kg=money(random, 5, 9)), Band(20000, 50000, per_kg=money(random, 3, 5))] for z in zones}
    rows: list[list[object]] = [
        ["UPS Worldwide Saver WWS-1 Export rates (EUR)"],
        ["Effective 1 January 2026 - 31 December 2026. Transit time: 2-3 days. Max weight 50 kg"],
        ["Weight", *(f"Zone {z}" for z in zones)],
        *([f"{(n + 1) / 2} kg", *(light[z][n].flat for z in zones)] for n in range(3)),
        ["Price per kg"],
        ["1.5 - 20 kg", *(heavy[z][0].per_kg for z in zones)],
        ["over 20 kg", *(heavy[z][1].per_kg for z in zones)],
    ]
    names = {"DE": "Germany", "FR": "France", "US": "United States", "JP": "Japan"}
    listed: list[list[object]] = [["Country", "Zone"], *([names[c], int(z)] for z, codes in zones.items() for c in codes)]
    tariff = Tariff({codes: [*light[z], *heavy[z]] for z, codes in zones.items()}, most_g=50000)
    return Case(workbook(Page("Rates", rows), Page("Zones", listed)), {"WWS-1": tariff})


@layout
def a_program_s_columns(random: Random) -> Case:
    """Columns as a program names them, countries parted by semicolons, days in two columns, a country whose code is a word (NO)."""
    prices = {("DE", "FR"): per_kg(random, [0, 2000]), ("NO",): per_kg(random, [0, 2000]), ("IS", "ID"): per_kg(random, [0, 2000])}
    head = ["zone", "countries", "max_weight_g", "price_per_kg", "fee", "currency", "min_days", "max_days"]
    rows: list[list[object]] = [head]
    rows += [[f"Z{n}", ";".join(c), 2000, b[0].per_kg, b[0].fee, "CNY", 5 + n, 9 + n] for n, (c, b) in enumerate(prices.items(), 1)]
    answers = {"code:acme line": "ACME", "carrier:acme line": "Acme", "valid_from:acme line": "2026-01-01"}
    return Case(text(rows), {"ACME": Tariff(prices, most_g=2000)}, "acme line.csv", answers)
