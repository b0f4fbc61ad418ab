"""Paper applications taken in from a table (紙の申請の取込み); a part of the procedures' door."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from machinami.capabilities.procedures.paper import taking
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor


@action("procedures.take_paper")
def upload_papers(*, actor: Actor, code: str, name: str, content: bytes) -> str:
    """A table of applications, to be checked row by row; its id. The same file again is the same import.

    :raises Refused: for what is no table, or has columns that the procedure does not know.
    """
    actor.require("procedures.take_paper")
    paper = taking.upload(actor, code, name, content)
    advance.enqueue(str(paper.pk))
    return str(paper.pk)


@action("procedures.take_paper")
def take_papers(*, actor: Actor, paper_id: Any) -> None:
    """Make cases of the rows that can be, in a task. Pressed twice, or run twice, each row is one case."""
    actor.require("procedures.take_paper")
    if taking.begin_taking(actor, paper_id):
        advance.enqueue(str(paper_id))


@action("procedures.take_paper")
def drop_papers(*, actor: Actor, paper_id: Any) -> None:
    """Throw the rows away before their time; cases that were made stay."""
    actor.require("procedures.take_paper")
    taking.record_drop(actor, taking.own(actor, paper_id))


@task()
def advance(paper_id: str) -> None:
    if taking.advance(paper_id):
        advance.enqueue(paper_id)
