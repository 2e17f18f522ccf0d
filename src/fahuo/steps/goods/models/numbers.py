"""Ranges of numbers that we may put on things, and every number that was issued from them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fahuo.core.goods.identifiers import s10, sscc
from fahuo.records.models import Merchant

OWN_DIGITS = 18


class NumberRange(models.Model):
    """A range that a post, GS1 or we ourselves gave out. `next` is the serial that is issued next; past `last` the range is used up."""

    KINDS = (("s10", _("postal numbers (UPU S10)")), ("sscc", _("logistic units (SSCC)")), ("own", _("own numbers")))

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    kind = models.CharField(_("kind"), max_length=4, choices=KINDS)
    prefix = models.CharField(
        _("prefix"),
        max_length=20,
        help_text=_("S10: two letters of the service, such as LX. SSCC: extension digit and GS1 company prefix."),
    )
    suffix = models.CharField(_("suffix"), max_length=10, blank=True, help_text=_("S10: two letters of the post's country, such as CN."))
    next = models.BigIntegerField(_("next serial"), default=0)
    last = models.BigIntegerField(_("last serial"))
    warn_below = models.BigIntegerField(_("warn when fewer are left"), default=500)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next__gte=0) & Q(next__lte=F("last") + 1), name="range_in_order"),
        ]
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return f"{self.prefix}…{self.suffix}"

    @property
    def left(self) -> int:
        return self.last - self.next + 1

    @property
    def low(self) -> bool:
        return self.left < self.warn_below

    def number(self, serial: int) -> str:
        """A serial as the number that is printed. ValueError where the range is none of its kind."""
        if self.kind == "s10":
            return s10(self.prefix, serial, self.suffix)
        if self.kind == "sscc":
            return sscc(self.prefix, serial)
        return f"{self.prefix}{serial:0{len(str(self.last))}d}{self.suffix}"

    def clean(self) -> None:
        """A range that makes no numbers, or that meets another, is not kept."""
        if self.last is None or self.next is None:
            return
        if self.next < 0 or self.next > self.last + 1:
            raise ValidationError({"next": _("The next serial stands between 0 and the one after the last.")})
        if self.kind == "own" and (not re.fullmatch(r"[A-Z0-9-]+", self.prefix) or not re.fullmatch(r"[A-Z0-9-]*", self.suffix)):
            raise ValidationError({"prefix": _("Capital letters, digits and hyphens only: it becomes a bar code.")})
        if self.kind == "own" and len(str(self.last)) > OWN_DIGITS:
            raise ValidationError({"last": _("At most 18 digits.")})
        try:
            self.number(self.last)
        except ValueError as fault:
            raise ValidationError({"prefix": str(fault)}) from fault
        same = NumberRange.objects.filter(merchant_id=self.merchant_id, kind=self.kind, prefix=self.prefix, suffix=self.suffix)
        if same.exclude(pk=self.pk).filter(last__gte=self.next, next__lte=self.last).exists():
            raise ValidationError({"last": _("Another range of this prefix has some of these serials: no number may be issued twice.")})


class IssuedNumber(models.Model):
    """A number that was issued. Whatever is done to the ranges, the database takes none a second time."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    number = models.CharField(max_length=60)
    range = models.ForeignKey(NumberRange, models.SET_NULL, null=True)
    purpose = models.CharField(max_length=60, blank=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "number"], name="number_issued_once")]
