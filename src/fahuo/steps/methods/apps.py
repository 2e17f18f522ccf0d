from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "fahuo.steps.methods"
    label = "methods"
    default_auto_field = "django.db.models.BigAutoField"
