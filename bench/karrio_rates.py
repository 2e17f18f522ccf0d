"""Run by bench/methods.py with the Python of an environment that has karrio and nothing of ours: rate sheets against parcels, from a file.

karrio switches the checks of TLS certificates off in the process that imports it, so it never comes into ours.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import karrio.lib as lib
from karrio.core import models
from karrio.universal.mappers.rating_proxy import RatingMixinProxy
from karrio.universal.providers.rating import RatingMixinSettings, parse_rate_response


def main() -> None:
    """Print the seconds and every total as JSON: [parcel, service, minor units]."""
    given = json.loads(Path(sys.argv[1]).read_text())
    services = [
        models.ServiceLevel(
            service_name=s["code"],
            service_code=s["code"],
            currency="CNY",
            weight_unit="G",
            dimension_unit="CM",
            international=True,
            zones=[
                # karrio's upper end is not included: a gram more is the same bracket for whole grams
                models.ServiceZone(
                    label=z["label"],
                    rate=z["rate"],
                    min_weight=z["over_g"] + 1,
                    max_weight=z["up_to_g"] + 1,
                    country_codes=z["countries"],
                )
                for z in s["zones"]
            ],
        )
        for s in given["services"]
    ]
    settings = RatingMixinSettings(carrier_id="bench", account_country_code="CN", services=services)
    proxy = RatingMixinProxy(settings)
    totals, begun = [], time.perf_counter()
    for n, parcel in enumerate(given["parcels"]):
        request = models.RateRequest(
            shipper=models.Address(country_code="CN"),
            recipient=models.Address(country_code=parcel["country"], postal_code=parcel["postcode"]),
            parcels=[models.Parcel(weight=parcel["weight_g"], weight_unit="G")],
            services=[],
        )
        rates, _ = parse_rate_response(proxy.get_rates(lib.Serializable(request)), settings)
        totals += [[n, rate.service, round(rate.total_charge * 100)] for rate in rates]
    print(json.dumps({"seconds": time.perf_counter() - begun, "totals": totals}))


if __name__ == "__main__":
    main()
