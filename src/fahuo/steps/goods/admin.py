"""Set-up of goods: boxes, padding, ranges of numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import OwnAdmin, attribute_choices, call, call_app
from fahuo.steps.goods import bench_admin
from fahuo.steps.goods.models import Box, NumberRange, Padding

__all__ = ["bench_admin"]

# Columns that the planner does not read yet: nobody is asked what would change nothing.
NOT_READ = ("merchant", "double_wall", "material")

call_app("goods", _("Goods preparation"))
call(Box, _("box"), _("boxes"))
call(Padding, _("padding"), _("paddings"))
call(NumberRange, _("number range"), _("number ranges"))


@admin.register(Box)
class BoxAdmin(OwnAdmin):
    """Empty boxes and mailers."""

    exclude = NOT_READ
    list_display = ("code", "inner_length_mm", "inner_width_mm", "inner_height_mm", "weight_g", "limit_g", "price_minor")


@admin.register(Padding)
class PaddingAdmin(OwnAdmin):
    """What goes around pieces that have an attribute."""

    exclude = NOT_READ
    list_display = ("code", "attribute_name", "thickness_mm", "weight_g", "price_minor")

    @admin.display(description=_("goods attribute"))
    def attribute_name(self, row: Padding) -> str:
        return ", ".join(name for bit, name in attribute_choices() if row.attribute & bit)


@admin.register(NumberRange)
class NumberRangeAdmin(OwnAdmin):
    """Ranges from which numbers are drawn. A range that has issued numbers is not deleted: it is switched off."""

    list_display = ("shown", "kind", "next", "last", "left_shown", "active")
    list_filter = ("kind", "active")

    @admin.display(description=_("numbers"))
    def shown(self, row: NumberRange) -> str:
        return str(row)

    @admin.display(description=_("left"))
    def left_shown(self, row: NumberRange) -> str:
        return f"{row.left:,} ⚠" if row.low else f"{row.left:,}"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = obj is not None and obj.issuednumber_set.exists()
        return not used and super().has_delete_permission(request, obj)
