"""What can be wrong with a rate card's document: place, value and mend, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# code -> what is wrong and how to mend it; {value} is what was found.
SENTENCES: dict[str, tuple[str, str]] = {
    "not_a_table": ("{value} 不是一个表；请写成键和值", "{value} is not a table; write keys and values"),
    "not_a_list": ("{value} 不是一个列表；请用方括号", "{value} is not a list; write it in square brackets"),
    "missing": ("缺少；请填写", "is missing; add it"),
    "unknown_field": ("不认识这个字段；可用：{known}", "is no field of this table; known: {known}"),
    "misspelt": ("不认识这个字段；是不是 {meant}？可用：{known}", "is no field of this table; did you mean {meant}? Known: {known}"),
    "not_text": ("{value} 不是文字；请加引号", "{value} is not text; put it in quotes"),
    "too_long_text": ("{value} 太长；最多 {most} 个字符", "{value} is too long; write at most {most} characters"),
    "not_whole": ("{value} 不是整数；请写整数", "{value} is not a whole number; write one"),
    "not_weight": (
        '{value} 不是重量；请写整克数，或带单位的文字，例如 "1.5 kg"、"1 lb"、"8 oz"',
        '{value} is no weight; write whole grams, or text with a unit such as "1.5 kg", "1 lb", "8 oz"',
    ),
    "tiered_pounds": (
        '分段累计的每公斤价格，各档请以整克为界；按磅的请用 step_g = "1 lb" 和 step',
        'a tiered table with prices per kg has brackets of whole grams; with pounds write step_g = "1 lb" and step',
    ),
    "not_number": ("{value} 不是数字；请写成 12.50", "{value} is not a number; write it as 12.50"),
    "not_boolean": ("{value} 不是 true 或 false", "{value} is not true or false; write one of them"),
    "not_date": ("{value} 不是日期；请写成 2026-07-01", "{value} is not a date; write it as 2026-07-01"),
    "negative": ("{value} 为负；请写零或正数", "{value} is negative; write zero or more"),
    "below": ("{value} 太小；最小 {least}", "{value} is too small; write {least} or more"),
    "above": ("{value} 太大；最大 {most}", "{value} is too large; write {most} or less"),
    "decimals": ("{value} 的小数位太多；最多 {places} 位", "{value} has too many decimals; write at most {places}"),
    "unknown_class": ("类别 {value} 不存在；可用：{known}", "class {value} does not exist; use one of {known}"),
    "unknown_paper": ("单证 {value} 不存在；可用：{known}", "paper {value} does not exist; use one of {known}"),
    "unknown_currency": (
        "币种 {value} 不存在；请用 ISO 4217 代码，例如 CNY",
        "currency {value} does not exist; use an ISO 4217 code such as CNY",
    ),
    "no_rate": (
        "币种 {value} 在 {on} 没有兑 {into} 的汇率，该渠道将无法报价；请先录入汇率",
        "currency {value} has no exchange rate into {into} on {on}, so the service could make no offer; load the rate first",
    ),
    "unknown_country": ("国家 {value} 不存在；请用两位代码，例如 GB", "country {value} does not exist; use a two-letter code such as GB"),
    "unknown_region": (
        "{value} 不是 {country} 的州省代码；可用：{known}",
        "{value} is no state of {country}; use one of {known}",
    ),
    "region_postcodes": (
        "只知道 {known} 各州的邮编，不知道 {value} 的；请在 postcodes 里写邮编",
        "which postcodes {value} has is known for {known} only; write them under postcodes",
    ),
    "unknown_attribute": ("货物属性 {value} 不存在；可用：{known}", "goods attribute {value} does not exist; use one of {known}"),
    "empty": ("是空的；至少写一项", "is empty; write at least one entry"),
    "twice": ("{value} 已在 {first} 出现；请删去一处", "{value} is already in {first}; delete one of the two"),
    "ends_before": (
        "结束日 {value} 不在开始日 {start} 之后；结束日当天不算在内",
        "ends on {value}, not after its beginning {start}; the last day is not included, write a later one",
    ),
    "cards_overlap": (
        "从 {value} 起生效，但前一张价卡到 {until} 才结束；请改日期",
        "begins on {value} while the card before it holds until {until}; change one of the dates",
    ),
    "band_overlaps": (
        "从 {at} 开始，但前一档到 {until}；两档重叠，请从 {until} 开始",
        "begins at {at} while the band before it ends at {until}: they overlap; begin at {until}",
    ),
    "band_gap": (
        "从 {at} 开始，但前面只到 {until}；中间没有价格，请从 {until} 开始",
        "begins at {at} while prices end at {until}: a gap; begin at {until}",
    ),
    "band_empty": ("{at} 不大于起点 {over}；请写大一些", "ends at {at}, not above its beginning {over}; write more"),
    "band_form": (
        "价格写法不明（有：{fields}）；请只用一种：per_kg，或 first_g、first、step_g、step 四项，或 step_g、step 两项，或 flat",
        "has no one form of price (has: {fields}); write one of per_kg, or first_g with first, step_g and step, or step_g with step, or flat",
    ),
    "unlike": (
        "{value} 两端写法不同或颠倒，说不清中间有哪些；请写同样多的字符、从小到大，前导 0 也要写",
        "{value} has ends that are not written alike, or the wrong way round; write as many characters on both sides, leading zeros too, the smaller first",
    ),
    "range_mark": (
        "{value} 看不出是一段还是一个邮编；一段请写 1000..1999，几个请分开写成列表，邮编本身不写符号",
        "{value} may be a range or one postcode; write a range as 1000..1999, several as a list, and a postcode without the mark",
    ),
    "crosses": (
        "{value} 与 {first} 的邮编互相交叉；请改成互不相干，或一个完全在另一个之内",
        "{value} crosses postcodes of {first}; keep them apart, or one wholly inside the other",
    ),
    "unknown_weekday": ("{value} 不是星期；可用：{known}", "{value} is no day of the week; use one of {known}"),
    "unknown_name": ("{value} 没有定义；已定义：{known}", "{value} is not defined in this document; defined: {known}"),
    "no_file": (
        "找不到文件 {value}；请与价卡一起提供",
        "there is no file {value}; give it together with the card",
    ),
    "three_sides": ("请写三条边，例如 [600, 400, 350]", "write three sides, such as [600, 400, 350]"),
    "size_order": (
        "各档必须都写 size 或都不写；已有：{known}",
        "name a size in every band of the zone or in none; sizes: {known}",
    ),
    "first_tiered": (
        "分段累计的价格表，首重只能写在第一档；后面请用 step_g 和 step",
        "a tiered table has a first weight in its first band only; write step_g and step here",
    ),
    "nothing_of": ("没有写任何地方；请写 {fields}", "names no place; write one of {fields}"),
    "columns": ("缺少列 {value}；第一行应为 {known}", "has no column {value}; the first row should be {known}"),
    "row_unreadable": (
        "这一行无法读取：{value}；引号没有成对，或单元格太长",
        "this row cannot be read: {value}; a quotation mark is not closed, or a cell is too long",
    ),
    "too_many": ("行数太多（{value}）；最多 {most} 行", "has too many rows ({value}); at most {most}"),
    "not_both": ("{fields} 只能写其中一个", "write one of {fields}, not both"),
    "above_other": (
        "{value} 大于 {other} 的 {most}，没有包裹能同时满足；请改",
        "{value} is more than {other}, {most}: nothing can be both; change one of the two",
    ),
    "nothing_between": (
        "{at} 不小于 {other} 的 {most}，没有包裹能同时满足；请改",
        "{at} is not below {other}, {most}: nothing lies between; change one of the two",
    ),
    "charged_twice": (
        "{value} 与 {first} 同码、同条件、日期重叠，会收两次；请删去一处，或改日期、条件",
        "{value} has the conditions of {first} on the same days and would be charged twice; delete one, or change its days or conditions",
    ),
    "circle": (
        "互相计算，没有头：{value}；请去掉其中一环的 of",
        "are taken of each other without a beginning: {value}; take one of them out of an “of”",
    ),
    "two_meanings": (
        "{value} 既是一项附加费的代码，又是 of 里的固定名称；请给附加费换个代码",
        "{value} is the code of a surcharge and a name that “of” has already; give the surcharge another code",
    ),
    "only_with": ("只能与 {fields} 一起写", "is written only together with {fields}"),
    "discount_tiered": (
        "分段累计的价格表只有一个折扣；请写在分区或价卡上",
        "a tiered table has one discount; write it in the zone or in the card",
    ),
    "one_of": ("{fields} 必须且只能写一个", "write exactly one of {fields}"),
    "together": ("{fields} 必须一起写", "write {fields} together, or none of them"),
    "days_order": ("{value} 天小于 days_p50 的 {p50} 天；请改", "{value} days is less than days_p50, {p50}; write as many or more"),
    "star_twice": ("“*”只能用在一个区；已在 {first}", '"*" may stand in one zone only; it is already in {first}'),
    "syntax": (
        "从第 {column} 列起无法读取：{value}；请照文档中的例子改写这一行",
        "cannot be read from column {column}: {value}; write the line as the examples of the documentation do",
    ),
    "wide_mark": ("无法读取：{value}；请把 {mark} 改成半角的 {plain}", "cannot be read: {value}; write {plain} for {mark}"),
    "open_text": ("无法读取：{value}；引号没有成对，请补上", "cannot be read: {value}; a quotation mark is missing, close the text"),
    "key_twice": (
        "无法读取：{value} 在同一个表中写了两次；请删去一处",
        "cannot be read: {value} stands twice in one table; delete one of the two",
    ),
    "too_deep": ("无法读取：括号嵌套太深；请检查有没有漏掉右括号", "cannot be read: brackets within brackets without end; close them"),
    "no_text": (
        "无法读取：不是 UTF-8、UTF-16 或 GB 18030 的文本文件；请另存为 UTF-8 文本",
        "cannot be read: it is no text in UTF-8, UTF-16 or GB 18030; save it as UTF-8 text",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `place` reads like cards[2].zones[EU1].bands[3].per_kg; rows are counted from 1."""

    place: str
    code: str
    values: tuple[tuple[str, str], ...]

    def say(self, language: str = "en") -> str:
        """The fault as a sentence with its place, its value and what mends it."""
        zh, en = SENTENCES[self.code]
        if language.startswith("zh"):
            return f"{self.place}：{zh.format_map(dict(self.values))}"
        return f"{self.place}: {en.format_map(dict(self.values))}"


class BadCard(ValueError):
    """A document that cannot be used, with all its faults at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.say())

    def say(self, language: str = "en") -> str:
        """One sentence a line."""
        return "\n".join(fault.say(language) for fault in self.faults)
