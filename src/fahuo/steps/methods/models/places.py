"""Files of places that cards name: remote areas, zones by postcode."""

from __future__ import annotations

from django.db import models

from fahuo.records.models import Merchant


class PlaceList(models.Model):
    """A file of places, such as a carrier's remote areas (偏远地区). One that a card has named is never changed: a newer file is another list."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "digest"], name="place_list_once")]


class Place(models.Model):
    """A row of a list: a postcode or its beginning, a range of them, or a city, as written in the file."""

    place_list = models.ForeignKey(PlaceList, models.CASCADE, db_constraint=False)
    country = models.CharField(max_length=2)
    postcode_from = models.TextField()
    postcode_to = models.TextField()
    city = models.TextField()
