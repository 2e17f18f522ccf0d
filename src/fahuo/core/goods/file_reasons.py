"""The reasons of catalogue and stock files: what is wrong with a row or a cell."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R, W = Weight.REFUSED, Weight.WAITS

FILE_REASONS: tuple[Reason, ...] = (
    Reason("catalog_column_missing", R, "商品文件没有“{field}”列", "the catalogue has no column {field}", "加上这一列", "add the column"),
    Reason(
        "catalog_sku_missing",
        R,
        "商品文件第 {source_row} 行没有商品编码",
        "row {source_row} of the catalogue has no product code",
        "填写 sku",
        "give the sku",
    ),
    Reason(
        "catalog_sku_twice",
        R,
        "第 {source_row} 行的商品编码 {sku} 已在第 {first_row} 行出现，以第 {first_row} 行为准",
        "row {source_row}: product {sku} already stands in row {first_row}, which counts",
        "删除其中一行",
        "take one of the two rows out",
    ),
    Reason(
        "catalog_number_unreadable",
        R,
        "第 {source_row} 行 {field}：“{value}”不是数字，按空白处理",
        "row {source_row}, {field}: {value!r} is not a number and was left empty",
        "只写数字，尺寸用毫米，重量用克，不要千位分隔符",
        "write digits alone: sizes in mm, weights in g, no thousands separator",
    ),
    Reason(
        "catalog_not_above_zero",
        R,
        "第 {source_row} 行 {field}：{value} 不大于零，按空白处理",
        "row {source_row}, {field}: {value} is not above zero and was left empty",
        "填写实际的尺寸或重量",
        "give the size or weight as measured",
    ),
    Reason(
        "catalog_too_large",
        R,
        "第 {source_row} 行 {field}：{value} 大于 {most}，按空白处理",
        "row {source_row}, {field}: {value} is above {most} and was left empty",
        "核对单位：尺寸用毫米，重量用克",
        "check the unit: sizes in mm, weights in g",
    ),
    Reason(
        "catalog_hs_code_unreadable",
        W,
        "第 {source_row} 行 {field}：“{value}”不是 6 到 13 位的 HS 编码，按空白处理",
        "row {source_row}, {field}: {value!r} is no HS code of 6 to 13 digits and was left empty",
        "按文本填写完整编码，保留开头的零",
        "write the whole code as text, with its leading zeros",
    ),
    Reason(
        "catalog_origin_unknown",
        W,
        "第 {source_row} 行 {field}：“{value}”不是国家代码，按空白处理",
        "row {source_row}, {field}: {value!r} is no country code and was left empty",
        "填写两位 ISO 国家代码，例如 CN",
        "write the two-letter ISO code, such as CN",
    ),
    Reason(
        "catalog_attribute_unknown",
        W,
        "第 {source_row} 行 {field}：不认识“{name}”，其余属性已采用",
        "row {source_row}, {field}: {name!r} is no goods attribute; the others were taken",
        "可用的属性：{known}",
        "use one of: {known}",
    ),
    Reason("stock_column_missing", R, "库存文件没有“{field}”列", "the stock file has no column {field}", "加上这一列", "add the column"),
    Reason(
        "stock_sku_missing",
        R,
        "库存文件第 {source_row} 行没有商品编码",
        "row {source_row} of the stock file has no product code",
        "填写 sku",
        "give the sku",
    ),
    Reason(
        "stock_product_unknown",
        R,
        "第 {source_row} 行：商品 {value} 不在商品目录中",
        "row {source_row}: product {value} is not in the catalogue",
        "先建立该商品，或改正编码",
        "add the product to the catalogue, or correct the code",
    ),
    Reason(
        "stock_warehouse_unknown",
        R,
        "第 {source_row} 行：没有仓库“{value}”",
        "row {source_row}: there is no warehouse {value!r}",
        "使用这些仓库代码之一：{known}",
        "use one of the codes {known}",
    ),
    Reason(
        "stock_quantity_unreadable",
        R,
        "第 {source_row} 行：{sku} 的数量“{value}”不是整数",
        "row {source_row}: the quantity {value!r} of {sku} is not a whole number",
        "填写整数件数，不要千位分隔符",
        "write whole pieces, no thousands separator",
    ),
    Reason(
        "stock_quantity_negative",
        R,
        "第 {source_row} 行：{sku} 的数量 {value} 小于零",
        "row {source_row}: the quantity {value} of {sku} is below zero",
        "填写零或实际件数",
        "write zero, or the pieces that are there",
    ),
    Reason(
        "stock_row_twice",
        R,
        "第 {first_row} 行和第 {source_row} 行都是仓库 {warehouse} 的 {sku}（{first_quantity} 件和 {value} 件），以第 {first_row} 行为准",
        "rows {first_row} and {source_row} both give {sku} in {warehouse} ({first_quantity} and {value} pieces): row {first_row} counts",
        "留下对的一行，删除另一行",
        "keep the row that is right and take the other out",
    ),
)
