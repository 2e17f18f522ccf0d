"""Printing: papers of many parcels in one file, now or by a job; what left for the printer is noted. What cannot be printed is named, the rest is printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from fahuo.flow import jobs
from fahuo.flow.making import FORMS, PAPERS, Made, make
from fahuo.flow.slips import goods_of, in_walk
from fahuo.flow.verbs import NotPossible
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import Print, PrintJob

AT_ONCE = 200  # parcels that a person waits for; more of them are printed by a job
MOST = 5_000  # parcels in one job
KEPT_DAYS = 30  # a job's file


def print_now(
    merchant: Merchant,
    parcel_ids: list[int],
    papers: list[str],
    form: str,
    by: str,
    now: datetime,
    *,
    reason: str = "",
    by_parcel: bool = True,
    send: Callable[[bytes], None] = lambda file: None,
) -> Made:
    """Papers of a few parcels, in the order given. Raises NotPossible where nothing at all can be printed.

    `send` takes the file to a printer; where it raises, nothing was printed and nothing is noted.
    """
    _check(parcel_ids, papers, form)
    made = make(merchant, parcel_ids, papers, form, today(now), by_parcel=by_parcel)
    if not made.printed:
        raise NotPossible(
            "; ".join(f"{f.number}: {f.en}" for f in made.left_out[:5]), "；".join(f"{f.number}：{f.zh}" for f in made.left_out[:5])
        )
    send(made.content)
    _note(merchant, made, form, by, reason, now)
    return made


@transaction.atomic
def start_job(
    merchant: Merchant, parcel_ids: list[int], papers: list[str], form: str, by: str, now: datetime, *, reason: str = "", by_parcel: bool = True, walk: bool = False
) -> PrintJob:  # fmt: skip
    """Keep the wish and have it printed by a job. `walk` puts the parcels in the order in which the bins' walk meets them."""
    _check(parcel_ids, papers, form)
    ordered = in_walk(parcel_ids, goods_of(parcel_ids)) if walk else list(parcel_ids)
    job = PrintJob.objects.create(
        merchant=merchant,
        papers=papers,
        form=form,
        by_parcel=by_parcel,
        parcel_ids=ordered,
        reason=reason[:200],
        actor=by,
        asked_at=now,
    )
    jobs.defer("print_papers", job_id=job.pk)
    return job


def run_job(job_id: int, clock: Callable[[], datetime]) -> None:
    """Print a job's papers. Killed in between it begins anew; what is finished stays as it is."""
    job = PrintJob.objects.select_related("merchant").filter(pk=job_id, finished_at=None).first()
    if job is None:
        return

    def tell(done: int) -> None:
        PrintJob.objects.filter(pk=job_id).update(done=done)

    made = make(job.merchant, job.parcel_ids, job.papers, job.form, today(job.asked_at), by_parcel=job.by_parcel, tell=tell)
    with transaction.atomic():
        job = PrintJob.objects.select_for_update(of=("self",)).select_related("merchant").get(pk=job_id)
        if job.finished_at is not None:  # another worker was quicker
            return
        job.content = made.content or None
        job.pages, job.done, job.finished_at = made.pages, len(job.parcel_ids), clock()
        job.left_out = [[f.number, f.paper, f.en, f.zh] for f in made.left_out]
        job.save()
        _note(job.merchant, made, job.form, job.actor, job.reason, job.finished_at, job)


def take_up(now: datetime) -> None:
    """Jobs that a crash left lying; and files that are too old are dropped, their log stays."""
    for job_id in PrintJob.objects.filter(finished_at=None).values_list("pk", flat=True):
        jobs.defer("print_papers", job_id=job_id)
    PrintJob.objects.filter(finished_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(content=None).update(content=None)


def _check(parcel_ids: list[int], papers: list[str], form: str) -> None:
    if not parcel_ids or len(parcel_ids) > MOST:
        raise NotPossible(
            f"{len(parcel_ids):,} parcels cannot be printed at once: choose 1 to {MOST:,}",
            f"一次可打印 1 到 {MOST:,} 个包裹，不能是 {len(parcel_ids):,} 个",
        )
    unknown = [paper for paper in papers if paper not in PAPERS]
    if unknown or not papers:
        raise NotPossible(
            f"{', '.join(unknown) or 'nothing'} cannot be printed: choose of {', '.join(PAPERS)}",
            f"不能打印 {'、'.join(unknown) or '空'}：请在 {'、'.join(PAPERS)} 中选择",
        )
    if form not in FORMS:
        raise NotPossible(f"{form} is no form to print in: choose of {', '.join(FORMS)}", f"不支持 {form} 格式：请选择 {'、'.join(FORMS)}")
    if form != "pdf" and "invoice" in papers:
        raise NotPossible(
            "an invoice is an A4 page: print it as PDF, not by a label printer", "发票是 A4 纸：请用 PDF 打印，不能用面单打印机"
        )


def _note(merchant: Merchant, made: Made, form: str, by: str, reason: str, now: datetime, job: PrintJob | None = None) -> None:
    Print.objects.bulk_create(
        [
            Print(
                merchant=merchant,
                parcel_id=parcel_id,
                job=job,
                paper=paper,
                form=form,
                number=number,
                template_id=made.templates.get(paper),
                reason=reason[:200],
                actor=by,
                at=now,
            )
            for parcel_id, paper, number in made.printed
        ],
        batch_size=1_000,
    )
