"""The reasons of transport: what keeps a parcel from leaving, and what is wrong with a checkpoint."""

from __future__ import annotations

from fahuo.core.transport.collection_reasons import COLLECTION_REASONS
from fahuo.core.transport.handover_reasons import HANDOVER_REASONS
from fahuo.core.words import Reason, Weight

R, W = Weight.REFUSED, Weight.WAITS

REASONS: tuple[Reason, ...] = (
    Reason(
        "label_refused",
        R,
        "承运商拒绝出面单",
        "the carrier refused the label",
        "按承运商的说明修改后重试，或换一个渠道",
        "mend what the carrier names and ask again, or choose another service",
    ),
    Reason(
        "export_refused",
        R,
        "海关退回了出口申报",
        "customs refused the export declaration",
        "按海关的说明修改后重新申报",
        "mend what customs names and declare again",
    ),
    Reason(
        "moving_though_cancelled",
        R,
        "包裹已取消，但仍在运输",
        "the parcel was cancelled and travels all the same",
        "请承运商截回，或恢复订单",
        "ask the carrier to stop it, or let the order stand",
    ),
    Reason(
        "travel_service_missing",
        R,
        "包裹还没有选定渠道，无法排运输计划",
        "no service is chosen for the parcel yet, so its way cannot be planned",
        "先选定渠道",
        "choose a service first",
    ),
    Reason(
        "travel_class_unknown",
        R,
        "渠道类别“{service_class}”没有运输模板",
        "there is no way known for a service of class {service_class!r}",
        "类别用 express、line 或 post",
        "use express, line or post as its class",
    ),
    Reason(
        "travel_days_unusable",
        R,
        "渠道时效不可用：一半在 {days_p50} 天内，九成在 {days_p90} 天内",
        "the service's days cannot be used: half within {days_p50}, nine in ten within {days_p90}",
        "在价卡中填写 0 至 365 之间的天数，九成的天数不少于一半的天数",
        "give both in the rate card, between 0 and 365, the second not below the first",
    ),
    Reason(
        "travel_place_missing",
        R,
        "缺少发货国家或目的国家",
        "the country of the warehouse or of the buyer is missing",
        "补全国家代码",
        "give both as country codes",
    ),
    Reason(
        "travel_ready_missing",
        R,
        "没有备货完成时间",
        "the time at which the parcel is ready is missing",
        "填写备货完成时间",
        "give the time at which it is ready",
    ),
    Reason(
        "checkpoint_number_missing", R, "轨迹没有运单号", "the checkpoint has no tracking number", "填写运单号", "give the tracking number"
    ),
    Reason(
        "checkpoint_number_unknown",
        R,
        "运单号 {number} 不属于任何包裹",
        "tracking number {number} belongs to no parcel",
        "核对运单号，或先为包裹购买面单",
        "check the number, or buy the parcel's label first",
    ),
    Reason(
        "checkpoint_number_ambiguous",
        R,
        "运单号 {number} 对应 {parcels} 个包裹，无法判断是哪一个",
        "tracking number {number} belongs to {parcels} parcels, and nothing says which is meant",
        "注明承运商代码",
        "name the carrier too",
    ),
    Reason(
        "checkpoint_time_unreadable",
        R,
        "运单 {number} 的轨迹时间“{at}”无法识别",
        "time {at!r} of the checkpoint for {number} cannot be read",
        "写成 2026-01-31T14:05:00+08:00",
        "write it as 2026-01-31T14:05:00+08:00",
    ),
    Reason(
        "checkpoint_time_implausible",
        R,
        "运单 {number} 的轨迹时间“{at}”不可能：应在 {earliest} 与 {latest} 之间",
        "time {at!r} of the checkpoint for {number} cannot be: it has to lie between {earliest} and {latest}",
        "核对时间和时区",
        "check the time and its zone",
    ),
    Reason(
        "checkpoint_code_unknown",
        W,
        "承运商 {carrier} 的代码“{code}”没有对应关系，已作为备注保留",
        "code {code!r} of carrier {carrier} has no meaning yet: kept as a note",
        "在代码对照表中为它选择含义",
        "give it a meaning in the table of codes",
    ),
    *HANDOVER_REASONS,
    *COLLECTION_REASONS,
)
