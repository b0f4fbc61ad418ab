from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "machinami.capabilities.procedures"
    label = "procedures"

    def ready(self) -> None:
        from machinami.capabilities.cases.ports import before_deciding, with_the_case
        from machinami.capabilities.procedures import (
            cosigning,
            expiring,
            recording,
            subscribers,  # noqa: F401
        )
        from machinami.capabilities.signatures.ports import when_complete

        before_deciding(recording.ask_before_deciding)
        with_the_case(expiring.with_the_case)
        when_complete(cosigning.complete)
