"""Bookings as iCalendar (RFC 5545): one as an invitation (RFC 5546), a person's or a resource's as a feed to subscribe to.

A booking keeps its UID through all its changes; SEQUENCE counts them. Moments are in UTC, so that no time zone need be described.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from machinami.capabilities.bookings import links
from machinami.capabilities.bookings.models import Booking, Resource
from machinami.foundation.errors import NotFound
from machinami.foundation.i18n import HTML_LANG, Text

_SALT = "bookings.feed"
#: How long what is over stays in a feed, so that every calendar has seen that it was cancelled.
_KEPT = timedelta(days=30)
STATUS = {"booked": "CONFIRMED", "attended": "CONFIRMED", "no_show": "CONFIRMED", "offered": "TENTATIVE", "waiting": "TENTATIVE"}


def invitation(row: Booking, *, email: str, language: str) -> bytes:
    """REQUEST while it holds, CANCEL afterwards; PUBLISH for somebody without an address (RFC 5546: a request has an attendee)."""
    live = row.state in STATUS
    method = ("REQUEST" if live else "CANCEL") if email else "PUBLISH"
    calendar = _calendar(method, language)
    event = _event(row, language)
    event.add("organizer", _address(settings.MAIL_FROM))
    if email:
        attendee = _address(email)
        attendee.params.update({"PARTSTAT": vText("ACCEPTED" if row.state == "booked" else "NEEDS-ACTION"), "ROLE": vText("REQ-PARTICIPANT")})
        event.add("attendee", attendee)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def feed(token: str, language: str = "ja") -> bytes:
    """What the token names: an account's bookings, or a resource's by their times alone, without anybody's name.

    :raises NotFound: for a token that is not ours.
    """
    kind, key = _read(token)
    since = timezone.now() - _KEPT
    rows = Booking.objects.select_related("slot__resource").filter(slot__ends_at__gt=since).order_by("slot__starts_at", "number")
    calendar = _calendar("PUBLISH", language)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    if kind == "resource":
        resource = Resource.objects.filter(pk=key).first()
        if resource is None:
            raise NotFound("feed")
        calendar.add("x-wr-calname", _words(resource.title, language))
        _add(calendar, rows.filter(slot__resource=resource, state__in=("booked", "attended")), language, link=False)
    else:
        _add(calendar, rows.filter(account_id=key), language, link=True)
    content: bytes = calendar.to_ical()
    return content


def _add(calendar: Calendar, rows: Iterable[Booking], language: str, *, link: bool) -> None:
    for row in rows:
        calendar.add_component(_event(row, language, link=link))


def token_of(kind: str, key: Any) -> str:
    """``kind``: account or resource."""
    return Signer(salt=_SALT).sign(f"{kind[0]}{key}")


def _read(token: str) -> tuple[str, str]:
    try:
        value = Signer(salt=_SALT).unsign(token)
    except BadSignature as wrong:
        raise NotFound("feed") from wrong
    return ("resource" if value.startswith("r") else "account"), value[1:]


def _calendar(method: str, language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//machinami//bookings//{HTML_LANG.get(language, 'ja').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(row: Booking, language: str, *, link: bool = True) -> Event:
    slot, resource, event = row.slot, row.slot.resource, Event()
    event.add("uid", f"{row.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.changed_at.replace(microsecond=0))
    event.add("last-modified", row.changed_at.replace(microsecond=0))
    event.add("dtstart", slot.starts_at.astimezone(UTC))
    event.add("dtend", slot.ends_at.astimezone(UTC))
    event.add("summary", _words(resource.title, language))
    event.add("location", _words(resource.place, language))
    event.add("status", STATUS.get(row.state, "CANCELLED"))
    if link:
        event.add("url", f"{settings.BASE_URL}{links.path(row.pk).replace('/ja/', f'/{language}/', 1)}")
    return event


def _words(words: Any, language: str) -> str:
    return Text.of(words).within(language)[0]


def _address(address: str) -> vCalAddress:
    """``address`` may say a name before it, as MAIL_FROM does."""
    shown, plain = parseaddr(address)
    found = vCalAddress(f"mailto:{plain}")
    if shown:
        found.params["CN"] = vText(shown)
    return found
