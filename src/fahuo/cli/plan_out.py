"""What `fahuo plan --out` writes: parcels, offers and refusals of the whole file as Parquet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

import polars as pl

from fahuo.cli.main import Problem
from fahuo.core import frames
from fahuo.core.journey import Prepared, World
from fahuo.core.orders.intake import Intake
from fahuo.core.reasons import say

NAMES = ("parcels", "offers", "refusals")
LINE = ["order_id", "line_no"]


class Out:
    """A folder that is filled batch after batch. Order and parcel ids run through the whole file; codes stand beside the ids."""

    def __init__(self, folder: Path, world: World) -> None:
        """Make the folder, and see that it can be written to before anything is planned. Raises Problem."""
        self._folder = folder
        self._orders = self._parcels = 0
        self._frames: dict[str, list[pl.DataFrame]] = {name: [] for name in NAMES}
        self._warehouses = world.warehouses.select("warehouse_id", warehouse="code")
        self._boxes = world.boxes.select("box_id", box="code")
        codes = [service.code for service in world.rates.services]
        self._services = pl.DataFrame({"service_id": world.rates.service_ids, "service": codes}).cast({"service_id": pl.Int64})
        try:
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        except OSError as fault:
            raise self._unwritable(fault) from None

    def add(self, read: Intake, plan: Prepared) -> None:
        """Take over one batch."""
        at = {"order_id": pl.col("order_id") + self._orders, "parcel_id": pl.col("parcel_id") + self._parcels}
        numbers = read.orders.select("order_id", "number")
        self._frames["parcels"].append(
            plan.parcels.join(numbers, on="order_id", how="left", maintain_order="left")
            .join(self._warehouses, on="warehouse_id", how="left", maintain_order="left")
            .join(self._boxes, on="box_id", how="left", maintain_order="left")
            .with_columns(**at)
        )
        offers = plan.offers.join(self._services, on="service_id", how="left", maintain_order="left")
        self._frames["offers"].append(offers.with_columns(at["parcel_id"]))
        self._frames["refusals"].append(_placed(read, plan, numbers).with_columns(**at))
        self._orders, self._parcels = self._orders + read.orders.height, self._parcels + plan.parcels.height

    def write(self) -> None:
        """Write the files. Raises Problem."""
        try:
            for name, parts in self._frames.items():
                frame = pl.concat(parts) if parts else self._nothing(name)
                (_said(frame) if name == "refusals" else frame).write_parquet(self._folder / f"{name}.parquet")
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise self._unwritable(fault) from None

    def _nothing(self, name: str) -> pl.DataFrame:
        schema = {"parcels": frames.Parcels, "offers": frames.Offers, "refusals": frames.Refusals}[name]
        more = {"parcels": ("number", "warehouse", "box"), "offers": ("service",), "refusals": ("number",)}[name]
        return frames.empty(schema).with_columns(pl.lit(None, pl.String).alias(column) for column in more)

    def _unwritable(self, fault: Exception) -> Problem:
        why = (getattr(fault, "strerror", None) or str(fault)).splitlines()[0]
        return Problem(f"--out {self._folder} cannot be written ({why}): name a folder that you may write to, or a new one")


def _placed(read: Intake, plan: Prepared, numbers: pl.DataFrame) -> pl.DataFrame:
    """All refusals, each with the row of the file and the order number that it is about, where it is about one.

    The intake numbers only orders with goods; of the others its values give the number.
    """
    rows = read.lines.select(*LINE, row="source_row")
    planned = plan.refusals.join(rows, on=LINE, how="left", maintain_order="left")
    planned = planned.with_columns(source_row=pl.coalesce("source_row", "row")).drop("row")
    said = pl.concat([read.refusals, read.not_goods, planned]).join(numbers, on="order_id", how="left", maintain_order="left")
    return said.with_columns(number=pl.coalesce("number", pl.col("values").str.json_path_match("$.number")))


def _said(refusals: pl.DataFrame) -> pl.DataFrame:
    """Refusals with their sentence; each different one is said once."""
    distinct = refusals.select("code", "values").unique()
    sentences = pl.Series("sentence", [say(code, values) for code, values in distinct.iter_rows()], dtype=pl.String)
    return refusals.join(distinct.with_columns(sentences), on=["code", "values"], how="left", maintain_order="left")
