"""The reasons of methods: why a service does not take a parcel, and why a parcel has none. In the order in which the rules are asked."""

from __future__ import annotations

from fahuo.core.methods.live_reasons import LIVE_REASONS
from fahuo.core.words import Reason, Weight

R = Weight.REFUSED

# Of an offer: {limit} is what the rule allows, {actual} what the parcel has. derive.refusal_values gives both with their units.
OF_OFFERS: tuple[Reason, ...] = (
    Reason(
        "not_from_here",
        R,
        "该渠道不在发货仓所在国家揽收",
        "the service does not pick up in the warehouse's country",
        "换一个仓库或渠道",
        "choose another warehouse or service",
    ),
    Reason(
        "no_card_on_day",
        R,
        "该渠道在 {on} 没有有效的价卡",
        "the service has no rate card on {on}",
        "导入当天有效的价卡",
        "load a rate card that is valid on the day",
    ),
    Reason(
        "card_unreadable",
        R,
        "该渠道存着的价卡读不出来：{fault}",
        "the stored rate card of the service cannot be read: {fault}",
        "在后台改正价卡",
        "correct the card in the set-up",
    ),
    Reason(
        "currency_without_rate",
        R,
        "价卡币种 {currencies} 在 {on} 没有汇率",
        "the card's currency {currencies} has no exchange rate on {on}",
        "维护当天的汇率",
        "load the day's exchange rate",
    ),
    Reason(
        "country_not_served", R, "该渠道不通达此国家", "the service does not go to this country", "换一个渠道", "choose another service"
    ),
    Reason(
        "place_not_served",
        R,
        "该渠道不派送到此邮编或城市",
        "the service does not go to this postcode or city",
        "换一个渠道",
        "choose another service",
    ),
    Reason(
        "day_refused",
        R,
        "该渠道当天不收货",
        "the service takes nothing on this day",
        "换一个渠道，或改天交运",
        "choose another service, or hand it over on another day",
    ),
    Reason(
        "attribute_refused",
        R,
        "该渠道不收：{actual}",
        "the service takes no goods of this kind: {actual}",
        "换一个收此类货物的渠道，或分开包装",
        "choose a service that takes them, or pack them apart",
    ),
    Reason(
        "too_heavy",
        R,
        "重量 {actual} 超过上限 {limit}",
        "weight {actual} is above the limit {limit}",
        "分成几个包裹",
        "split it into more parcels",
    ),
    Reason(
        "too_light",
        R,
        "重量 {actual} 低于下限 {limit}",
        "weight {actual} is below the least weight {limit}",
        "换一个渠道，或合并包裹",
        "choose another service, or send more in one parcel",
    ),
    Reason(
        "too_long",
        R,
        "最长边 {actual} 超过上限 {limit}",
        "longest side {actual} is above the limit {limit}",
        "换小一点的箱子",
        "choose a smaller box",
    ),
    Reason(
        "sides_too_large",
        R,
        "三边之和 {actual} 超过上限 {limit}",
        "length + width + height {actual} is above the limit {limit}",
        "换小一点的箱子",
        "choose a smaller box",
    ),
    Reason(
        "girth_too_large",
        R,
        "长加围长 {actual} 超过上限 {limit}",
        "length + girth {actual} is above the limit {limit}",
        "换小一点的箱子",
        "choose a smaller box",
    ),
    Reason(
        "does_not_fit",
        R,
        "尺寸 {actual} 放不进 {limit}",
        "the parcel, {actual}, does not fit into {limit}",
        "换小一点的箱子",
        "choose a smaller box",
    ),
    Reason(
        "too_small",
        R,
        "尺寸 {actual} 小于最小尺寸 {limit}",
        "the parcel, {actual}, is smaller than {limit}",
        "换大一点的箱子",
        "choose a larger box",
    ),
    Reason(
        "pieces_above_limit",
        R,
        "件数 {actual} 超过上限 {limit}",
        "{actual} pieces are more than the limit {limit}",
        "分成几个包裹",
        "split it into more parcels",
    ),
    Reason(
        "currency_refused",
        R,
        "该渠道不收以此币种计价的货物",
        "the service takes no goods invoiced in this currency",
        "换一个渠道",
        "choose another service",
    ),
    Reason(
        "value_not_comparable",
        R,
        "币种 {currencies} 在 {on} 没有汇率，无法核对货值",
        "{currencies} has no exchange rate on {on}, so the value of the goods cannot be compared",
        "维护当天的汇率",
        "load the day's exchange rate",
    ),
    Reason(
        "value_too_high",
        R,
        "货值 {actual} 超过上限 {limit}",
        "goods value {actual} is above the limit {limit}",
        "换一个渠道，或分成几个包裹",
        "choose another service, or split it into more parcels",
    ),
    Reason(
        "beyond_bands",
        R,
        "计费重 {actual} 超过价格表的最高重量 {limit}",
        "chargeable weight {actual} is above the end of the price table {limit}",
        "换小一点的箱子，或分成几个包裹",
        "choose a smaller box, or split it into more parcels",
    ),
    Reason(
        "forbidden_by_rule",
        R,
        "规则“{rule}”不许用这个渠道",
        "the rule {rule!r} forbids this service",
        "改规则，或用别的渠道",
        "change the rule, or use another service",
    ),
    Reason(
        "outside_forced",
        R,
        "规则“{rule}”只许用别的渠道",
        "the rule {rule!r} allows other services only",
        "改规则，或用规则指定的渠道",
        "change the rule, or use a service that it names",
    ),
)

