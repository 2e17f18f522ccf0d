"""The lists of codes against their source."""

from __future__ import annotations

import pycountry

from fahuo.core.methods.codes import COUNTRIES, CURRENCIES


def test_countries_are_those_of_iso_and_kosovo():
    assert set(COUNTRIES) == {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert list(COUNTRIES) == sorted(set(COUNTRIES))


def test_currencies_in_use_are_all_there():
    funds_and_metals = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}
    keep = {"XAF", "XCD", "XCG", "XOF", "XPF"}
    wanted = {c.alpha_3 for c in pycountry.currencies if not c.alpha_3.startswith("X") or c.alpha_3 in keep} - funds_and_metals
    assert wanted - CURRENCIES == set()
