"""The reasons of the floor: why a parcel is not released, and what went wrong while it was picked."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R, W = Weight.REFUSED, Weight.WAITS

FLOOR_REASONS: tuple[Reason, ...] = (
    Reason(
        "pick_cancelled",
        R,
        "订单已取消，不能拣货",
        "the order is cancelled: it is not picked",
        "已拣的件放回库位",
        "put back what was picked of it",
    ),
    Reason(
        "pick_listed",
        R,
        "包裹已在拣货单上",
        "the parcel is on a pick list already",
        "如需重新放行，先从拣货单上撤下",
        "take it off its list first to release it anew",
    ),
    Reason(
        "pick_held",
        R,
        "订单被暂挂，等人审核",
        "the order is held and waits for a person",
        "审核通过后再放行",
        "approve it, then release it",
    ),
    Reason(
        "pick_refused",
        R,
        "订单或包裹有问题没有解决",
        "something of the order or the parcel is refused",
        "先在“今日工作”里处理",
        "mend it under Today's work first",
    ),
    Reason(
        "pick_gone",
        R,
        "包裹已拣完、已打包或已出库（{state}）",
        "the parcel is picked, packed or gone already ({state})",
        "无需处理",
        "nothing is to be done",
    ),
    Reason("pick_no_service", R, "包裹还没有选定渠道", "no service is chosen for the parcel", "先选定渠道", "choose a service first"),
    Reason(
        "pick_unlabelled",
        R,
        "包裹还没有面单，而商家要求先出面单再拣货",
        "the parcel has no label yet, and the merchant picks only labelled parcels",
        "先购买面单，或在商家设置中关闭“先出面单再拣货”",
        "buy the label, or switch that rule off in the merchant's set-up",
    ),
    Reason(
        "pick_not_in_bins",
        R,
        "{sku}：要 {asked} 件，可拣库位里只有 {there} 件",
        "{sku}: {asked} pieces are wanted, {there} lie in bins that may be picked from",
        "上架收货区的货、盘点该商品，或补货后再放行",
        "put away what was received, count the product, or buy more, then release again",
    ),
    Reason(
        "short_picked",
        W,
        "{sku}：拣货时要 {asked} 件，只找到 {found} 件，其他库位也没有",
        "{sku}: {asked} pieces were wanted, {found} were found, and no other bin has any",
        "盘点该库位或补货，然后重新放行",
        "count the bin or buy more, then release the parcel again",
    ),
)
