"""Set-up of goods: boxes and padding."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import OwnAdmin, attribute_choices, call, call_app
from fahuo.steps.goods.models import Box, Padding

call_app("goods", _("Goods preparation"))
call(Box, _("box"), _("boxes"))
call(Padding, _("padding"), _("paddings"))


@admin.register(Box)
class BoxAdmin(OwnAdmin):
    """Empty boxes and mailers."""

    list_display = ("code", "inner_length_mm", "inner_width_mm", "inner_height_mm", "weight_g", "limit_g", "price_minor")


@admin.register(Padding)
class PaddingAdmin(OwnAdmin):
    """What goes around pieces that have an attribute."""

    list_display = ("code", "attribute_name", "thickness_mm", "weight_g", "price_minor")

    @admin.display(description=_("goods attribute"))
    def attribute_name(self, row: Padding) -> str:
        return ", ".join(name for bit, name in attribute_choices() if row.attribute & bit)
