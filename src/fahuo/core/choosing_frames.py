"""The tables of the choice among offers. They are asked for as frames.ChoiceRules, frames.Lanes, frames.Selections."""

from __future__ import annotations

import dataframely as dy


class ChoiceRules(dy.Schema):
    """Operators' rules of choice: every condition that is not null must hold; of the rules that match, the first by position acts alone."""

    rule_id = dy.Int64(primary_key=True)
    position = dy.Int32()
    name = dy.String()  # what the derivation calls it
    valid_from = dy.Date(nullable=True)
    valid_to = dy.Date(nullable=True)  # exclusive
    shop = dy.String(nullable=True)
    countries = dy.String(nullable=True)  # "DE FR IT": the parcel goes to one of them
    postcodes = dy.String(nullable=True)  # "BT IM1": its postcode begins with one of them
    warehouse_id = dy.Int64(nullable=True)  # it leaves from there
    attributes = dy.UInt32(nullable=True)  # it holds goods of any of these bits
    min_weight_g = dy.Int64(nullable=True)
    max_weight_g = dy.Int64(nullable=True)  # exclusive
    min_value_minor = dy.Int64(nullable=True)  # of the goods, in value_currency
    max_value_minor = dy.Int64(nullable=True)  # exclusive
    value_currency = dy.String(nullable=True)  # null: the merchant's
    effect = dy.String()  # words.Effect
    services = dy.String()  # codes of services and classes (express, line, post), "YW-LINE post"


class Lanes(dy.Schema):
    """Transit days learnt from delivered parcels, where there were enough: a log-normal distribution of a service from a country to another."""

    service_id = dy.Int64(primary_key=True)
    origin = dy.String(primary_key=True)
    country = dy.String(primary_key=True)
    log_mean = dy.Float64()  # of days
    log_deviation = dy.Float64(min=0)
    delivered = dy.Int64()  # parcels that it stands on
    under_way = dy.Int64()  # parcels that were counted as not there yet


class Selections(dy.Schema):
    """Why a parcel's service was chosen: the rule that acted, the aim and what it weighed. One row a parcel."""

    parcel_id = dy.Int64(primary_key=True)
    service_id = dy.Int64(nullable=True)  # null: none takes it
    aim = dy.String()  # words.Aim
    asked = dy.Bool()  # the buyer asked for a service: no other was weighed
    rule_id = dy.Int64(nullable=True)  # of ChoiceRules; null: none matched
    rule = dy.String(nullable=True)  # its name then
    effect = dy.String(nullable=True)  # words.Effect
    services = dy.String(nullable=True)  # those that it named
    followed = dy.Bool()  # the rule left something to choose: false where none of the preferred services takes the parcel
    own_services = dy.String(nullable=True)  # those among which a person had the parcel's way chosen
    least_ppm = dy.Int32(nullable=True)  # probability that the aim of the promise asks for
    day_worth_minor = dy.Int64(nullable=True)  # what a day counted, where days were weighed
    seen = dy.Int64(nullable=True)  # delivered parcels that the days are learnt from; null: they are the card's
    planned_on = dy.Date()
    promised_on = dy.Date(nullable=True)
    ship_by = dy.Date(nullable=True)  # the last day to hand it over, so that the promised day is kept with least_ppm, or nine times in ten


class Sendings(dy.Schema):
    """How a person had an order sent: which pieces of a line from which warehouse, and which of them travel together (`part`)."""

    order_id = dy.Int64(primary_key=True)
    line_no = dy.Int32(primary_key=True)
    warehouse_id = dy.Int64(primary_key=True)
    product_id = dy.Int64(primary_key=True)
    quantity = dy.Int64(min=1)
    part = dy.Int32()
    services = dy.String()  # by code or class: those that the part goes by; empty: as the merchant's rules and aim choose
