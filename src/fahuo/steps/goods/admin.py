"""Set-up of goods: boxes, padding, ranges of numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.db.models.fields.related import ForeignKey
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import OwnAdmin, attribute_choices, call, call_app
from fahuo.steps.goods import bench_admin, floor_admin
from fahuo.steps.goods.models import Apart, Box, NumberRange, Padding

__all__ = ["bench_admin", "floor_admin"]

call_app("goods", _("Goods preparation"))
call(Box, _("box"), _("boxes"))
call(Padding, _("padding"), _("paddings"))
call(Apart, _("pair that travels apart"), _("pairs that travel apart"))
call(NumberRange, _("number range"), _("number ranges"))


def attribute_names(bits: int) -> str:
    """The attributes of a row in the user's language."""
    return ", ".join(name for bit, name in attribute_choices() if bits & bit)


class MaterialAdmin(OwnAdmin):
    """Rows that may be packing material in stock."""

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any) -> Any:
        """Goods that are sold are no material: what a parcel consumes must not be promised to a buyer."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "material" and field is not None:
            field.queryset = field.queryset.filter(material=True).order_by("sku")
        return field


@admin.register(Box)
class BoxAdmin(MaterialAdmin):
    """Empty boxes and mailers."""

    list_display = (
        "code", "inner_length_mm", "inner_width_mm", "inner_height_mm", "weight_g", "limit_g", "price_minor", "double_wall", "material",
    )  # fmt: skip
    list_select_related = ("material",)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **options: Any) -> Any:
        found = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "kind":
            found.choices = [("box", _("carton")), ("mailer", _("mailer"))]
        return found


@admin.register(Padding)
class PaddingAdmin(MaterialAdmin):
    """What goes around pieces that have an attribute."""

    list_display = ("code", "shown", "attribute_name", "thickness_mm", "weight_g", "price_minor", "double_wall", "material")
    list_select_related = ("material",)

    @admin.display(description=_("name"))
    def shown(self, row: Padding) -> str:
        return (row.name_zh if (get_language() or "").startswith("zh") and row.name_zh else row.name) or row.code

    @admin.display(description=_("goods attribute"))
    def attribute_name(self, row: Padding) -> str:
        return attribute_names(row.attribute)


@admin.register(Apart)
class ApartAdmin(OwnAdmin):
    """Goods that must not share a parcel. Without a row liquids travel apart from batteries."""

    list_display = ("one_shown", "other_shown", "note")

    @admin.display(description=_("goods that are"))
    def one_shown(self, row: Apart) -> str:
        return attribute_names(row.one)

    @admin.display(description=_("not with goods that are"))
    def other_shown(self, row: Apart) -> str:
        return attribute_names(row.other)


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
