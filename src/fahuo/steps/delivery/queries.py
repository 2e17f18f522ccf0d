"""The buyer's tracking page: which parcel its address names. The token is signed, so it can be read by anyone and guessed by no one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from fahuo.steps.goods.models import Parcel

SALT = "fahuo.buyers"


def tracking_token(parcel_id: int) -> str:
    """The secret part of a parcel's tracking page."""
    return Signer(salt=SALT, sep="~").sign(parcel_id)


def tracked_parcel(token: str) -> Parcel | None:
    """The parcel of a tracking page; None where the token is none of ours or the parcel is gone."""
    try:
        parcel_id = int(Signer(salt=SALT, sep="~").unsign(token))
    except (BadSignature, ValueError):
        return None
    return Parcel.objects.filter(pk=parcel_id).select_related("order", "merchant").first()
