from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "fahuo.flow"
    label = "flow"
