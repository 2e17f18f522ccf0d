"""The reasons why a carrier has told no price (实时报价), or none that can be used."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

W = Weight.WAITS  # none of them stops a parcel: its card stands

LIVE_REASONS: tuple[Reason, ...] = (
    Reason(
        "live_refused",
        Weight.REFUSED,
        "承运商不收：{said}（{code}）",
        "the carrier does not take it: {said} ({code})",
        "换一个渠道，或按承运商的说明修改包裹",
        "choose another service, or change the parcel as the carrier says",
    ),
    Reason(
        "live_unanswered",
        W,
        "承运商没有答复：{said}",
        "the carrier has not answered: {said}",
        "稍后再问一次",
        "ask again later",
    ),
    Reason(
        "live_late",
        W,
        "承运商在 {seconds} 秒内没有答复",
        "the carrier has not answered within {seconds} s",
        "再问一次；总是超时就联系承运商",
        "ask again; where it is always late, speak to the carrier",
    ),
    Reason(
        "live_denied",
        W,
        "承运商不认我们的账号：{said}",
        "the carrier does not let us in: {said}",
        "在设置中检查账号的地址，在运行环境中检查密钥",
        "check the account's address in the set-up and its secret where the program runs",
    ),
    Reason(
        "live_no_account",
        W,
        "没有可用的承运商账号：{said}",
        "there is no carrier's account that can be used: {said}",
        "在设置中添加账号，并在运行环境中设好密钥",
        "add an account in the set-up, and set its secret where the program runs",
    ),
    Reason(
        "live_not_told",
        W,
        "这个承运商的接口不提供报价",
        "this carrier's interface tells no prices",
        "按价卡计价",
        "go by the rate card",
    ),
    Reason(
        "live_unreadable",
        W,
        "承运商的报价无法识别：{field} 为“{value}”",
        "the carrier's price cannot be read: {field} is {value}",
        "再问一次；仍然如此就告知承运商",
        "ask again; where it stays so, tell the carrier",
    ),
    Reason(
        "live_currency_without_rate",
        W,
        "报价币种 {currency} 当天没有汇率",
        "the price's currency {currency} has no exchange rate on the day",
        "维护当天的汇率后再问",
        "load the day's exchange rate and ask again",
    ),
)
