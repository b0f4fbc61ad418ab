"""One guarded request to an address that somebody else chose: a browser's push service, a partner's webhook.

Against requests forged through us (SSRF): https (http only to allowed networks of a city hall that is not in production), no
user name in the address, every address the name resolves to is public or in ``settings.OUTBOUND_NETWORKS``, the connection goes
to the very address that was looked at (a name that answers differently the second time gains nothing), no redirect is followed,
no proxy of the environment is used, and of the answer only a beginning is read.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings

from machinami.foundation.tracing import span

#: Seconds for the whole exchange, and for each step of it; characters of the answer that are kept.
WHOLE, STEP, EXCERPT = 15.0, 10.0, 500
_NETWORK = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Of IPv6 only what is given out for the public, without what carries an IPv4 address inside (6to4; the others are outside of it).
_GIVEN_OUT, _CARRIER = ipaddress.ip_network("2000::/3"), ipaddress.ip_network("2002::/16")


class Forbidden(Exception):
    """The address is one we do not call, whatever is tried."""


class Unreachable(Exception):
    """Nobody answers there now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``excerpt``: the beginning of the body as text; ``milliseconds`` until it was read; ``retry_after`` in seconds, 0 for none."""

    status: int
    excerpt: str
    milliseconds: int
    retry_after: int = 0


def post(url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    """:raises Forbidden: for an address we do not call. :raises Unreachable: when nobody answers properly in time."""
    parts, address = verified(url)
    with span("POST", kind="client", attributes={"http.request.method": "POST", "server.address": parts.hostname or ""}) as step:
        try:
            answer = _exchange(parts, address, content, headers)
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise Unreachable(f"つながりません（{type(error).__name__}）") from error
        step.note({"http.response.status_code": answer.status}, failed=answer.status >= 400)
    return answer


def verified(url: str) -> tuple[SplitResult, str]:
    """The address in its parts, and the one to connect to. :raises Forbidden, Unreachable: as for :func:`post`."""
    parts = checked(url)
    address = _resolved(parts)
    if parts.scheme == "http" and (settings.PRODUCTION or not _inside(address)):
        raise Forbidden("https のアドレスにしてください")
    return parts, address


def checked(url: str) -> SplitResult:
    """The address in its parts, when its form is one we call. Looks nothing up."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise Forbidden("アドレスの形が合っていません") from wrong
    if parts.scheme not in (("https",) if settings.PRODUCTION else ("https", "http")):
        raise Forbidden("https のアドレスにしてください")
    if not parts.hostname or parts.username is not None or parts.fragment or port == 0 or not url.isascii() or len(url) > 2000:
        raise Forbidden("アドレスの形が合っていません")
    if any(c <= " " or c in "\\\x7f" for c in url):
        raise Forbidden("アドレスの形が合っていません")
    return parts


def _resolved(parts: SplitResult) -> str:
    """One address of the host, after all of them were found fit to be called."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("名前が引けません") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_public(a) or _inside(a) for a in addresses):
        raise Forbidden("区役所の内側のアドレスには送りません")
    return addresses[0]


def _public(address: str) -> bool:
    """Reachable from anywhere, whichever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.is_global and ip in _GIVEN_OUT and ip not in _CARRIER
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _inside(address: str) -> bool:
    """In a network of its own that the office lets out to (OUTBOUND_NETWORKS)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return any(ip in network for network in _networks(tuple(settings.OUTBOUND_NETWORKS)) if network.version == ip.version)


@cache
def _networks(listed: tuple[str, ...]) -> tuple[_NETWORK, ...]:
    return tuple(ipaddress.ip_network(name) for name in listed)


def _exchange(parts: SplitResult, address: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    started = time.monotonic()
    target = httpx.URL(parts.geturl()).copy_with(host=address)
    named = {**headers, "Host": parts.netloc, "User-Agent": "machinami", "Accept-Encoding": "identity"}
    with httpx.Client(timeout=STEP, follow_redirects=False, trust_env=False, verify=_trust()) as client:
        request = client.build_request("POST", target, content=content, headers=named, extensions={"sni_hostname": parts.hostname})
        answer = client.send(request, stream=True)
        try:
            body = _beginning(answer, started)
        finally:
            answer.close()
    return Answer(answer.status_code, body, int((time.monotonic() - started) * 1000), _retry_after(answer))


def _beginning(answer: httpx.Response, started: float) -> str:
    """As much as is kept, and no longer than the whole may take: a server may drip for ever."""
    read = b""
    for piece in answer.iter_raw(chunk_size=EXCERPT):
        read += piece
        if len(read) >= EXCERPT * 4 or time.monotonic() - started > WHOLE:
            break
    text = read.decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)[:EXCERPT]


def _retry_after(answer: httpx.Response) -> int:
    """Seconds of ``Retry-After`` (RFC 9110 §10.2.3); a date is left to our own waits."""
    said = answer.headers.get("Retry-After", "")
    return min(int(said), 86_400) if said.isascii() and said.isdecimal() and len(said) < 9 else 0


@cache
def _trust() -> ssl.SSLContext:
    """The machine's authorities; own ones by SSL_CERT_FILE."""
    return ssl.create_default_context()
