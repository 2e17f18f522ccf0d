"""The vocabulary: the words of docs/glossary.md as types. Units: g, mm, minor currency units, UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag, StrEnum


class Step(StrEnum):
    """The eight steps, in the order in which they happen."""

    ORDERS = "orders"
    GOODS = "goods"
    METHODS = "methods"
    EXPORT = "export"
    TRANSPORT = "transport"
    CLEARANCE = "clearance"
    DELIVERY = "delivery"
    AFTERSALES = "aftersales"


class Attribute(IntFlag):
    """What a product is, as far as boxes, services and customs care (商品属性). One integer column holds them all."""

    FRAGILE = 1  # 易碎
    LIQUID = 2  # 液体
    POWDER = 4  # 粉末
    MAGNETIC = 8  # 磁性
    BATTERY = 16  # 带电: a battery built in or packed with the goods
    BATTERY_ONLY = 32  # 纯电: batteries and power banks alone
    BRAND = 64  # 品牌
    FOOD = 128  # 食品
    ELECTRONICS = 256  # 电子产品 (moisture, static)
    UPRIGHT = 512  # 向上: may be turned only about the vertical
    NO_STACK = 1024  # 不可叠压: nothing may stand on it
    FLAT = 2048  # 平放: lies on its largest face, turned only about the vertical


ATTRIBUTE_NAMES = {
    Attribute.FRAGILE: ("易碎", "fragile"),
    Attribute.LIQUID: ("液体", "liquid"),
    Attribute.POWDER: ("粉末", "powder"),
    Attribute.MAGNETIC: ("磁性", "magnetic"),
    Attribute.BATTERY: ("带电", "battery"),
    Attribute.BATTERY_ONLY: ("纯电", "battery only"),
    Attribute.BRAND: ("品牌", "brand"),
    Attribute.FOOD: ("食品", "food"),
    Attribute.ELECTRONICS: ("电子产品", "electronics"),
    Attribute.UPRIGHT: ("向上放置", "keep upright"),
    Attribute.NO_STACK: ("不可叠压", "do not stack"),
    Attribute.FLAT: ("平放", "lay flat"),
}


def attributes_of(names: Iterable[str]) -> Attribute:
    """Read attribute names ("fragile", "battery_only", "易碎"); an unknown one raises ValueError that names it."""
    found = Attribute(0)
    for name in names:
        key = name.strip().lower().replace(" ", "_").replace("-", "_")
        match = [a for a, (zh, en) in ATTRIBUTE_NAMES.items() if key in (zh, en.replace(" ", "_"), str(a.name).lower())]
        if key and not match:
            raise ValueError(f"unknown goods attribute {name!r}; known: {', '.join(str(a.name).lower() for a in Attribute)}")
        for a in match:
            found |= a
    return found


class ServiceClass(StrEnum):
    """The three classes of service (物流方式)."""

    EXPRESS = "express"  # 国际快递
    LINE = "line"  # 国际专线
    POST = "post"  # 邮政小包


class Strategy(StrEnum):
    """How an order's warehouse is chosen."""

    NEAREST = "nearest"
    CHEAPEST = "cheapest"
    MOST_STOCK = "most_stock"
    PRIORITY = "priority"


class Removal(StrEnum):
    """Which pieces of a product are taken first (出库策略)."""

    FIFO = "fifo"  # first in, first out
    LIFO = "lifo"  # last in, first out
    FEFO = "fefo"  # first expired, first out
    NEAREST = "nearest"  # the nearest bin in the walk


class Tracks(StrEnum):
    """What the bench must note of each piece of a product."""

    NONE = ""
    LOT = "lot"  # 批次
    SERIAL = "serial"  # 序列号


class Condition(StrEnum):
    """What was found when a piece that came back was looked at."""

    GOOD = "good"  # it can be sold again 良品
    DAMAGED = "damaged"  # into quarantine 次品
    SCRAP = "scrap"  # written off 报废
    MISSING = "missing"  # it was not in the parcel 缺件


class BinKind(StrEnum):
    """What a bin is for (库位类型). Pieces in quarantine are on hand and are not promised."""

    STORAGE = "storage"  # 存储位
    RECEIVING = "receiving"  # 收货区
    PACKING = "packing"  # 打包区: picked and not yet gone
    QUARANTINE = "quarantine"  # 待检 / 不良品


class MoveKind(StrEnum):
    """Why pieces moved: the kinds of line in the ledger of stock."""

    RECEIVED = "received"  # came in
    PUT_AWAY = "put_away"  # from receiving to a bin 上架
    MOVED = "moved"  # from bin to bin 移库
    PICKED = "picked"  # from a bin to packing 拣货
    SHIPPED = "shipped"  # left in a parcel
    COUNTED = "counted"  # a count's approved difference 盘点差异
    ADJUSTED = "adjusted"  # put right by hand, with a reason
    WRITTEN_OFF = "written_off"  # 报损
    RETURNED = "returned"  # came back from a buyer
    CONSUMED = "consumed"  # packing material that went with a parcel
    SENT = "sent"  # left for another warehouse of ours 调拨出库


class Telling(StrEnum):
    """What may be recorded of an inbound plan or a count. Its state is computed from these."""

    DEPARTED = "departed"  # the goods are on their way 已发运
    ARRIVED = "arrived"  # they stand at the warehouse's door 已到仓
    ASKED = "asked"  # somebody has finished, with differences: another must approve 待审批
    APPROVED = "approved"
    REJECTED = "rejected"  # not approved: look again
    CLOSED = "closed"  # nothing more will come of it
    CANCELLED = "cancelled"


