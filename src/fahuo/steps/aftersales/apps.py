from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "fahuo.steps.aftersales"
    label = "aftersales"
    default_auto_field = "django.db.models.BigAutoField"
