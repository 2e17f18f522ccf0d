"""Is the phone number one that exists in its country's numbering plan (phonenumbers, Google's libphonenumber)?

National and international forms are read: 030 901820, +49 30 901820, 0049 30 901820. A number of another country is fine when it is
written with its + or 00. One regular expression a country accepts most numbers in half a microsecond; what it is not sure of
(extensions, foreign numbers, letters) is asked of the library, in 40. Each unique number and country is asked once.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import phonenumbers
import polars as pl
from phonenumbers import PhoneMetadata

from fahuo.core import frames

_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail")


def check(seen: pl.DataFrame) -> list[pl.DataFrame]:
    """Refusals (phone_invalid) for order_id, country, phone; no phone is no error here (a service may demand one)."""
    given = seen.filter(pl.col("phone").is_not_null() & pl.col("country").is_not_null()).select("order_id", "country", "phone")
    if given.is_empty():
        return []
    digits = pl.col("phone").str.normalize("NFKC").str.replace_all(r"[\s().\-/‐-―]", "")
    unique = given.select("country", "phone", digits.alias("digits")).unique(["country", "phone"])
    judged = [(c, p) for c, p, bare in unique.iter_rows() if not (_surely(c, bare) or is_valid(p, c))]
    if not judged:
        return []
    wrong = pl.DataFrame(judged, schema={"country": pl.String, "phone": pl.String}, orient="row")
    bad = given.join(wrong, on=["country", "phone"], how="inner")
    return [frames.refuse(bad, "orders", "phone_invalid", {"phone": pl.col("phone"), "country": pl.col("country")})]


def _surely(country: str, digits: str) -> bool:
    form = pattern(country)
    return form is not None and form.fullmatch(digits) is not None


@lru_cache(maxsize=65_536)
def is_valid(phone: str, country: str) -> bool:
    """One number, by the library.

    >>> is_valid("030 901820", "DE"), is_valid("0049 30 901820", "DE"), is_valid("+86 138 0013 8000", "DE"), is_valid("12345", "DE")
    (True, True, True, False)
    """
    if country not in phonenumbers.SUPPORTED_REGIONS and not phone.startswith(("+", "00")):
        return True  # nobody knows that country's plan
    bare = phone.strip()
    return _parses(bare, country) or (bare.startswith("00") and _parses(f"+{bare[2:]}", country))


def _parses(phone: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, country))
    except phonenumbers.NumberParseException:
        return False


@cache
def pattern(country: str) -> re.Pattern[str] | None:
    """What the whole of a number matches that is surely valid in the country; None where the library knows no plan."""
    plan = PhoneMetadata.metadata_for_region(country) if country in phonenumbers.SUPPORTED_REGIONS else None
    if plan is None:
        return None
    described = [getattr(plan, kind) for kind in _KINDS]
    forms = dict.fromkeys(d.national_number_pattern for d in described if d is not None and d.national_number_pattern)
    trunk = plan.national_prefix or ""
    # What the library would take for a trunk prefix or a carrier code is left to it: it might strip it, and judge the rest.
    plain = trunk and plan.national_prefix_for_parsing in (trunk, None)
    start = rf"(?:\+|00){plan.country_code}|{trunk}|" if plain else rf"(?:\+|00){plan.country_code}|"
    stripped = plan.national_prefix_for_parsing or trunk
    return re.compile(rf"(?:{start}){f'(?!{stripped})' if stripped else ''}(?:{'|'.join(forms)})", re.ASCII)
