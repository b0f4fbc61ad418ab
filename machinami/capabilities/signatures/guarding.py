"""Nothing unsigned is approved, whatever the door."""

from __future__ import annotations

from machinami.capabilities.signatures import queries, wording
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Refused


def only_signed(actor: Actor, case_id: str, outcome: str) -> None:
    """:raises Refused: before an approval of a version that not everybody has signed."""
    if outcome == "approved" and not queries.complete(case_id, queries.whole(case_id).answers_version):
        raise Refused(wording.UNSIGNED, code="unsigned")
