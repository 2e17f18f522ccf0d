"""What the command tests share: small files, and the command called in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fahuo.cli.main import main

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
SIZES = "sku,name,length_mm,width_mm,height_mm,weight_g,origin"
CATALOG = f"{SIZES}\nMUG,Mug,120,90,95,340,CN\nHEART,Heart,150,140,20,90,CN\nLAMP,Lamp,300,200,200,1400,CN\nSOAP,Soap,80,60,30,110,CN\n"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on stdout; nothing else may be there."""
        assert self.code == 0 and self.out.count("\n") == 1 and self.err == "", (self.code, self.out, self.err)
        return dict(json.loads(self.out))

    @property
    def findings(self) -> dict[str, Any]:
        """The same of a command that did it and found something."""
        assert self.code == 1 and self.out.count("\n") == 1 and self.err == "", (self.code, self.out, self.err)
        return dict(json.loads(self.out))

    @property
    def fault(self) -> str:
        """The sentence of a command that could not do it."""
        assert self.code == 2 and self.out == "" and "Traceback" not in self.err, (self.code, self.out, self.err)
        return self.err


@dataclass(frozen=True)
class Desk:
    """A folder with a catalogue, and the command line."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def orders(self, *rows: str, header: str = HEADER) -> Path:
        return self.file("orders.csv", "\n".join([header, *rows]) + "\n")

    def call(self, *words: object) -> Said:
        self.capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err)

    def plan(self, orders: Path, *more: object, catalog: str | bytes | Path = CATALOG, on: str = "2026-11-23") -> Said:
        path = catalog if isinstance(catalog, Path) else self.file("catalog.csv", catalog)
        return self.call("plan", "--orders", orders, "--catalog", path, "--on", on, "--json", *more)

    def written(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "out" / f"{name}.parquet")


def row(
    number: object = 536365, sku: str = "MUG", quantity: object = 6, price: object = "2.55", country: str = "United Kingdom",
    at: str = "2026-11-20 08:26:00", name: str = "A THING", buyer: object = 17850.0,
) -> str:  # fmt: skip
    """One row of a file like the real one."""
    return ",".join(map(str, (number, sku, name, quantity, at, price, buyer, country)))


def adds_up(answer: dict[str, Any], lines: int) -> None:
    """lines = planned + refused + not goods, and each refused line has one reason."""
    assert answer["lines"] == lines == answer["planned_lines"] + answer["refused_lines"] + answer["not_goods_lines"]
    assert sum(answer["refusals"].values()) == answer["refused_lines"]
