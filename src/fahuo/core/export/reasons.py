"""The reasons of export: what a declaration still waits for. The plan goes on; the papers do not leave before it is mended."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

W = Weight.WAITS

REASONS: tuple[Reason, ...] = (
    Reason(
        "hs_missing",
        W,
        "商品 {sku} 没有 HS 编码，不能申报",
        "product {sku} has no HS code: it cannot be declared",
        "在商品目录中填写 HS 编码（至少 6 位数字）",
        "give its HS code, six digits or more, in the catalogue",
    ),
    Reason(
        "hs_malformed",
        W,
        "商品 {sku} 的 HS 编码“{hs_code}”不是 6 至 13 位数字",
        "product {sku}: HS code {hs_code!r} is not 6 to 13 digits",
        "改正 HS 编码：只写数字，不加点和空格",
        "correct the HS code: digits alone, no dots or spaces",
    ),
    Reason(
        "origin_missing",
        W,
        "商品 {sku} 没有原产国",
        "product {sku} has no country of origin",
        "在商品目录中填写原产国的两位代码，例如 CN",
        "give the two-letter code of the country where it was made, such as CN, in the catalogue",
    ),
    Reason(
        "value_zero",
        W,
        "{sku} 的 {quantity} 件申报价值为零：海关不接受没有价值的申报",
        "{quantity} of {sku} would be declared at no value: customs accepts no goods without one",
        "填写该商品的单价；赠品填写其价值",
        "give the price paid for it, or for a free gift its value",
    ),
    Reason(
        "discount_exceeds_goods",
        W,
        "订单折扣 {discount} 抵消了货款和运费：没有可以申报的价值",
        "the order's discount of {discount} leaves nothing of goods and freight: there is no value to declare",
        "核对折扣；赠送的订单请填写商品的真实价值",
        "check the discount; for an order given away, give what its goods are worth",
    ),
)
