"""Dedicated lines (专线): a row for each country and weight, with a price per kg and a fee, in the forms of several forwarders."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.core.methods.price_tables.case import Case, layout
from tests.core.methods.price_tables.sheets import Page, text, workbook
from tests.core.methods.price_tables.tariffs import Band, Tariff, money, per_kg

DATE = "生效日期：2026年1月1日"


def _kg(grams: int) -> str:
    return f"{Decimal(grams) / 1000:f}".rstrip("0").rstrip(".") if grams % 1000 else str(grams // 1000)


@layout
def merged_countries_and_signed_bands(random: Random) -> Case:
    """Title, date, merged country and transit cells, bands "0.1<W≤0.2", minimum weight and rounding in columns, notes in one cell below."""
    edges = [0, 100, 200, 450, 700, 2000]
    names = {"英国": "GB", "法国": "FR", "德国": "DE"}
    prices = {(code,): per_kg(random, edges) for code in names.values()}
    rows: list[list[object]] = [
        ["云途全球专线挂号（标快普货）THPHR 价格表"],
        [DATE],
        ["国家/地区", "参考时效", "重量(KG)", "进位制(KG)", "最低计费重(KG)", "运费(RMB/KG)", "挂号费(RMB/票)"],
    ]
    merged = ["A1:G1", "A2:G2"]
    for name, code in names.items():
        begin = len(rows) + 1
        for band in prices[(code,)]:
            first = band is prices[(code,)][0]
            label = f"{_kg(band.over_g)}＜W≤{_kg(band.up_to_g)}"
            rows.append([name if first else None, "7-12工作日" if first else None, label, 0.001, 0.05, band.per_kg, band.fee])
        merged += [f"A{begin}:A{len(rows)}", f"B{begin}:B{len(rows)}"]
    rows.append(["备注：\n1、带电 +8/kg；\n2、材积除8000，体积重超过实重1.5倍计体积重；\n3、不接纯电、液体；\n4、单边>60cm 加收50元/票"])
    battery = lambda p, grams, freight: Decimal(8) * grams / 1000 if "battery" in p.attributes else Decimal(0)  # noqa: E731
    long = lambda p, grams, freight: Decimal(50) if max(p.size) > 600 else Decimal(0)  # noqa: E731
    tariff = Tariff(
        prices,
        min_g=50,
        divisor=8000,
        counts=lambda actual, volumetric, size: volumetric * 10 > actual * 15,
        refused=lambda p: bool({"battery_only", "liquid"} & set(p.attributes)),
        extras=[lambda p, g, f: battery(p, g, f).quantize(Decimal("0.01"), "ROUND_HALF_UP"), long],
    )
    return Case(workbook(Page("Sheet1", rows, tuple(merged))), {"THPHR": tariff})


@layout
def english_list_with_from_and_to(random: Random) -> Case:
    """English headings, ISO codes beside names, weights in two columns, text prices with signs."""
    edges = [0, 250, 500, 1000, 2000, 5000]
    prices = {("US",): per_kg(random, edges), ("CA",): per_kg(random, edges), ("MX",): per_kg(random, edges)}
    names = {"US": "United States", "CA": "Canada", "MX": "Mexico"}
    rows: list[list[object]] = [
        ["Blue Wave Line Express Rates NAL01"],
        ["Valid from 1 Jan 2026, prices in USD"],
        [],
        [
            "No.",
            "Country",
            "Code",
            "Weight from (kg)",
            "Weight to (kg)",
            "Rate per kg",
            "Registration fee per parcel",
            "Transit time (working days)",
        ],
    ]
    for countries, bands in prices.items():
        for band in bands:
            line = [
                len(rows) - 3,
                names[countries[0]],
                countries[0],
                band.over_g / 1000,
                band.up_to_g / 1000,
                f"${band.per_kg:.2f}",
                f"USD {band.fee:.2f}",
                "6-10",
            ]
            rows.append(line)
    rows += [[], ["Notes"], ["Max weight 30 kg. Longest side must not exceed 60 cm"], ["Volumetric weight: L*W*H/6000"]]
    tariff = Tariff(prices, divisor=6000, refused=lambda p: max(p.size) > 600)
    return Case(workbook(Page("Rates", rows)), {"NAL01": tariff}, answers={"carrier:Blue Wave Line Express NAL01": "Blue Wave"})


@layout
def integer_grams_with_gaps_of_one(random: Random) -> Case:
    """Bands "0-100", "101-200" in grams, under a heading with the unit; prices as text with the yuan sign and full-width digits."""
    edges = [0, 100, 200, 500, 1000, 2000]
    prices = {("AU",): per_kg(random, edges), ("NZ",): per_kg(random, edges)}
    rows: list[list[object]] = [
        ["燕文航空专线挂号 481 YWZX"],
        ["有效期：2026.01.01-2026.12.31"],
        ["目的国", "重量段（g）", "单价（元/KG）", "处理费（元/件）", "时效"],
    ]
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    for name, code in (("澳大利亚", "AU"), ("新西兰", "NZ")):
        for band in prices[(code,)]:
            low = band.over_g + 1 if band.over_g else 0
            rows.append([name, f"{low}-{band.up_to_g}", f"￥{band.per_kg:.2f}", f"{band.fee:.2f}".translate(wide), "8-15天"])
    return Case(workbook(Page("价格", rows, ("A1:E1",))), {"YWZX": Tariff(prices)})


@layout
def several_countries_in_a_cell(random: Random) -> Case:
    """Cells such as "英国,法国", "德国、意大利\n西班牙" and "其他国家"; one band to 2 kg; a row of notes above the header."""
    edges = [0, 2000]
    groups = {("GB", "FR"): "英国,法国", ("DE", "IT", "ES"): "德国、意大利\n西班牙", ("PL", "CZ"): "波兰/捷克"}
    prices = {countries: per_kg(random, edges) for countries in groups}
    rest = per_kg(random, edges)
    rows: list[list[object]] = [
        ["顺丰国际小包挂号 SFXB"],
        ["单位：元/KG，2026-02-01起执行，限重2KG"],
        ["国家", "资费（元/KG）", "挂号费（元/票）", "时效（天）"],
        *([label, prices[c][0].per_kg, prices[c][0].fee, "10-20"] for c, label in groups.items()),
        ["其他国家", rest[0].per_kg, rest[0].fee, "15-30"],
    ]
    return Case(workbook(Page("小包", rows)), {"SFXB": Tariff(prices, rest=rest, most_g=2000)})


@layout
def countries_as_sections(random: Random) -> Case:
    """A line with the country's name above its bands; blank rows between; a total row that means nothing."""
    edges = [0, 500, 1000, 3000]
    prices = {(code,): per_kg(random, edges) for code in ("JP", "KR", "SG")}
    rows: list[list[object]] = [
        ["亚洲专线 AS-LINE 报价表（人民币）"],
        ["自2026年3月1日起生效"],
        ["重量段", "运费/KG", "操作费/票", "参考时效"],
    ]
    for name, code in (("日本", "JP"), ("韩国", "KR"), ("新加坡", "SG")):
        rows += [[name], *([f"{_kg(b.over_g)}-{_kg(b.up_to_g)}KG", b.per_kg, b.fee, "4-6个工作日"] for b in prices[(code,)]), []]
    return Case(workbook(Page("报价", rows)), {"AS-LINE": Tariff(prices)}, answers={"carrier:亚洲专线 AS-LINE": "某某货代"})


