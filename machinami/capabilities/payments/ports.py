"""What a payment provider must be able to do. Every call carries a key: the same key does it once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.conf import settings

from machinami.foundation import tracing
from machinami.foundation.events import resolve


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid: yen, its words, where to come back, where to call back."""

    attempt_id: str
    amount: int
    title: str
    method: str
    return_url: str
    callback_url: str


@dataclass(frozen=True, slots=True)
class Started:
    reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class ProviderNews:
    """What a provider says, once its signature was checked. ``state``: authorised | declined."""

    event_id: str
    attempt_id: str
    state: str
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProviderState:
    """The provider's own book. ``state``: open | authorised | captured | declined | cancelled; yen."""

    state: str
    captured: int
    refunded: int
    amount: int


class Unavailable(Exception):
    """No answer: nothing is known about whether it was done."""


class Refusal(Exception):
    """The provider answered, and the answer is no: it was not done and will not be."""


class Untrusted(Exception):
    """The signature does not fit, the message is too old, or it cannot be read."""


class PaymentProvider:
    code: str

    def origins(self) -> tuple[str, ...]:
        """``scheme://host[:port]`` of the pages it sends browsers to: the Content-Security-Policy lets forms lead there."""
        raise NotImplementedError

    def begin(self, order: Order) -> Started:
        """Open a payment; again for the same ``attempt_id`` it is the same payment. :raises Unavailable:"""
        raise NotImplementedError

    def capture(self, reference: str, amount: int, key: str) -> None:
        """Take the held money. :raises Unavailable: :raises Refusal: when the hold is gone"""
        raise NotImplementedError

    def cancel(self, reference: str, key: str) -> None:
        """Close an open payment, or let held money go. :raises Unavailable: :raises Refusal: once captured"""
        raise NotImplementedError

    def refund(self, reference: str, amount: int, key: str) -> None:
        """:raises Unavailable: :raises Refusal: for more than is left"""
        raise NotImplementedError

    def status(self, reference: str) -> ProviderState:
        """:raises Unavailable:"""
        raise NotImplementedError

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> ProviderNews:
        """:raises Untrusted:"""
        raise NotImplementedError

    def read_return(self, query: Mapping[str, str]) -> ProviderNews | None:
        """What the browser brings back, signed by the provider. :raises Untrusted:"""
        raise NotImplementedError


#: Code → ``module:class``. A city adds its own by PAYMENT_PROVIDERS=code=module:class.
_BUILT_IN = {"demo": "machinami.capabilities.payments.demo:DemoProvider"}


def providers() -> tuple[str, ...]:
    """Codes of the providers that are switched on, the first of them for new payments; none: no paying online."""
    return tuple(_switched_on())


def origins() -> tuple[str, ...]:
    """Where the switched-on providers' pages are. :raises ImportError: for one that is not there."""
    return tuple(dict.fromkeys(origin for code in providers() for origin in provider(code).origins()))


def provider(code: str) -> PaymentProvider:
    """:raises KeyError: for a provider that is not switched on (the demo one never is in production)."""
    found: PaymentProvider = resolve(_switched_on()[code])()
    return cast(PaymentProvider, _Watched(code, found)) if tracing.recording() else found


class _Watched:
    """Each question to a provider is a step of the trace. A provider of one's own goes on with it by ``tracing.headers()``."""

    def __init__(self, code: str, asked: PaymentProvider) -> None:
        self._provider, self._asked = code, asked

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._asked, name)
        return partial(self._step, name, found) if name in _OUTWARD else found

    def _step(self, name: str, call: Callable[..., Any], *args: Any) -> Any:
        with tracing.span(f"payment {name}", kind="client", attributes={"machinami.provider": self._provider}):
            return call(*args)


#: What asks the provider; the rest is done here.
_OUTWARD = frozenset({"begin", "capture", "cancel", "refund", "status"})


def _switched_on() -> dict[str, str]:
    found = {}
    for entry in settings.PAYMENT_PROVIDERS:
        code, _, path = entry.partition("=")
        path = path or _BUILT_IN.get(code, "")
        if path and (settings.DEMO_DOORS or code not in _BUILT_IN):
            found[code] = path
    return found
