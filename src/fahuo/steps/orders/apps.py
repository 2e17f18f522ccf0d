from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "fahuo.steps.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
