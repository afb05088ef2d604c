"""Full disk, no rights, a second program, a killed program: a sentence, and nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db import migrations
from bpr_studio.adapters.db.database import DATABASE_NAME, Database
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="rights and limits of POSIX systems")
KEPT = "Everything saved before is unchanged."

_OTHER_PROGRAM = """
import json, os, sys
from pathlib import Path
from bpr_studio.adapters.db.database import Database
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import BprError
from tests.fakes.office import Office, office

folder = Path(sys.argv[1])

def attempt(action):
    try:
        return {"done": action()}
    except BprError as error:
        kind = type(error).__name__
        return {"kind": kind, "message": error.message, "kept": error.kept, "remedy": error.remedy}

def put(number, **fields):
    rows = [f"{number}-{part}" for part in range(3)]
    return [PutRow("work_item", row, {"name": row, "minutes_regular": 60, **fields}) for row in rows]

def tell(**answers):
    print(json.dumps(answers), flush=True)
"""


def program(script: str, folder: Path, *wrapper: str) -> subprocess.Popen[str]:
    """Another program on the same PC, started by `wrapper` where one is given."""
    return subprocess.Popen(
        [*wrapper, sys.executable, "-c", _OTHER_PROGRAM + script, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answers_of(script: str, folder: Path, *wrapper: str) -> dict[str, dict[str, str]]:
    """What another program tells in its last line."""
    with program(script, folder, *wrapper) as running:
        out, _ = running.communicate(timeout=120)
    assert running.returncode == 0, out
    answers: dict[str, dict[str, str]] = json.loads(out.splitlines()[-1])
    return answers


def without_privileges() -> tuple[str, ...]:
    """How to start a program for which file rights count, also when the tests run as root."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to give that up")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@contextlib.contextmanager
def protected(*paths: Path) -> Iterator[None]:
    """Nobody may write to these files and folders meanwhile."""
    for path in paths:
        path.chmod(0o555)
    yield
    for path in reversed(paths):
        path.chmod(0o755)


def names(folder: Path) -> set[str]:
    with office(folder) as party:
        return {str(name) for (name,) in party.rows("SELECT name FROM work_item")}


def check_whole(folder: Path, acknowledged: set[int]) -> None:
    """Every acknowledged command is there, every command is whole, tables follow from the log."""
    with office(folder) as party:
        found = {str(row) for (row,) in party.rows("SELECT id FROM work_item")}
        commands = {int(row.split("-")[0]) for row in found}
        assert acknowledged <= commands
        assert found == {f"{number}-{part}" for number in commands for part in range(3)}
        assert commands == set(range(len(commands)))
        before = party.store.projection_digest()
        party.store.rebuild()
        assert party.store.projection_digest() == before
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


class TestSecondProgram:
    def test_it_is_told_that_the_workspace_is_open(self, tmp_path):
        with office(tmp_path) as party:
            answer = answers_of("tell(open=attempt(lambda: Database(folder)))", tmp_path)["open"]
            assert answer["message"].startswith("This workspace is already open in another window")
            assert answer["kept"] == "Nothing was changed."
            assert answer["remedy"]
            party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])
        assert (
            "done"
            in answers_of("Database(folder).close(); tell(open={'done': 1})", tmp_path)["open"]
        )

    def test_a_second_window_of_the_same_program_is_told_too(self, tmp_path):
        with office(tmp_path), pytest.raises(RefusedError, match="already open"):
            Database(tmp_path)

    def test_it_may_read(self, tmp_path):
        script = """
reader = Office(Database(folder, read_only=True), "")
tell(read={"names": str(reader.rows("SELECT name FROM work_item"))})
"""
        with office(tmp_path) as party:
            party.store.commit("", [PutRow("work_item", "a", {"name": "窓口"})])
            assert answers_of(script, tmp_path)["read"]["names"] == "[('窓口',)]"

    def test_a_killed_program_leaves_the_workspace_free(self, tmp_path):
        with office(tmp_path):
            pass
        with program("held = Database(folder); tell(x=1); sys.stdin.read()", tmp_path) as running:
            assert running.stdout is not None
            running.stdout.readline()
            with pytest.raises(RefusedError, match="already open"):
                Database(tmp_path)
            running.kill()
        with office(tmp_path) as party:
            party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])

    def test_a_program_that_does_not_ask_for_the_lock_is_waited_for_and_then_named(self, tmp_path):
        """A backup program or a database browser that holds SQLite's own lock."""
        with office(tmp_path) as party:
            stranger = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
            stranger.execute("BEGIN IMMEDIATE")
            with pytest.raises(RefusedError, match="in use by another program") as refusal:
                party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])
            assert refusal.value.kept == KEPT
            stranger.rollback()
            stranger.close()
            party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])
            assert party.rows("SELECT name FROM work_item") == [("a",)]


