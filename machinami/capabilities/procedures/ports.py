"""Registers of the office that the desk looks things up in: taxes, seals, insured people.

The city connects its own by ``REGISTERS=code=package.module:Class`` (comma separated). Where none is connected the
desk types the findings in; the demonstration has registers of synthetic entries, which production never has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from machinami.foundation.events import resolve


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom and what a procedure asks about. ``answers``: the applicant's, as the form holds them."""

    person_id: str
    procedure: str
    answers: Mapping[str, Any]


class Unavailable(Exception):
    """The register does not answer: nothing is known."""


class Register:
    """Answers with findings: code of a finding → value in its field's shape."""

    title: str

    def look_up(self, wanted: Wanted) -> Mapping[str, Any] | None:
        """None when the person is not in it. :raises Unavailable:"""
        raise NotImplementedError


_DEMO = "machinami.capabilities.procedures.demo_registers"
_BUILT_IN = {"municipal_tax": f"{_DEMO}:TaxRegister", "seal_register": f"{_DEMO}:SealRegister"}


def register(code: str) -> Register | None:
    """The register of that code, or None where none is connected."""
    connected = dict(entry.partition("=")[::2] for entry in settings.REGISTERS)
    path = connected.get(code) or (_BUILT_IN.get(code) if settings.DEMO_DOORS else None)
    return resolve(path)() if path else None
