"""What may happen to a ticket, and when."""

from __future__ import annotations

#: Step → (states it may be taken from, state after).
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "call": (frozenset({"waiting"}), "called"),
    "call_again": (frozenset({"called"}), "called"),
    "start": (frozenset({"called"}), "serving"),
    "hold": (frozenset({"called", "serving"}), "held"),
    "resume": (frozenset({"held"}), "serving"),
    "transfer": (frozenset({"called", "serving", "held"}), "waiting"),
    "no_show": (frozenset({"called"}), "no_show"),
    "come_back": (frozenset({"no_show"}), "waiting"),
    "next_errand": (frozenset({"called", "serving", "held"}), "waiting"),
    "finish": (frozenset({"called", "serving", "held"}), "done"),
    "give_up": (frozenset({"waiting", "no_show"}), "given_up"),
    "lapse": (frozenset({"waiting", "called", "serving", "held", "no_show"}), "lapsed"),
}
OPEN = frozenset({"waiting", "called", "serving", "held", "no_show"})
IN_HAND = frozenset({"called", "serving"})
