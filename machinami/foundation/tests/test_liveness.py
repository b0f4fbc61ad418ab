"""A watcher tells who has stopped, and takes nobody who lives for dead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from machinami.foundation.liveness import Watch


@given(beats=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40))
def test_only_what_kept_its_value_for_the_whole_patience_has_stopped(beats):
    """A neighbour looks at irregular moments; the heart beats at some of them."""
    now, value, since = 0, 0, None
    watch = Watch(10, 9, clock=lambda: now)
    for pause, beat in beats:
        now += pause
        value += beat
        since = now if beat or since is None else since
        assert watch.stopped({"a": value}) == (["a"] if now - since >= 10 else [])


def test_who_went_and_came_back_begins_anew():
    now = 0
    watch = Watch(10, 20, clock=lambda: now)
    assert watch.stopped({"a": 1}) == []
    now = 20
    assert watch.stopped({}) == [] and watch.stopped({"a": 1}) == []


def test_a_watcher_who_stood_still_himself_blames_nobody_for_it():
    """The database was away for an hour: nobody could show that he lived, and everybody gets his time to."""
    now = 0
    watch = Watch(10, 4, clock=lambda: now)
    assert watch.stopped({"a": 1}) == []
    now = 3600
    assert watch.stopped({"a": 1}) == []
    now += 4
    assert watch.stopped({"a": 1}) == []
    now += 4
    assert watch.stopped({"a": 1}) == ["a"]
