"""What every sheet carries besides its own data: number, date, office, the way to verify it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from machinami.foundation.calendar import show_date
from machinami.foundation.i18n import Text

WARD = "東京都杉並区"
AUTHORITY = "杉並区長"


def whole(title: Text, data: dict[str, Any], *, number: str, day: date, code: str, url: str, draft: bool = False) -> dict[str, Any]:
    """The data of a template, complete. ``draft``: marked all over as not issued, with nothing to verify."""
    return {
        "addressee": "", "sections": [], "statement": "", "paragraphs": [], **data, "title": title.ja, "number": number,
        "ward": WARD, "authority": AUTHORITY, "issued": show_date(day), "verify_url": url, "verify_code": code,
        "footer": WARD, "demo": settings.DEMO_DOORS, "draft": draft, "ymd": list(day.timetuple()[:3])}
