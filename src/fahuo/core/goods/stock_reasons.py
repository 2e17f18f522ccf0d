"""The reasons of stock: why pieces cannot be moved or taken away."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R = Weight.REFUSED

STOCK_REASONS: tuple[Reason, ...] = (
    Reason(
        "stock_not_there",
        R,
        "{warehouse} 库位 {bin}（批次 {lot}）的 {sku} 只有 {there} 件，要取 {asked} 件",
        "{sku}: bin {bin} in {warehouse} (lot {lot}) has {there} pieces, {asked} asked",
        "核对库位和批次；账实不符则盘点该库位",
        "check the bin and the lot; if the books are wrong, count the bin",
    ),
    Reason(
        "stock_is_promised",
        R,
        "{warehouse} 的 {sku} 在库 {there} 件，其中 {promised} 件已分配给订单，不能减少 {asked} 件",
        "{sku}: {there} pieces are on hand in {warehouse} and {promised} of them are promised to orders: {asked} cannot be taken away",
        "确认让最晚的订单让出，或先补货",
        "say that the newest of these orders give theirs up, or receive stock first",
    ),
    Reason(
        "promised_meanwhile",
        R,
        "这些件正被其他订单占用，没能锁定",
        "other orders are being promised these pieces at this moment",
        "稍后再试",
        "try again in a moment",
    ),
)
