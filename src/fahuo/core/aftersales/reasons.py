"""The reasons of after-sales: the kinds of case, and why a case cannot be settled so."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R, H = Weight.REFUSED, Weight.HELD

# A case of each kind is opened once for a parcel. Values: hours, days, attempts, since (UTC), by (day), step.
CASES: tuple[Reason, ...] = (
    Reason(
        "late",
        H,
        "应在 {by} 前送达，已晚 {days} 天",
        "it was to arrive by {by} and is {days} days late",
        "告知买家新的时间，并催承运商",
        "tell the buyer a new day and press the carrier",
    ),
    Reason("silent", H, "自 {since} 起 {days} 天没有新轨迹", "no news for {days} days, since {since}", "向承运商查询", "ask the carrier"),
    Reason(
        "lost_presumed",
        H,
        "自 {since} 起 {days} 天没有新轨迹，按丢失处理",
        "no news for {days} days, since {since}: taken for lost",
        "向承运商索赔，重发或退款",
        "claim from the carrier, and reship or refund",
    ),
    Reason(
        "not_handed_over",
        H,
        "面单已出 {days} 天，承运商尚未揽收",
        "labelled for {days} days, and the carrier has not got it yet",
        "今天交给承运商，或查找包裹",
        "hand it over today, or look for it",
    ),
    Reason(
        "customs_hold_long",
        H,
        "海关已扣留 {days} 天（自 {since}）",
        "held by customs for {days} days, since {since}",
        "补交海关要求的资料",
        "give customs what it asks for",
    ),
    Reason(
        "attempts_failed",
        H,
        "已有 {attempts} 次派送失败",
        "{attempts} delivery attempts failed",
        "与买家核对地址、电话和时间",
        "check address, phone and time with the buyer",
    ),
    Reason(
        "damaged",
        H,
        "包裹破损",
        "the parcel is damaged",
        "收集照片和面单，重发或退款，并向承运商索赔",
        "gather photos and label, reship or refund, and claim from the carrier",
    ),
    Reason(
        "lost",
        H,
        "承运商确认包裹丢失",
        "the carrier says that the parcel is lost",
        "重发或退款，并向承运商索赔",
        "reship or refund, and claim from the carrier",
    ),
    Reason("returned", H, "包裹已退回", "the parcel has come back", "验货后入库、重发或退款", "inspect it, then restock, reship or refund"),
)

OTHERS: tuple[Reason, ...] = (
    Reason("customs_held", H, "被海关扣留", "held by customs", "查看海关的要求并补交资料", "see what customs asks for and give it"),
    Reason("case_open", H, "有未处理的售后", "a case is open", "处理后结案", "put it right and settle the case"),
    Reason(
        "watch_rule_missing",
        R,
        "没有适用于 {kind} 的监控规则，包裹未被监控",
        "no rule says when a parcel is {kind}: nobody would notice",
        "增加一条监控规则",
        "add a rule for it",
    ),
    Reason(
        "case_kind_unknown", R, "没有“{kind}”这种售后", "there is no case of kind {kind!r}", "选择已有的类型", "choose one of the kinds"
    ),
    Reason(
        "settlement_not_possible",
        R,
        "“{kind}”不能用“{settlement}”处理；可用：{possible}",
        "a case of kind {kind} cannot be settled by {settlement!r}; possible: {possible}",
        "选择可用的处理方式",
        "choose one that is possible",
    ),
    Reason(
        "settlement_not_back",
        R,
        "包裹还没有退回，不能入库",
        "the parcel is not back yet, so nothing can go to stock",
        "等包裹退回后再入库",
        "wait until it is returned",
    ),
    Reason(
        "settlement_amount_wrong",
        R,
        "退款金额 {amount_minor} 应在 1 与已付的 {paid_minor} 之间（最小货币单位）",
        "a refund of {amount_minor} is not between 1 and the {paid_minor} that was paid (minor units)",
        "填写不超过已付金额的退款",
        "give an amount that is not above what was paid",
    ),
    Reason(
        "case_not_open",
        R,
        "售后单 {case_id} 不存在或已处理",
        "case {case_id} does not exist or is settled already",
        "刷新页面查看处理结果",
        "reload the page to see how it was settled",
    ),
    Reason(
        "settlement_amount_needless",
        R,
        "“{settlement}”不需要退款金额",
        "{settlement} takes no amount",
        "清空金额，或改为退款",
        "leave the amount empty, or choose refund",
    ),
    Reason("settlement_note_missing", R, "请写明原因", "say why in a note", "填写备注", "write a note"),
)

REASONS: tuple[Reason, ...] = CASES + OTHERS