@layout
def a_sheet_for_each_country(random: Random) -> Case:
    """Sheets 英国, Germany and FR with the same form; a cover sheet with the terms of all."""
    edges = [0, 300, 1000, 2000, 20000]
    prices = {(code,): per_kg(random, edges) for code in ("GB", "DE", "FR")}
    pages = [
        Page(
            "说明",
            [
                ["递四方联邮通 生效时间 2026/01/05"],
                ["1. 最低计费重50g"],
                ["2. 按10g进位"],
                ["3. 客服电话：400-000-0000"],
                ["4. 超过20KG不收"],
            ],
        )
    ]
    for sheet, code in (("英国", "GB"), ("Germany", "DE"), ("FR", "FR")):
        rows: list[list[object]] = [["重量（KG）", "公斤价（RMB）", "挂号费（RMB/件）", "时效"]]
        rows += [[f"{_kg(b.over_g)}-{_kg(b.up_to_g)}", b.per_kg, b.fee, "6-9天"] for b in prices[(code,)]]
        pages.append(Page(sheet, rows))
    return Case(
        workbook(*pages),
        {"LYT": Tariff(prices, min_g=50, step_g=10, most_g=20000)},
        "递四方联邮通专线.xlsx",
        {"code:递四方联邮通专线": "LYT"},
    )


