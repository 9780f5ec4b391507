from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "reknit.store"
    label = "store"
    verbose_name = "Reknit"

    def ready(self) -> None:
        """Services that take acts back announce themselves when they are loaded."""
        from reknit.store.services import splitting  # noqa: F401
