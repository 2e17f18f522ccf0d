"""Looking postcodes up in a list of places by themselves: for the bench and for doubts."""

from __future__ import annotations

from fahuo.core.methods.price_cache import kernel
from fahuo.core.methods.price_limits import has_postcode


@kernel
def count_inside(postcodes, row, country, places, spans):  # type: ignore[no-untyped-def]
    """How many of the numbers of postcodes lie in the set of places `row`."""
    count = 0
    for n in range(len(postcodes)):
        if has_postcode(postcodes[n], places[row, country], spans):
            count += 1
    return count
