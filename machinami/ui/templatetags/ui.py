"""Template tags every page may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from machinami.foundation.calendar import show_date
from machinami.foundation.i18n import HTML_LANG, Text
from machinami.foundation.money import show_yen

register = template.Library()


@register.filter
def t(value: Any) -> str | SafeString:
    """A Text in the page's language; Japanese standing in for a missing version is marked as such."""
    if not isinstance(value, Text):
        return "" if value is None else str(value)
    language = get_language() or "ja"
    words, lang = value.within(language)
    if lang != HTML_LANG.get(language, "ja"):
        return format_html('<span lang="{}">{}</span>', lang, words)
    return words


@register.filter
def words(value: Any) -> str:
    """A Text without markup, for attributes and titles."""
    return str(value) if value is not None else ""


@register.filter
def day(value: date | datetime | str | None) -> str | SafeString:
    """A ``<time>`` with the date in the page's way of writing dates."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), show_date(value, get_language() or "ja"))


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """Date and time to the minute."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{} {}</time>', local.isoformat(timespec="minutes"),
                       show_date(local.date(), get_language() or "ja"), f"{local:%H:%M}")


@register.filter
def yen(value: int | None) -> str:
    return "" if value is None else show_yen(value, get_language() or "ja")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping|get:key`` for keys only known at run time."""
    return mapping.get(key) if hasattr(mapping, "get") else None


#: A box as wide as what it is expected to hold, in characters.
_WIDTHS = ((2, "w2"), (4, "w4"), (7, "w7"), (12, "w11"), (24, "w20"))


@register.simple_tag
def attributes(control: Any) -> SafeString:
    """What a box of a form says of itself: its width, what belongs in it, and what describes it."""
    said = [f' class="{next((name for most, name in _WIDTHS if control.width <= most), "wide")}"']
    said += [f' {name}="{escape(value)}"' for name, value in (("autocomplete", control.autocomplete), ("inputmode", control.inputmode)) if value]
    if control.readonly:
        said.append(" readonly")
    if control.error:
        said.append(' aria-invalid="true"')
    described = [f"{control.name}-{part}" for part, there in (("hint", control.hint), ("error", control.error)) if there]
    if described:
        said.append(f' aria-describedby="{escape(" ".join(described))}"')
    return mark_safe("".join(said))  # noqa: S308 - every value is escaped above


@register.simple_tag
def options(control: Any) -> SafeString:
    """The choices of a ``select``: written here, because an address alone has 47 prefectures."""
    return mark_safe("".join(  # noqa: S308 - escaped
        f'<option value="{escape(o.value)}"{" selected" if o.value == control.value else ""}>{escape(str(o.label))}</option>'
        for o in control.options))


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The current query string with some parameters changed; an empty value removes one."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        values.pop(key, None)
        if value not in (None, ""):
            values[key] = str(value)
    return mark_safe("?" + values.urlencode())  # noqa: S308 - urlencode escapes
