"""What the heading of a column, or of a row, says: "运费(RMB/KG)", "首重0.5KG", "Weight from (kg)", "0-0.1KG", "Zone 1", "英国"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from fahuo.core.methods.price_tables.amounts import NUMBER, currency_in, number
from fahuo.core.methods.price_tables.moments import read_transit
from fahuo.core.methods.price_tables.places import Gazetteer, Where
from fahuo.core.methods.price_tables.weights import CUBIC_G, UNIT, UNITS, Span, in_tons, read_span, unit_in


class Role(StrEnum):
    """What stands below (or beside) a heading."""

    COUNTRY = "country"
    CODE = "code"  # of the country, beside its name
    ZONE = "zone"
    POSTCODE = "postcode"
    WEIGHT = "weight"
    WEIGHT_FROM = "weight_from"
    WEIGHT_TO = "weight_to"
    PRICE = "price"  # by kg, or for the parcel: the basis says it
    FEE = "fee"  # for the parcel 挂号费
    FIRST = "first"
    FIRST_G = "first_g"
    STEP = "step"
    STEP_G = "step_g"
    LEAST = "least"  # minimum freight
    MIN_G = "min_g"
    ROUND_G = "round_g"  # rounding step 进位
    MOST_G = "most_g"  # limit of weight
    DIVISOR = "divisor"
    FUEL = "fuel"
    DAYS = "days"
    DAYS_LEAST = "days_least"
    DAYS_MOST = "days_most"
    CURRENCY = "currency"
    SERVICE = "service"
    GOODS = "goods"  # which kind of goods a row is for: 普货, 带电
    NOTE = "note"
    NUMBER = "number"  # a running number, nothing to read
    HOLE = "hole"  # no price at a weight that other places have a price for
    OLD = "old"  # what it was before, or the difference


PRICES = frozenset({Role.PRICE, Role.FEE, Role.FIRST, Role.STEP, Role.LEAST})
KEYS = frozenset(
    {Role.COUNTRY, Role.CODE, Role.ZONE, Role.POSTCODE, Role.WEIGHT, Role.WEIGHT_FROM, Role.WEIGHT_TO, Role.SERVICE, Role.GOODS}
)

_I = re.IGNORECASE
# the first that is found in a heading is its role
_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, r"^(?:序号|编号|no\.?|s/?n|#|item no\.?)$|赔付|赔偿|理赔|compensation|liability"),
    (
        Role.OLD,
        r"^(?:原价|旧价|原(?:单价|运费|公斤价|报价)|调整前|涨跌幅?|涨幅|降幅|涨价|差[价额]|变[动化]|调幅|old (?:price|rate)|previous|former|change|difference)",
    ),
    (Role.GOODS, r"货物(?:类型|类别|属性|性质)|^货类$|^品类$|^货型$|(?:goods|cargo) (?:type|class)|^commodity"),
    (Role.FIRST_G, r"首重(?:重量|单位)|first weight unit|首重\(?(?:kg|g)\)?$"),
    (Role.STEP_G, r"续重(?:重量|单位)|续重\(?(?:kg|g)\)?$|每单位续重"),
    (
        Role.MIN_G,
        r"最低计费重|最小计费重|最低计费|起重(?!费|价)|最低重量|最轻计费|计费起重|起计重|min(?:imum)?\.? ?(?:charge(?:able|d)?|billable|billing)? ?weight",
    ),
    (Role.LEAST, r"最低(?:收费|消费|运费|费用)|起收|minimum (?:charge|freight|price)|min\.? charge"),
    (Role.MOST_G, r"限重|重量(?:限制|上限\(限\))|最大重量|最高重量|max(?:imum)?\.? ?weight|weight limit"),
    (Role.ROUND_G, r"进位|计费单位|计费梯度|计重单位|rounding|increment|weight step"),
    (
        Role.FIRST,
        r"首重|首\s*[0-9.]+\s*(?:kg|g|公斤|克)|起步价|起重(?:费|价)|first\s*(?:weight|[0-9.]+ ?k?g)|initial (?:weight|[0-9.]+ ?k?g)|base weight",
    ),
    (Role.STEP, r"续重|续费|续\s*[0-9.]+\s*(?:kg|g|公斤|克)|每增加|每加|additional|add'?l|each extra|every extra|subsequent|continu"),
    (Role.DIVISOR, r"材积(?:系数|除)?|体积(?:系数|重)|泡重|抛重|volumetric|divisor"),
    (Role.FUEL, r"燃油|fuel"),
    (
        Role.FEE,
        r"挂号|处理费|操作费|服务费|票件费|单票费|登记费|手续费|清关费|报关费|派送费|registration|handling|operation|processing|per[- ]?(?:parcel|item|piece) fee"
        r"|service fee|gebühr|"
        r"(?:^|\b)fee(?:\b|$)|parcel fee|item fee",
    ),
    (
        Role.WEIGHT_FROM,
        r"(?:起始|开始|最小|最低)重量?|重量(?:下限|起|从|\(?>|始)|下限|weight (?:from|over|min)|from \(?k?g|min\.? ?\(?k?g|over \(?k?g|大于",
    ),
    (
        Role.WEIGHT_TO,
        r"(?:截止|结束|终止|最大)重量?|重量(?:上限|止|到|至|\(?≤|终)|上限|weight (?:to|up to|max|until)|gewicht bis"
        r"|bis \(?k?g|poids (?:max|jusqu)|peso (?:hasta|max|fino)|up to \(?k?g|^to \(?k?g|max\.? ?\(?k?g|小于等于",
    ),
    (
        Role.DAYS_LEAST,
        r"(?:最短|最快|最少|min\.?(?:imum)?|from) ?(?:时效|天数?|工作日|transit|(?:working |delivery )?days)|days (?:from|min)",
    ),
    (
        Role.DAYS_MOST,
        r"(?:最长|最慢|最多|max\.?(?:imum)?|up to) ?(?:时效|天数?|工作日|transit|(?:working |delivery )?days)|days (?:to|max)",
    ),
    (
        Role.DAYS,
        r"时效|时间|天数|妥投|派送天|工作日|transit|lead ?time|delivery time|(?:^|\b)days|eta|laufzeit|lieferzeit|d[ée]lai|plazo|срок",
    ),
    (Role.ZONE, r"邮编分?区|(?:zip|postal|postcode) zone"),
    (Role.CODE, r"二字码|两字码|简码|国家代码|国家简称|国家缩写|代码|country ?code|iso|code"),
    (Role.POSTCODE, r"邮编|邮政编码|post ?code|zip|postal|plz|postleitzahl"),
    (Role.NOTE, r"备注|说明|备考|注意|remark|note|comment|限制|要求|尺寸"),
    (
        Role.COUNTRY,
        r"国家|国别|目的地|目的国|到达国|寄达国|地区|路向|country|countries|destination|territory|"
        r"^(?:ziel)?l(?:and|änder)\b|^pays\b|^pa[íi]s(?:es)?\b|^paes[ei]\b|страна",
    ),
    (Role.ZONE, r"分区|资费区|计费区|价格?区|区域|区号|大区|计费区|(?:^|\b)zones?(?:\b|$)|^区$|price group|price zone"),
    (Role.SERVICE, r"渠道|产品|服务|线路|运输方式|service|product|channel"),
    (
        Role.PRICE,
        r"运费|单价|价格|公斤价|费用|报价|资费|费率|价\b|价$|折后|rate|price|freight|cost|charge|postage|tariff|preis|prix|tarif|precio|prezzo|цена|тариф",
    ),
    (Role.CURRENCY, r"^(?:币种|货币|currency)"),
    (Role.WEIGHT, r"重量|重量段|计费重|实重|公斤段|weight|slab|kgs?$|gewicht|poids|peso|вес"),
)
# what is charged of some parcels only, or when they come back: whether it belongs to the price is asked
_SOMETIMES = re.compile(
    r"退|改派|销毁|弃件|偏远|超长|超重|超大|超尺寸|超限|保险|保价|签名|签收|私人|住宅|代收|旺季|查件|合计|总计|总价|总费用|小计|(?<![含包])(?:关税|税费|税金|增值税)|(?<!燃油)(?<!燃料)附加费|return|remote|oversize|overweight|insurance|signature"
    r"|residential|peak|\btotal\b|(?<!fuel )surcharge|\bcod\b",
    _I,
)
_FORM_BEFORE = re.compile(r"(?:非文件|文件|物品|包裹|货物)(?=[首续])")
_COMPILED = tuple((role, re.compile(pattern, _I)) for role, pattern in _ROLES)
_BASIS = re.compile(
    rf"(?:/|每|per\s*|\bby\s*)\s*({NUMBER})?\s*(?:({UNIT})(?![a-z])|(票|件|单|个|包裹|包|封|pcs?|parcel|item|piece|shipment|article|order"
    rf"|package|pkg))",
    _I,
)
_UNIT_AFTER = re.compile(rf"(重量段?|计费重量?|实重|weight)\s*/\s*({UNIT})(?![a-z])", _I)  # "重量/KG": the unit, not "for each kg"
_AMOUNT = re.compile(rf"({NUMBER})\s*({UNIT})?(?![0-9])", _I)
_KINDS = (
    r"(?:纯?普货|带电(?:货|类)?|内置电(?:池)?|特货|特惠?带电|敏感货|带磁(?:货)?|液体(?:货)?|化妆品|服装|纯电(?:池)?|general(?: goods| cargo)?|battery(?: goods)?"
    r"|sensitive(?: goods)?|(?:不|未)?(?:含|包)税价?|带税|自税|(?:不|未|已)?(?:含|包)(?:燃油|油)(?:附加费)?价?|dd[pu]|(?:ex|in)cl(?:uding|\.)? (?:vat|tax))"
)
GOODS_LABEL = re.compile(rf"{_KINDS}(?:\(.{{1,12}}\))?", _I)
_KIND_UNIT = re.compile(rf"({_KINDS})(?:价格?)?\s*\(([^()]+)\)", _I)
# what a shipment is to an express carrier, with the carrier's letters for it: "包裹 WPX"
FORM_LABEL = re.compile(
    r"(?:非?文件|包裹|货物|documents?|docs?|non-?docs?|parcels?|packages?|envelopes?|pak)(?:类|价格?)?(?:[\s(/]*[A-Za-z-]{2,12}\)?)?", _I
)


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or several one below the other that were joined."""

    text: str = ""
    role: Role | None = None
    basis_g: int | None = None  # a price for so many grams; 0: for the parcel
    unit: Decimal | None = None  # grams of the weights below it
    currency: str | None = None
    amount_g: int | None = None  # the first weight, the step
    span: Span | None = None
    where: Where = NOWHERE
    variant: str = ""  # goods that have prices of their own: 带电
    service: str = ""  # the service that a row or a column names

    @property
    def says(self) -> bool:
        """Whether anything of it is understood."""
        return bool(self.role or self.basis_g is not None or self.span or self.where or self.currency or self.variant)

    def below(self, other: Heading) -> Heading:
        """This heading with what the one above it says. The lower says more exactly what it is."""
        role = self.role or other.role
        if self.role is None and role in KEYS and (self.where or self.span):
            role = None  # "分区" over "1区": the upper word says what the lower are, not what stands below them
        if self.role == Role.PRICE and other.role in PRICES:
            role = other.role
        if self.role in KEYS and other.role in PRICES and (self.span or self.where):
            role = other.role
        return Heading(
            text=f"{other.text} {self.text}".strip(),
            role=role,
            basis_g=self.basis_g if self.basis_g is not None else other.basis_g,
            unit=self.unit or other.unit,
            currency=self.currency or other.currency,
            amount_g=self.amount_g if self.amount_g is not None else other.amount_g,
            span=self.span or other.span,
            where=_both(self.where, other.where),
            variant=self.variant or other.variant,
            service=self.service or other.service,
        )


