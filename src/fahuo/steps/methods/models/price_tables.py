"""Forwarders' price tables as they were sent, and the answers given to them."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant


class PriceTable(models.Model):
    """A forwarder's price table (价格表) as it was sent, with the answers that were given to it, and what was taken in from it."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    into = models.CharField(max_length=40, blank=True)  # the code of the service that it is for, where a person said so
    answers = models.JSONField(default=dict)  # key of a question -> answer
    created_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    taken = models.JSONField(default=list)  # of each service: code, the text before (null: there was none), the text since
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]


class PriceReading(models.Model):
    """How a large price table was understood: a job reads it. A small one is read whenever it is looked at, and has no row here."""

    table = models.OneToOneField(PriceTable, models.CASCADE, primary_key=True, related_name="reading")
    key = models.CharField(max_length=64)  # of the answers and the cards in force with which it is, or is to be, read
    stage = models.CharField(max_length=20, blank=True)  # file, sheets, services: what the job is at
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    found = models.JSONField(null=True)  # what was understood, and the beginning of the sheets; null while the job is at it
    problem = models.JSONField(null=True)  # zh, en: why it cannot be read at all

    class Meta:
        verbose_name = "reading of a price table"


class PriceAnswer(models.Model):
    """An answer about words (what a place is, what a column means) that holds for the next file of the same name as well."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    family = models.CharField(max_length=200)  # the files' name without its date
    digest = models.CharField(max_length=64)  # of the key, which may be a long sentence
    key = models.TextField()
    answer = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "family", "digest"], name="price_answer_once")]
