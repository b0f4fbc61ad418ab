"""永福さん has never written code. She makes 自転車駐車場の定期利用 at the desk; 阿佐谷さん approves it; 花子さん applies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.authoring import actions, queries, writing
from machinami.capabilities.authoring.models import Step, WorkingCopy
from machinami.capabilities.authoring.tests.test_forms import posted
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import resident, staff
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import queries as published
from machinami.capabilities.procedures import testing, trying
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff(("*", "editor"), username="eifuku")


@pytest.fixture
def approver():
    return staff(("*", "publisher"), username="asagaya")


def form_of(row, page="", group="", **changes):
    """The editor's form as shown, with some inputs changed."""
    view = queries.page(row.content, page, group, {})
    return dict(posted(view.rows)) | {k.replace("__", ":"): v for k, v in changes.items()}


def change(actor, row, page="", group="", **changes):
    return actions.save(actor=actor, copy_id=row.id, page=page, posted=form_of(row, page, group, **changes),
                        only=queries.keys_of(page, group), revision=row.revision)


def in_all(name, ja):
    return {f"{name}__{v}": ja for v in ("ja", "easy", "en", "zh", "ko")}


def bicycle_parking(editor):
    row = actions.begin(actor=editor, code="bicycle_parking", title="自転車駐車場の定期利用", section="civil_engineering")
    row = change(editor, row, group="basics", legal_basis="杉並区自転車等駐車場条例", **in_all("title", "自転車駐車場の定期利用"),
                 **in_all("summary", "月ぎめで使います。"))
    row, page = actions.add(actor=editor, copy_id=row.id, place="sections/0/questions", revision=row.revision)
    row = change(editor, row, page, **in_all("heading", "どのくらい使いますか"))
    row, field = actions.add(actor=editor, copy_id=row.id, place=f"{page}/fields", kind="choice", revision=row.revision)
    row = change(editor, row, field, code="months", **in_all("label", "期間"))
    row = actions.remove(actor=editor, copy_id=row.id, page=f"{page}/fields/0", revision=row.revision)
    return row


def proposed(editor, row, **when):
    return actions.propose(actor=editor, copy_id=row.id, revision=row.revision,
                           effective_from=timezone.localdate() + timedelta(**(when or {"days": 0})))


def test_made_at_the_desk_approved_by_another_and_applied_for(editor, approver):
    row = bicycle_parking(editor)
    assert [f for f in queries.faults(row.content) if f.level == "error"] == []
    runs, never = trying.run(queries.definition(row.content), count=5)
    assert not never and all(r.accepted == 5 for r in runs)
    row = proposed(editor, row)
    with pytest.raises(Refused, match="編集した人は承認できません"):
        actions.approve(actor=staff(("*", "manager"), ("*", "editor"), username="eifuku"), copy_id=row.id)
    with pytest.raises(NotAllowed):
        actions.approve(actor=editor, copy_id=row.id)
    row = actions.approve(actor=approver, copy_id=row.id, revision=row.revision)
    assert row.state == "published" and row.published_version == 1
    assert [d.code for d in published.search("自転車駐車場")][:1] == ["bicycle_parking"]
    hanako = resident("0000000001")
    sent = testing.apply(actor=hanako, code="bicycle_parking")
    detail = cases.case(actor=hanako, case_id=sent.id, purpose="試験")
    assert detail.row.section == "civil_engineering" and "months" in detail.answers
    audit_actions.seal(actor=system("test"))
    verbs = {r.verb for r in audit.search(actor=system("test"), text="authoring").rows}
    assert verbs == {"authoring.begin", "authoring.edit", "authoring.propose", "authoring.approve"}


def test_a_draft_begun_before_finishes_under_its_own_version(editor, approver):
    actions.approve(actor=approver, copy_id=proposed(editor, bicycle_parking(editor)).id)
    hanako, fang = resident("0000000001"), resident("0000000007")
    draft = procedures.start_draft(actor=hanako, code="bicycle_parking")
    row = actions.begin_from(actor=editor, code="bicycle_parking")
    row, field = actions.add(actor=editor, copy_id=row.id, place="sections/0/questions/1/fields", kind="yes_no", revision=row.revision)
    row = change(editor, row, field, code="motorbike", **in_all("label", "原付"))
    actions.approve(actor=approver, copy_id=proposed(editor, row).id)
    assert published.current("bicycle_parking").version == 2
    old, new = testing.apply(actor=hanako, code="bicycle_parking"), testing.apply(actor=fang, code="bicycle_parking")
    first, second = (cases.case(actor=a, case_id=s.id, purpose="試験") for a, s in ((hanako, old), (fang, new)))
    assert first.version == draft.version == 1 and "motorbike" not in first.answers
    assert second.version == 2 and "motorbike" in second.answers
    assert [d.place.split(" › ")[-1] for d in queries.between("bicycle_parking", 1, 2)] == ["原付"]