class CountBy(StrEnum):
    """How the bins of a count are chosen (盘点方式)."""

    BIN = "bin"  # these bins
    PRODUCT = "product"  # wherever these products lie
    ABC = "abc"  # products of a class, by what left in the last days
    OLDEST = "oldest"  # bins that were not counted for the longest time


class PickForm(StrEnum):
    """How parcels are fetched from the bins (拣货方式)."""

    SINGLE = "single"  # one parcel, one walk 单件拣
    BATCH = "batch"  # pieces of many parcels together, sorted at a wall 批量拣
    CLUSTER = "cluster"  # one walk, many parcels, each into its own tote 边拣边分
    WAVE = "wave"  # all parcels of a departure, shared among pickers and parts of the walk, sorted at a wall 波次拣


class Aim(StrEnum):
    """How one of the offers is chosen."""

    COST = "cost"
    TIME = "time"
    VALUE = "value"  # cost + days x what a day is worth
    PROMISE = "promise"  # the cheapest that keeps the promised day with a given probability
    LANDED = "landed"  # least freight + duty + tax + fees + days x what a day is worth


class Effect(StrEnum):
    """What a rule of choice does with the services that it names."""

    PREFER = "prefer"  # one of them, where any of them takes the parcel
    FORBID = "forbid"  # none of them
    FORCE = "force"  # none but them


class MarkUpBase(StrEnum):
    """What a rule of mark-up starts from, and what its percentage is taken of (加价基数)."""

    COST = "cost"  # the cost, and all of it
    FREIGHT_FUEL = "freight_fuel"  # the cost; the percentage is of freight and fuel, surcharges are passed on as they are
    FREIGHT = "freight"  # the cost; the percentage is of the freight alone
    CARD = "card"  # the price of the service's card of selling prices; acts only where it has one


class PackAim(StrEnum):
    """What a packing is chosen for (装箱目标)."""

    BOXES = "boxes"  # fewest boxes, then the smallest volume
    COST = "cost"  # lowest cost of box, padding and freight together
    DUTY = "duty"  # the same, with what is owed at the destination


class BoxKind(StrEnum):
    """Stiff or soft."""

    BOX = "box"  # 纸箱
    MAILER = "mailer"  # 快递袋: a soft bag of two sheets


class Paper(StrEnum):
    """Papers and data sets that a parcel may need."""

    COMMERCIAL_INVOICE = "commercial_invoice"
    CN22 = "cn22"
    CN23 = "cn23"
    PACKING_LIST = "packing_list"
    EXPORT_LIST = "export_list"  # 出口清单 (9610)
    EU_H7 = "eu_h7"
    EU_H1 = "eu_h1"
    US_ENTRY = "us_entry"
    IMPORT_ENTRY = "import_entry"
    BATTERY_STATEMENT = "battery_statement"


# ISO 4217 minor units where they are not 2 (source: ISO 4217 list one, as carried by babel 2.18).
_MINOR_UNITS = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


def minor_units(currency: str) -> int:
    """Decimal places of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _MINOR_UNITS.get(currency, 2)


class Weight(StrEnum):
    """How much a reason weighs."""

    REFUSED = "refused"  # cannot go on; a person must mend it
    HELD = "held"  # could go on; a person must say so
    WAITS = "waits"  # goes on, but something is still owed before a later step
    NOT_GOODS = "not_goods"  # a line of money, not of goods


@dataclass(frozen=True)
class Reason:
    """One "why not": sentences with {values} in both languages, and what would mend it."""

    code: str
    weight: Weight
    zh: str
    en: str
    mend_zh: str
    mend_en: str


class Happening(StrEnum):
    """The kinds of event in the ledger, in the order in which they usually happen. States are computed from these alone."""

    IMPORTED = "imported"
    PLANNED = "planned"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    LABEL_BOUGHT = "label_bought"
    LABEL_REFUSED = "label_refused"
    DECLARED = "declared"
    EXPORT_REFUSED = "export_refused"
    EXPORT_RELEASED = "export_released"
    PICKED = "picked"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    ENTRY_LODGED = "entry_lodged"
    CUSTOMS_HELD = "customs_held"
    ENTRY_RELEASED = "entry_released"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    DAMAGED = "damaged"
    LOST = "lost"
    RETURNING = "returning"
    RETURNED = "returned"
    CASE_OPENED = "case_opened"
    CASE_SETTLED = "case_settled"
    NOTED = "noted"  # a checkpoint that says nothing new


# A parcel of which nothing but these is known is still in the warehouse; any other happening says that it has left.
STILL_HERE = (
    Happening.IMPORTED,
    Happening.PLANNED,
    Happening.APPROVED,
    Happening.CANCELLED,
    Happening.LABEL_BOUGHT,
    Happening.LABEL_REFUSED,
    Happening.DECLARED,
    Happening.EXPORT_REFUSED,
    Happening.EXPORT_RELEASED,
    Happening.PICKED,
    Happening.PACKED,
    Happening.ENTRY_LODGED,
    Happening.CASE_OPENED,
    Happening.CASE_SETTLED,
    Happening.NOTED,
)
