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


class PriceAnswer(models.Model):
    """An answer about words (what a place is, what a column means) that holds for the next file of the same name as well."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    family = models.CharField(max_length=200)  # the files' name without its date
    digest = models.CharField(max_length=64)  # of the key, which may be a long sentence
    key = models.TextField()
    answer = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "family", "digest"], name="price_answer_once")]
