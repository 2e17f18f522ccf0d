"""The services of the sample world: one TOML document each, prices and carriers invented. The format is in docs/rate-cards.md."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fahuo.core.methods.read import read_service, read_text
from fahuo.core.methods.service import Service


def services() -> list[Service]:
    """All sample services by code. Reading takes about 20 ms the first time; later calls share it."""
    return list(_read())


@cache
def _read() -> tuple[Service, ...]:
    documents = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    read = [read_service(read_text(file.read_text(encoding="utf-8"))) for file in documents]
    return tuple(sorted(read, key=lambda service: service.code))
