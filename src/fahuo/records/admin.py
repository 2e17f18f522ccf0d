"""Set-up: the rows that a merchant keeps. Everybody sees and changes their own merchant's rows; an administrator without a merchant sees all."""

from __future__ import annotations

import secrets
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.fields.related import ForeignKey
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from fahuo.core.words import ATTRIBUTE_NAMES, Attribute
from fahuo.records import keys
from fahuo.records.models import Account, ApiKey, ExchangeRate, Merchant, Product, Shop, User, Warehouse
from fahuo.records.models.choices import AIMS, PACK_AIMS

CHOICES = {
    "strategy": {"nearest": _("nearest"), "cheapest": _("cheapest"), "most_stock": _("most stock"), "priority": _("by priority")},
    "aim": AIMS,
    "pack_aim": PACK_AIMS,
}


def call(model: type[models.Model], one: str | Promise, many: str | Promise) -> None:
    """Name a model for the set-up pages, in the user's language. No migration sees it."""
    model._meta.verbose_name, model._meta.verbose_name_plural = one, many


def call_app(label: str, name: str | Promise) -> None:
    """Name an app for the set-up pages."""
    apps.get_app_config(label).verbose_name = name  # type: ignore[assignment]


class AttributesField(forms.TypedMultipleChoiceField):
    """Goods attributes as tick boxes; the value is the sum of their bits."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", UnfoldAdminCheckboxSelectMultipleWidget)
        super().__init__(choices=attribute_choices, coerce=int, empty_value=[], **options)

    def prepare_value(self, value: Any) -> Any:
        return [a.value for a in Attribute if value & a] if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> int | None:
        return sum(super().clean(value)) or (None if self.empty_is_null else 0)

    empty_is_null = False


def attribute_choices() -> list[tuple[int, str]]:
    """Every attribute with its name in the user's language."""
    return [(a.value, ATTRIBUTE_NAMES[a][0 if (get_language() or "").startswith("zh") else 1]) for a in Attribute]


