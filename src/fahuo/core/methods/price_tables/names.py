"""What a service is called, of which class it is and what its code is, by the lines above its table, the sheet's name and the file's."""

from __future__ import annotations

import re
from pathlib import PurePath
from zlib import crc32

from fahuo.core.methods.codes import COUNTRIES
from fahuo.core.methods.price_tables.headings import GOODS_LABEL
from fahuo.core.methods.price_tables.moments import days_in
from fahuo.core.methods.price_tables.places import Gazetteer, Where

_I = re.IGNORECASE
_TABLE = re.compile(
    r"(?:最新|官方)?(?:价格表?|报价[表单]?|运价表?|运费表?|资费(?:标准|表)?|价目表?|费率表|price ?list|price ?table|rate ?card|rate ?sheet|tariffs?|quotation"
    r"|prices|rates)(?:明细|一览表?|更新|\((?![A-Z0-9-]{2,12}\)).{0,12}\))?",
    _I,
)
_WORDS = re.compile(
    r"专线|小包|挂号|平邮|快递|特快|快线|渠道|专递|空派|海派|空运|商派|标快|特惠|经济|优先|e邮宝|e特快|邮政|云途|燕文|4px|递四方|顺丰|万邑通|纵腾|"
    r"联邦|卡派|卡航|铁路|海卡|头程|联邮通|挂号|双清|"
    r"dhl|fedex|ups|tnt|ems|usps|express|line\b|post|packet|parcel|economy|priority|standard|registered|tracked|mail|service"
    r"|delivery|freight",
    _I,
)
_GENERIC = re.compile(
    r"sheet ?[0-9]*|工作表 ?[0-9]*|table ?[0-9]*|价格|报价|运价|price|prices|rates?|数据|data|first|main|主表|目录|说明|备注|notes?|分区表?|zones?|国家分区",
    _I,
)
_LISTED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十0-9]{1,3}\)|[①-⑳])\s*")
_NAMED = re.compile(r"^(?:产品|渠道|服务|线路|product|service)(?:名称?| name)?\s*[:：]\s*", _I)
_NO_TITLE = re.compile(
    r"[0-9]+[、.)]|备注|注[:意]|说明|note|remark|单位|币种|生效|有效|执行|自?20[0-9]{2}|valid|effective|currency|unit|unless|电话|手机|微信|地址|联系",
    _I,
)
_SENTENCE = re.compile(r"[。;!]|加收|不收|不接|除以|surcharge|以下|以上|如下|不含燃油|另计|另加|[0-9]\s*%|公司|欢迎|谢谢")
_CODE_NAMED = re.compile(
    r"\(?\s*(?:产品|渠道|服务|运输方式|product|service)? ?(?:代码|编码|(?<![a-z])code) ?[:=]? ?([A-Za-z0-9][A-Za-z0-9_-]{1,38})\s*\)?", _I
)
_UNITS = re.compile(
    r"\(\s*(?:单位|币种)?[:：]?\s*(?:RMB|CNY|USD|EUR|GBP|人民币|美元|元)\s*(?:/\s*\w+)?\s*\)|(?:价格|计费|计价)?(?:单位|币种)\s*[:：]\s*[^\s()]*"
    r"|币种\s*(?:RMB|CNY|USD|人民币|美元)|USD per (?:piece|parcel|item|kg)"
    r"|(?:-\s*)?\bin (?:RMB|CNY|USD|EUR|GBP)\b|\b(?:RMB|CNY)\b|(?:元|RMB|USD|EUR)\s*/\s*(?:kg|公斤|票|件|克|g)(?![a-z])",
    _I,
)
_DATED = re.compile(
    r"(?:自|从)?\s*(?:(?<=\s)起)?\s*(?:执行|生效|启用)(?:日期|时间)?(?:新?价格?)?|(?:(?<=\s)|^)[起止](?=\s|$)|(?:价格)?有效期?"
    r"|(?:valid|effective)(?: from)?|20[0-9]{2}\s*(?:年"
    r"|版"
    r"|版本)?(?:[0-9]{1,2}\s*月)?(?:版)?|[0-9]{1,2}\s*月份?版?"
    r"|(?:参考)?时效\s*[:：]?\s*[0-9]{1,3}(?:\s*[-~]\s*[0-9]{1,3})?\s*(?:个?工作日|天|日)?|^关于|(?:价格)?(?:调整|调价|变更)?的?(?:通知|公告|公示)",
    _I,
)
_CLASSES: tuple[tuple[str, str], ...] = (
    ("express", r"快递|快件|特快|联邦|红单|蓝单|dhl|fedex|ups\b|tnt|\bems\b|express|courier|e特快"),
    ("post", r"小包|邮政|平邮|邮宝|挂号信|post|packet|mail"),
    ("line", r"专线|快线|商派|空派|海派|卡派|卡航|铁路|海卡|头程|联邮通|双清|标快|特惠|挂号|line\b|dedicated|云途|燕文|4px|递四方"),
)
_CARRIERS = (
    "云途",
    "燕文",
    "递四方",
    "4PX",
    "顺丰",
    "中国邮政",
    "中邮",
    "联邦",
    "邮政",
    "DHL",
    "FedEx",
    "UPS",
    "TNT",
    "EMS",
    "e邮宝",
    "USPS",
    "万邑通",
    "纵腾",
    "YunExpress",
    "Yanwen",
)
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,8})+|[A-Z]{2}[A-Z0-9]{1,9})(?![A-Za-z0-9])")
_CODE_INSIDE = re.compile(r"\(([A-Z0-9]*[A-Z][A-Z0-9-]{1,11})\)")
_NOT_CODES = frozenset(
    {
        *("DOC", "DOX", "NDOC", "NDOX", "WPX", "SPX", "PAK", "FBA", "VIP"),
        "DHL",
        "UPS",
        "TNT",
        "EMS",
        "USPS",
        "RMB",
        "CNY",
        "USD",
        "EUR",
        "GBP",
        "DDP",
        "DDU",
        "VAT",
        "EXPRESS",
        "ROW",
        "FEDEX",
        "IOSS",
        "PRICE",
        "RATE",
        "RATES",
    }
)


