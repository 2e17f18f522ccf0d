"""Where products belong."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Bin, Merchant, Product


class Home(models.Model):
    """Where a product is put away in a warehouse when nothing else is said (固定库位)."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE, related_name="homes")
    bin = models.ForeignKey(Bin, models.CASCADE, related_name="homes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "bin"], name="home_once")]