@layout
def a_sheet_for_each_service(random: Random) -> Case:
    """Two services on two sheets, each with its own code in the title; a common note sheet."""
    edges = [0, 1000, 2000]
    tariffs, pages = {}, []
    for title, code in (("标快普货 THPHR", "THPHR"), ("标快带电 THZXR", "THZXR")):
        prices = {(c,): per_kg(random, edges) for c in ("US", "GB")}
        rows: list[list[object]] = [[f"云途 {title}"], [DATE], ["国家", "重量KG", "运费 RMB/KG", "挂号费 RMB/票", "时效"]]
        for name, c in (("美国", "US"), ("英国", "GB")):
            rows += [[name, f"{_kg(b.over_g)}<W<={_kg(b.up_to_g)}", b.per_kg, b.fee, "5-8"] for b in prices[(c,)]]
        pages.append(Page(title.split()[0], rows))
        tariffs[code] = Tariff(prices)
    return Case(workbook(*pages), tariffs)


@layout
def two_tables_side_by_side(random: Random) -> Case:
    """Two blocks of columns on one sheet, each with country, price and fee."""
    edges = [0, 30000]
    left = {(c,): per_kg(random, edges) for c in ("US", "CA", "BR")}
    right = {(c,): per_kg(random, edges) for c in ("GB", "DE", "NL")}
    zh = {"US": "美国", "CA": "加拿大", "BR": "巴西", "GB": "英国", "DE": "德国", "NL": "荷兰"}
    rows: list[list[object]] = [["环球专线 HQ-88 价格表 2026年4月1日起"], ["国家", "元/KG", "元/票", None, "国家", "元/KG", "元/票"]]
    for a, b in zip(left.items(), right.items(), strict=True):
        cells: list[object] = []
        for (countries, bands), gap in ((a, [None]), (b, [])):
            cells += [zh[countries[0]], bands[0].per_kg, bands[0].fee, *gap]
        rows.append(cells)
    rows += [[], ["参考时效：9-15工作日；单票不超过30KG"]]
    return Case(
        workbook(Page("Sheet1", rows)), {"HQ-88": Tariff({**left, **right}, most_g=30000)}, answers={"carrier:环球专线 HQ-88": "环球"}
    )


@layout
def bands_across_with_price_and_fee(random: Random) -> Case:
    """Countries down; each band is a merged heading over "运费" and "挂号费"."""
    edges = [0, 300, 1000, 2000]
    prices = {(c,): per_kg(random, edges) for c in ("SE", "DK", "FI", "NO")}
    zh = {"SE": "瑞典", "DK": "丹麦", "FI": "芬兰", "NO": "挪威"}
    labels = ["0-0.3KG", "0.3-1KG", "1-2KG"]
    rows: list[list[object]] = [
        ["北欧专线挂号 BO-LINE（单位：人民币）执行日期2026-05-01"],
        ["国家", "代码", labels[0], None, labels[1], None, labels[2], None, "时效"],
        [None, None, *["运费(元/KG)", "挂号费(元/票)"] * 3, None],
        *([zh[c[0]], c[0], *(x for b in bands for x in (b.per_kg, b.fee)), "8-12天"] for c, bands in prices.items()),
    ]
    merged = ("A1:I1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2", "I2:I3")
    return Case(workbook(Page("北欧", rows, merged)), {"BO-LINE": Tariff(prices)}, answers={"carrier:北欧专线挂号 BO-LINE": "北欧"})


