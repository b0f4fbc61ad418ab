"""A box of forms: 恵さん types the week's paper applications into a table, takes the good ones in, and mends the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from machinami.capabilities.audit.models import PendingWrite
from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import Membership
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.models import PaperImport, PaperRow
from machinami.capabilities.procedures.paper import erasing, sheets, taking
from machinami.foundation.actors import system
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
CODE = "dog_registration"


@pytest.fixture
def megumi(client, db):
    actions.publish_definitions(actor=system("test"))
    people.demo_people()
    section = taking.queries.definition(CODE).section
    actor = people.staff((section, "clerk"), username="megumi")
    client.force_login(get_user_model().objects.get(pk=actor.id))
    return actor


@pytest.fixture
def table(client, megumi):
    """The template's header, and its example once more for three people; the third number is nobody's."""
    answer = client.get(f"/desk/papers/templates/{CODE}.xlsx")
    assert answer.status_code == 200 and sheets.read(answer.content)[0][1][0] == "宛名番号"
    header, example = (cells for _, cells in sheets.read(client.get(f"/desk/papers/templates/{CODE}.csv").content))
    return [header, *([number, *example[1:]] for number in ("0000000001", "0000000002", "9999999999"))]


def send(client, table, name="紙.csv"):
    answer = client.post("/desk/papers/", {"code": CODE, "file": SimpleUploadedFile(name, sheets.csv_bytes(table))})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_the_good_ones_become_cases_and_the_rest_comes_back(client, megumi, table, monkeypatch):
    monkeypatch.setattr(taking, "A_TURN", 1)  # in many turns it is the same
    here = send(client, table)
    assert "確かめています" in client.get(here).content.decode()
    run_tasks()
    page = client.get(here).content.decode()
    assert "取り込める2件を案件にする" in page and "住民記録にいません" in page and "<td class=\"num\">4</td>" in page
    assert Case.objects.count() == 0, "looking through opens nothing"
    client.post(f"{here}do/take/")
    client.post(f"{here}do/take/")
    run_tasks()
    first = Case.objects.get(person__number="0000000001")
    assert Case.objects.count() == 2 and first.channel == "paper" and first.applicant_name and first.target_on
    assert "紙の申請" in client.get(f"/desk/cases/{first.pk}/").content.decode()
    assert PendingWrite.objects.filter(body__verb="cases.open", body__subject=f"cases.Case:{first.pk}", body__actor=megumi.label).exists()
    assert [r.cells for r in PaperRow.objects.filter(state="taken")] == [None, None], "what is in a case is kept there alone"

    (_, header), (_, row) = sheets.read(client.get(f"{here}errors.csv").content)
    assert header[-1] == "エラー" and row[0] == "9999999999" and "宛名番号：" in row[-1]
    mended = [header, ["0000000003", *row[1:]], ["0000000001", *table[1][1:], ""]]
    again = send(client, mended, "直した.csv")
    run_tasks()
    client.post(f"{again}do/take/")
    run_tasks()
    assert Case.objects.count() == 3, "the same row in another file is the same case"
    assert "前に取り込み済み</dt><dd>1件" in client.get(again).content.decode()


def test_a_worker_killed_in_the_middle_goes_on(megumi, client, table, monkeypatch):
    here = send(client, table)
    run_tasks()
    client.post(f"{here}do/take/")
    told, calls = taking.submission.tell, []

    def killed(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        told(*args)

    monkeypatch.setattr(taking.submission, "tell", killed)
    paper = PaperImport.objects.get()
    with pytest.raises(KeyboardInterrupt):
        taking.advance(paper.pk)
    assert Case.objects.count() == 1 and paper.rows.filter(state="good").count() == 1, "a row is whole or not at all"
    taking.advance(paper.pk)
    taking.advance(paper.pk)
    assert Case.objects.count() == 2 and PaperImport.objects.get().state == "done"


def test_no_further_than_ones_rights(client, megumi, table):
    here = send(client, table)
    run_tasks()
    stranger = people.staff(("child_family", "clerk"), username="stranger")
    client.force_login(get_user_model().objects.get(pk=stranger.id))
    assert client.get(here).status_code == client.get(f"{here}errors.csv").status_code == 404
    assert client.post(f"{here}do/take/").status_code == 404
    assert client.post("/desk/papers/", {"code": CODE, "file": SimpleUploadedFile("x.csv", b"a")}).status_code == 404
    client.force_login(get_user_model().objects.get(pk=megumi.id))
    client.post(f"{here}do/take/")
    Membership.objects.filter(staff_id=megumi.id).delete()
    run_tasks()
    assert Case.objects.count() == 0 and PaperImport.objects.get().state == "stopped"


def test_the_templates_example_is_no_application(client, megumi, table):
    untouched = [cells for _, cells in sheets.read(client.get(f"/desk/papers/templates/{CODE}.csv").content)]
    here = send(client, untouched)
    run_tasks()
    assert "見本のままです" in client.get(here).content.decode() and not PaperRow.objects.filter(state="good").exists()


def test_headings_that_mean_nothing_are_named_and_nothing_is_kept(client, megumi, table):
    table[0][1] = "なぞの列"
    answer = client.post("/desk/papers/", {"code": CODE, "file": SimpleUploadedFile("x.csv", sheets.csv_bytes(table))})
    assert answer.status_code == 422 and "なぞの列" in answer.content.decode() and not PaperImport.objects.exists()


def test_who_applied_on_paper_finds_it_after_the_first_sign_in(client, megumi, table):
    from machinami.capabilities.identity.actions import sign_in_resident
    from machinami.capabilities.identity.oidc import Identity

    here = send(client, table)
    run_tasks()
    client.post(f"{here}do/take/")
    run_tasks()
    account = sign_in_resident(identity=Identity("https://op.example", "s", 3, {"name": "杉並 花子", "resident_number": "0000000001"}), language="ja")
    assert Case.objects.get(person__number="0000000001").account_id == account.pk


def test_what_was_not_mended_is_erased(client, megumi, table):
    send(client, table)
    run_tasks()
    today = timezone.localdate() + timedelta(days=taking.KEEP_DAYS + 1)
    assert not list(erasing.PAPERS.due(timezone.localdate(), 9))
    (due,) = erasing.PAPERS.due(today, 9)
    assert erasing.PAPERS.erase(system("test"), due, today) and not PaperRow.objects.exists()
