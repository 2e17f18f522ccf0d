"""Which button mends which reason. A reason that is not named here gets a list of its orders and "plan again"."""

from __future__ import annotations

from enum import StrEnum

from fahuo.core.aftersales.reasons import CASES


class Mend(StrEnum):
    """What a person can do about a reason from where it is shown."""

    APPROVE = "approve"
    HS_CODE = "hs_code"  # HS code and origin of a product
    SIZE = "size"  # size and weight of a product
    NEW_PRODUCT = "new_product"
    STOCK = "stock"
    ADDRESS = "address"
    LABEL = "label"
    CASE = "case"
    BENCH = "bench"  # on the floor, with the parcel in hand: no button here can
    COVER = "cover"  # on the parcel's page, where its cover is
    PLAN = "plan"


_BY_CODE = {
    "out_of_stock": Mend.STOCK,
    "part_short": Mend.STOCK,
    "product_unknown": Mend.NEW_PRODUCT,
    "address_missing": Mend.ADDRESS,
    "country_unknown": Mend.ADDRESS,
    "postcode_invalid": Mend.ADDRESS,
    "region_unknown": Mend.ADDRESS,
    "phone_invalid": Mend.ADDRESS,
    "tax_id_missing": Mend.ADDRESS,
    "tax_id_invalid": Mend.ADDRESS,
    "label_refused": Mend.LABEL,
    "cover_refused": Mend.COVER,
    "cover_not_offered": Mend.COVER,
}
_HS = ("hs_", "origin_missing")
_CASES = {row.code for row in CASES} | {"case_open"}
_SIZE = ("size_", "weight_", "product_size", "product_weight", "no_size", "no_weight")


def mend_for(code: str) -> Mend:
    """The button for a reason."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code == "held_by_rule":
        return Mend.APPROVE
    if code.startswith("aside_") or code == "box_changed":
        return Mend.BENCH
    if code.startswith(_HS):
        return Mend.HS_CODE
    if code.startswith(_SIZE):
        return Mend.SIZE
    return Mend.CASE if code in _CASES else Mend.PLAN
