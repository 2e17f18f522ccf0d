"""What is declared when the goods leave."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fahuo.steps.goods.models import Parcel


class Declaration(models.Model):
    """One row a parcel; see core.frames.Declarations."""

    parcel = models.OneToOneField(Parcel, models.CASCADE, primary_key=True)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    net_g = models.BigIntegerField()
    gross_g = models.BigIntegerField()
    incoterm = models.CharField(max_length=3)
    papers = ArrayField(models.CharField(max_length=30))
    waits = models.BooleanField()


class DeclaredLine(models.Model):
    """Goods of a parcel by HS code and origin."""

    pk = models.CompositePrimaryKey("declaration", "no")
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="lines", db_index=False, db_constraint=False)
    no = models.IntegerField()
    hs_code = models.CharField(max_length=13, null=True)
    origin = models.CharField(max_length=2, null=True)
    name = models.TextField()
    quantity = models.BigIntegerField()
    net_g = models.BigIntegerField()
    value_minor = models.BigIntegerField()
