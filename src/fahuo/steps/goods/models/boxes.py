"""Empty boxes, what goes around the goods, and what must not share a parcel."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.core.words import BoxKind
from fahuo.records.models import Merchant, Product
from fahuo.records.models.choices import choices

SIDES = ("length", "width", "height")


class Box(models.Model):
    """An empty box or mailer; see core.frames.Boxes."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=choices(BoxKind), default=BoxKind.BOX, db_default="box")
    inner_length_mm = models.IntegerField(_("inner length (mm)"))
    inner_width_mm = models.IntegerField(_("inner width (mm)"))
    inner_height_mm = models.IntegerField(
        _("inner height (mm)"),
        help_text=_("Of a mailer: the greatest thickness of what goes into it; length and width are those of the empty bag."),
    )
    outer_length_mm = models.IntegerField(_("outer length (mm)"))
    outer_width_mm = models.IntegerField(_("outer width (mm)"))
    outer_height_mm = models.IntegerField(_("outer height (mm)"))
    weight_g = models.IntegerField(_("weight (g)"))
    limit_g = models.IntegerField(_("limit with goods (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))
    double_wall = models.BooleanField(_("double wall"), default=False, db_default=False)
    material = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("packing material"),
        help_text=_(
            "The product whose stock it is. A box of which none is left at a warehouse is not used there; without a product it never runs out."
        ),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="box_once")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Sizes above zero, the outside at least as large as the inside, and room for goods below the limit."""
        wrong: dict[str, ValidationError] = {}
        for side in SIDES:
            inner, outer = getattr(self, f"inner_{side}_mm"), getattr(self, f"outer_{side}_mm")
            if inner is not None and inner < 1:
                wrong[f"inner_{side}_mm"] = ValidationError(_("%(value)s mm: a size is above zero."), params={"value": inner})
            elif inner is not None and outer is not None and outer < inner:
                wrong[f"outer_{side}_mm"] = ValidationError(
                    _("%(outer)s mm outside is less than %(inner)s mm inside."), params={"outer": outer, "inner": inner}
                )
        if self.weight_g is not None and self.weight_g < 0:
            wrong["weight_g"] = ValidationError(_("%(value)s g: a weight is not negative."), params={"value": self.weight_g})
        elif None not in (self.weight_g, self.limit_g) and self.limit_g <= self.weight_g:
            wrong["limit_g"] = ValidationError(
                _("The box alone weighs %(weight)s g: the limit with goods must be above that."), params={"weight": self.weight_g}
            )
        if self.price_minor is not None and self.price_minor < 0:
            wrong["price_minor"] = ValidationError(_("%(value)s: a price is not negative."), params={"value": self.price_minor})
        if wrong:
            raise ValidationError(wrong)


class Padding(models.Model):
    """What goes around one piece that has an attribute. An attribute may ask for several; see core.frames.Paddings."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    attribute = models.IntegerField(_("goods attribute"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True, default="", db_default="")
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True, default="", db_default="")
    thickness_mm = models.IntegerField(
        _("thickness (mm)"), help_text=_("On every side of the piece. Different paddings are layers around each other.")
    )
    weight_g = models.IntegerField(_("weight (g)"))
    price_minor = models.BigIntegerField(_("price (minor units)"))
    double_wall = models.BooleanField(_("asks for a double-walled box"), default=False, db_default=False)
    material = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("packing material"),
        help_text=_("The product whose stock it is: each piece takes one."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "attribute", "code"], name="padding_once")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """An attribute, and no figure below zero."""
        wrong = {
            name: ValidationError(_("%(value)s: not below zero."), params={"value": value})
            for name in ("thickness_mm", "weight_g", "price_minor")
            if (value := getattr(self, name)) is not None and value < 0
        }
        if self.attribute == 0:
            wrong["attribute"] = ValidationError(_("Tick at least one attribute."))
        if wrong:
            raise ValidationError(wrong)


class Apart(models.Model):
    """Goods that must not share a parcel: those of any attribute of one side and of any attribute of the other."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    one = models.IntegerField(_("goods that are"))
    other = models.IntegerField(_("not with goods that are"))
    note = models.CharField(_("reason"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "one", "other"], name="apart_once")]

    def __str__(self) -> str:
        return self.note or f"{self.one} | {self.other}"

    def clean(self) -> None:
        """Two sides, with no attribute on both: goods cannot be kept apart from themselves."""
        if not self.one or not self.other:
            raise ValidationError(_("Tick at least one attribute on each side."))
        if self.one & self.other:
            raise ValidationError(_("The same attribute is on both sides: goods cannot be kept apart from themselves."))
