from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "reknit.store"
    label = "store"
    verbose_name = "Reknit"
