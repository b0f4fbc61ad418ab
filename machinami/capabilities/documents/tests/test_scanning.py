"""A resident's telephone sends a photo with a virus; and the scanner is down on the day of the deadline. A real clamd looks."""

from __future__ import annotations

import hashlib
import io
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from machinami.capabilities.audit.models import PendingRead
from machinami.capabilities.documents import actions, queries, scanning, store
from machinami.capabilities.documents.models import Upload
from machinami.capabilities.identity import testing as people
from machinami.foundation.actors import system
from machinami.foundation.errors import Refused
from machinami.foundation.ids import new_id

SYSTEM = system("test")
#: The test string that every scanner knows (EICAR), in two parts so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


class Clamd:
    """A clamd with signatures of its own, on the loopback; ``known`` adds the digest of one file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.process = folder, None
        (folder / "db").mkdir()
        (folder / "db" / "test.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nDatabaseDirectory {folder}/db\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nLocalSocket {folder}/s\n"
            f"MaxThreads 2\nStreamMaxLength 2M\nLogFile {folder}/log\n")

    @property
    def url(self) -> str:
        return f"clamd://127.0.0.1:{self.port}"

    def known(self, content: bytes) -> None:
        (self.folder / "db" / "test.hsb").write_text(f"{hashlib.sha256(content).hexdigest()}:{len(content)}:Test.Known\n")

    def start(self) -> None:
        self.process = subprocess.Popen([CLAMD, "-c", str(self.folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.1)
        raise AssertionError("clamd did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def clamd(tmp_path_factory, settings):
    if CLAMD is None:
        pytest.skip("no clamd here (Debian: apt-get install clamav-daemon)")
    found = Clamd(tmp_path_factory.mktemp("c"))
    settings.SCANNER_URL = found.url
    yield found
    found.stop()


def _photo(after: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue() + after


@pytest.mark.django_db(databases=["default", "audit"])
def test_a_virus_is_refused_in_words_and_nothing_of_it_is_kept(clamd, settings):
    clamd.start()
    hanako = people.resident()
    row = actions.receive_upload(actor=hanako, name="good.jpg", content=_photo())
    assert Upload.objects.get(pk=row.id).scan == "clean" and queries.withheld([row.id]) == {}
    for url in (clamd.url, f"clamd://{clamd.folder}/s"):
        settings.SCANNER_URL = url
        with pytest.raises(Refused) as refused:
            actions.receive_upload(actor=hanako, name="bad.jpg", content=_photo(EICAR))
        assert refused.value.code == "file_infected" and not refused.value.message.missing()
    assert Upload.objects.count() == 1
    said = [p.body for p in PendingRead.objects.all() if p.body["verb"] == "documents.infected"]
    assert [s["detail"]["signature"].removesuffix(".UNOFFICIAL") for s in said] == ["Test.Eicar"] * 2
    assert scanning.version().startswith("ClamAV")


@pytest.mark.django_db(databases=["default", "audit"])
def test_while_the_scanner_is_down_files_are_taken_and_stay_shut_until_it_has_looked(clamd, capsys):
    hanako, clerk = people.resident(), people.staff(("children", "clerk"))
    good = actions.receive_upload(actor=hanako, name="good.jpg", content=_photo())
    bad = actions.receive_upload(actor=hanako, name="bad.png", content=_png())
    for row in (good, bad):
        actions.keep_uploads(actor=hanako, upload_ids=[row.id], subject=f"cases.Case:{new_id()}", section="children")
    assert queries.withheld([good.id, bad.id]) == {good.id: "waiting", bad.id: "waiting"}
    with pytest.raises(Refused, match="検査を待っている"):
        queries.read_upload(actor=clerk, upload_id=good.id, purpose="審査")
    assert queries.read_upload(actor=hanako, upload_id=good.id, purpose="本人")[2] == "good.jpg", "she has it anyway"
    assert actions.scan_uploads(actor=SYSTEM) == {"away": 2} and "つながりません" in queries.scanner()[0]

    clamd.known(store.read(bad.sha256))
    clamd.start()
    assert actions.scan_uploads(actor=SYSTEM) == {"clean": 1, "infected": 1} and actions.scan_uploads(actor=SYSTEM) == {}
    assert queries.read_upload(actor=clerk, upload_id=good.id, purpose="審査")[2] == "good.jpg"
    for actor in (hanako, clerk):
        with pytest.raises(Refused, match="ウイルスが見つかった"):
            queries.read_upload(actor=actor, upload_id=bad.id, purpose="審査")
    assert Upload.objects.get(pk=bad.id).scan_word.startswith("Test.Known")
    assert not queries.owns_upload(account_id=hanako.id, upload_id=bad.id), "the form asks for another file"

    call_command("documents", "scan", "--everything")
    assert '"clean": 1' in capsys.readouterr().out.strip().splitlines()[-1], "what was found is not asked about again"


@pytest.mark.django_db(databases=["default", "audit"])
def test_a_file_that_cannot_be_asked_about_keeps_no_other_waiting(clamd):
    hanako, photos = people.resident(), (_png(37), _png(38))  # no other test's: one of them is lost on the disk
    lost, good = (actions.receive_upload(actor=hanako, name="x", content=c) for c in photos)
    store._path(lost.sha256).unlink()
    clamd.start()
    assert actions.scan_uploads(actor=SYSTEM) == {"unasked": 1, "clean": 1}
    assert queries.withheld([lost.id, good.id]) == {lost.id: "waiting"}
    with pytest.raises(scanning.TooLong):
        scanning.scan(b"x" * 3_000_000)


def _png(width: int = 31) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 30), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("said", [b"", b"nonsense", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \xff\xfe broken\0"])
@pytest.mark.django_db(databases=["default", "audit"])
def test_whatever_else_answers_at_that_address_no_file_counts_as_clean(said, settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.SCANNER_URL = f"clamd://127.0.0.1:{door.getsockname()[1]}"
        script = "import socket,sys;d=socket.socket(fileno=int(sys.argv[1]));c=d.accept()[0];c.recv(99);c.sendall(bytes.fromhex(sys.argv[2]))"
        other = subprocess.Popen([sys.executable, "-c", script, str(door.fileno()), said.hex()], pass_fds=[door.fileno()])
        with pytest.raises(scanning.Away):
            scanning.scan(b"x" * 10)
        other.wait(10)
