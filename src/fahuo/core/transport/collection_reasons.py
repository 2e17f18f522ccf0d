"""The reasons of collections: why a carrier does not come, or why it cannot be asked to."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R = Weight.REFUSED


def _row(code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> Reason:
    return Reason(code, R, zh, en, mend_zh, mend_en)


COLLECTION_REASONS: tuple[Reason, ...] = (
    # the carrier's
    _row("collection_full", "{carrier} {on} {slot} 已约满", "{carrier} has no room left on {on} {slot}", "换一个时段", "take another slot"),
    _row(
        "collection_too_late", "{carrier} {on} {slot} 的截止时间已过", "it is too late for {carrier} on {on} {slot}",
        "换更晚的时段；已约的请打电话给承运商", "take a later slot; about what is booked already, telephone the carrier",
    ),
    _row(
        "collection_closed_day", "{carrier} {on} 不揽收", "{carrier} does not collect on {on}", "换一天", "take another day",
    ),
    _row(
        "collection_not_offered", "{carrier} 不提供上门揽收", "{carrier} does not collect",
        "自送到网点；如另有电话约定，可手工登记", "bring the parcels to it; what was agreed by telephone can be noted by hand",
    ),
    _row(
        "collection_outside_area", "仓库 {warehouse} 不在 {carrier} 的揽收范围内", "warehouse {warehouse} lies outside the area in which {carrier} collects",
        "核对仓库的地址和邮编；否则自送", "check the warehouse's address and postcode; else bring the parcels",
    ),
    _row(
        "collection_not_open", "{carrier} 还没有开放 {on} 的预约", "{carrier} does not take bookings for {on} yet",
        "过几天再约，或设固定揽收", "ask again in some days, or set up a standing booking",
    ),
    _row(
        "collection_no_slot", "{carrier} {on} 没有合适的时段（{slot}）", "{carrier} has no slot that fits on {on} ({slot})",
        "换一天或换时段", "take another day or another time",
    ),
    _row(
        "collection_too_heavy", "{weight} 超过 {carrier} 该时段车辆的载重", "{weight} is more than the vehicle of {carrier} takes in that slot",
        "换时段，或分两车预约", "take another slot, or book two vehicles",
    ),
    _row(
        "collection_lost", "{carrier} 没有揽收预约 {reference}", "{carrier} knows no collection {reference}", "打电话核实后重新预约", "telephone the carrier, then book again",
    ),
    _row("collection_said", "{carrier} 答复：{said}", "{carrier} says: {said}", "按承运商的说明处理，或手工登记", "do as the carrier says, or note it by hand"),
    _row(
        "collection_silent", "{carrier} 暂时没有回应（{said}）", "{carrier} does not answer now ({said})",
        "稍后再试；已提交的预约会自动重发", "try again later; what was asked for already is asked again by itself",
    ),
    # ours
    _row(
        "collection_no_way", "没有可以向 {carrier} 查询揽收的接口", "there is no plug-in through which {carrier} could be asked",
        "打电话预约后，在此手工登记", "book by telephone and note it here by hand",
    ),
    _row(
        "collection_booked", "{warehouse} {on} 已约 {carrier}：{reference}", "{carrier} is booked already on {on} at {warehouse}: {reference}",
        "更改那次预约，或加约一车", "change that booking, or book another vehicle",
    ),
    _row(
        "collection_closed_here", "{on} 是仓库 {warehouse} 的停发日", "{on} is a closed day of warehouse {warehouse}",
        "换一天，或在设置里删除停发日", "take another day, or delete the closed day in the set-up",
    ),
    _row("collection_past", "{on} {slot} 已经过去", "{on} {slot} is over", "换以后的时段", "take a later slot"),
    _row("collection_unknown", "没有揽收预约 {number}", "there is no collection {number}", "核对编号", "check its number"),
    _row("collection_over", "揽收 {number} 已结束", "collection {number} is over already", "需要再来一次就重新预约", "book again if the carrier is to come again"),
    _row(
        "collection_asked", "揽收 {number} 还在等承运商答复", "collection {number} waits for the carrier's answer", "等答复后再操作", "wait for the answer first",
    ),
    _row(
        "collection_not_yet", "揽收 {number} 的时段还没有开始", "the slot of collection {number} has not begun yet",
        "等时段开始；不需要就取消", "wait until it begins; cancel it if it is not wanted",
    ),
    _row(
        "collection_not_by_hand", "揽收 {number} 是向承运商系统预约的", "collection {number} was booked with the carrier's system",
        "选择承运商的时段来更改", "change it to a slot of the carrier's",
    ),
    _row("collection_amount", "包裹数和重量须大于零", "the number of parcels and the weight must be above zero", "填写预计的件数和重量", "say how many parcels and how heavy"),
    _row("collection_times", "结束时间须晚于开始时间", "it must end after it begins", "填写如 14:00 到 16:00", "say, for instance, 14:00 to 16:00"),
    _row("collection_carrier", "没有承运商 {carrier} 或仓库 {warehouse}", "there is no carrier {carrier} or no warehouse {warehouse}",
         "在渠道和仓库里核对名称", "check their names among services and warehouses"),
    _row("standing_days", "固定揽收至少要选一个星期几", "a standing booking needs a weekday", "勾选星期几", "tick the days on which the carrier is to come"),
    _row("standing_dates", "固定揽收的结束日期须晚于开始日期", "a standing booking must end after it begins", "更正日期", "correct the dates"),
    _row("standing_twice", "{warehouse} 已有 {carrier} 的固定揽收（{slot}）", "{carrier} has a standing booking at {warehouse} already ({slot})",
         "先停用那一个，或加约第二车", "end that one first, or set up another vehicle"),
    _row("standing_unknown", "没有这个固定揽收，或已停用", "there is no such standing booking, or it has ended", "刷新页面", "load the page again"),
)  # fmt: skip

# what the ports' codes mean here
OF_CARRIERS = {
    "no_collection": "collection_not_offered",
    "outside_area": "collection_outside_area",
    "closed_day": "collection_closed_day",
    "not_open": "collection_not_open",
    "slot_unknown": "collection_no_slot",
    "slot_full": "collection_full",
    "too_late": "collection_too_late",
    "too_heavy": "collection_too_heavy",
    "reference_unknown": "collection_lost",
}
