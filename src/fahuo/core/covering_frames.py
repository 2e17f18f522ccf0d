"""Frames of cover (保价): who is to be covered, and what it costs with each service. core/frames.py gives them to everybody."""

from __future__ import annotations

import dataframely as dy


class CoverRules(dy.Schema):
    """Operators' rules of cover. The first by position whose conditions all hold says of a parcel with a service whether it is covered."""

    rule_id = dy.Int64(primary_key=True)
    position = dy.Int32()
    name = dy.String()
    covers = dy.Bool()  # false: an exception, written before what it is an exception from
    services = dy.String(nullable=True)  # codes or classes; null: all
    carrier = dy.String(nullable=True)
    shop = dy.String(nullable=True)
    countries = dy.String(nullable=True)
    postcodes = dy.String(nullable=True)
    warehouse_id = dy.Int64(nullable=True)
    attributes = dy.UInt32(nullable=True)
    min_weight_g = dy.Int64(nullable=True)
    max_weight_g = dy.Int64(nullable=True)
    min_value_minor = dy.Int64(nullable=True)
    max_value_minor = dy.Int64(nullable=True)
    value_currency = dy.String(nullable=True)
    valid_from = dy.Date(nullable=True)
    valid_to = dy.Date(nullable=True)


class OwnCovers(dy.Schema):
    """What a person said of one parcel: the `part`-th of its order, counted from 1. It goes before every rule."""

    order_id = dy.Int64(primary_key=True)
    part = dy.Int64(primary_key=True)
    covers = dy.Bool()
    value_minor = dy.Int64(nullable=True)  # in the order's currency; null: the value of the goods


class Covers(dy.Schema):
    """What covering a parcel costs with a service that offers to carry it, for parcels that are to be covered; or why it cannot be covered.

    All that the premium comes from is in the row: it can be worked out again without the card.
    """

    parcel_id = dy.Int64(primary_key=True)
    service_id = dy.Int64(primary_key=True)
    reason = dy.String(nullable=True)  # code in reasons.py; then the figures of the card are null
    rule_id = dy.Int64(nullable=True)
    rule = dy.String(nullable=True)  # its name; null: a person said so
    value_minor = dy.Int64(min=1)  # what is to be covered, in `value_currency`
    value_currency = dy.String(nullable=True)
    rate_nano = dy.Int64(nullable=True)  # one minor unit of `value_currency` in billionths of a minor unit of `currency`
    card = dy.String(nullable=True)
    currency = dy.String(nullable=True)  # of the card, and of every amount that follows but `home_minor`
    worth_minor = dy.Int64(nullable=True)  # the value in it
    cap_minor = dy.Int64(nullable=True)  # null: the card has none
    included_minor = dy.Int64(nullable=True)
    ppm = dy.Int64(nullable=True)
    least_minor = dy.Int64(nullable=True)
    covered_minor = dy.Int64(nullable=True)
    premium_minor = dy.Int64(nullable=True)
    home_rate_nano = dy.Int64(nullable=True)  # one minor unit of `currency` in billionths of a minor unit of the merchant's
    home_minor = dy.Int64(nullable=True)  # the premium in the merchant's currency: the choice adds it to the price
    chosen = dy.Bool()  # with the chosen service