@POSIX
class TestNoRights:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A closed workspace with one task."""
        with office(tmp_path) as party:
            party.store.commit("", [PutRow("work_item", "a", {"name": "窓口"})])
        (tmp_path / "workspace.lock").unlink(missing_ok=True)
        return tmp_path

    def test_a_read_only_folder_is_refused_for_writing_and_read_for_reading(self, folder):
        script = """
def read():
    reader = Office(Database(folder, read_only=True), "")
    return str(reader.rows("SELECT name FROM work_item"))

tell(
    write=attempt(lambda: Database(folder)),
    read=attempt(read),
    create=attempt(lambda: Database.create(folder / "new")),
)
"""
        before = (folder / DATABASE_NAME).read_bytes()
        with protected(folder / DATABASE_NAME, folder):
            answers = answers_of(script, folder, *without_privileges())
        assert answers["write"]["message"].startswith("The workspace cannot be written")
        assert answers["write"]["kept"] == KEPT
        assert answers["read"] == {"done": "[('窓口',)]"}
        assert answers["create"]["message"].startswith("No workspace could be made")
        assert answers["create"]["remedy"]
        assert (folder / DATABASE_NAME).read_bytes() == before

    def test_a_read_only_file_is_refused_when_opening_not_when_saving(self, folder):
        script = "tell(write=attempt(lambda: Database(folder)))"
        with protected(folder / DATABASE_NAME):
            answer = answers_of(script, folder, *without_privileges())["write"]
        assert answer["message"].startswith("The workspace cannot be written")
        assert answer["kept"] == KEPT


@POSIX
class TestFullDisk:
    _LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

endless = resource.RLIM_INFINITY
"""

    def test_saving_is_refused_and_goes_on_when_there_is_room_again(self, tmp_path):
        script = (
            self._LIMIT  # noqa: S608  # Python, not SQL
            + """
with office(folder) as party:
    room((folder / "workspace.sqlite3").stat().st_size + 300_000)
    number, answer = 0, {}
    while "message" not in answer:
        answer = attempt(lambda: len(party.store.commit("", put(number, note="x" * 9000)).ops))
        number += 1
    inside = len(party.rows("SELECT id FROM work_item"))
    room(endless)
    party.store.commit("", put(number - 1))
    tell(refused=answer, counts={"acknowledged": number - 1, "rows": inside})
"""
        )
        answers = answers_of(script, tmp_path)
        assert answers["refused"]["kind"] == "RefusedError"
        assert answers["refused"]["message"].startswith("The disk is full")
        assert answers["refused"]["kept"] == KEPT
        assert answers["refused"]["remedy"]
        acknowledged = int(answers["counts"]["acknowledged"])
        assert acknowledged > 1
        assert int(answers["counts"]["rows"]) == 3 * acknowledged
        check_whole(tmp_path, set(range(acknowledged + 1)))

    def test_a_new_workspace_is_made_wholly_or_not_at_all(self, tmp_path):
        script = (
            self._LIMIT
            + """
room(50_000)
refused = attempt(lambda: Database.create(folder / "new"))
left = [path.name for path in (folder / "new").iterdir()]
room(endless)
Database.create(folder / "new").close()
tell(refused=refused, left={"names": left})
"""
        )
        answers = answers_of(script, tmp_path)
        assert answers["refused"]["message"].startswith("No workspace could be made")
        assert not answers["left"]["names"]

    def test_a_backup_that_finds_no_room_stops_the_update(self, tmp_path):
        script = (
            self._LIMIT
            + """
import sqlite3
from bpr_studio.adapters.db import migrations
path = folder / "workspace.sqlite3"
room(path.stat().st_size - 5000)
connection = sqlite3.connect(path, isolation_level=None)
try:
    migrations.bring_up_to_date(connection, path, (*migrations.steps(), "CREATE TABLE x (a)"))
except sqlite3.Error as error:
    tell(refused={"message": str(error)}, version={"n": migrations.version_of(connection)})
"""
        )
        with office(tmp_path):
            pass
        answers = answers_of(script, tmp_path)
        assert answers["refused"]["message"]
        assert int(answers["version"]["n"]) == len(migrations.steps())
        with office(tmp_path) as party:
            party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])

    def test_a_disk_that_is_really_full(self, tmp_path):
        """A small disk of its own; needs the right to mount one."""
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(disk)]
        if (
            not shutil.which("mount")
            or subprocess.run(mount, check=False, capture_output=True).returncode
        ):
            pytest.skip("no right to mount a small disk here")
        try:
            with office(disk) as party:
                acknowledged = self._fill(party)
                assert len(party.rows("SELECT id FROM work_item")) == acknowledged
                assert party.store.digest()
            with office(disk) as party:
                assert len(party.rows("SELECT id FROM work_item")) == acknowledged
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def _fill(self, party: Office) -> int:
        for number in range(1000):
            try:
                party.store.commit("", [PutRow("work_item", f"{number}", {"note": "x" * 9000})])
            except RefusedError as error:
                assert error.message.startswith("The disk is full")  # noqa: PT017  # the loop ends here
                return number
        pytest.fail("the disk never got full")


