"""The reasons of delivery: why a parcel at the last mile needs somebody."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R, H, W = Weight.REFUSED, Weight.HELD, Weight.WAITS

REASONS: tuple[Reason, ...] = (
    Reason(
        "retry_due",
        W,
        "第 {attempts} 次派送失败，等待再次派送",
        "attempt {attempts} failed; the carrier tries again",
        "无需处理，逾期未派再联系承运商",
        "nothing yet; ask the carrier if it does not",
    ),
    Reason(
        "ask_buyer_due",
        H,
        "已有 {attempts} 次派送失败：需要与买家确认地址和时间",
        "{attempts} attempts failed: agree on address and time with the buyer",
        "联系买家，把结果告诉承运商",
        "ask the buyer and tell the carrier",
    ),
    Reason(
        "return_due",
        H,
        "已有 {attempts} 次派送失败：包裹将退回",
        "{attempts} attempts failed: the parcel will come back",
        "与买家商定重发或退款",
        "agree with the buyer on another parcel or a refund",
    ),
    Reason(
        "attempts_without_rule",
        R,
        "没有适用于 {country}、{service_class}、{attempts} 次失败的派送规则",
        "no rule says what to do after {attempts} failed attempts in {country} by {service_class}",
        "增加一条派送规则",
        "add a rule for it",
    ),
)
