"""The reasons of clearance: what an import entry lacks, and which figures are not known. None of them stops a parcel from being planned."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

W = Weight.WAITS

REASONS: tuple[Reason, ...] = (
    Reason(
        "no_duty_rules",
        W,
        "没有 {country} 在 {on} 的关税规则，税费未知",
        "no duty rules for {country} on {on}: duty and tax are not known",
        "在 countries 中增加该国的规则",
        "add the country's rules to countries/",
    ),
    Reason(
        "nothing_declared", W, "包裹没有申报行", "the parcel has no declared lines", "先完成出口申报", "declare the parcel's goods first"
    ),
    Reason(
        "exchange_missing",
        W,
        "没有 {currency} 的汇率",
        "no exchange rate for {currency}",
        "维护该币种当天的汇率",
        "load the currency's rate of the day",
    ),
    Reason(
        "hs_missing_for_entry",
        W,
        "第 {no} 行没有海关编码，{country} 要求 {digits} 位",
        "line {no} has no HS code; {country} asks for {digits} digits",
        "在商品目录中填写海关编码",
        "give the product its HS code",
    ),
    Reason(
        "hs_too_short_for_entry",
        W,
        "海关编码 {hs_code} 只有 {has} 位，{country} 要求 {digits} 位",
        "HS code {hs_code} has {has} digits; {country} asks for {digits}",
        "补全目的国的完整税号",
        "give the full code of the destination's tariff",
    ),
    Reason(
        "origin_missing_for_entry",
        W,
        "第 {no} 行没有原产国，{country} 的税率取决于原产国",
        "line {no} has no country of origin, on which the duty of {country} depends",
        "在商品目录中填写原产国",
        "give the product its country of origin",
    ),
    Reason(
        "rate_unknown",
        W,
        "{country} 对 {hs_code}（原产 {origin}）的税率未知：{layer}",
        "the rate of {country} for {hs_code} made in {origin} is not known: {layer}",
        "导入该国税则中的税率",
        "load the rate from the country's tariff",
    ),
    Reason(
        "tax_rate_unknown",
        W,
        "{country} 的 {tax} 税率未知",
        "the rate of {tax} in {country} is not known",
        "增加该税率及其来源",
        "add the rate with its source",
    ),
    Reason(
        "fee_unconfirmed",
        W,
        "{country} 的费用“{fee}”金额尚未确定，暂按 0 计",
        "the amount of {fee} in {country} is not confirmed; counted as 0",
        "确定后更新规则",
        "update the rule when it is confirmed",
    ),
    Reason(
        "registration_missing",
        W,
        "寄往 {country} 需要卖家的 {registration} 注册号",
        "{country} demands the seller's registration {registration}",
        "登记卖家的注册号",
        "record the seller's registration",
    ),
)
