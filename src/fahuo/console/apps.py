from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "fahuo.console"
    label = "console"