class TestKilled:
    _WRITE = """
party = Office(Database(folder), "actor00000001")
start = len(party.rows("SELECT id FROM work_item")) // 3
for number in range(start, start + 100_000):
    party.store.commit("Add", put(number, note="x" * 2000))
    print(number, flush=True)
"""

    @POSIX
    @pytest.mark.slow
    def test_everything_acknowledged_is_there_and_nothing_is_half(self, tmp_path):
        with office(tmp_path):
            pass
        acknowledged: set[int] = set()
        for kill in range(5):
            with program(self._WRITE, tmp_path) as running:
                assert running.stdout is not None
                for _ in range(10 * kill + 1):
                    acknowledged.add(int(running.stdout.readline()))
                time.sleep(0.0037 * kill)
                running.send_signal(signal.SIGKILL)
                acknowledged |= {int(line) for line in running.stdout if line.endswith("\n")}
            check_whole(tmp_path, acknowledged)
        assert len(acknowledged) > 100

    def test_a_log_torn_at_any_byte_leaves_whole_commands(self, tmp_path):
        """What power loss may leave of the write-ahead log: any beginning of it, or zeros."""
        live = tmp_path / "live"
        with office(live) as party:
            party.database.compact()
            sizes = {0: 0}
            for number in range(4):
                rows = [PutRow("work_item", f"{number}-{part}", {"name": "x"}) for part in range(3)]
                party.store.commit("", rows)
                sizes[number + 1] = (live / f"{DATABASE_NAME}-wal").stat().st_size
            file = (live / DATABASE_NAME).read_bytes()
            log = (live / f"{DATABASE_NAME}-wal").read_bytes()
        for number, cut in enumerate(range(0, len(log), len(log) // 23)):
            torn = tmp_path / f"torn{number}"
            torn.mkdir()
            (torn / DATABASE_NAME).write_bytes(file)
            rest = b"\x00" * (len(log) - cut) if number % 2 else b""
            (torn / f"{DATABASE_NAME}-wal").write_bytes(log[:cut] + rest)
            check_whole(torn, {n - 1 for n, size in sizes.items() if n and size <= cut})


def test_the_lock_alone_does_not_make_a_folder_a_workspace(tmp_path):
    (tmp_path / "workspace.lock").touch()
    with office(tmp_path) as party:
        party.store.commit("", [PutRow("work_item", "a", {"name": "a"})])
    assert names(tmp_path) == {"a"}
    with pytest.raises(RefusedError, match="already in") as refusal:
        Database.create(tmp_path)
    assert refusal.value.kept
    assert names(tmp_path) == {"a"}
