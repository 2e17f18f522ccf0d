"""A merchant's own templates for papers: every version that was kept, and which one was in use when. Both are only ever added to."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant


class PaperLogo(models.Model):
    """A picture for templates; the same picture is kept once."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    kind = models.CharField(max_length=4)  # png, jpeg
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "digest"], name="paper_logo_once")]


class PaperTemplate(models.Model):
    """One version of the template of a paper. Never changed: a change is a new version."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    paper = models.CharField(max_length=20)  # a word of steps.goods.own_papers.fields.FIELDS
    no = models.IntegerField()  # 1, 2, ... for each paper
    source = models.TextField()
    logo = models.ForeignKey(PaperLogo, models.PROTECT, null=True)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "paper", "no"], name="paper_template_once")]

    def __str__(self) -> str:
        return f"v{self.no}"


class TemplateChoice(models.Model):
    """From when on which template is in use. The newest row of a paper counts; null is ours, as where there is no row."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    paper = models.CharField(max_length=20)
    template = models.ForeignKey(PaperTemplate, models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["merchant", "paper", "-id"], name="template_choice_newest")]
