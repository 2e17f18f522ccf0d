"""Boxes, what goes around the goods, the packed parcels and why they are packed so, and the floor."""

from __future__ import annotations

from fahuo.steps.goods.models.bench import BenchRules, Packing, Scan, Station
from fahuo.steps.goods.models.boxes import Apart, Box, Padding
from fahuo.steps.goods.models.choices import Choice, Need, OwnAim
from fahuo.steps.goods.models.counts import Count, CountEntry, CountRound, CountTelling
from fahuo.steps.goods.models.inbound import BoxContent, Inbound, InboundBox, InboundLine, InboundTelling, Receipt
from fahuo.steps.goods.models.numbers import IssuedNumber, NumberRange
from fahuo.steps.goods.models.parcels import Parcel, Placement
from fahuo.steps.goods.models.picking import ListedParcel, Pick, PickList, Tote, Wave
from fahuo.steps.goods.models.printing import Print, PrintJob
from fahuo.steps.goods.models.shelves import Home
from fahuo.steps.goods.models.templates import PaperLogo, PaperTemplate, TemplateChoice

__all__ = [
    "Apart",
    "BenchRules",
    "Box",
    "BoxContent",
    "Choice",
    "Count",
    "CountEntry",
    "CountRound",
    "CountTelling",
    "Home",
    "Inbound",
    "InboundBox",
    "InboundLine",
    "InboundTelling",
    "IssuedNumber",
    "ListedParcel",
    "Need",
    "NumberRange",
    "OwnAim",
    "Packing",
    "Padding",
    "PaperLogo",
    "PaperTemplate",
    "Parcel",
    "Pick",
    "PickList",
    "Placement",
    "Print",
    "PrintJob",
    "Receipt",
    "Scan",
    "Station",
    "TemplateChoice",
    "Tote",
    "Wave",
]
