"""What somebody above is asked before a case moves on."""

from __future__ import annotations

from collections.abc import Callable

from machinami.foundation.actors import Actor

#: ``(actor, case id, outcome)``; raises Refused with what is still to be done.
Question = Callable[[Actor, str, str], None]
_BEFORE_DECIDING: list[Question] = []


def before_deciding(question: Question) -> Question:
    """Let ``question`` be asked, inside the transaction, before a member of staff decides."""
    if question not in _BEFORE_DECIDING:
        _BEFORE_DECIDING.append(question)
    return question


def ask_before_deciding(actor: Actor, case_id: str, outcome: str) -> None:
    """:raises Refused: when one of them says no."""
    for question in _BEFORE_DECIDING:
        question(actor, case_id, outcome)


#: ``(actor, case id)``: erases what somebody above keeps about a case, in the transaction that empties it.
Eraser = Callable[[Actor, str], None]
_ERASERS: list[Eraser] = []


def with_the_case(eraser: Eraser) -> Eraser:
    """Let ``eraser`` go with every case whose time is over."""
    if eraser not in _ERASERS:
        _ERASERS.append(eraser)
    return eraser


def erase_with(actor: Actor, case_id: str) -> None:
    for eraser in _ERASERS:
        eraser(actor, case_id)
