"""What was typed into the desk's inputs, as values."""

from __future__ import annotations

from datetime import date


def day(text: str | None) -> date | None:
    """A day from a date input (ISO 8601); None for what is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
