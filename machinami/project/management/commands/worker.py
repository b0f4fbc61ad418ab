"""``machinami worker``: run the task worker."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from machinami.project.worker import Worker


class Command(BaseCommand):
    help = "Run the task worker."

    def handle(self, **options: object) -> None:
        Worker().run()
