"""``machinami staff``: take on the first administrator, and whoever else the desk's page can't be reached for."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from machinami.capabilities.identity import actions, queries
from machinami.capabilities.identity.types import Factors, StaffRow
from machinami.foundation.actors import system
from machinami.foundation.errors import NotFound, Refused

ACTOR = system("command")


class Command(BaseCommand):
    help = "List, add, change, renew or retire members of staff. Roles are SECTION:ROLE, * for all sections."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list")
        add = verbs.add_parser("add")
        add.add_argument("username")
        add.add_argument("name")
        add.add_argument("roles", nargs="+", metavar="SECTION:ROLE")
        add.add_argument("--email", default="")
        roles = verbs.add_parser("roles")
        roles.add_argument("username")
        roles.add_argument("roles", nargs="+", metavar="SECTION:ROLE")
        for verb in ("renew", "retire"):
            verbs.add_parser(verb).add_argument("username")

    def handle(self, verb: str, **given: Any) -> None:
        try:
            self.stdout.write(json.dumps(getattr(self, f"_{verb}")(given), ensure_ascii=False))
        except Refused as refused:
            raise CommandError("\n".join([str(refused.message), *map(str, refused.fields.values())])) from refused

    def _list(self, given: dict[str, Any]) -> dict[str, Any]:
        found = queries.staff_list(actor=ACTOR, size=100_000)
        for r in found.rows:
            self.stdout.write(f"{r.username:20} {r.name}  {' '.join(f'{s}:{role}' for s, role in r.memberships) or '退職'}")
        return {"staff": found.total, "active": sum(r.active for r in found.rows)}

    def _add(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._told(actions.add_staff(actor=ACTOR, username=given["username"], name=given["name"], email=given["email"],
                                            memberships=_pairs(given["roles"])))

    def _roles(self, given: dict[str, Any]) -> dict[str, Any]:
        actions.set_roles(actor=ACTOR, staff_id=_found(given["username"]).id, memberships=_pairs(given["roles"]))
        return {"roles": given["roles"]}

    def _renew(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._told(actions.renew_staff(actor=ACTOR, staff_id=_found(given["username"]).id))

    def _retire(self, given: dict[str, Any]) -> dict[str, Any]:
        actions.retire_staff(actor=ACTOR, staff_id=_found(given["username"]).id)
        return {"retired": given["username"]}

    def _told(self, given: Factors) -> dict[str, Any]:
        """Once, here; nowhere else can it be read."""
        self.stdout.write(f"利用者名 {given.username}\nパスワード {given.password}\n認証アプリ {given.address}\n"
                          "本人に手渡してください。サインインしたら /desk/password/ で変えてもらいます")
        return {"username": given.username}


def _pairs(roles: list[str]) -> list[tuple[str, str]]:
    return [(section, role) for section, _, role in (r.partition(":") for r in roles)]


def _found(username: str) -> StaffRow:
    try:
        return queries.staff_member(actor=ACTOR, username=username)
    except NotFound:
        raise CommandError(f"{username} という職員はいません（machinami staff list）") from None
