"""The reasons of a merchant's own papers: what is wrong with a template, with its logo, or with one parcel's paper made from it."""

from __future__ import annotations

from fahuo.core.words import Reason, Weight

R = Weight.REFUSED


def _refused(code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> Reason:
    return Reason(code, R, zh, en, mend_zh, mend_en)


_AT = ("第 {line} 行第 {column} 个字“{text}”", "line {line}, character {column} ( {text} )")
_NEAR = (
    "看这一行和上一行：少了逗号、括号或引号，或多了一个",
    "look at this line and the one before: a comma, a bracket or a quotation mark is missing or too many",
)

TEMPLATE_REASONS: tuple[Reason, ...] = (
    _refused(
        "template_unclosed",
        f"{_AT[0]}：括号或引号开了没有关（{{said}}）",
        f"{_AT[1]}: a bracket or quotation mark is opened and never closed ({{said}})",
        "在这段内容后面补上 ) ] }} 或引号",
        "close it with ) ] }} or a quotation mark after what belongs to it",
    ),
    _refused("template_syntax", f"{_AT[0]}：写法不对（{{said}}）", f"{_AT[1]}: this is not how typst is written ({{said}})", *_NEAR),
    _refused(
        "template_unknown_name",
        f"{_AT[0]}：不认识“{{name}}”",
        f"{_AT[1]}: {{name}} is unknown",
        "检查拼写；数据要写成 it.字段名，文字里的 # 要写成 \\#",
        "check the spelling; data is written it.field, and a # that is only text is written \\#",
    ),
    _refused(
        "template_no_field",
        f"{_AT[0]}：数据里没有“{{name}}”",
        f"{_AT[1]}: the data has no field {{name}}",
        "改用字段表里的名字",
        "use a name from the table of fields",
    ),
    _refused(
        "template_no_file",
        f"{_AT[0]}：没有文件 {{name}}",
        f"{_AT[1]}: there is no file {{name}}",
        '只能读 data.json 和上传的标志（it.logo）；标志不一定有，先写 #if it.logo != ""',
        'a template reads data.json and its logo (it.logo) only; there may be no logo, so ask #if it.logo != "" first',
    ),
    _refused(
        "template_package",
        f"{_AT[0]}：不能用外部的包（@preview、@local）",
        f"{_AT[1]}: packages from outside (@preview, @local) are not used here",
        "把要用的函数直接写进模板",
        "write what you need of it into the template itself",
    ),
    _refused(
        "template_endless",
        f"{_AT[0]}：循环或函数没有尽头（{{said}}）",
        f"{_AT[1]}: a loop or a function never ends ({{said}})",
        "给它一个停下来的条件",
        "give it a condition that ends it",
    ),
    _refused(
        "template_wrong",
        f"{_AT[0]}：{{said}}",
        f"{_AT[1]}: {{said}}",
        "数据里的数字都是写好的文字，算数前用 int() 或 float()；对照字段表和 typst 文档",
        "numbers of the data are texts, ready to be read: int() or float() before counting; compare the table of fields and typst's documentation",
    ),
    _refused(
        "template_slow",
        "排版占用处理器超过 {seconds} 秒，已停止",
        "it took more than {seconds} seconds of a processor to set and was stopped",
        "检查没有尽头的循环（while true），或过大的图片",
        "look for a loop without end (while true) or a picture that is too large",
    ),
    _refused(
        "template_memory",
        "排版用的内存超过 {mb} MB，已停止",
        "it took more than {mb} MB of memory to set and was stopped",
        "检查没有尽头的循环或过长的列表",
        "look for a loop without end or a list that is too long",
    ),
    _refused(
        "template_large",
        "做出来的文件有 {mb} MB，最多 {most} MB",
        "the file is {mb} MB large, {most} MB is the most",
        "用小一些的图片，检查有没有多余的页",
        "take smaller pictures and look for pages that nobody wants",
    ),
    _refused(
        "template_pages",
        "一个包裹做出了 {pages} 页，最多 {most} 页",
        "it makes {pages} pages of one parcel, {most} are the most",
        "检查 pagebreak 和循环",
        "look at pagebreak and at loops",
    ),
    _refused(
        "template_blank",
        "模板是空的",
        "the template is empty",
        "从我们的样板开始",
        "begin with our starter",
    ),
    _refused(
        "template_long",
        "模板有 {chars} 个字符，最多 {most} 个",
        "the template has {chars} characters, {most} are the most",
        "把图片上传为标志，不要写进模板",
        "upload a picture as the logo instead of writing it into the template",
    ),
    _refused(
        "template_glyph",
        "第 {line} 行：字体里没有“{character}”（{name}）",
        "line {line}: the fonts have no glyph for {character} ({name})",
        "换一个字符",
        "write another character",
    ),
    _refused(
        "template_wide",
        "纸宽 {wide} 毫米，面单打印机最宽 {most} 毫米",
        "the page is {wide} mm wide, a label printer takes {most} mm",
        "用 PDF 打印，或把模板的纸改窄",
        "print it as PDF, or make the template's page narrower",
    ),
    _refused(
        "template_font",
        f"{_AT[0]}：没有字体 {{name}}，改用自带的",
        f"{_AT[1]}: there is no font {{name}}, ours is taken instead",
        "删掉 font，或用 Noto Sans、Noto Sans SC",
        "leave font out, or name Noto Sans or Noto Sans SC",
    ),
    _refused(
        "logo_kind",
        "{name} 不是 PNG 或 JPEG 图片",
        "{name} is no PNG or JPEG picture",
        "另存为 PNG 或 JPEG 再上传",
        "save it as PNG or JPEG and upload that",
    ),
    _refused(
        "logo_large",
        "{name} 有 {kb} KB，最多 {most} KB",
        "{name} is {kb} KB large, {most} KB is the most",
        "缩小图片再上传",
        "make the picture smaller",
    ),
    _refused(
        "logo_pixels",
        "{name} 是 {wide} × {high} 像素，每边最多 {most}",
        "{name} has {wide} × {high} pixels, {most} a side is the most",
        "缩小图片再上传",
        "make the picture smaller",
    ),
    _refused(
        "logo_broken",
        "{name} 打不开：{said}",
        "{name} cannot be read: {said}",
        "用看图软件打开后重新保存",
        "open it in a program for pictures and save it again",
    ),
)
