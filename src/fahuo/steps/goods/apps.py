from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "fahuo.steps.goods"
    label = "goods"
    default_auto_field = "django.db.models.BigAutoField"