class OwnAdmin(ModelAdmin):
    """Rows of the user's merchant and of nobody else."""

    exclude: Any = ("merchant",)
    list_fullwidth = True
    shared = False  # rows without a merchant are shown too, and cannot be changed

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        merchant = merchant_of(request)
        if merchant is None:
            return rows if is_administrator(request) else rows.none()
        return rows.filter(Q(merchant=merchant) | Q(merchant=None)) if self.shared else rows.filter(merchant=merchant)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only an administrator says whose row it is."""
        return () if merchant_of(request) is None else ("merchant",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if (merchant := merchant_of(request)) is not None:
            obj.merchant = merchant
        super().save_model(request, obj, form, change)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The merchant is known before the row is judged, so that a second row of the same code is a sentence, not an error."""
        form = super().get_form(request, obj, change, **options)
        merchant = merchant_of(request)

        class Own(form):  # type: ignore[misc, valid-type]
            def _get_validation_exclusions(self) -> set[str]:
                left = set(super()._get_validation_exclusions())
                if merchant is not None:
                    self.instance.merchant = merchant
                    left.discard("merchant")
                return left

        return Own

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any) -> Any:
        """Only the merchant's own rows can be chosen."""
        merchant, model = merchant_of(request), db_field.remote_field.model
        if merchant is not None and any(f.name == "merchant" for f in model._meta.fields):
            options["queryset"] = model._default_manager.filter(merchant=merchant)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **options: Any) -> Any:
        if db_field.name in ("attributes", "attribute", "one", "other") and isinstance(db_field, models.IntegerField):
            field = AttributesField(label=db_field.verbose_name, required=False)
            field.empty_is_null = db_field.null
            return field
        found = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name in CHOICES and found is not None:
            found.choices = list(CHOICES[db_field.name].items())
        return found

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        if not request.user.is_active or not request.user.is_staff:
            return False
        merchant = merchant_of(request)
        if merchant is None:
            return is_administrator(request)
        return obj is None or obj.merchant_id == merchant.pk

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj) or (self.shared and obj is not None and obj.merchant_id is None and self._may(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


def merchant_of(request: HttpRequest) -> Merchant | None:
    """The user's merchant."""
    return getattr(request.user, "merchant", None)


def is_administrator(request: HttpRequest) -> bool:
    """Whether the user looks after the installation, not one merchant."""
    return bool(request.user.is_superuser)


call_app("records", _("Merchant and catalogue"))
call(Merchant, _("merchant"), _("merchant"))
call(User, _("person"), _("people"))
call(ApiKey, _("API key"), _("API keys"))
call(Account, _("account with an outside system"), _("accounts with outside systems"))
call(Shop, _("shop"), _("shops"))
call(Product, _("product"), _("products"))
call(Warehouse, _("warehouse"), _("warehouses"))
call(ExchangeRate, _("exchange rate"), _("exchange rates"))


@admin.register(Merchant)
class MerchantAdmin(OwnAdmin):
    """The merchant itself: name, address, numbers, how warehouses and services are chosen."""

    list_display = ("code", "name", "name_zh", "country", "currency", "strategy", "aim")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merchant]:
        rows = Merchant.objects.all()
        merchant = merchant_of(request)
        return rows.filter(pk=merchant.pk) if merchant else rows if is_administrator(request) else rows.none()

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return ModelAdmin.get_form(self, request, obj, change, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        ModelAdmin.save_model(self, request, obj, form, change)

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        if not request.user.is_active or not request.user.is_staff:
            return False
        merchant = merchant_of(request)
        return is_administrator(request) if merchant is None else obj is None or obj.pk == merchant.pk

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(OwnAdmin, UserAdmin):
    """The people who work for the merchant."""

    form, add_form, change_password_form = UserChangeForm, UserCreationForm, AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "language", "is_staff", "is_active", "last_login")
    list_filter = ()
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    ordering = ("username",)
    add_fieldsets = ((None, {"fields": ("username", "usable_password", "password1", "password2")}),)
    own_fields = ("username", "password", "first_name", "last_name", "email", "language", "is_active", "is_staff")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        more = ("merchant", "is_superuser") if is_administrator(request) else ()
        return ((None, {"fields": self.own_fields + more}),)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return UserAdmin.get_form(self, request, obj, change=change, **options)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        return ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows = super().get_queryset(request)
        return rows if is_administrator(request) else rows.filter(is_superuser=False)

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return super()._may(request, obj) and (obj is None or not obj.is_superuser or is_administrator(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)


@admin.register(ApiKey)
class ApiKeyAdmin(OwnAdmin):
    """Keys for programs. A key is shown once, when it is made."""

    fields = ("name", "revoked_at")
    list_display = ("name", "sells_only", "created_at", "revoked_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = ("name", "sells_only")
        return (*own, "revoked_at") if obj else ("merchant", *own) if merchant_of(request) is None else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("sells_only",) if obj else ()  # whoever holds it was promised what it sees: another one is made

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            key = "fh_" + secrets.token_urlsafe(32)
            obj.digest = keys.digest(key)
            messages.warning(request, _("The new key is %(key)s . Copy it now: it is not shown again.") % {"key": key})
        super().save_model(request, obj, form, change)


@admin.register(Account)
class AccountAdmin(OwnAdmin):
    """Accounts with carriers and shops. Their secrets are not kept here."""

    list_display = ("plugin", "url", "secret_name")


@admin.register(Shop)
class ShopAdmin(OwnAdmin):
    """Where orders come from."""

    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Product)
class ProductAdmin(OwnAdmin):
    """The catalogue."""

    list_display = ("sku", "name", "name_zh", "hs_code", "origin", "weight_g")
    search_fields = ("sku", "name", "name_zh", "hs_code")


class WarehouseForm(forms.ModelForm):
    """A warehouse; its clock is chosen, not typed."""

    zone = forms.ChoiceField(
        label=_("time zone"),
        required=False,
        choices=lambda: [("", _("of its country")), *((zone, zone) for zone in sorted(available_timezones()))],
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Warehouse
        exclude = ()


@admin.register(Warehouse)
class WarehouseAdmin(OwnAdmin):
    """Places that goods leave from."""

    form = WarehouseForm
    list_display = ("code", "name", "kind", "country", "city", "priority")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(OwnAdmin):
    """Exchange rates: the shared ones, and the merchant's own, which count first."""

    shared = True
    list_display = ("currency", "into", "valid_from", "rate", "source", "own")
    search_fields = ("currency",)
    ordering = ("-valid_from", "currency")

    @admin.display(boolean=True, description=_("own"))
    def own(self, row: ExchangeRate) -> bool:
        return row.merchant_id is not None


admin.site.unregister(Group)