def read_heading(text: str, gazetteer: Gazetteer, unit: Decimal | None = None) -> Heading:
    """What a heading says. `unit` is that of the table's weights, where it is known."""
    if not text or len(text) > 120:
        return Heading(text)
    flat = " ".join((text.replace("_", " ") if text.isascii() else text).split())
    flat = _UNIT_AFTER.sub(r"\1(\2)", flat)
    where = gazetteer.read(text)
    if re.search(r"[0-9]\s*(?:个?工作日|天|日|days?)", flat, _I) and read_transit(flat):
        return Heading(flat)  # a value, not a heading
    if where.sure:
        return Heading(flat, where=where)
    span = read_span(flat, None) or (read_span(flat, unit) if not re.fullmatch(r"[0-9.]+", flat) else None)
    if span:
        return Heading(flat, span=span, unit=unit_in(flat), basis_g=CUBIC_G if span.cubic else None)
    if (kind := _KIND_UNIT.fullmatch(flat)) and (currency_in(kind[2]) or basis_in(kind[2]) is not None):  # "不含税(RMB/KG)"
        return replace(read_heading(kind[2], gazetteer, unit), text=flat, variant=kind[1], role=None)
    if GOODS_LABEL.fullmatch(flat):
        return Heading(flat, variant=flat)
    role = next((role for role, pattern in _COMPILED if pattern.search(flat)), None)
    if role in (Role.FIRST, Role.STEP) and (form := _FORM_BEFORE.match(flat)):  # EMS: "文件首重500g", "物品首重500g"
        return replace(read_heading(flat[form.end() :], gazetteer, unit), text=flat, variant=form[0])
    if role in (Role.FEE, Role.PRICE, None) and _SOMETIMES.search(flat):
        return Heading(flat)
    basis = basis_in(flat)
    own = unit_in(_BASIS.sub(" ", flat))
    heading = Heading(flat, role, basis, own, currency_in(flat))
    if role in (Role.FIRST, Role.STEP):
        heading = replace(heading, amount_g=_amount(flat, own or unit), basis_g=None)
    elif role in (Role.PRICE, Role.FEE, Role.WEIGHT, Role.DAYS, None):
        inside = _within(flat, gazetteer, own or unit)
        heading = replace(heading, span=inside.span, where=inside.where)
        if role == Role.WEIGHT and (inside.span or basis is not None):
            heading = replace(heading, role=None if inside.span else Role.PRICE)
    return heading


