"""The tables of selling prices. They are asked for as frames.MarkUpRules and frames.SellingPrices.

Cost is what the carrier asks of us for a parcel, frames.Offers; a selling price is what we ask for it. No column holds now one, now the other.
"""

from __future__ import annotations

import dataframely as dy


class MarkUpRules(dy.Schema):
    """Operators' rules of mark-up: every condition that is not null must hold; of the rules that match an offer, the first by position acts alone.

    selling price = what it starts from + percent of its base + fixed + per kg of chargeable weight, at least cost + margin, rounded up.
    """

    rule_id = dy.Int64(primary_key=True)
    position = dy.Int32()
    name = dy.String()  # what the derivation calls it
    valid_from = dy.Date(nullable=True)
    valid_to = dy.Date(nullable=True)  # exclusive
    shop = dy.String(nullable=True)
    services = dy.String(nullable=True)  # codes of services and classes (express, line, post), "YW-LINE post"; null: all
    carrier = dy.String(nullable=True)
    countries = dy.String(nullable=True)  # as in ChoiceRules, and so on
    postcodes = dy.String(nullable=True)
    warehouse_id = dy.Int64(nullable=True)
    attributes = dy.UInt32(nullable=True)
    min_weight_g = dy.Int64(nullable=True)
    max_weight_g = dy.Int64(nullable=True)  # exclusive
    min_value_minor = dy.Int64(nullable=True)
    max_value_minor = dy.Int64(nullable=True)  # exclusive
    value_currency = dy.String(nullable=True)
    base = dy.String()  # words.MarkUpBase
    percent_ppm = dy.Int64()  # of the base; below zero is a discount
    currency = dy.String(nullable=True)  # of the selling price and of the amounts below; null: the merchant's
    fixed_minor = dy.Int64()  # for a parcel
    per_kg_minor = dy.Int64()  # of chargeable weight
    least_margin_minor = dy.Int64(nullable=True)  # above cost; null: none is asked for
    step_minor = dy.Int64(nullable=True)  # rounded up to a multiple of this and ending_minor more; null: not rounded
    ending_minor = dy.Int64()  # below the step: 9 with a step of 10 gives prices that end in 9


class SellingPrices(dy.Schema):
    """The selling price of an offer, with all that it was worked out from beside the offer's own figures. No row: nobody says one."""

    parcel_id = dy.Int64(primary_key=True)
    service_id = dy.Int64(primary_key=True)
    sell_minor = dy.Int64(nullable=True)
    sell_currency = dy.String(nullable=True)
    sell_home_minor = dy.Int64(nullable=True)  # in the merchant's currency
    reason = dy.String(nullable=True)  # why there is none: a code of reasons.OF_OFFERS
    rule_id = dy.Int64(nullable=True)  # null: no rule matched, the card of selling prices stands
    rule = dy.String(nullable=True)  # its name then
    base = dy.String()  # words.MarkUpBase; and the rule's terms
    percent_ppm = dy.Int64()
    fixed_minor = dy.Int64()
    per_kg_minor = dy.Int64()
    least_margin_minor = dy.Int64(nullable=True)
    step_minor = dy.Int64(nullable=True)
    ending_minor = dy.Int64()
    rate_nano = dy.Int64(nullable=True)  # one minor unit of what it starts from in billionths of a minor unit of sell_currency
    cost_rate_nano = dy.Int64(nullable=True)  # the same of the cost
    card = dy.String(nullable=True)  # the card of selling prices, where it prices the parcel, whatever the rule starts from
    card_zone = dy.String(nullable=True)
    card_minor = dy.Int64(nullable=True)
    card_currency = dy.String(nullable=True)
    card_chargeable_g = dy.Int64(nullable=True)
