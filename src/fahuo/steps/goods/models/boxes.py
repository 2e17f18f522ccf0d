"""Empty boxes, and what goes around the goods."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant


class Box(models.Model):
    """An empty box or mailer."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    inner_length_mm = models.IntegerField(_("inner length (mm)"))
    inner_width_mm = models.IntegerField(_("inner width (mm)"))
    inner_height_mm = models.IntegerField(_("inner height (mm)"))
    outer_length_mm = models.IntegerField(_("outer length (mm)"))
    outer_width_mm = models.IntegerField(_("outer width (mm)"))
    outer_height_mm = models.IntegerField(_("outer height (mm)"))
    weight_g = models.IntegerField(_("weight (g)"))
    limit_g = models.IntegerField(_("limit with goods (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="box_once")]

    def __str__(self) -> str:
        return self.code


class Padding(models.Model):
    """What goes around one piece that has an attribute."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    attribute = models.IntegerField(_("goods attribute"))
    code = models.CharField(_("code"), max_length=40)
    thickness_mm = models.IntegerField(_("thickness (mm)"))
    weight_g = models.IntegerField(_("weight (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "attribute"], name="padding_once")]

    def __str__(self) -> str:
        return self.code