@layout
def goods_across(random: Random) -> Case:
    """普货 and 带电 as merged headings over their prices: two services."""
    edges = [0, 2000]
    plain, battery = ({(c,): per_kg(random, edges) for c in ("US", "GB", "AU")} for _ in range(2))
    zh = {"US": "美国", "GB": "英国", "AU": "澳大利亚"}
    rows: list[list[object]] = [
        ["飞鸟专线 FN01 报价"],
        ["生效：2026-01-01；时效 7-10天；限重2KG"],
        ["国家", "普货", None, "带电", None],
        [None, "RMB/KG", "RMB/票", "RMB/KG", "RMB/票"],
        *([zh[c[0]], p[0].per_kg, p[0].fee, battery[c][0].per_kg, battery[c][0].fee] for c, p in plain.items()),
    ]
    answers = {
        "code:飞鸟专线 FN01 普货": "FN01-P",
        "code:飞鸟专线 FN01 带电": "FN01-D",
        "carrier:飞鸟专线 FN01 普货": "飞鸟",
        "carrier:飞鸟专线 FN01 带电": "飞鸟",
    }
    page = Page("报价", rows, ("A3:A4", "B3:C3", "D3:E3"))
    return Case(workbook(page), {"FN01-P": Tariff(plain, most_g=2000), "FN01-D": Tariff(battery, most_g=2000)}, answers=answers)


@layout
def csv_of_gb18030(random: Random) -> Case:
    """A CSV saved by Chinese Excel."""
    edges = [0, 100, 500, 2000]
    prices = {(c,): per_kg(random, edges) for c in ("RU", "UA", "BY")}
    zh = {"RU": "俄罗斯", "UA": "乌克兰", "BY": "白俄罗斯"}
    rows: list[list[object]] = [["国家", "重量(克)", "价格(元/公斤)", "挂号费(元/件)", "时效"]]
    for (c,), bands in prices.items():
        rows += [[zh[c], f"{b.over_g}-{b.up_to_g}克", f"{b.per_kg}", f"{b.fee}", "15-25天"] for b in bands]
    rows += [["即日起执行"]]
    answers = {"which_day:即日起": "2026-06-01", "code:俄速通小包": "EST", "carrier:俄速通小包": "俄速通"}
    return Case(text(rows, "gb18030"), {"EST": Tariff(prices)}, "俄速通小包.csv", answers)


@layout
def csv_with_semicolons_and_decimal_commas(random: Random) -> Case:
    """A European clerk's CSV: semicolons, decimal commas, euros."""
    edges = [0, 1000, 5000, 31500]
    prices = {(c,): per_kg(random, edges, 3, 12, (2, 6)) for c in ("DE", "AT", "CH")}
    names = {"DE": "Germany", "AT": "Austria", "CH": "Switzerland"}
    comma = lambda v: f"{v:.2f}".replace(".", ",")  # noqa: E731
    rows: list[list[object]] = [["Country", "Weight (kg)", "Price per kg (EUR)", "Handling fee (EUR)", "Transit (days)"]]
    for (c,), bands in prices.items():
        rows += [[names[c], f"{_kg(b.over_g)}-{_kg(b.up_to_g)}".replace(".", ","), comma(b.per_kg), comma(b.fee), "2-4"] for b in bands]
    rows += [["Valid from 2026-01-15"]]
    answers = {"carrier:Alpine Parcel Line AP-1": "Alpine", "class:x": "line", "code:Alpine Parcel Line AP-1": "AP-1"}
    return Case(
        text(rows, "utf-8-sig", ";"),
        {"AP-1": Tariff(prices)},
        "Alpine Parcel Line AP-1.csv",
        {**answers, "class:Alpine Parcel Line AP-1": "line"},
    )


@layout
def csv_of_utf16_with_tabs(random: Random) -> Case:
    """Excel's "Unicode text"."""
    edges = [0, 500, 2000]
    prices = {(c,): per_kg(random, edges) for c in ("TH", "MY", "VN")}
    rows: list[list[object]] = [["东南亚小包 SEA-P 2026年1月1日起"], ["国家", "重量KG", "元/KG", "元/件", "时效"]]
    for (c,), bands in prices.items():
        rows += [
            [{"TH": "泰国", "MY": "马来西亚", "VN": "越南"}[c], f"{_kg(b.over_g)}-{_kg(b.up_to_g)}", b.per_kg, b.fee, "5-9天"]
            for b in bands
        ]
    return Case(text(rows, "utf-16", "\t"), {"SEA-P": Tariff(prices)}, "sea.txt", {"carrier:东南亚小包 SEA-P": "SEA"})


