from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "machinami.capabilities.procedures"
    label = "procedures"

    def ready(self) -> None:
        from machinami.capabilities.cases.ports import before_deciding
        from machinami.capabilities.procedures import (
            recording,
            subscribers,  # noqa: F401
        )

        before_deciding(recording.ask_before_deciding)
