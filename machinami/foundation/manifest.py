"""What a city service (or a capability) declares about itself.

A manifest is data: it imports only this module. Everything that can be derived (code, label, URL
prefix, faces, permissions' names) is derived, and restating a default is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from machinami.foundation.i18n import Text

__all__ = ["Audience", "CapabilityManifest", "Holding", "Manifest", "Navigation", "Permission", "Realises", "Text"]

Audience = Literal["resident", "business", "staff", "engineer"]
Category = Literal[
    "moving", "certificates", "children", "insurance", "welfare", "health", "tax", "pets_living",
    "disaster", "town", "office",
]
LifeEvent = Literal[
    "moving_in", "moving_house", "moving_out", "marriage", "pregnancy_birth", "nursery", "retirement",
    "care", "bereavement", "disaster",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Realises:
    """One of the plan's 56 initiatives that this realises.

    ``level``: 0 nothing, 1 pages and records, 2 the kernel works on realistic data, 3 proven by a
    client, validator or data set from outside, 4 measured ahead of its reference.
    ``evidence``: pytest node ids that prove it; needed above level 1, and they must exist.
    """

    initiative: int
    level: int = 1
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A permission beyond the shared ones: ``verb`` makes the code ``<service>.<verb>``."""

    verb: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """An entry in a shell's menu: ``view`` is the URL name inside this service's namespace."""

    shell: Literal["portal", "desk"]
    title: Text
    view: str
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Personal data held: what, why, by which law, how long, and how it is erased.

    ``years`` counts from the end of the fiscal year of closing; ``erase`` names a shredder (capabilities/privacy/ports.py) as
    ``package.module:NAME``, says ``"with the case"``, or says in words what ends it where no clock here does.
    """

    name: str
    subjects: str
    items: tuple[str, ...]
    purpose: str
    legal_basis: str
    years: int
    erase: str = "with the case"
    sensitive: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A city service. ``owner`` is a section code of machinami.city."""

    title: Text
    summary: Text
    owner: str
    category: Category
    legal_basis: tuple[str, ...]
    realises: tuple[Realises, ...]
    uses: tuple[str, ...]
    personal_data: tuple[Holding, ...] = ()
    audience: tuple[Audience, ...] = ("resident",)
    life_events: tuple[LifeEvent, ...] = ()
    #: Words people type, in any script; readings in hiragana belong here too.
    keywords: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    navigation: tuple[Navigation, ...] = ()
    #: Facts taken from one source or from memory that the office must confirm before opening.
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityManifest:
    """A shared ability: the permissions it checks, the personal data it holds, what it realises."""

    title: Text
    permissions: tuple[Permission, ...] = ()
    personal_data: tuple[Holding, ...] = ()
    realises: tuple[Realises, ...] = field(default_factory=tuple)