# Of a parcel.
OF_PARCELS: tuple[Reason, ...] = (
    Reason(
        "rule_leaves_none",
        R,
        "规则“{rule}”排除了能送的 {able} 个渠道",
        "the rule {rule!r} leaves none of the {able} services that could take this parcel",
        "改规则，或增加渠道",
        "change the rule, or add a service",
    ),
    Reason(
        "no_service",
        R,
        "{services} 个渠道都不能把这个包裹送到 {country}，最常见的原因：{commonest_zh}",
        "none of {services} services takes this parcel to {country}; most often: {commonest_en}",
        "见各渠道的原因；换包装、换仓库或增加渠道",
        "see each service's reason; pack it differently, send it from elsewhere or add a service",
    ),
    Reason(
        "asked_service_refuses",
        R,
        "买家指定的渠道 {service} 不收：{why_zh}",
        "the service that the buyer asked for, {service}, refuses: {why_en}",
        "与买家商量换渠道，然后改订单",
        "agree on another service with the buyer and change the order",
    ),
    Reason(
        "asked_service_unknown",
        R,
        "买家指定的渠道“{service}”不存在",
        "the service that the buyer asked for, {service!r}, is not known",
        "改成已有的渠道代码，或清空",
        "write the code of a service that exists, or leave it empty",
    ),
)

# Of a parcel that is to be covered and goes by a service that cannot: it goes on.
OF_COVERS: tuple[Reason, ...] = (
    Reason(
        "cover_not_offered",
        Weight.WAITS,
        "需要保价，但渠道 {service} 不提供保价",
        "is to be covered, but the service {service} offers no cover",
        "换一个提供保价的渠道，或在包裹页选择“不保价”",
        "take a service that offers cover, or say on the parcel's page that it is not covered",
    ),
    Reason(
        "cover_without_rate",
        Weight.WAITS,
        "需要保价，但 {on} 缺少 {currency} 的汇率，无法算出渠道 {service} 的保额",
        "is to be covered, but {currency} has no exchange rate on {on}: what {service} would cover cannot be worked out",
        "维护当天的汇率，然后重新计划",
        "load the day's exchange rate, then plan again",
    ),
    Reason(
        "cover_refused",
        Weight.WAITS,
        "承运商 {carrier} 不给保价：{said}",
        "the carrier {carrier} does not cover it: {said}",
        "在包裹页重新申请，或确认不保价发出",
        "ask again on the parcel's page, or let it go uncovered there",
    ),
)

REASONS: tuple[Reason, ...] = OF_OFFERS + OF_PARCELS + OF_COVERS + LIVE_REASONS

# A few words each, for sentences that quote an offer's reason.
SHORT: dict[str, tuple[str, str]] = {
    "not_from_here": ("不在发货国揽收", "no pick-up in the warehouse's country"),
    "no_card_on_day": ("当天没有价卡", "no rate card on the day"),
    "card_unreadable": ("价卡读不出来", "rate card cannot be read"),
    "currency_without_rate": ("价卡币种没有汇率", "no exchange rate for the card"),
    "country_not_served": ("不通达", "country not served"),
    "place_not_served": ("邮编或城市不派送", "postcode or city not served"),
    "day_refused": ("当天不收货", "nothing taken on the day"),
    "attribute_refused": ("货物属性不收", "kind of goods refused"),
    "too_heavy": ("超重", "too heavy"),
    "too_light": ("太轻", "too light"),
    "too_long": ("最长边超限", "too long"),
    "sides_too_large": ("三边之和超限", "sides too large"),
    "girth_too_large": ("围长超限", "girth too large"),
    "does_not_fit": ("尺寸超限", "does not fit"),
    "too_small": ("尺寸太小", "too small"),
    "pieces_above_limit": ("件数超限", "too many pieces"),
    "currency_refused": ("币种不收", "currency refused"),
    "value_not_comparable": ("货值无法换算", "value cannot be converted"),
    "value_too_high": ("货值超限", "value too high"),
    "beyond_bands": ("计费重超出价格表", "chargeable weight beyond the table"),
    "forbidden_by_rule": ("规则不许", "forbidden by a rule"),
    "outside_forced": ("规则指定了别的渠道", "a rule names other services"),
    "cover_not_offered": ("不提供保价", "offers no cover"),
    "cover_refused": ("承运商不给保价", "the carrier does not cover it"),
    "cover_without_rate": ("保额无法换算", "covered value cannot be converted"),
}
