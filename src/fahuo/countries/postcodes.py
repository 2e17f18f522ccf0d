"""The form of a country's postcodes, as one regular expression for clean text (see `clean`)."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from fahuo.countries import metadata, tables


def clean(postcode: pl.Expr) -> pl.Expr:
    """Full-width signs to plain ones, capitals, one space at most between parts."""
    return postcode.str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[‐-―−]", "-").str.replace_all(r"\s+", " ").str.strip_chars()


@cache
def pattern(country: str) -> str | None:
    """What a whole postcode must match; None where there are none. Spaces and hyphens may be left out, a country prefix may stand first.

    >>> import re
    >>> [bool(re.match(pattern("PL"), p)) for p in ("00-950", "00950", "PL-00-950", "0-0950")]
    [True, True, True, False]
    >>> bool(re.match(pattern("LV"), "1010")), bool(re.match(pattern("GB"), "EC1Y8SY")), pattern("HK")
    (True, True, None)
    """
    form = metadata.record(country).get("zip")
    return f"^{_prefix(country)}(?:{_loosen(form.removeprefix(f'{country}-'))})$" if form else None


def example(country: str) -> str:
    """A postcode of the country, as one is written."""
    return metadata.record(country).get("zipex", "").split(",")[0]


@cache
def within(country: str, starts: str) -> str:
    """What a clean postcode must match that begins with one of `starts`, a region's pattern in Google's data."""
    return f"^{_prefix(country)}(?:{_loosen(starts)})"


def _loosen(form: str) -> str:
    r"""Separators optional and either of them, \d for 0-9 alone: Google's pattern in the dialect of polars."""
    form = form.replace(r"[ \-]", "~").replace(" ?", "~").replace("-?", "~").replace(r"\b", "")
    parts = re.split(r"(\[[^\]]*\])", form)  # inside [] a hyphen is a range and \d no class of its own
    return "".join(p.replace(r"\d", "0-9") if p.startswith("[") else re.sub(r"[ ~-]", "[ -]?", p).replace(r"\d", "[0-9]") for p in parts)


def _prefix(country: str) -> str:
    known = {country, metadata.record(country).get("postprefix", "").strip(" -"), *_vehicle_codes().get(country, ())} - {""}
    return f"(?:(?:{'|'.join(sorted(known))})[ -]?)?"


@cache
def _vehicle_codes() -> dict[str, tuple[str, ...]]:
    return {row["country"]: (row["prefix"],) for row in tables.rows("postcode_prefixes.csv")}
