from __future__ import annotations

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "machinami.capabilities.signatures"
    label = "signatures"

    def ready(self) -> None:
        from machinami.capabilities.cases.ports import before_deciding, with_the_case
        from machinami.capabilities.signatures.erasing import erase
        from machinami.capabilities.signatures.guarding import only_signed

        before_deciding(only_signed)
        with_the_case(erase)