def _both(lower: Where, upper: Where) -> Where:
    """A zone with its countries below it is one place."""
    if lower.countries and not lower.zones and upper.zones and not upper.countries:
        return replace(lower, zones=upper.zones)
    return lower if lower else upper


def join(headings: Iterable[Heading]) -> Heading:
    """Headings one below the other, the uppermost first."""
    found = Heading()
    for heading in headings:
        found = heading.below(found)
    return found


def basis_in(text: str) -> int | None:
    """Grams that a price is for; 0 for the parcel; None where it is not said."""
    found = _BASIS.search(in_tons(text))
    if found and found[3]:
        return 0
    if found:
        return int(number(found[1] or "1") * UNITS[found[2].lower()])
    return 1000 if re.search(r"公斤价|千克价|kg价|per ?kilo", text, _I) else None


def _amount(text: str, unit: Decimal | None) -> int | None:
    for found in _AMOUNT.finditer(text):
        factor = UNITS[found[2].lower()] if found[2] else unit
        if factor is not None:
            return int(number(found[1]) * factor)
    per = re.search(rf"/\s*({UNIT})(?![a-z])", text, _I)
    return int(UNITS[per[1].lower()]) if per else None


def _within(text: str, gazetteer: Gazetteer, unit: Decimal | None) -> Heading:
    """A band or a place in a heading that says more: "0-0.1KG 运费(元/KG)", "美国(元/KG)"."""
    rest = re.sub(r"\((?:[^()]*(?:元|rmb|cny|usd|eur|gbp|/)[^()]*)\)", " ", text, flags=_I)
    parts = [rest, *re.split(r"[\s()]+", rest)]
    for part in parts:
        part = part.strip(" :,-")
        for _, pattern in _COMPILED[-4:]:
            part = pattern.sub(" ", part).strip(" :,-")
        if not part or re.fullmatch(r"[0-9.]+", part):
            continue
        span = read_span(part, unit)
        if span:
            return Heading(span=span)
        where = gazetteer.read(part)
        if where.sure:
            return Heading(where=where)
    return Heading()
