"""Which column of a file is which field of an order, and what else must be known to read it. Pure; kept as a JSON object."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from fahuo.core.orders.drafts import FIELDS, LineKind
from fahuo.core.orders.heads import read_currency
from fahuo.core.orders.madeup import FILLED
from fahuo.plugins.marketplaces.files.drafts import to_drafts
from fahuo.plugins.marketplaces.files.form import misshapen
from fahuo.plugins.marketplaces.files.rows import FAULT, ROW
from fahuo.plugins.reading.faults import UnfitMapping

__all__ = ["NEEDED", "Mapping", "NotGoods", "builtin", "guess", "pick", "to_drafts"]

NEEDED = ("number", "sku", "quantity", "price")
MAPPED = (*FIELDS, "cancelled")  # any text in `cancelled`, other than a plain no, calls the row's order off


@dataclass(frozen=True)
class NotGoods:
    """Product codes that are money, not goods: exact ones in any case, or those that a regular expression matches as a whole."""

    kind: LineKind
    codes: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class Mapping:
    """How to read one kind of file. docs/orders-from-files.md describes each entry."""

    name: str
    columns: dict[str, tuple[str, ...]]  # field -> headers; the first that the file has is read
    constants: dict[str, str] = field(default_factory=dict)  # field -> text where the file says nothing
    currency: str | None = None  # where no column and no cell says one
    date_formats: tuple[str, ...] = ()  # strptime formats, tried before the year-first forms that are always read
    decimal_comma: bool = False  # 1.234,50 instead of 1,234.50
    cancellation_prefixes: tuple[str, ...] = ()  # of the order number
    not_goods: tuple[NotGoods, ...] = ()  # the first that matches
    defaults: dict[str, dict[str, str]] = field(default_factory=dict)  # country ("*": any) -> address field -> text
    make_up: tuple[str, ...] = ()  # address fields that may be made up by the destination's own rules
    title_zh: str = ""
    title_en: str = ""

    @staticmethod
    def from_dict(said: dict[str, Any]) -> Mapping:
        """Read the JSON form. Raises UnfitMapping for an unknown entry or field, a bad pattern or a bad date format."""
        name = str(said.get("name") or "?") if isinstance(said, dict) else "?"
        if wrong := misshapen(said):
            raise _bad(name, wrong)
        try:
            return _read(said)
        except (TypeError, AttributeError, ValueError, KeyError, re.error, pl.exceptions.PolarsError) as fault:
            if isinstance(fault, UnfitMapping):
                raise
            raise _bad(name, " ".join(str(fault).split("\n\n")[0].split())) from fault

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: only what is said."""
        rules = [{"kind": rule.kind.value, "codes": list(rule.codes), "pattern": rule.pattern} for rule in self.not_goods]
        every = {
            "name": self.name,
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "columns": {name: list(headers) for name, headers in self.columns.items()},
            "constants": dict(self.constants),
            "currency": self.currency,
            "date_formats": list(self.date_formats),
            "decimal_comma": self.decimal_comma,
            "cancellation_prefixes": list(self.cancellation_prefixes),
            "not_goods": [{key: value for key, value in rule.items() if value} for rule in rules],
            "defaults": {country: dict(texts) for country, texts in self.defaults.items()},
            "make_up": list(self.make_up),
        }
        return {key: value for key, value in every.items() if value}

    def fit(self, columns: Iterable[str]) -> dict[str, str]:
        """Field -> the file's column that is read for it. Headers are compared without case, spaces and punctuation if need be."""
        exact = list(columns)
        folded = {fold(column): column for column in reversed(exact)}
        found = {}
        for name, headers in self.columns.items():
            here = next((h for h in headers if h in exact), None) or next((folded[fold(h)] for h in headers if fold(h) in folded), None)
            if here is not None:
                found[name] = here
        return found

    def lacking(self, columns: Iterable[str]) -> list[str]:
        """Fields that every order line needs and this mapping does not find."""
        found = self.fit(columns)
        return [name for name in NEEDED if name not in found and name not in self.constants]


def _read(said: dict[str, Any]) -> Mapping:
    texts = {name: tuple(said.get(name) or ()) for name in ("date_formats", "cancellation_prefixes", "make_up")}
    headers = {name: (given,) if isinstance(given, str) else tuple(given) for name, given in (said.get("columns") or {}).items()}
    rules = (NotGoods(LineKind(rule["kind"]), tuple(rule.get("codes") or ()), rule.get("pattern")) for rule in said.get("not_goods") or ())
    mapping = Mapping(
        name=str(said["name"]),
        columns=headers,
        constants={name: str(text) for name, text in (said.get("constants") or {}).items()},
        currency=said.get("currency"),
        decimal_comma=bool(said.get("decimal_comma", False)),
        not_goods=tuple(rules),
        defaults={country: {k: str(v) for k, v in given.items()} for country, given in (said.get("defaults") or {}).items()},
        title_zh=said.get("title_zh") or "",
        title_en=said.get("title_en") or "",
        **texts,
    )
    _validate(mapping, set(said) - set(Mapping.__dataclass_fields__))
    return mapping


