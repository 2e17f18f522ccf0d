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
from fahuo.flow.own_papers.data import data_of
from fahuo.flow.own_papers.using import OwnPaper, in_use, make_own, source_of
from fahuo.flow.slips import goods_of, packing_lists, slips
from fahuo.records.models import Merchant
from fahuo.steps.export.papers.invoice import render_invoices, set_invoice
from fahuo.steps.goods.labels.canvas import render
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.images import dots, merged, page_counts, png
from fahuo.steps.goods.labels.label import render_pages, set_label
from fahuo.steps.goods.labels.sheet import sheet_pages
from fahuo.steps.goods.labels.zpl import zpl
from fahuo.steps.goods.models import PaperTemplate, Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.own_papers.faults import Fault

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
    templates: dict[str, int] = field(default_factory=dict)  # the merchant's own that were used, by paper

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
    own = {paper: template for paper, template in in_use(merchant.pk).items() if paper in papers}
    for begin in range(0, len(ids), CHUNK):
        chunk = ids[begin : begin + CHUNK]
        rows = read.parcels(merchant.pk, chunk)
        left_out += [LeftOut(str(p), "", "there is no such parcel", "没有这个包裹") for p in chunk if p not in rows]
        shown |= read.numbers(list(rows))
        for paper in papers:
            if paper in own:
                _set_own(own[paper], rows, chunk, on, form, stacks[paper], left_out)
            else:
                _set(paper, rows, chunk, on, stacks[paper], left_out)
        tell(begin + len(chunk))
    pairs = [(p, paper) for p in ids for paper in papers] if by_parcel else [(p, paper) for paper in papers for p in ids]
    printed = [(p, paper) for p, paper in pairs if p in stacks[paper].at]
    if not printed:
        return Made([], form, 0, [], left_out)
    pdf, pages = _together(stacks, printed)
    used = {paper: template.pk for paper, template in own.items()}
    return Made(_in_form(pdf, form), form, pages, [(p, paper, shown[p]) for p, paper in printed], left_out, used)


def _set(paper: str, rows: dict[int, Parcel], chunk: list[int], on: date, stack: _Stack, left_out: list[LeftOut]) -> None:
    found, setter = _data(paper, rows, on)
    for parcel_id in chunk:
        if parcel_id not in rows:
            continue
        number = number_of(parcel_id)
        made = _one(number, paper, found, parcel_id, setter)
        left_out.append(made) if isinstance(made, LeftOut) else stack.add(parcel_id, made)


def _set_own(
    template: PaperTemplate, rows: dict[int, Parcel], chunk: list[int], on: date, form: str, stack: _Stack, left_out: list[LeftOut]
) -> None:
    """The same by the merchant's own template, in the sandbox. A template that fails leaves the paper out, with its version and the reason."""
    paper, found, data = template.paper, data_of(template.paper, rows, on), {}
    for parcel_id in chunk:
        if parcel_id not in rows:
            continue
        made = _one(number_of(parcel_id), paper, found, parcel_id, lambda make: make())
        if isinstance(made, LeftOut):
            left_out.append(made)
        else:
            data[parcel_id] = made
    for parcel_id, sheet in make_own(source_of(template.source, template.logo), data, form).items():
        if isinstance(sheet, Fault):
            said = f"your template v{template.no}: {sheet.say('en')}", f"自己的模板 v{template.no}：{sheet.say('zh')}"
            left_out.append(LeftOut(number_of(parcel_id), paper, *said))
        else:
            stack.add(parcel_id, sheet)


def _one(number: str, paper: str, found: dict[int, Any], parcel_id: int, setter: Callable[[Any], Any]) -> Any:
    """What is to be set of one parcel, or why nothing is."""
    if parcel_id not in found:
        return LeftOut(number, paper, "nothing is declared for it, so it has no invoice", "尚未申报，没有发票")
    try:
        return setter(found[parcel_id])
    except Unprintable as fault:
        return LeftOut(number, paper, fault.say("en"), fault.say("zh"))
    except ValueError as fault:
        return LeftOut(number, paper, str(fault), f"无法打印：{fault}")


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
    if isinstance(things[0], OwnPaper):
        counts = [thing.pages for thing in things]
        return merged([(thing.pdf, [thing.pages]) for thing in things], [(n, 0) for n in range(len(things))]), counts
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
