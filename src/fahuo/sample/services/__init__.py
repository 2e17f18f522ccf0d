"""The services of the sample world: one TOML document each, prices and carriers invented. The format is in docs/rate-cards.md."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.service import Service


def services() -> list[Service]:
    """All sample services by code. Reading takes about 20 ms the first time; later calls share it."""
    return list(_read())


def texts() -> dict[str, str]:
    """The documents themselves by service code, for whoever keeps them as they are."""
    return {file.name.removesuffix(".toml").upper(): file.read_text(encoding="utf-8") for file in _documents()}


def _documents() -> list[Traversable]:
    return [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]


@cache
def _read() -> tuple[Service, ...]:
    read = [read_service(read_text(file.read_text(encoding="utf-8"))) for file in _documents()]
    return tuple(sorted(read, key=lambda service: service.code))
