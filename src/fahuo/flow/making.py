"""Make papers of parcels and put them together in one file: parcel by parcel, or paper by paper; as PDF, as ZPL, as PNG."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from fahuo.flow import papers as read
from fahuo.flow.slips import goods_of, packing_lists, slips
from fahuo.records.models import Merchant
from fahuo.steps.export.papers.invoice import render_invoices, set_invoice
from fahuo.steps.goods.labels.canvas import render
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.images import dots, merged, page_counts, png
from fahuo.steps.goods.labels.label import render_pages, set_label
from fahuo.steps.goods.labels.sheet import sheet_pages
from fahuo.steps.goods.labels.zpl import zpl
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of

PAPERS = ("label", "invoice", "slip", "packing_list")
FORMS = {"pdf": "application/pdf", "zpl": "application/octet-stream", "png": "image/png"}
CHUNK = 200


@dataclass(frozen=True)
class LeftOut:
    """A paper that was not printed, and why."""

    number: str
    paper: str
    en: str
    zh: str


@dataclass(frozen=True)
class Made:
    """One file, what is in it, and what is not. PNG is a picture a page."""

    parts: list[bytes]  # one, but of PNG one a page
    form: str
    pages: int
    printed: list[tuple[int, str, str]]  # parcel, paper, the number on it
    left_out: list[LeftOut]

    @cached_property
    def content(self) -> bytes:
        """The file; many pictures come in a ZIP."""
        return self.parts[0] if len(self.parts) == 1 else _zipped(self.parts) if self.parts else b""

    @property
    def kind(self) -> str:
        """The media type of the file."""
        return FORMS[self.form] if len(self.parts) <= 1 else "application/zip"

    @property
    def ending(self) -> str:
        """What its name ends in."""
        return self.form if len(self.parts) <= 1 else "zip"


@dataclass
class _Stack:
    """The sheets of one paper: each parcel's place in it, what is to be set, and how many pages each takes."""

    at: dict[int, int] = field(default_factory=dict)
    things: list[Any] = field(default_factory=list)

    def add(self, parcel_id: int, thing: object) -> None:
        self.at[parcel_id] = len(self.things)
        self.things.append(thing)


def make(
    merchant: Merchant,
    parcel_ids: list[int],
    papers: list[str],
    form: str,
    on: date,
    *,
    by_parcel: bool = True,
    tell: Callable[[int], None] = lambda done: None,
) -> Made:
    """The papers of these parcels in the order given; `tell` hears how many parcels were looked at. Signed on the day `on`."""
    ids, papers = list(dict.fromkeys(parcel_ids)), [paper for paper in PAPERS if paper in papers]
    stacks: dict[str, _Stack] = {paper: _Stack() for paper in papers}
    left_out: list[LeftOut] = []
    shown: dict[int, str] = {}
    for begin in range(0, len(ids), CHUNK):
        chunk = ids[begin : begin + CHUNK]
        rows = read.parcels(merchant.pk, chunk)
        left_out += [LeftOut(str(p), "", "there is no such parcel", "没有这个包裹") for p in chunk if p not in rows]
        shown |= read.numbers(list(rows))
        for paper in papers:
            _set(paper, rows, chunk, on, stacks[paper], left_out)
        tell(begin + len(chunk))
    pairs = [(p, paper) for p in ids for paper in papers] if by_parcel else [(p, paper) for paper in papers for p in ids]
    printed = [(p, paper) for p, paper in pairs if p in stacks[paper].at]
    if not printed:
        return Made([], form, 0, [], left_out)
    pdf, pages = _together(stacks, printed)
    return Made(_in_form(pdf, form), form, pages, [(p, paper, shown[p]) for p, paper in printed], left_out)


def _set(paper: str, rows: dict[int, Parcel], chunk: list[int], on: date, stack: _Stack, left_out: list[LeftOut]) -> None:
    found, setter = _data(paper, rows, on)
    for parcel_id in chunk:
        if parcel_id not in rows:
            continue
        number = number_of(parcel_id)
        if parcel_id not in found:
            left_out.append(LeftOut(number, paper, "nothing is declared for it, so it has no invoice", "尚未申报，没有发票"))
            continue
        try:
            stack.add(parcel_id, setter(found[parcel_id]))
        except Unprintable as fault:
            left_out.append(LeftOut(number, paper, fault.say("en"), fault.say("zh")))
        except ValueError as fault:
            left_out.append(LeftOut(number, paper, str(fault), f"无法打印：{fault}"))


def _data(paper: str, rows: dict[int, Parcel], on: date) -> tuple[dict[int, Any], Callable[[Any], Any]]:
    if paper == "label":
        return read.labels(rows, on), set_label
    if paper == "invoice":
        return read.invoices(rows), set_invoice
    goods = goods_of(list(rows))
    return (slips(rows, goods) if paper == "slip" else packing_lists(rows, goods)), sheet_pages


def _together(stacks: dict[str, _Stack], printed: list[tuple[int, str]]) -> tuple[bytes, int]:
    """One PDF, and how many pages it has. Each paper is set once for all parcels, so that its fonts stand in the file once."""
    used = [paper for paper, stack in stacks.items() if stack.things]
    parts = [(pdf, counts) for pdf, counts in (_rendered(paper, stacks[paper].things) for paper in used)]
    order = [(used.index(paper), stacks[paper].at[p]) for p, paper in printed]
    pages = sum(sum(counts) for _, counts in parts)
    if len(parts) == 1 and order == sorted(order):
        return parts[0][0], pages
    return merged(parts, order), pages


def _rendered(paper: str, things: list[Any]) -> tuple[bytes, list[int]]:
    if paper == "invoice":
        pdf = render_invoices(things)
        return pdf, page_counts(pdf)
    pages = [page for thing in things for page in thing]
    return (render_pages(pages) if paper == "label" else render(pages, paper.replace("_", " "))), [len(thing) for thing in things]


def _in_form(pdf: bytes, form: str) -> list[bytes]:
    if form == "zpl":
        return [zpl(dots(pdf)).encode("ascii")]
    if form == "png":
        return [png(page) for page in dots(pdf)]
    return [pdf]


def _zipped(pages: list[bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as folder:
        for n, page in enumerate(pages, start=1):
            folder.writestr(zipfile.ZipInfo(f"{n:05d}.png"), page)
    return held.getvalue()
