"""Groups of countries that price tables name. What the trade means by some of them is not the same everywhere: those are asked."""

from __future__ import annotations

from fahuo.core.methods.price_tables.places import Region

# Members of the European Union since 2020-02-01, Treaty on European Union art. 52 as it stands.
_EU = (
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
)
# Europe as the United Nations count it (M49 region 150, without its dependencies), and Cyprus and Turkey, which forwarders put there.
_EUROPE = (
    *_EU,
    *["AD", "AL", "BA", "BY", "CH", "GB", "GI", "IS", "LI", "MC", "MD", "ME", "MK", "NO", "RS", "RU", "SM", "TR", "UA", "VA", "XK"],
)

EU = Region(("欧盟", "欧盟国家", "欧盟27国", "EU", "EU27", "European Union"), _EU)
EUROPE = Region(("欧洲", "欧洲国家", "Europe"), _EUROPE, loose=True)
NORDIC = Region(("北欧", "北欧国家", "Nordic countries", "Nordics"), ("DK", "FI", "IS", "NO", "SE"))
BALTIC = Region(("波罗的海三国", "Baltics"), ("EE", "LT", "LV"))
BENELUX = Region(("荷比卢", "Benelux"), ("BE", "LU", "NL"))
GULF = Region(("海湾六国", "海合会", "GCC"), ("AE", "BH", "KW", "OM", "QA", "SA"))
REGIONS = (EU, EUROPE, NORDIC, BALTIC, BENELUX, GULF)
