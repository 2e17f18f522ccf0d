"""The reasons of the pack bench: why a scan does not count, why a parcel is not packed here and now."""

from __future__ import annotations

from fahuo.core.goods.bench import Aside
from fahuo.core.words import Reason, Weight

R, W = Weight.REFUSED, Weight.WAITS


ASIDE = (
    (Aside.MISSING, "缺货", "a piece is missing"),
    (Aside.DAMAGED, "破损", "a piece is damaged"),
    (Aside.WRONG_GOODS, "货不对", "the goods are not what their label says"),
    (Aside.NO_BOX, "缺包材", "there is no such box"),
    (Aside.OTHER, "其他原因", "another reason"),
)


_OTHER_BOX = ("换一个大些的箱子；确认装得下由主管放行", "take a larger box; if they do go in a supervisor lets it go")


def _refused(code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> Reason:
    return Reason(code, R, zh, en, mend_zh, mend_en)


BENCH_REASONS: tuple[Reason, ...] = (
    _refused("wrong_item", "货不对：这个包裹里没有 {sku}", "wrong item: {sku} does not belong in this parcel", "把它放回去", "put it back"),
    _refused(
        "one_too_many", "多了：{sku} 的 {quantity} 件都已扫过", "one too many: all {quantity} of {sku} are in", "把它放回去", "put it back"
    ),
    _refused(
        "more_than_left",
        "{sku} 一次扫 {asked} 件，还差 {left} 件",
        "{asked} of {sku} at once, but only {left} are still wanted",
        "清点后重新扫描",
        "count them and scan again",
    ),
    _refused(
        "code_unknown",
        "不认识的条码：{code}",
        "unknown code: {code}",
        "检查条码，或在商品资料里补上",
        "check the code, or add it to the product",
    ),
    _refused(
        "code_ambiguous",
        "条码 {code} 对应多个商品（{skus}）",
        "the code {code} belongs to several products ({skus})",
        "改扫商品编码",
        "scan the product code instead",
    ),
    _refused(
        "serial_one_by_one",
        "{sku} 按序列号管理，不能一次扫 {asked} 件",
        "{sku} is tracked by serial number: not {asked} at once",
        "逐件扫描",
        "scan them one by one",
    ),
    _refused(
        "lot_unknown", "{sku} 没有批次 {lot}", "{sku} has no lot {lot}", "核对批次，或先收货登记", "check the lot, or receive it first"
    ),
    _refused(
        "lot_expired",
        "{sku} 批次 {lot} 已于 {expires_on} 到期",
        "lot {lot} of {sku} expired on {expires_on}",
        "换一个批次，到期货移到待检区",
        "take another lot; move this one to quarantine",
    ),
    _refused(
        "lot_not_picked",
        "{sku} 为这个包裹拣的是批次 {picked}，不是 {lot}",
        "lot {picked} of {sku} was picked for this parcel, not {lot}",
        "拿拣好的那批；确要换批，先重新拣货",
        "take the pieces that were picked; pick it anew if the lot must change",
    ),
    _refused(
        "serial_known",
        "{sku} 序列号 {serial} 已装入包裹 {parcel}",
        "serial number {serial} of {sku} went into parcel {parcel} already",
        "核对标签，换一件",
        "check the label, take another piece",
    ),
    _refused(
        "serial_malformed",
        "“{serial}” 不像序列号",
        '"{serial}" is no serial number',
        "扫描商品上的序列号，最多 80 个字符",
        "scan the serial number on the piece, 80 characters at most",
    ),
    _refused(
        "weight_unreadable",
        "读不出重量：{line}",
        "no weight can be read from {line}",
        "输入克数（1234）或千克数（1.234）",
        "type grams (1234) or kilograms (1.234)",
    ),
    _refused(
        "weight_moving",
        "秤还没稳：{weight_g} 克",
        "the scale still moves: {weight_g} g",
        "等秤稳定后再按一次",
        "wait until it rests, then press again",
    ),
    _refused(
        "weight_none",
        "秤没有最新读数",
        "the scale has sent nothing of late",
        "输入重量，或检查秤的连接",
        "type the weight, or check the scale",
    ),
    _refused(
        "weight_outside",
        "重量 {weight_g} 克，应为 {expected_g} 克（允许相差 {allowed_g} 克）",
        "it weighs {weight_g} g, {expected_g} g are expected ({allowed_g} g allowed)",
        "清点货品和箱子；确认无误由主管放行",
        "count the pieces and check the box; if all is right a supervisor lets it go",
    ),
    _refused(
        "no_supervisor",
        "主管账号或密码不对",
        "that is no supervisor's name and password",
        "由本商家有设置权限的人输入",
        "somebody who may change the set-up must enter them",
    ),
    _refused("no_override_reason", "没有写放行原因", "no reason is given", "写明为什么放行", "say why it may go"),
    _refused(
        "nothing_to_override",
        "没有可放行的：最近没有被拒绝的重量或箱子",
        "there is nothing to let go: no weight or box was refused last",
        "先称重或扫描箱子",
        "weigh the parcel or scan the box first",
    ),
    _refused("box_unknown", "没有箱型 {code}", "there is no box {code}", "扫描箱子上的条码", "scan the barcode of a box"),
    _refused(
        "box_too_small",
        "{box} 装不下这个包裹的 {pieces} 件：要 {boxes} 个这样的箱子",
        "the {pieces} pieces of this parcel do not go into one {box}: they need {boxes} of them",
        *_OTHER_BOX,
    ),
    _refused(
        "box_piece_too_large",
        "{sku} 加上包装是 {size} 毫米，放不进 {box}（内尺寸 {inside} 毫米）",
        "{sku} with its padding is {size} mm and does not go into {box}, {inside} mm inside",
        *_OTHER_BOX,
    ),
    _refused(
        "box_over_limit",
        "{box} 连货 {gross_g} 克，限重 {limit_g} 克",
        "with these goods {box} weighs {gross_g} g, {limit_g} g are its limit",
        "换一个承重更大的箱子；确认装得住由主管放行",
        "take a stronger box; if it does bear them a supervisor lets it go",
    ),
    _refused(
        "box_single_wall",
        "{sku} 要用双层瓦楞箱，{box} 不是",
        "{sku} must travel in a double-walled box, which {box} is not",
        "换一个双层箱；确认无妨由主管放行",
        "take a double-walled box; if it does no harm a supervisor lets it go",
    ),
    _refused(
        "box_unmeasured",
        "{sku} 没有尺寸或重量，不知道装不装得进 {box}",
        "{sku} has no size or weight, so nobody knows whether it goes into {box}",
        "在商品资料里补上尺寸和重量；装得进就由主管放行",
        "give its size and weight in the catalogue; if it does go in a supervisor lets it go",
    ),
    _refused(
        "box_none_left",
        "账上仓库 {warehouse} 没有多余的 {box}：可用 {there} 个，其中 {promised} 个留给别的包裹",
        "by the books warehouse {warehouse} has no {box} to spare: {there} are there, {promised} of them for other parcels",
        "换一种箱子；账不对就盘点包材，着急由主管放行",
        "take another box; count the packing material if the books are wrong; a supervisor may let it go",
    ),
    _refused(
        "bench_busy",
        "这里正在装 {parcel}",
        "{parcel} is being packed here",
        "先装完，或搁置、放下它",
        "finish it, put it aside, or lay it down first",
    ),
    _refused(
        "bench_elsewhere",
        "{by} 正在 {station} 装 {parcel}",
        "{by} is packing {parcel} at {station}",
        "确认后可接手",
        "take it over if you are sure",
    ),
    _refused("bench_empty", "还没有打开包裹", "no parcel is open", "先扫描周转箱、订单或包裹", "scan a tote, an order or a parcel first"),
    _refused(
        "bench_blocked",
        "{parcel} 不能装：{why}",
        "{parcel} may not be packed: {why}",
        "先在“今日工作”里处理",
        "mend it under Today's work first",
    ),
    _refused("bench_cancelled", "{parcel} 的订单已取消", "the order of {parcel} is cancelled", "把货放回库位", "put the pieces back"),
    _refused("bench_packed", "{parcel} 已装好", "{parcel} is packed already", "需要面单可重新打印", "print the label again if you need it"),
    _refused("bench_gone", "{parcel} 已经出库", "{parcel} has left already", "核对包裹号", "check the number"),
    _refused(
        "bench_other_warehouse",
        "{parcel} 属于仓库 {warehouse}",
        "{parcel} belongs to warehouse {warehouse}",
        "送到那个仓库的打包台",
        "take it to a bench there",
    ),
    _refused("nothing_to_undo", "没有可撤销的扫描", "there is no scan to undo", "无需处理", "nothing is to be done"),
    _refused(
        "not_all_scanned",
        "还差 {left} 件没扫",
        "{left} pieces are still to be scanned",
        "扫完，或缺货时搁置",
        "scan them, or put the parcel aside",
    ),
    _refused("aside_reason", "没有这个搁置原因", "there is no such reason", "按 1 到 5 选择", "choose 1 to 5"),
    *(
        Reason(
            f"aside_{why}",
            W,
            f"打包时搁置：{zh}（{{note}}）",
            f"put aside at the pack bench: {en} ({{note}})",
            "补齐后再扫这个包裹，继续打包",
            "when it is put right, scan the parcel again and go on",
        )
        for why, zh, en in ASIDE
    ),
    Reason(
        "box_changed",
        W,
        "面单买好后换了箱子：{planned} 换成 {actual}",
        "the box was changed after the label was bought: {planned} to {actual}",
        "核对运费，必要时作废面单重买",
        "check the freight; void the label and buy another if it matters",
    ),
)
