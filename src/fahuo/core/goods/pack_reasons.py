"""The reasons of `fahuo pack`: what is wrong with a row of items or of boxes, and which pieces no box takes."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R = Weight.REFUSED
_MEASURED = ("按实测填写，尺寸用毫米，重量用克", "give it as measured: sizes in mm, weights in g")


def _refused(code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> Reason:
    return Reason(code, R, zh, en, mend_zh, mend_en)


PACK_REASONS: tuple[Reason, ...] = (
    _refused("pack_cell_missing", "第 {source_row} 行没有填 {field}", "row {source_row} has no {field}", *_MEASURED),
    _refused(
        "pack_number_unreadable",
        "第 {source_row} 行 {field}：“{value}”不是数字",
        "row {source_row}, {field}: {value!r} is not a number",
        "只写数字，不要单位和千位分隔符",
        "write digits alone, without unit or thousands separator",
    ),
    _refused(
        "pack_not_above_zero",
        "第 {source_row} 行 {field}：{value} 不大于零",
        "row {source_row}, {field}: {value} is not above zero",
        *_MEASURED,
    ),
    _refused(
        "pack_number_too_large",
        "第 {source_row} 行 {field}：{value} 大于 {most}",
        "row {source_row}, {field}: {value} is above {most}",
        "核对单位，或是否多按了一位",
        "check the unit, or a digit too many",
    ),
    _refused(
        "pack_quantity_not_whole",
        "第 {source_row} 行 {field}：{value} 不是整数",
        "row {source_row}, {field}: {value} is not a whole number",
        "填写件数",
        "give the number of pieces",
    ),
    _refused(
        "pack_attribute_unknown",
        "第 {source_row} 行 {field}：不认识“{value}”",
        "row {source_row}, {field}: {value!r} is unknown",
        "可用：{known}",
        "use {known}",
    ),
    _refused(
        "pack_row_ragged",
        "第 {source_row} 行的格数与首行不同",
        "row {source_row} has another number of cells than the first row",
        "补上或删掉多余的分隔符，或给含分隔符的文字加引号",
        "add or take out separators, or put text that holds one in quotation marks",
    ),
    _refused(
        "pack_piece_too_large",
        "第 {source_row} 行：{size} 毫米，怎么转都放不进任何箱子",
        "row {source_row}: {size} mm goes into no box, however it is turned",
        "加一种更大的箱型，或单独发一个包裹",
        "add a larger box, or send it as a parcel of its own",
    ),
    _refused(
        "pack_piece_too_heavy",
        "第 {source_row} 行：{weight} 克，放得下它的箱子最多装 {most} 克",
        "row {source_row}: {weight} g, and of the boxes that it fits none takes more than {most} g",
        "加一种更结实的箱型，或单独发一个包裹",
        "add a stronger box, or send it as a parcel of its own",
    ),
    _refused(
        "pack_box_takes_nothing",
        "箱子文件第 {source_row} 行：{name} 自重 {empty} 克，限重 {limit} 克，什么也装不了",
        "row {source_row} of the boxes: {name} weighs {empty} g itself and its limit is {limit} g, so that nothing goes in",
        "核对限重，它包含箱子自重",
        "check the limit, which counts the box itself",
    ),
    _refused(
        "pack_box_inside_out",
        "箱子文件第 {source_row} 行：{name} 的内尺寸大于外尺寸",
        "row {source_row} of the boxes: {name} is larger inside than outside",
        "列的顺序为外尺寸在前、内尺寸在后",
        "the outer size comes first, then the empty weight, then the inner size",
    ),
)
