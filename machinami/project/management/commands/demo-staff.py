"""``machinami demo-staff``: the demonstration sign-ins and their one-time codes, now."""

from __future__ import annotations

import pyotp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from machinami.project import setup


class Command(BaseCommand):
    help = "Print the demonstration staff sign-ins with the current one-time code."

    def handle(self, **options: object) -> None:
        if not settings.DEMO_DOORS:
            raise CommandError("試験用の職員は、本番にはいません")
        code = pyotp.TOTP(setup.DEMO_SEED).now()
        for username, name, memberships in setup.DEMO_STAFF:
            roles = ", ".join(f"{section}:{role}" for section, role in memberships)
            self.stdout.write(f"{username:8} {name}  パスワード {setup.DEMO_PASSWORD}  確認コード {code}  {roles}")
