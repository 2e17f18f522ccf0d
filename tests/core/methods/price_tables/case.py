"""A layout under test: a file, what it means, and the answers that a person would give to what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.core.methods.price_tables.tariffs import Tariff

ORIGINS = ("CN",)


@dataclass
class Case:
    """A file and its meaning. `tariffs` by service code; `asked` are the codes of the questions that it must raise."""

    content: bytes
    tariffs: Mapping[str, Tariff]
    name: str = "价格表.xlsx"
    answers: Mapping[str, str] = field(default_factory=dict)


Layout = Callable[[Random], Case]
LAYOUTS: dict[str, Layout] = {}


def layout(make: Layout) -> Layout:
    """Register a layout under its function's name."""
    assert make.__name__ not in LAYOUTS
    LAYOUTS[make.__name__] = make
    return make