def test_a_version_waits_for_its_day(editor, approver):
    actions.approve(actor=approver, copy_id=proposed(editor, bicycle_parking(editor), days=3).id)
    assert "bicycle_parking" not in {f.definition.code for f in published.catalogue()}
    with pytest.raises(NotFound):
        procedures.start_draft(actor=resident("0000000001"), code="bicycle_parking")


def test_closed_for_reception_says_since_when(editor, approver):
    row = bicycle_parking(editor)
    yesterday = timezone.localdate() - timedelta(days=1)
    row = change(editor, row, group="reception", reception__present="1", **{"reception.closes": yesterday.isoformat()})
    actions.approve(actor=approver, copy_id=proposed(editor, row).id)
    with pytest.raises(Refused) as told:
        procedures.start_draft(actor=resident("0000000001"), code="bicycle_parking")
    assert "受付は" in told.value.message.ja and str(yesterday.day) in told.value.message.en


def test_every_step_can_be_taken_back_and_none_is_lost(editor):
    row = bicycle_parking(editor)
    whole, steps = row.content, row.revision
    for n in range(steps):
        row = actions.undo(actor=editor, copy_id=row.id, revision=steps + n)
    assert row.content["legal_basis"] == [] and len(row.content["sections"][0]["questions"]) == 1
    with pytest.raises(Conflict):
        actions.undo(actor=editor, copy_id=row.id)
    assert Step.objects.filter(copy_id=row.id).count() == 2 * steps + 1
    last = Step.objects.filter(copy_id=row.id, revision=steps + 1).get()
    assert last.before == whole


def test_two_people_at_once_the_second_is_told_and_overwrites_nothing(editor):
    row = bicycle_parking(editor)
    other = staff(("*", "editor"), username="kugayama")
    change(other, row, group="basics", keywords="駐輪場")
    with pytest.raises(Conflict, match="先に変えました"):
        change(editor, row, group="basics", keywords="自転車")
    assert WorkingCopy.objects.get(pk=row.id).content["keywords"] == ["駐輪場"]


def test_what_is_not_sound_cannot_be_proposed_nor_a_loop_published(editor):
    row = bicycle_parking(editor)
    row = change(editor, row, "sections/0/questions/1/fields/0", **{"when:kind": "field", "when:left": "months", "when:op": "is", "when:right": "one"})
    faults = [f for f in queries.faults(row.content) if f.level == "error"]
    assert any("互いに相手を待っています" in f.message for f in faults)
    with pytest.raises(Refused, match="直すところ"):
        proposed(editor, row)


def test_only_within_ones_sections(editor):
    row = bicycle_parking(editor)
    elsewhere = staff(("residents", "editor"), username="koenji")
    with pytest.raises(NotFound):
        queries.copy(actor=elsewhere, copy_id=row.id)
    with pytest.raises(NotFound):
        actions.remove(actor=elsewhere, copy_id=row.id, page="steps/0")
    with pytest.raises(NotAllowed):
        actions.begin(actor=elsewhere, code="bicycle_two", title="二", section="civil_engineering")
    assert queries.copies(actor=elsewhere).total == 0
    with pytest.raises(NotFound):
        queries.copy(actor=resident("0000000001"), copy_id=row.id)


def test_a_file_from_another_ward_becomes_a_working_copy_and_a_broken_one_nothing(editor):
    text = writing.dump(bicycle_parking(editor).content).replace("bicycle_parking", "bicycle_two")
    row = actions.bring_in(actor=editor, data=text.encode())
    assert row.code == "bicycle_two" and not [f for f in queries.faults(row.content) if f.level == "error"]
    before = WorkingCopy.objects.count()
    for data, words in ((b"\xff\xfe\x00", "UTF-8"), (b"a: [", "行目"), (b"code: x", "コード"), (b"x" * 1_000_001, "大きすぎ"), (b"- 1", "読めません")):
        with pytest.raises(Refused, match=words):
            actions.bring_in(actor=editor, data=data)
    assert WorkingCopy.objects.count() == before


def test_what_the_office_changed_stays_when_the_product_ships_a_newer_text(editor, approver, monkeypatch):
    procedures.publish_definitions(actor=system("test"))
    row = actions.begin_from(actor=editor, code="dog_registration")
    actions.approve(actor=approver, copy_id=proposed(editor, change(editor, row, group="guide", duration="7")).id)
    assert published.current("dog_registration").definition.duration == 7
    newer = tuple((d, {**c, "duration": 9} if d.code == "dog_registration" else c) for d, c in published.shipped())
    for module in ("actions", "queries"):
        monkeypatch.setattr(f"machinami.capabilities.procedures.{module}.shipped", lambda: newer)
    assert procedures.publish_definitions(actor=system("test")) == []
    assert published.current("dog_registration").definition.duration == 7
    assert published.shipped_since("dog_registration")["duration"] == 9
