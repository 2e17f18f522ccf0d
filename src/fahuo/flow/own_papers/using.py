"""Which template is in use, and papers of many parcels made with it; what cannot be made is named."""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.flow.own_papers.data import Data
from fahuo.steps.goods.labels.images import page_sizes
from fahuo.steps.goods.models import PaperLogo, PaperTemplate, TemplateChoice
from fahuo.steps.goods.own_papers.faults import Fault
from fahuo.steps.goods.own_papers.logo import NAMES
from fahuo.steps.goods.own_papers.sandbox import Sheet, Source, compile_each

MOST_PAGES = 30  # of one parcel
WIDEST_MM = 108.0  # that a label printer takes


@dataclass(frozen=True)
class OwnPaper:
    """A parcel's paper as the merchant's template makes it."""

    pdf: bytes
    pages: int


def in_use(merchant_id: int) -> dict[str, PaperTemplate]:
    """The template in use of each paper that has one; papers that are not there are ours."""
    newest = TemplateChoice.objects.filter(merchant=merchant_id).order_by("paper", "-pk").distinct("paper")
    return {row.paper: row.template for row in newest.select_related("template__logo") if row.template is not None}


def source_of(text: str, logo: PaperLogo | None) -> Source:
    """A template as it is compiled."""
    return Source(text, bytes(logo.content), NAMES[logo.kind]) if logo else Source(text)


def make_own(source: Source, data: dict[int, Data], form: str) -> dict[int, OwnPaper | Fault]:
    """The paper of each parcel, or why there is none."""
    named = [one | {"logo": source.logo_name} for one in data.values()]
    return {p: _judged(made, form) for p, made in zip(data, compile_each(source, named), strict=True)}


def _judged(made: Sheet | Fault, form: str) -> OwnPaper | Fault:
    if isinstance(made, Fault):
        return made
    pdf = made.files[0]
    sizes = page_sizes(pdf)
    if len(sizes) > MOST_PAGES:
        return Fault("template_pages", {"pages": f"{len(sizes):,}", "most": MOST_PAGES})
    widest = max(wide for wide, _ in sizes)
    if form == "zpl" and widest > WIDEST_MM:
        return Fault("template_wide", {"wide": round(widest), "most": round(WIDEST_MM)})
    return OwnPaper(pdf, len(sizes))
