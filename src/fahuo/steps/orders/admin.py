"""Set-up of orders: review rules. Column mappings are kept by the console, which knows the plug-in that reads them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from fahuo.records.admin import OwnAdmin, call, call_app
from fahuo.steps.orders.models import ReviewRule

call_app("orders", _("Order processing"))
call(ReviewRule, _("review rule"), _("review rules"))


@admin.register(ReviewRule)
class ReviewRuleAdmin(OwnAdmin):
    """Which orders wait for a person: the first rule that fits decides."""

    list_display = ("position", "outcome", "note", "country", "shop", "min_value_minor", "repeated_within_days")
    list_display_links = ("position", "note")
