"""Services, what each of them offered for each parcel, and the labels that were bought."""

from __future__ import annotations

from fahuo.steps.methods.models.covers import Cover, CoverRule, OwnCover, Policy
from fahuo.steps.methods.models.cutoffs import ClosedDay, CutOff
from fahuo.steps.methods.models.labels import Label, LinkedNumber
from fahuo.steps.methods.models.lanes import Lane
from fahuo.steps.methods.models.live import LiveAsk, LivePrice
from fahuo.steps.methods.models.mark_ups import MarkUpRule, SellingPrice
from fahuo.steps.methods.models.offers import Offer, Pricing
from fahuo.steps.methods.models.places import Place, PlaceList
from fahuo.steps.methods.models.price_tables import PriceAnswer, PriceReading, PriceTable
from fahuo.steps.methods.models.purchases import Purchase
from fahuo.steps.methods.models.rules import ChoiceRule
from fahuo.steps.methods.models.selections import Selection
from fahuo.steps.methods.models.services import FormerCard, Service
from fahuo.steps.methods.models.suggestions import Suggestion

__all__ = [
    "ChoiceRule",
    "ClosedDay",
    "Cover",
    "CoverRule",
    "CutOff",
    "FormerCard",
    "Label",
    "Lane",
    "LinkedNumber",
    "LiveAsk",
    "LivePrice",
    "MarkUpRule",
    "Offer",
    "OwnCover",
    "Place",
    "PlaceList",
    "Policy",
    "PriceAnswer",
    "PriceReading",
    "PriceTable",
    "Pricing",
    "Purchase",
    "Selection",
    "SellingPrice",
    "Service",
    "Suggestion",
]
