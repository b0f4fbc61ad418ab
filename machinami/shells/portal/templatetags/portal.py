"""Tags of the residents' frame."""

from __future__ import annotations

from typing import Any

from django import template

from machinami.capabilities.notices import queries as notices

register = template.Library()


@register.inclusion_tag("portal/parts/inbox_link.html", takes_context=True)
def inbox_link(context: dict[str, Any]) -> dict[str, Any]:
    """The inbox in the header, with how many notices are unread."""
    return {"language": context["language"], "unread": notices.unread(actor=context["actor"])}
