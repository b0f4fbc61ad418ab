"""An auditor asks: is everything that was done and looked at on record, and is the record whole?"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections, transaction

from machinami.capabilities.audit import actions, queries
from machinami.capabilities.audit.models import Link, PendingWrite
from machinami.foundation.actors import system

pytestmark = pytest.mark.django_db
ACTOR = system("test")


def _write(n: int = 1) -> None:
    for i in range(n):
        actions.record(actor=ACTOR, verb="test.write", subject=f"x:{i}", detail={"n": i, "字": "髙"})


def test_writes_and_reads_join_one_chain_and_it_verifies():
    _write(3)
    actions.record_read(actor=ACTOR, verb="test.read", subject="x", purpose="確認", person_id="p")
    assert actions.seal(actor=ACTOR) == 4
    result = queries.verify()
    assert (result.links, result.pending, result.whole) == (4, 0, True)
    assert [r.purpose for r in queries.about_person(person_id="p").rows] == ["確認"]


def test_a_write_that_rolls_back_leaves_no_record_but_the_read_stays():
    with pytest.raises(RuntimeError), transaction.atomic():
        _write()
        actions.record_read(actor=ACTOR, verb="test.read", subject="x", purpose="確認")
        raise RuntimeError
    actions.seal(actor=ACTOR)
    assert [link.verb for link in Link.objects.all()] == ["test.read"]


def test_sealing_again_after_a_crash_between_the_two_databases_doubles_nothing():
    _write(2)
    kept = [(p.pk, p.at, p.body) for p in PendingWrite.objects.all()]
    actions.seal(actor=ACTOR)
    PendingWrite.objects.bulk_create([PendingWrite(pk=k, at=a, body=b) for k, a, b in kept])
    assert actions.seal(actor=ACTOR) == 0
    assert queries.verify().links == 2 and queries.verify().pending == 0


def test_the_database_itself_refuses_to_change_or_remove_a_link():
    _write()
    actions.seal(actor=ACTOR)
    for change in (lambda: Link.objects.update(verb="other"), lambda: Link.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic(using="audit"):
            change()


@pytest.mark.parametrize("column", ["verb", "body"])
def test_a_changed_link_is_found_even_when_the_guard_was_taken_off(column):
    _write(5)
    actions.seal(actor=ACTOR)
    with connections["audit"].cursor() as cursor:
        if connections["audit"].vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_link_no_update")
        else:
            cursor.execute("DROP TRIGGER audit_link_append_only ON audit_link")
    link = Link.objects.get(position=3)
    link.verb, link.body = ("other", link.body) if column == "verb" else (link.verb, {**link.body, "verb": "other"})
    link.save()
    assert queries.verify().broken_at == 3


def test_a_cut_off_tail_is_found():
    _write(3)
    actions.seal(actor=ACTOR)
    with connections["audit"].cursor() as cursor:
        if connections["audit"].vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_link_no_delete")
        else:
            cursor.execute("DROP TRIGGER audit_link_append_only ON audit_link")
    Link.objects.filter(position=3).delete()
    assert queries.verify().broken_at == 3
