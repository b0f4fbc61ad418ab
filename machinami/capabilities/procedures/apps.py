from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "machinami.capabilities.procedures"
    label = "procedures"

    def ready(self) -> None:
        from machinami.capabilities.procedures import subscribers  # noqa: F401