def _validate(mapping: Mapping, unknown: set[str]) -> None:
    unknown |= (set(mapping.columns) - set(MAPPED)) | (set(mapping.constants) - set(FIELDS)) | (set(mapping.make_up) - set(FILLED))
    unknown |= {name for texts in mapping.defaults.values() for name in texts} - set(FILLED)
    if unknown:
        raise _bad(mapping.name, f"unknown: {', '.join(sorted(unknown))}")
    if mapping.currency is not None and read_currency(mapping.currency) is None:
        raise _bad(mapping.name, f"{mapping.currency!r} is no currency code")
    for rule in mapping.not_goods:
        if rule.pattern is not None:
            pl.Series([""]).str.contains(f"^(?:{rule.pattern})$")  # the engine that will use it judges it
    day = pl.Series([datetime(2026, 1, 31, 14, 5)])  # noqa: DTZ001  (a wall clock's time: formats have no zone)
    for form in mapping.date_formats:
        if day.dt.strftime(form).str.to_datetime(form, strict=False).dt.date().to_list() != [date(2026, 1, 31)]:
            raise _bad(mapping.name, f"{form!r} is no format of a whole date, such as %d/%m/%Y %H:%M")


def _bad(name: str, why: str) -> UnfitMapping:
    return UnfitMapping(f"映射 {name} 有误（{why}）：请改正", f"the mapping {name} is wrong ({why}): correct it")


def fold(header: str) -> str:
    """A header without case, width, spaces, punctuation and marks.

    >>> fold("Invoice No."), fold("*收件人 姓名"), fold("单价(USD)")
    ('invoiceno', '收件人姓名', '单价usd')
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", header).casefold() if sign.isalnum())


@cache
def builtin() -> dict[str, Mapping]:
    """The mappings that come with fahuo, by name."""
    folder = files("fahuo.plugins.marketplaces.files").joinpath("builtin")
    read = (tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    return {mapping.name: mapping for mapping in sorted(map(Mapping.from_dict, read), key=lambda mapping: mapping.name)}


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    text = files("fahuo.plugins.marketplaces.files").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return {name: tuple(fold(header) for header in headers) for name, headers in tomllib.loads(text).items()}


def guess(columns: Iterable[str]) -> Mapping:
    """A mapping by what columns are usually called, in Chinese and English. Each column is read for one field at most.

    >>> guess(["订单号", "SKU", "数量", "单价(USD)", "收件人", "国家"]).columns["price"]
    ('单价(USD)',)
    """
    free = {fold(form): column for column in reversed(list(columns)) for form in (re.sub(r"[(（\[【].*?[)）\]】]", "", column), column)}
    found: dict[str, tuple[str, ...]] = {}
    for name, synonyms in _synonyms().items():
        column = next((free[synonym] for synonym in synonyms if synonym in free), None)
        if column is not None:
            found[name] = (column,)
            free = {form: other for form, other in free.items() if other != column}
    return Mapping(name="guessed", columns=found, title_zh="按表头猜测", title_en="guessed by the header")


def pick(columns: Iterable[str], name: str | None = None, saved: Iterable[Mapping] = ()) -> Mapping:
    """The mapping of that name, among those built in and those `saved` by the user, or the one that suits the header best.

    Raises UnfitMapping with the known names, or with what the file lacks.
    """
    have = list(columns)
    own = {mapping.name: mapping for mapping in saved}
    known = {**own, **{name: mapping for name, mapping in builtin().items() if name not in own}}
    if name is not None:
        if name not in known:
            names = ", ".join(sorted(known))
            raise UnfitMapping(f"没有名为“{name}”的映射：可用 {names}", f"there is no mapping {name!r}; known: {names}")
        chosen = known[name]
    else:
        able = [mapping for mapping in known.values() if not mapping.lacking(have)]
        chosen = max([*able, guess(have)], key=lambda mapping: (not mapping.lacking(have), len(set(mapping.fit(have).values()))))
    if chosen.lacking(have):
        raise _unfit(chosen, have, sorted(known))
    return chosen


def _unfit(chosen: Mapping, have: list[str], known: list[str]) -> UnfitMapping:
    lacking = chosen.lacking(have)
    wanted = "; ".join(f"{n} ({' / '.join(chosen.columns[n])})" if n in chosen.columns else n for n in lacking)
    there = ", ".join(column for column in have if column not in (ROW, FAULT))[:300]
    if chosen.name in known:
        zh, en = f"映射 {chosen.name} 缺少列", f"the mapping {chosen.name} needs columns that are not there"
    else:
        zh, en = "没有适合该表头的映射，找不到", "no mapping suits this header; not found"
    choice = ", ".join(known)
    return UnfitMapping(
        f"{zh}：{wanted}。文件的列：{there}。请选择映射（{choice}）或新建一个",
        f"{en}: {wanted}. The file has: {there}. Choose a mapping ({choice}) or make one",
    )