@layout
def limits_in_a_remark_column(random: Random) -> Case:
    """A column of remarks by country: limits of weight and size, goods that are not taken there, a surcharge there."""
    edges = [0, 30000]
    prices = {(c,): per_kg(random, edges) for c in ("SA", "AE", "IL")}
    rows: list[list[object]] = [["中东专线 ZD-LINE 价格表"], [DATE], ["国家", "价格（元/KG）", "挂号费（元/票）", "时效", "备注"]]
    notes = {"SA": "限重20KG，不接带电", "AE": "限重30KG；单边不超过100cm", "IL": "限重30KG；带电加收6元/票"}
    rows += [[{"SA": "沙特", "AE": "阿联酋", "IL": "以色列"}[c], b[0].per_kg, b[0].fee, "8-12天", notes[c]] for (c,), b in prices.items()]

    def refused(p: object) -> bool:
        country, size, goods, weight = p.country, p.size, p.attributes, p.weight_g  # type: ignore[attr-defined]
        return (country == "SA" and (weight > 20000 or "battery" in goods)) or (country == "AE" and max(size) > 1000)

    extra = lambda p, g, f: Decimal(6) if p.country == "IL" and "battery" in p.attributes else Decimal(0)  # noqa: E731
    tariff = Tariff(prices, most_g=30000, refused=refused, extras=[extra])
    return Case(workbook(Page("中东", rows)), {"ZD-LINE": tariff}, answers={"carrier:中东专线 ZD-LINE": "中东"})


@layout
def hidden_cost_column_and_hidden_sheet(random: Random) -> Case:
    """A hidden column of costs, and a hidden sheet with last year's prices: neither is read."""
    edges = [0, 1000, 3000]
    prices = {(c,): per_kg(random, edges) for c in ("ES", "PT")}
    head: list[object] = ["国家", "重量(KG)", "底价(元/KG)", "运费(元/KG)", "挂号费(元/票)", "时效"]
    rows: list[list[object]] = [["西葡专线 XP01 价格表"], [DATE], head]
    for (c,), bands in prices.items():
        name = {"ES": "西班牙", "PT": "葡萄牙"}[c]
        rows += [[name, f"{_kg(b.over_g)}-{_kg(b.up_to_g)}", money(random, 1, 9), b.per_kg, b.fee, "7-9天"] for b in bands]
    old = [["西葡专线 XP01 价格表"], head, ["西班牙", "0-3", 1, 2, 3, "7-9天"]]
    content = workbook(Page("价格", rows, hidden_columns=(2,)), Page("旧价", old, hidden=True))
    return Case(content, {"XP01": Tariff(prices)}, answers={"hidden_sheet:旧价": "no", "carrier:西葡专线 XP01": "西葡"})


@layout
def handling_and_registration_add_up(random: Random) -> Case:
    """Two fees for the parcel in two columns, and a fee by the kilogram: they add up. Fuel and a minimum in the notes."""
    bands = {c: [Band(0, 5000, per_kg=money(random, 40, 60), fee=money(random, 5, 9))] for c in ("IN", "PK")}
    more = {c: (money(random, 2, 4), money(random, 1, 3)) for c in bands}
    rows: list[list[object]] = [
        ["南亚快线 NY-X 报价"],
        ["目的地", "运费(元/KG)", "燃料操作费(元/KG)", "挂号费(元/票)", "清关费(元/票)", "时效"],
    ]
    rows[1][2] = "操作费(元/KG)"
    for c, (band,) in bands.items():
        rows.append([{"IN": "印度", "PK": "巴基斯坦"}[c], band.per_kg, more[c][1], band.fee, more[c][0], "7-11天"])
    rows += [["说明：燃油 12.5%；最低收费 20元/票；单件限重5KG；2026年1月1日起执行"]]
    prices = {(c,): [Band(0, 5000, per_kg=b[0].per_kg + more[c][1], fee=b[0].fee + more[c][0])] for c, b in bands.items()}
    return Case(
        workbook(Page("Sheet1", rows)),
        {"NY-X": Tariff(prices, fuel=Decimal("12.5"), least=Decimal(20), most_g=5000)},
        answers={"carrier:南亚快线 NY-X": "南亚"},
    )
