"""What sets of items owe at their destination as one consignment, by the country that they leave and by class of service."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fahuo.core.clearance.duty import LandedDuty
from fahuo.core.export.worth import Worth
from fahuo.core.goods.aims import UNKNOWN
from fahuo.core.goods.fill import Ints
from fahuo.core.joint.ways import CLASSES, Item, bits

if TYPE_CHECKING:
    from fahuo.core.journey import World


MUCH = 1 << 60  # minor units: what a set owes of which it is not known, so that no way that has it is taken for cheap


@dataclass(frozen=True)
class Lack:
    """Why it is not known what some goods owe: a reason of core.reasons with its values, and the products that it is about."""

    code: str
    values: dict[str, Any]
    products: tuple[int, ...]


class Owed:
    """Asks the customs, each set of items once."""

    def __init__(self, items: Sequence[Item], worth: Worth, duty: LandedDuty | None, world: World) -> None:
        self._items, self._worth, self._duty = items, worth, duty
        self._country = dict(world.warehouses.select("warehouse_id", "country").iter_rows())
        first: dict[str | None, int] = {}  # of each country a warehouse that speaks for all of it
        for warehouse in sorted(self._country):
            first.setdefault(self._country[warehouse], warehouse)
        offered = {service.service_class.value for service in world.rates.services}
        self._classes = [n for n, name in enumerate(CLASSES) if name in offered]
        self._asked = [(country, n) for country in first for n in self._classes]
        self._frame = pl.DataFrame(
            [(first[country], CLASSES[n]) for country, n in self._asked],
            schema={"warehouse_id": pl.Int64, "service_class": pl.String},
            orient="row",
        )
        self._known: dict[int, list[int]] = {}
        self._unknown: set[int] = set()  # sets of which a figure is missing
        self._products = world.products

    def ask(self, masks: Iterable[int]) -> None:
        """Find out what these sets owe, those that are not known yet."""
        new = sorted(set(masks).difference(self._known))
        if self._duty is None or not new or not self._asked:
            return
        figures = self._duty.owed_by(*self._sets(new), None).reshape(len(new), len(self._asked))
        self._unknown.update(new[n] for n in np.flatnonzero((figures == UNKNOWN).any(axis=1)).tolist())
        self._known.update(zip(new, np.where(figures == UNKNOWN, MUCH, figures).tolist(), strict=True))

    def lacks(self) -> tuple[Lack, ...]:
        """Why not everything is known that was asked for: what single items and all together lack; nothing where all is known."""
        telling = [1 << n for n in range(len(self._items))] + [(1 << len(self._items)) - 1]
        masks = [mask for mask in telling if mask in self._unknown] or sorted(self._unknown)[:1]
        if self._duty is None or not masks:
            return ()
        found = self._duty.why_not_known(*self._sets(masks))
        about: dict[tuple[str, str], Lack] = {}
        for code, text in found.select("code", "values").unique(maintain_order=True).iter_rows():
            values = {name: value for name, value in json.loads(text).items() if name not in ("no", "digits")}  # of a line that nobody sees
            about.setdefault((code, repr(values)), Lack(code, values, self._lacking(code, values)))
        return tuple(about[key] for key in sorted(about))

    def _lacking(self, code: str, values: dict[str, Any]) -> tuple[int, ...]:
        """The products that a reason is about; none where it is about a country or a currency."""
        mine = {product for item in self._items for product, _ in item.products}
        digits = pl.col("hs_code").str.replace_all(r"[^0-9]", "").fill_null("")
        about = {
            "hs_missing_for_entry": digits.str.len_bytes() < 6,
            "origin_missing_for_entry": pl.col("origin").is_null(),
            "rate_unknown": (digits == (values.get("hs_code") or "")) & pl.col("origin").eq_missing(pl.lit(values.get("origin"))),
        }
        if code not in about:
            return ()
        rows = self._products.filter(pl.col("product_id").is_in(sorted(mine)), about[code])
        return tuple(sorted(rows["product_id"].to_list()))

    def of(self, mask: int, warehouse: int, used: int) -> int:
        """What a set owes that leaves a warehouse by these classes, as bits: by several, the most of them."""
        country = self._country.get(warehouse)
        row = self._known[mask] if self._duty is not None and self._asked else []
        return max((v for v, (c, n) in zip(row, self._asked, strict=False) if c == country and used >> n & 1), default=0)

    def at(self, mask: int, column: int) -> int:
        """What a set owes by one of the columns of `table`."""
        return self._known[mask][column]

    def key(self, warehouse: int, used: int) -> list[int]:
        """Columns of `table` that a sending from a warehouse by these classes is owed by."""
        country = self._country.get(warehouse)
        return [at for at, (c, n) in enumerate(self._asked) if c == country and used >> n & 1]

    def table(self, masks: Sequence[int]) -> Ints:
        """Set x (country, class); MUCH where a figure is missing."""
        width = len(self._asked) if masks and self._known else 0
        return np.array([self._known.get(mask, []) for mask in masks], dtype=np.int64).reshape(len(masks), width)

    def _sets(self, masks: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Parcels and Contents: each set from each country by each class."""
        rows = [
            (n, self._items[i].order_id, self._items[i].line_no, product, pieces, 1, 1)
            for n, mask in enumerate(masks)
            for i in bits(mask)
            for product, pieces in self._items[i].products
        ]
        schema = {"parcel_id": pl.Int64, "order_id": pl.Int64, "line_no": pl.Int32, "product_id": pl.Int64}
        loose = pl.DataFrame(rows, schema=schema | dict.fromkeys(("nx", "ny", "nz"), pl.Int64), orient="row")
        contents = self._worth.contents(loose)
        leader = pl.DataFrame(
            [(n, self._items[bits(mask)[0]].order_id) for n, mask in enumerate(masks)],
            schema={"parcel_id": pl.Int64, "order_id": pl.Int64},
            orient="row",
        )
        number = pl.col("parcel_id") * len(self._asked) + pl.col("at")
        every = self._frame.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
        parcels = leader.join(every, how="cross", maintain_order="left_right").with_columns(parcel_id=number).drop("at")
        inside = contents.join(every.select("at"), how="cross").with_columns(parcel_id=number).drop("at")
        return parcels, inside
