"""Is the phone number one that exists in its country's numbering plan (phonenumbers, Google's libphonenumber)?

National and international forms are read: 030 901820, +49 30 901820, 0049 30 901820. A number of another country is fine when it is
written with its + or 00. Most numbers are decided by one regular expression a country, on the whole column; what that does not
accept (extensions, foreign numbers, letters) is asked of the library, once for each unique number and country.
"""

from __future__ import annotations

from functools import cache, lru_cache

import phonenumbers
import polars as pl
from phonenumbers import PhoneMetadata

from fahuo.core import frames

_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail")


def check(seen: pl.DataFrame) -> list[pl.DataFrame]:
    """Refusals (phone_invalid) for order_id, country, phone, phone_pattern; no phone is no error here (a service may demand one)."""
    digits = pl.col("phone").str.normalize("NFKC").str.replace_all(r"[\s().\-/‐-―]", "")
    sure = digits.str.contains(pl.col("phone_pattern")).fill_null(False)
    left = seen.filter(~sure & pl.col("phone").is_not_null() & pl.col("country").is_not_null()).select("order_id", "country", "phone")
    if left.is_empty():
        return []
    unique = left.select("country", "phone").unique()
    judged = unique.with_columns(pl.Series("valid", [is_valid(phone, country) for country, phone in unique.iter_rows()], pl.Boolean))
    bad = left.join(judged, on=["country", "phone"], how="left").filter(~pl.col("valid"))
    return [frames.refuse(bad, "orders", "phone_invalid", {"phone": pl.col("phone"), "country": pl.col("country")})]


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
def pattern(country: str) -> str | None:
    """What the digits of a number surely valid in the country match; None where the library knows no plan."""
    plan = PhoneMetadata.metadata_for_region(country) if country in phonenumbers.SUPPORTED_REGIONS else None
    if plan is None:
        return None
    described = [getattr(plan, kind) for kind in _KINDS]
    forms = dict.fromkeys(d.national_number_pattern for d in described if d is not None and d.national_number_pattern)
    trunk = plan.national_prefix or ""
    # A plan with carrier codes or rewriting behind the trunk prefix is left to the library, unless the number comes without it.
    plain = trunk and plan.national_prefix_for_parsing in (trunk, None)
    start = rf"(?:\+|00){plan.country_code}|{trunk}|" if plain else rf"(?:\+|00){plan.country_code}|"
    return f"^(?:{start})(?:{'|'.join(forms)})$".replace(r"\d", "[0-9]")
