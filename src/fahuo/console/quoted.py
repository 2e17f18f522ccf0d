"""The fields of the quick quote, from the form to the parcel that is thought of, and back into an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fahuo.core.methods.quote import Asked
from fahuo.core.words import Attribute
from fahuo.flow import quoting
from fahuo.records.models import Merchant

FIELDS = ("country", "postcode", "city", "weight_g", "size", "value", "currency", "warehouse", "shop")


def given_of(query: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form."""
    return {name: str(query.get(name, "")).strip()[:100] for name in FIELDS}


def goods_of(query: Any) -> list[str]:
    """The attributes that are ticked."""
    return [name.upper() for name in query.getlist("goods") if name.upper() in Attribute.__members__]


def asked_of(merchant: Merchant, query: Any) -> Asked:
    """The parcel. Raises NotPossible with the field, its value and how it should be."""
    given = given_of(query)
    value = given.pop("value")
    fields = given | {"goods": ",".join(goods_of(query)), "currency": ""}
    if value:
        fields["currency"] = given["currency"] or merchant.currency
        fields["value_minor"] = quoting.minor_text(value, fields["currency"])
    return quoting.read_asked(merchant, fields)


def query_of(query: Any) -> str:
    """The same fields as the query of an address."""
    pairs = [(name, value) for name, value in given_of(query).items() if value]
    return urlencode(pairs + [("goods", name) for name in goods_of(query)])
