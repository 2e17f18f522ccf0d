from django.apps import AppConfig


class BuyersConfig(AppConfig):
    name = "fahuo.buyers"
    label = "buyers"
