"""The worked examples in the countries' own files, and those of the look-ups, hold."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import fahuo.countries

MODULES = sorted(module.name for module in iter_modules(fahuo.countries.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    found = doctest.testmod(import_module(f"fahuo.countries.{name}"))
    assert found.failed == 0, f"{found.failed} of {found.attempted} examples"


def test_every_country_file_has_examples_on_its_rules() -> None:
    from fahuo.countries.customs import FILES

    for file in FILES:
        assert ">>> " in (file.__doc__ or ""), file.__name__
