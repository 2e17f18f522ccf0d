"""What was printed of each parcel, and which paper that it must have was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fahuo.core.words import STILL_HERE, Paper
from fahuo.flow.papers import numbers
from fahuo.records.models import ParcelStanding
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.models import Print
from fahuo.steps.methods.models import Label

# A paper that customs or the service demand -> what we print that holds it. Data sets travel without paper.
HELD_BY = {Paper.COMMERCIAL_INVOICE: "invoice", Paper.PACKING_LIST: "packing_list", Paper.CN22: "label"}


@dataclass(frozen=True)
class Printed:
    """How often a paper of a parcel left for a printer, when last, by whom, and under which number."""

    times: int
    at: datetime
    actor: str
    number: str


def printed(parcel_ids: list[int]) -> dict[int, dict[str, Printed]]:
    """Parcel -> paper -> how it was printed."""
    found: dict[int, dict[str, Printed]] = {}
    rows = Print.objects.filter(parcel_id__in=parcel_ids).order_by("at", "pk")
    for parcel_id, paper, at, actor, number in rows.values_list("parcel_id", "paper", "at", "actor", "number"):
        before = found.setdefault(parcel_id, {}).get(paper)
        found[parcel_id][paper] = Printed(before.times + 1 if before else 1, at, actor, number)
    return found


def owed(parcel_ids: list[int]) -> dict[int, list[str]]:
    """Papers that parcels with a label must have before they leave and that were not printed; a label of another number counts as none."""
    here = set(
        ParcelStanding.objects.filter(parcel_id__in=parcel_ids, state__in=[kind.value for kind in STILL_HERE])
        .exclude(state="cancelled")
        .values_list("parcel_id", flat=True)
    )
    labelled = Label.objects.filter(parcel__in=parcel_ids).exclude(tracking_number=None).values_list("parcel_id", flat=True)
    ids = sorted(here.intersection(labelled))
    done, shown = printed(ids), numbers(ids)
    demanded = dict(Declaration.objects.filter(parcel__in=ids).values_list("parcel_id", "papers"))
    found = {}
    for p in ids:
        wanted = {"label", *(HELD_BY[Paper(name)] for name in demanded.get(p, []) if name in HELD_BY)}
        has = done.get(p, {})
        lacks = [paper for paper in ("label", "invoice", "packing_list") if paper in wanted and paper not in has]
        if "label" in has and has["label"].number != shown[p]:
            lacks.insert(0, "label")
        if lacks:
            found[p] = lacks
    return found
