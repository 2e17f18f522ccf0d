"""What was printed: one row a parcel and paper, and the jobs that print many."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant
from fahuo.steps.goods.models.templates import PaperTemplate


class PrintJob(models.Model):
    """Papers of many parcels in one file. The file is kept here until it is dropped (flow.printing.KEPT_DAYS)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    papers = models.JSONField()  # words of flow.printing.PAPERS
    form = models.CharField(max_length=3)  # pdf, zpl, png
    by_parcel = models.BooleanField()  # all papers of a parcel together; else each paper for all parcels
    parcel_ids = models.JSONField()  # in the order in which they are printed
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    done = models.IntegerField(default=0)  # parcels looked at so far
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    left_out = models.JSONField(default=list)  # [number, paper, sentence in English, in Chinese]
    content = models.BinaryField(null=True)
    pages = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["merchant", "-asked_at"], name="print_job_newest")]


class Print(models.Model):
    """A paper of a parcel left for a printer. The second row of the same paper is a reprint. The row outlives a parcel that is planned anew."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    parcel_id = models.BigIntegerField(db_index=True)
    job = models.ForeignKey(PrintJob, models.SET_NULL, null=True, db_index=False)
    paper = models.CharField(max_length=20)
    form = models.CharField(max_length=3)
    number = models.CharField(max_length=60)  # that the paper carried
    template = models.ForeignKey(PaperTemplate, models.SET_NULL, null=True, db_index=False)  # the merchant's own version; null: ours
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["merchant", "-at"], name="print_newest")]
