"""All countries' rows of duty and tax as one set of Rules. A new country's file is named here and nowhere else."""

from __future__ import annotations

from functools import cache
from types import ModuleType

import polars as pl

from fahuo.core.clearance.rules import Rules, TariffRate, read_tariff, rules_of
from fahuo.countries import au, br, ca, ch, eu, gb, jp, kr, mx, no, nz, sg, us

FILES: tuple[ModuleType, ...] = (au, br, ca, ch, eu, gb, jp, kr, mx, no, nz, sg, us)


@cache
def built_in() -> Rules:
    """The rows of FILES: each has SCHEMES and CHARGES, and may have TERRITORIES and TARIFF."""
    territories = {country: union for file in FILES for country, union in getattr(file, "TERRITORIES", {}).items()}
    tariff: list[TariffRate] = [rate for file in FILES for rate in getattr(file, "TARIFF", ())]
    schemes = [row for file in FILES for row in file.SCHEMES]
    charges = [row for file in FILES for row in file.CHARGES]
    return rules_of(schemes, charges, tariff, territories)


def with_tariff(tariff: pl.DataFrame | None) -> Rules:
    """The built-in rules and a loaded tariff (columns as in clearance.rules.Tariff); the loaded rows go before the built-in ones."""
    rules = built_in()
    if tariff is None:
        return rules
    loaded = read_tariff(tariff)
    kept = rules.tariff.join(loaded, on=["country", "listed", "hs_prefix"], how="anti")
    return Rules(rules.schemes, rules.charges, pl.concat([kept, loaded]), rules.territories)
