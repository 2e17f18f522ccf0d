"""The verbs of templates: try one on a parcel, keep a version, take one into use, take the last change back. Nothing kept is ever changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from fahuo.flow import papers
from fahuo.flow.own_papers.data import Data, data_of
from fahuo.flow.own_papers.using import make_own, source_of
from fahuo.flow.said import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.labels.glyphs import Unprintable, missing_glyphs
from fahuo.steps.goods.models import PaperLogo, PaperTemplate, Parcel, TemplateChoice
from fahuo.steps.goods.own_papers.faults import Fault
from fahuo.steps.goods.own_papers.fields import OWN, example
from fahuo.steps.goods.own_papers.logo import NAMES, kind_of, logo_fault
from fahuo.steps.goods.own_papers.sandbox import Sheet, Source, compile_each

LONGEST = 60_000  # characters of a template
TRIED = 50  # newest parcels that are looked through for one that has the paper


@dataclass(frozen=True)
class Trial:
    """A template tried on one parcel: the pages as pictures, warnings, or what is wrong."""

    number: str  # of the parcel; empty: the invented example
    pages: tuple[bytes, ...] = ()  # PNG
    pdf: bytes = b""
    warnings: tuple[Fault, ...] = ()
    fault: Fault | None = None


def data_for(merchant: Merchant, paper: str, parcel_id: int | None, now: datetime) -> tuple[str, Data]:
    """The data of a parcel of the merchant's, of the newest that has the paper where none is named, else of the example; its number.

    Raises NotPossible where the parcel that is named has no such paper, or a character that no font has.
    """
    wanted = [parcel_id] if parcel_id is not None else _newest(merchant)
    found = data_of(paper, papers.parcels(merchant.pk, wanted), today(now))
    for one in wanted:
        if one not in found:
            continue
        try:
            data = found[one]()
        except Unprintable as fault:
            if parcel_id is not None:
                raise NotPossible(fault.say("en"), fault.say("zh")) from fault
        except ValueError as fault:
            if parcel_id is not None:
                raise NotPossible(str(fault), f"无法打印：{fault}") from fault
        else:
            return str(data["number"]), data
    if parcel_id is not None:
        raise NotPossible("this parcel is not there, or nothing is declared for it yet", "没有这个包裹，或还没有申报内容")
    return "", example(paper)


def _newest(merchant: Merchant) -> list[int]:
    return list(Parcel.objects.filter(merchant=merchant).order_by("-pk").values_list("pk", flat=True)[:TRIED])


def try_out(merchant: Merchant, paper: str, text: str, logo: PaperLogo | None, parcel_id: int | None, now: datetime) -> Trial:
    """Set a template for one parcel. What is wrong with it stands in the trial; nothing is kept."""
    _known(paper)
    number, data = data_for(merchant, paper, parcel_id, now)
    if fault := text_fault(text):
        return Trial(number, fault=fault)
    source = source_of(text, logo)
    made = make_own(source, {0: data}, "pdf")[0]
    if isinstance(made, Fault):
        return Trial(number, fault=made)
    pictures = next(compile_each(source, [data | {"logo": source.logo_name}], "png"))
    if isinstance(pictures, Fault):
        return Trial(number, fault=pictures)
    return Trial(number, pictures.files, made.pdf, pictures.warnings)


def text_fault(text: str) -> Fault | None:
    """What is wrong with a template before it is set: nothing in it, too long, a character that no font has."""
    if not text.strip():
        return Fault("template_blank", {})
    if len(text) > LONGEST:
        return Fault("template_long", {"chars": f"{len(text):,}", "most": f"{LONGEST:,}"})
    for no, line in enumerate(text.splitlines(), start=1):
        if missing := missing_glyphs(line):
            return Fault("template_glyph", {"line": no, "character": missing[0].character, "name": missing[0].name})
    return None


def keep_logo(merchant: Merchant, content: bytes, name: str, by: str, now: datetime) -> PaperLogo:
    """Keep a picture, or find the same one. Raises NotPossible where it is no picture, is too large, or cannot be drawn."""
    fault = logo_fault(content, name)
    kind = kind_of(content) or ""
    if fault is None:
        tried = next(compile_each(Source('#image(json("data.json").logo, width: 20mm)', content, NAMES[kind]), [{"logo": NAMES[kind]}]))
        if not isinstance(tried, Sheet):
            fault = Fault("logo_broken", {"name": name[:60], "said": tried.values.get("said", tried.code)})
    if fault is not None:
        raise _not_possible(fault)
    row, _ = PaperLogo.objects.get_or_create(
        merchant=merchant,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={"kind": kind, "content": content, "made_at": now, "made_by": by[:150]},
    )
    return row


def keep(merchant: Merchant, paper: str, text: str, logo: PaperLogo | None, note: str, by: str, now: datetime) -> PaperTemplate:
    """Keep a template as the next version and take it into use. Raises NotPossible where it cannot be set for the newest parcel."""
    text = text.replace("\r\n", "\n")
    tried = try_out(merchant, paper, text, logo, None, now)
    if tried.fault is not None:
        raise _not_possible(tried.fault)
    with transaction.atomic():
        _turn(merchant)
        last = PaperTemplate.objects.filter(merchant=merchant, paper=paper).aggregate(no=Max("no"))["no"] or 0
        row = PaperTemplate.objects.create(
            merchant=merchant, paper=paper, no=last + 1, source=text, logo=logo, note=note.strip()[:200], made_at=now, made_by=by[:150]
        )
        _choose(merchant, paper, row, by, now)
    return row


@transaction.atomic
def use(merchant: Merchant, paper: str, template: PaperTemplate | None, by: str, now: datetime) -> None:
    """Take a version into use; None is ours."""
    _known(paper)
    _turn(merchant)
    current = _choices(merchant, paper).first()
    if (current.template_id if current else None) != (template.pk if template else None):
        _choose(merchant, paper, template, by, now)


@transaction.atomic
def undo(merchant: Merchant, paper: str, by: str, now: datetime) -> PaperTemplate | None:
    """What was in use before the last change is in use again; returns it. Raises NotPossible where nothing was changed."""
    _known(paper)
    _turn(merchant)
    rows: list[Any] = list(_choices(merchant, paper).select_related("template")[:2])
    if not rows:
        raise NotPossible("no template was ever taken into use, so there is nothing to take back", "还没有用过自己的模板，没有可撤销的")
    before = rows[1].template if len(rows) > 1 else None
    _choose(merchant, paper, before, by, now)
    return before


def _turn(merchant: Merchant) -> None:
    """Whoever changes a merchant's templates takes turns."""
    Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)


def _choices(merchant: Merchant, paper: str) -> Any:
    return TemplateChoice.objects.filter(merchant=merchant, paper=paper).order_by("-pk")


def _choose(merchant: Merchant, paper: str, template: PaperTemplate | None, by: str, now: datetime) -> None:
    TemplateChoice.objects.create(merchant=merchant, paper=paper, template=template, at=now, by=by[:150])


def _known(paper: str) -> None:
    if paper not in OWN:
        raise NotPossible(
            f"{paper[:40]} has no template of your own: choose {' or '.join(OWN)}", f"{paper[:40]} 不能用自己的模板：请选 {'、'.join(OWN)}"
        )


def _not_possible(fault: Fault) -> NotPossible:
    return NotPossible(fault.say("en"), fault.say("zh"))
