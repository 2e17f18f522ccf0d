"""The reasons of goods: why pieces cannot be packed."""

from __future__ import annotations

from fahuo.core.goods.bench_reasons import BENCH_REASONS
from fahuo.core.goods.file_reasons import FILE_REASONS
from fahuo.core.goods.floor_reasons import FLOOR_REASONS
from fahuo.core.goods.inbound_reasons import INBOUND_REASONS
from fahuo.core.goods.moving_reasons import MOVING_REASONS
from fahuo.core.goods.pack_reasons import PACK_REASONS
from fahuo.core.goods.stock_reasons import STOCK_REASONS
from fahuo.core.goods.template_reasons import TEMPLATE_REASONS
from fahuo.core.words import Reason, Weight

R = Weight.REFUSED

REASONS: tuple[Reason, ...] = (
    Reason(
        "size_missing",
        R,
        "商品 {sku} 没有可用的尺寸（{length_mm} x {width_mm} x {height_mm} mm）",
        "product {sku} has no usable size ({length_mm} x {width_mm} x {height_mm} mm)",
        "在商品目录中填写长、宽、高（毫米，大于零）",
        "give its length, width and height in mm, above zero, in the catalogue",
    ),
    Reason(
        "weight_missing",
        R,
        "商品 {sku} 没有可用的重量（{weight_g} g）",
        "product {sku} has no usable weight ({weight_g} g)",
        "在商品目录中填写单件重量（克，大于零）",
        "give the weight of one piece in g, above zero, in the catalogue",
    ),
    Reason(
        "too_many_pieces",
        R,
        "{sku} 要 {quantity} 件，一行最多 {limit} 件",
        "{quantity} pieces of {sku}: one line may have {limit} at most",
        "核对数量，或拆成几行",
        "check the quantity, or split the line",
    ),
    Reason(
        "piece_too_large",
        R,
        "{sku} 任何箱子都装不下，自带纸箱最长边 {longest_mm} mm，超过 {limit} mm",
        "{sku} fits no box, and its own carton would be {longest_mm} mm long: over {limit} mm",
        "核对尺寸；确实如此则按大件货运",
        "check the size; if it is right, send it as freight",
    ),
    Reason(
        "piece_too_heavy",
        R,
        "{sku} 任何箱子都装不下，自带纸箱毛重 {gross_g} g，超过 {limit} g",
        "{sku} fits no box, and in its own carton it would weigh {gross_g} g: over {limit} g",
        "核对重量；确实如此则按大件货运",
        "check the weight; if it is right, send it as freight",
    ),
    *BENCH_REASONS,
    Reason(
        "boxes_used_up",
        R,
        "{warehouse} 仓没有装得下 {sku}（{quantity} 件）的箱子可用了，各箱剩余：{boxes}",
        "no box is left at {warehouse} for {quantity} of {sku}; there are: {boxes}",
        "收入其中一种箱子的库存，订单会自动重新计划；或在设置中增加箱型",
        "receive stock of one of these boxes and the order is planned again by itself; or add a box in set-up",
    ),
    *FILE_REASONS,
    *STOCK_REASONS,
    *TEMPLATE_REASONS,
    *FLOOR_REASONS,
    *MOVING_REASONS,
    *INBOUND_REASONS,
    *PACK_REASONS,
)
