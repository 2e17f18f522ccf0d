"""Services with their rate cards, as they stand and as they stood."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant


class Service(models.Model):
    """A service with its rate cards: `card` is the text of a document in the open format of docs/rate-cards.md."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    kind = models.CharField(_("class"), max_length=10)  # core.words.ServiceClass
    carrier = models.CharField(_("carrier"), max_length=200)
    card = models.TextField(_("rate card"))
    lists = models.JSONField(default=dict, blank=True)  # the file of places that the card names -> id of the PlaceList
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="service_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_zh or self.name


class FormerCard(models.Model):
    """A card as it stood until it was changed, so that a past parcel is priced as it was. Never changed, never deleted."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="former")
    card = models.TextField()
    lists = models.JSONField(default=dict)
    until = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["service", "until"], name="former_card")]
