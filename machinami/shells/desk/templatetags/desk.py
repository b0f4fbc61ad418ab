"""What the desk's pages say about whoever looks at them."""

from __future__ import annotations

from django import template

from machinami.foundation.actors import Actor
from machinami.shells.desk.menu import menu

register = template.Library()


@register.filter
def menu_of(actor: Actor) -> list[tuple[str, str]]:
    """(address, words) of the menu's entries that this person may open."""
    return menu(actor)
