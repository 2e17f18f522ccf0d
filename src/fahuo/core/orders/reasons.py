"""The reasons of orders: what a row, a line or an order lacks."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R, H, N = Weight.REFUSED, Weight.HELD, Weight.NOT_GOODS

REASONS: tuple[Reason, ...] = (
    Reason("number_missing", R, "第 {source_row} 行没有订单号", "row {source_row} has no order number", "填写订单号后重新导入", "give the order number and import the row again"),
    Reason("row_ragged", R, "第 {source_row} 行有 {found} 个单元格，表头有 {expected} 个", "row {source_row} has {found} cells, the header has {expected}", "核对该行的分隔符和引号后重新导入", "check the separators and quotes of the row and import it again"),
    Reason("quote_open", R, "第 {source_row} 行有一个没有闭合的引号", "row {source_row} has a quotation mark that opens and never closes", "补上或去掉该引号后重新导入", "close the quotation mark or take it out, and import the row again"),
    Reason("order_conflict", R, "订单 {number} 的各行给出不同的{field}：“{first}”和“{other}”", "the rows of order {number} give different values of {field}: {first!r} and {other!r}", "改为一致，或拆成两个订单号", "make them equal, or give them two order numbers"),
    Reason("amount_too_large", R, "{quantity} × {price} 超出一张订单可能的数额", "{quantity} × {price} is beyond what an order can hold", "核对数量和单价", "check quantity and price"),
    Reason("discount_too_large", R, "折扣 {discount} 不小于货款与运费之和 {paid}：申报价值为零", "the discount {discount} leaves nothing of goods and freight {paid}: there is no value to declare", "核对折扣；全额抵扣的订单填写货物的实际价值", "check the discount; for an order paid by voucher give what the goods are worth"),
    Reason("quantity_unreadable", R, "数量“{quantity}”不是整数", "quantity {quantity!r} is not a whole number", "改成整数", "write a whole number"),
    Reason("quantity_not_positive", R, "数量 {quantity} 不大于零：这是退货或库存调整，没有要发的货", "quantity {quantity} is not above zero: a return or a stock adjustment, nothing to ship", "退货请在售后登记", "record a return under after-sales"),
    Reason("cancellation", R, "{number} 是取消单（贷项），没有要发的货", "{number} is a cancellation (credit note): nothing to ship", "退货请在售后登记", "record a return under after-sales"),
    Reason("price_unreadable", R, "单价“{price}”无法识别", "price {price!r} cannot be read", "写成数字，例如 2.55", "write a number such as 2.55"),
    Reason("price_zero", R, "单价为零：海关不接受没有价值的申报", "price is zero: customs accepts no goods without a value", "填写实际成交价；赠品填写其价值", "give the price paid, or for a free gift its value"),
    Reason("price_negative", R, "单价 {price} 为负", "price {price} is negative", "折扣请写在订单折扣里", "put a discount into the order's discount"),
    Reason("date_unreadable", R, "下单时间“{placed_at}”无法识别", "order time {placed_at!r} cannot be read", "写成 2026-01-31 14:05", "write it as 2026-01-31 14:05"),
    Reason("date_missing", R, "没有下单时间", "no order time", "填写下单时间，例如 2026-01-31 14:05", "give the order time, such as 2026-01-31 14:05"),
    Reason("promise_unreadable", R, "承诺日期“{promised_on}”无法识别", "promised day {promised_on!r} cannot be read", "写成 2026-01-31", "write it as 2026-01-31"),
    Reason("freight_unreadable", R, "订单运费“{freight}”不是不小于零的数字", "the order's freight {freight!r} is not a number from zero up", "写成数字，例如 4.50", "write a number such as 4.50"),
    Reason("discount_unreadable", R, "订单折扣“{discount}”无法识别", "the order's discount {discount!r} cannot be read", "写成数字，例如 5.00", "write a number such as 5.00"),
    Reason("currency_unknown", R, "币种“{currency}”不存在或当天没有汇率", "currency {currency!r} does not exist or has no rate on the day", "使用 ISO 4217 代码，并维护汇率", "use the ISO 4217 code and load its exchange rate"),
    Reason("sku_missing", R, "没有商品编码", "no product code", "填写商品编码", "give the product code"),
    Reason("product_unknown", R, "商品 {sku} 不在商品目录中", "product {sku} is not in the catalogue", "先在商品目录中建立该商品", "add the product to the catalogue"),
    Reason("country_unknown", R, "国家“{country}”不能对应到一个国家", "country {country!r} names no one country", "使用国家代码或正式名称", "use the country's code or its name"),
    Reason("address_missing", R, "地址缺少 {fields}", "the address lacks {fields}", "补全地址", "complete the address"),
    Reason("postcode_invalid", R, "邮编“{postcode}”不符合 {country} 的格式（例如 {example}）", "postcode {postcode!r} does not fit {country} (such as {example})", "核对邮编", "check the postcode with the buyer"),
    Reason("region_unknown", R, "“{region}”不是 {country} 的州或省", "{region!r} is no state or province of {country}", "核对州/省", "check the state or province"),
    Reason("phone_invalid", R, "电话“{phone}”在 {country} 无效", "phone {phone!r} is not valid in {country}", "核对电话", "check the phone number"),
    Reason("tax_id_missing", R, "寄往 {country} 必须有收件人的 {kind}", "{country} demands the buyer's {kind}", "向买家索取 {kind}", "ask the buyer for the {kind}"),
    Reason("tax_id_invalid", R, "收件人的 {kind}“{tax_id}”校验不通过", "the buyer's {kind} {tax_id!r} fails its check", "向买家核对 {kind}", "check the {kind} with the buyer"),
    Reason("no_goods", R, "订单没有可以发的货", "the order has no line that can be shipped", "见各行的原因", "see the reasons of its lines"),
    Reason("out_of_stock", R, "{sku} 需要 {quantity} 件，可用 {available} 件", "{sku}: {quantity} asked, {available} available", "补货或减少数量", "receive stock, or lower the quantity"),
    Reason("held_by_rule", H, "审单规则：{note}", "review rule: {note}", "审核后放行", "approve or cancel it"),
    Reason("freight_line", N, "{sku} 是运费，计入订单运费", "{sku} is carriage, added to the order's freight", "无需处理", "nothing to do"),
    Reason("discount_line", N, "{sku} 是折扣，计入订单折扣", "{sku} is a discount, added to the order's discount", "无需处理", "nothing to do"),
    Reason("fee_line", N, "{sku} 是费用或调整，不是货物", "{sku} is a fee or an adjustment, not goods", "无需处理", "nothing to do"),
    Reason("voucher_line", N, "{sku} 是礼品券，不需发货", "{sku} is a gift voucher, nothing to ship", "无需处理", "nothing to do"),
)
