"""The reasons of inbound plans and counts: what cannot be done, and why."""

from __future__ import annotations

from fahuo.core.goods.moving_reasons import refused
from fahuo.core.words import Reason

INBOUND_REASONS: tuple[Reason, ...] = (
    refused(
        "inbound_number_taken", "入库计划 {number} 已存在", "there is an inbound {number} already", "换一个编号", "choose another number"
    ),
    refused(
        "inbound_to_itself",
        "发货仓和收货仓都是 {warehouse}",
        "{warehouse} is both where the goods come from and where they go",
        "选择另一个仓库",
        "choose another warehouse",
    ),
    refused(
        "inbound_empty",
        "入库计划 {number} 没有商品",
        "inbound {number} has no goods",
        "先添加商品或上传装箱单",
        "add products, or upload a packing list",
    ),
    refused(
        "inbound_box_unknown", "入库计划 {number} 没有箱号 {box}", "inbound {number} has no box {box}", "核对箱唛", "check the box mark"
    ),
    refused(
        "inbound_box_received",
        "箱 {box} 已收货",
        "box {box} was received already",
        "无需处理；数量不符请按商品补录",
        "nothing is to be done; if pieces differ, receive them by product",
    ),
    refused("inbound_box_empty", "箱 {box} 没有装箱明细", "nothing is planned in box {box}", "按商品收货", "receive by product"),
    refused(
        "inbound_source_short",
        "仓库 {warehouse} 的 {sku} 可发 {there} 件，计划 {asked} 件",
        "{warehouse} can send {there} pieces of {sku}, {asked} are planned",
        "减少计划数量，或先补货、取消占用",
        "plan fewer, or free some first",
    ),
    refused(
        "inbound_reason_missing",
        "{sku} 有差异（计划 {planned}，收到 {received}，损坏 {damaged}），没有填写原因",
        "{sku} differs (planned {planned}, received {received}, damaged {damaged}), and no reason is given",
        "填写差异原因",
        "say why",
    ),
    refused(
        "approve_other_person",
        "差异金额 {value} 超过 {limit}，须由 {by} 以外的人审批",
        "the differences are worth {value}, above {limit}: somebody other than {by} must approve",
        "请另一位同事审批",
        "ask a colleague",
    ),
    refused("packing_column_missing", "装箱单没有“{field}”列", "the packing list has no column {field}", "加上这一列", "add the column"),
    refused(
        "packing_row_twice",
        "箱 {box} 的 {sku} 已在第 {first_row} 行出现",
        "{sku} in box {box} already stands in row {first_row}",
        "留下对的一行",
        "keep the row that is right",
    ),
    refused(
        "packing_measure",
        "{field}“{value}”不是大于零的数字",
        "{field} {value!r} is not a number above zero",
        "尺寸用毫米，重量用克",
        "write mm and g",
    ),
    refused(
        "count_nothing",
        "没有可盘点的库位",
        "there is no bin to count",
        "换一种选择方式，或先建立库位",
        "choose otherwise, or make bins first",
    ),
    refused(
        "count_bin_not_in",
        "库位 {bin} 不在盘点 {count} 中",
        "bin {bin} is not in count {count}",
        "扫描清单中的库位",
        "scan a bin of the list",
    ),
    refused(
        "count_bin_done",
        "库位 {bin} 已盘完",
        "bin {bin} was counted already",
        "需要重盘时点“重盘”",
        "ask for a recount if it must be counted again",
    ),
    refused("count_bin_not_begun", "还没有扫描库位 {bin}", "bin {bin} was not scanned yet", "先扫描库位", "scan the bin first"),
    refused(
        "count_product_elsewhere",
        "此库位只盘 {wanted}，不盘 {sku}",
        "in this bin only {wanted} is counted, not {sku}",
        "扫描该商品",
        "scan that product",
    ),
    refused(
        "count_quantity",
        "“{value}”不是零或以上的整数",
        "{value!r} is not a whole number, zero or more",
        "填写数到的件数",
        "give the pieces that you counted",
    ),
    refused(
        "count_open_bins",
        "还有 {bins} 个库位没有盘完",
        "{bins} bins are not counted yet",
        "先盘完，或从盘点中去掉",
        "count them, or take them out",
    ),
    refused(
        "count_disturbed",
        "库位 {bin} 的 {sku} 在盘点期间有出入（{low} 至 {high} 件），盘得 {counted} 件",
        "{sku} in bin {bin} moved while it was counted (between {low} and {high} pieces lay there), {counted} were counted",
        "重盘该库位",
        "count the bin again",
    ),
    refused("count_class_unknown", "没有“{value}”类", "there is no class {value!r}", "选择 A、B 或 C", "choose A, B or C"),
)