def title_of(text: str) -> str | None:
    """The service's name in a line above a table: without "价格表", dates, units and the word for its code. None where the line is none.

    >>> title_of("云途全球专线挂号（标快）价格表 2026-01-01"), title_of("单位:元/KG"), title_of("生效日期:2026年1月1日")
    ('云途全球专线挂号(标快)', None, None)
    >>> title_of("二、加拿大专线(CAX) 11月22日起执行"), title_of("以下价格不含燃油，燃油另计28.5%"), title_of("联邦IE 促销价（代码FIE）")
    ('加拿大专线(CAX)', None, '联邦IE 促销价')
    """
    line = text.splitlines()[0].strip().replace("（", "(").replace("）", ")") if text.strip() else ""
    line = _NAMED.sub("", _LISTED.sub("", line))
    if not line or len(line) > 90 or _NO_TITLE.match(line) or _SENTENCE.search(line):
        return None
    said = bool(
        _TABLE.search(line) or _WORDS.search(line) or code_named(line) or _CODE_INSIDE.search(line) or re.search(r"价(?=[\s(]|$)", line)
    )
    line = _CODE_NAMED.sub(" ", line)
    for day in reversed(days_in(line)):
        line = f"{line[: day.begin]} {line[day.end :]}"
    line = _DATED.sub(" ", _UNITS.sub(" ", line))
    line = _TABLE.sub("", line)
    line = re.sub(r"\(\s*\)", "", line)
    line = " ".join(line.split()).strip(" -_:：,，/|()[]【】~至")
    if not said or not 2 <= len(line) <= 60 or _GENERIC.fullmatch(line):
        return None
    line = f"{line})" if line.count("(") == line.count(")") + 1 else line
    return line if line.count("(") == line.count(")") else line.replace("(", " ").replace(")", " ").strip()


def sheet_name_of(text: str, gazetteer: Gazetteer) -> str | None:
    """The service's name in a sheet's name, where that is no place, no zone and not "Sheet1"."""
    name = text.strip()
    if (
        _GENERIC.fullmatch(name)
        or gazetteer.read(name)
        or (place_in(name, gazetteer) and not _WORDS.search(name))
        or GOODS_LABEL.fullmatch(name)
    ):
        return None
    return _TABLE.sub("", name).strip(" -_") or None


def file_name_of(name: str) -> str:
    """The service's name in a file's name."""
    stem = PurePath(name).stem
    for day in reversed(days_in(stem)):
        stem = stem[: day.begin] + stem[day.end :]
    return _TABLE.sub("", stem).strip(" -_()[]") or stem


def place_in(text: str, gazetteer: Gazetteer) -> Where:
    """The one place that a title names: place_in("美国专线普货") is US."""
    line = text.splitlines()[0] if text else ""
    rest = _TABLE.sub(" ", line)
    whole = gazetteer.read(rest.strip())
    if whole.sure:
        return whole
    parts = [p for p in re.split(r"[\s()\-_/|:,·]+", _WORDS.sub(" ", GOODS_LABEL.sub(" ", rest))) if p]
    found = [where for part in parts if len(part) > 1 and (where := gazetteer.read(part)).sure and not where.rest]
    distinct = list(dict.fromkeys(found))
    return distinct[0] if len(distinct) == 1 else Where()


def class_of(name: str) -> str | None:
    """express, post or line, where the name says it."""
    return next((kind for kind, pattern in _CLASSES if re.search(pattern, name, _I)), None)


def carrier_of(name: str) -> str | None:
    """The carrier that a name begins with or holds."""
    return next((carrier for carrier in _CARRIERS if carrier.lower() in name.lower()), None)


def code_of(name: str) -> str | None:
    """The product code in a name: code_of("特惠带电 THZXR") == "THZXR"."""
    inside = [c for c in _CODE_INSIDE.findall(name) if c not in _NOT_CODES and c not in COUNTRIES]
    codes = inside or [c for c in _CODE.findall(name) if c not in _NOT_CODES]
    return codes[0] if len(codes) == 1 else None


def code_named(text: str) -> str | None:
    """The code that a line gives: code_named("产品代码:QC") == "QC"."""
    found = _CODE_NAMED.search(text)
    return found[1] if found else None


def made_up_code(name: str) -> str:
    """A code to propose for a name without Latin letters; the same name has always the same."""
    return f"SVC-{crc32(name.encode()):08X}"


def slug_of(name: str) -> str:
    """A code made of a name's Latin letters and digits; empty where it has too few."""
    letters = "-".join(re.findall(r"[A-Za-z0-9]+", name)).upper()[:40].strip("-")
    return letters if len(letters) >= 3 else ""
