from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "machinami.capabilities.procedures"
    label = "procedures"

    def ready(self) -> None:
        from machinami.capabilities.cases.ports import before_deciding
        from machinami.capabilities.procedures import (
            cosigning,
            recording,
            subscribers,  # noqa: F401
        )
        from machinami.capabilities.signatures.ports import when_complete

        before_deciding(recording.ask_before_deciding)
        when_complete(cosigning.complete)
