"""What the pages read of legs and checkpoints. The parcels were read with the merchant's id."""

from __future__ import annotations

import re

from fahuo.steps.goods.labels.party import country_name
from fahuo.steps.transport.models import Checkpoint, Leg

_ENDS_IN_COUNTRY = re.compile(r"(?:^|, )([A-Z]{2})$")


def place_name(place: str, language: str) -> str:
    """A checkpoint's place with its country by name: "Frankfurt, DE" -> "Frankfurt, 德国"; "CL" -> "智利". Any other text stays."""
    found = _ENDS_IN_COUNTRY.search(place)
    return place[: found.start(1)] + country_name(found[1], language) if found else place


def legs(parcel_id: int) -> list[Leg]:
    """The planned legs of a parcel."""
    return list(Leg.objects.filter(parcel_id=parcel_id).order_by("no"))


def checkpoints(parcel_id: int) -> list[Checkpoint]:
    """What carriers and customs said of a parcel, in the order in which it happened."""
    return list(Checkpoint.objects.filter(parcel_id=parcel_id).order_by("at", "id")[:500])
