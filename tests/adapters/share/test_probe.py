"""The share probe: what it measures, that it leaves nothing, what it says of folders that fail."""

from __future__ import annotations

import ctypes
import errno
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest

from bpr_studio.adapters.share import probe as probing
from bpr_studio.adapters.share.probe import Means, ProbeCalls, measure
from bpr_studio.adapters.share.probe_watcher import Watcher, watch
from bpr_studio.adapters.share.share_facts import PosixFacts, WindowsFacts, facts_of_this_system
from bpr_studio.domain.shared.errors import CancelledError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.probe_judging import judged
from bpr_studio.services.sync.probing import Owner, Rights, Verdict
from tests.fakes.clock import MONDAY, ManualClock

WATCHER = [
    sys.executable,
    "-c",
    "import sys; from bpr_studio.adapters.share import probe_watcher as w; w.watch(sys.stdin, sys.stdout)",
]
STRANGERS = {"bpr.json": b"{}", "s/org/memo.txt": b"x", "e/desktop.ini": b"x"}


class RealClock:
    """This PC's clock."""

    def now(self):
        return MONDAY.fromtimestamp(time.time(), MONDAY.tzinfo)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in STRANGERS.items():
        path = tmp_path / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "share"


@pytest.fixture(autouse=True)
def few_files(monkeypatch):
    monkeypatch.setattr(probing, "FILES", 5)


def found(root: Path, calls: ProbeCalls | None = None, **means):
    return measure(root, RealClock(), NoProgress(), Means(calls=calls or ProbeCalls(), **means))


def holds_only_strangers(root: Path) -> bool:
    files = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    names = {name.replace("/", os.sep) for name in STRANGERS}
    return set(files) == names and not any(root.glob("probe-*"))


def test_a_good_folder_is_good_and_left_as_it_was(root):
    measured = found(root)
    assert {step: tried.detail for step, tried in measured.tried.items() if not tried.done} == {}
    assert set(measured.tried) == set(probing_steps())
    assert all(tried.done for tried in measured.endings.values())
    assert measured.is_site
    assert measured.leftovers == ()
    assert measured.clock_offset == pytest.approx(0, abs=5)
    assert measured.listed is not None
    assert measured.listed[0] > 5
    assert set(measured.rights) == {"", "s", "e"}
    assert holds_only_strangers(root)
    report = judged(measured, MONDAY, "test")
    worst = {check.key: check.verdict for check in report.checks if check.verdict is Verdict.FAULT}
    assert worst == {}
    assert json.loads(json.dumps(report.document()))["usable"] is True


def probing_steps():
    from bpr_studio.services.sync.probing import STEPS

    return STEPS


def test_a_second_process_sees_new_files(root):
    measured = found(root, watcher=WATCHER)
    assert measured.seen_after is not None
    assert 0 <= measured.seen_after < 30
    assert holds_only_strangers(root)


def test_without_a_second_process_nothing_is_said_of_it(root):
    for command in ((), ("/no/such/program",), (sys.executable, "-c", "")):
        assert found(root, watcher=command).seen_after is None


def test_a_process_that_never_sees_the_file_is_told(root):
    blind = "import sys; sys.stdin.readline(); print('ready', flush=True); print('no', flush=True)"
    measured = found(root, watcher=[sys.executable, "-c", blind])
    assert measured.seen_after == -60
    check = {c.key: c for c in judged(measured, MONDAY, "t").checks}["visibility"]
    assert check.verdict is Verdict.FAULT


def test_a_file_for_the_second_process_that_cannot_be_placed_says_nothing_of_it(root):
    measured = found(root, Denying(denied("rename", contains="-6.seg")), watcher=WATCHER)
    assert measured.seen_after is None
    assert holds_only_strangers(root)


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path):
    measured = found(tmp_path / "nowhere")
    assert measured.reach.fault is Fault.MISSING
    report = judged(measured, MONDAY, "t")
    assert [check.key for check in report.checks] == ["reach"]
    assert not report.usable
    assert list(tmp_path.iterdir()) == []


class Denying(ProbeCalls):
    """Refuses calls on paths of certain kinds."""

    def __init__(self, deny):
        super().__init__()
        self._deny = deny

    def _look(self, call, path):
        if error := self._deny(call, path):
            raise error

    def write_new(self, path, data):
        self._look("write", path)
        super().write_new(path, data)

    def rename_new(self, source, target):
        self._look("rename", target)
        super().rename_new(source, target)

    def make_folder(self, path):
        self._look("folder", path)
        super().make_folder(path)

    def remove(self, path):
        self._look("remove", path)
        super().remove(path)

    def read(self, path, most):
        self._look("read", path)
        return super().read(path, most)

    def modified(self, path):
        self._look("time", path)
        return super().modified(path)

    def free(self, path):
        self._look("free", path)
        return super().free(path)


def denied(*calls, contains=""):
    error = PermissionError(errno.EACCES, "no right")
    return lambda call, path: error if call in calls and contains in path else None


def verdicts(measured) -> dict[str, Verdict]:
    return {check.key: check.verdict for check in judged(measured, MONDAY, "t").checks}


def test_where_nobody_may_write_into_the_folder_its_requests_are_used(root):
    top = str(root) + os.sep + "probe-"
    measured = found(root, Denying(denied("write", "folder", contains=top)))
    assert measured.tried["create"].done
    assert verdicts(measured)["folder"] is Verdict.WARNING
    assert holds_only_strangers(root)


def test_a_folder_nobody_may_write_to_is_a_fault(root):
    measured = found(root, Denying(denied("write")))
    told = verdicts(measured)
    assert told["create"] is Verdict.FAULT
    assert {told[key] for key in ("rename", "read_back", "endings", "speed")} == {Verdict.UNKNOWN}
    assert {told[key] for key in ("scanner", "clock", "listing", "owner")} == {Verdict.UNKNOWN}
    assert holds_only_strangers(root)


def test_missing_right_to_rename_is_a_fault_with_the_reason(root):
    measured = found(root, Denying(denied("rename")))
    check = {c.key: c for c in judged(measured, MONDAY, "t").checks}["rename"]
    assert check.verdict is Verdict.FAULT
    assert "CREATOR OWNER" in check.remedy
    assert holds_only_strangers(root)


def test_blocked_endings_are_named(root):
    measured = found(root, Denying(denied("rename", contains="4.pack")))
    checks = {c.key: c for c in judged(measured, MONDAY, "t").checks}
    assert checks["endings"].value == ".pack"
    assert checks["endings"].verdict is Verdict.FAULT


def test_a_server_that_changes_data_is_a_fault(root):
    class Zeroing(ProbeCalls):
        def write_new(self, path, data):
            super().write_new(path, bytes(len(data)) if "3-65537" in path else data)

    assert verdicts(found(root, Zeroing()))["read_back"] is Verdict.FAULT


def test_a_server_that_replaces_is_a_fault(root):
    class Replacing(ProbeCalls):
        def rename_new(self, source, target):
            Path(source).replace(target)

    told = verdicts(found(root, Replacing()))
    assert told["no_replace"] is Verdict.FAULT
    assert holds_only_strangers(root)


def test_a_server_that_says_no_and_replaces_all_the_same_is_a_fault(root):
    class Lying(ProbeCalls):
        def rename_new(self, source, target):
            taken = Path(target).exists()
            Path(source).replace(target)
            if taken:
                raise FileExistsError(errno.EEXIST, "taken")

    assert verdicts(found(root, Lying()))["no_replace"] is Verdict.FAULT


def test_other_errors_than_a_taken_name_are_faults(root):
    class Odd(ProbeCalls):
        def write_new(self, path, data):
            if data == b"second":
                raise OSError(errno.EIO, "lost")
            if data == b"other":
                raise OSError(errno.ENOSPC, "full")
            super().write_new(path, data)

    told = verdicts(found(root, Odd()))
    assert told["exclusive"] is Verdict.FAULT
    assert told["no_replace"] is Verdict.FAULT


def test_flushing_that_fails_is_told_apart_from_writing(root, monkeypatch):
    def no_flush(_handle):
        raise OSError(errno.EIO, "cannot flush")

    monkeypatch.setattr(os, "fsync", no_flush)
    told = verdicts(found(root))
    assert (told["create"], told["flush"]) == (Verdict.OK, Verdict.FAULT)
    assert holds_only_strangers(root)


def test_a_scanner_that_holds_new_files_is_measured(root):
    held = {"until": 0.0}

    def deny(call, path):
        if call == "rename" and path.endswith("-1.seg"):
            held["until"] = held["until"] or time.monotonic() + 0.3
            if time.monotonic() < held["until"]:
                error = PermissionError(errno.EACCES, "in use")
                error.winerror = 32  # type: ignore[attr-defined,unused-ignore]  # Windows' own
                return error
        return None

    measured = found(root, Denying(deny))
    assert measured.held_for is not None
    assert 0.2 < measured.held_for < 5
    assert measured.tried["rename"].done


def test_files_that_cannot_be_taken_away_are_named(root):
    measured = found(root, Denying(denied("remove", contains="-6.seg")), watcher=WATCHER)
    assert [path.endswith("-6.seg") for path in measured.leftovers] == [True]
    assert verdicts(measured)["remove"] is Verdict.WARNING


def test_what_the_server_does_not_tell_is_unknown(root):
    measured = found(root, Denying(denied("time", "free")))
    told = verdicts(measured)
    assert (told["clock"], told["room"]) == (Verdict.UNKNOWN, Verdict.UNKNOWN)


def test_a_full_share_ends_the_making_of_many_files(root):
    measured = found(root, Denying(denied("write", contains="-7-3.seg")))
    assert measured.listed is None
    assert holds_only_strangers(root)


def test_stopping_takes_the_files_away(root):
    class Stopping:
        def report(self, done, total, what):
            if done == total - 1:
                raise CancelledError(what)

    with pytest.raises(CancelledError):
        measure(root, RealClock(), Stopping(), Means())
    assert holds_only_strangers(root)


def test_a_wrong_clock_is_measured(root):
    clock = ManualClock()
    measured = measure(root, clock, NoProgress(), Means())
    assert measured.clock_offset == pytest.approx(time.time() - MONDAY.timestamp(), abs=60)
    assert verdicts(measured)["clock"] is Verdict.WARNING


# --- the second process ---------------------------------------------------------------------------


def test_the_watcher_answers_when_it_sees_the_file(tmp_path):
    path = tmp_path / "new"
    path.write_bytes(b"there")
    answers = io.StringIO()
    watch(io.StringIO(f"{path}\n{tmp_path / 'never'}\n"), answers, waited=0.1)
    ready, seen, again, never = answers.getvalue().splitlines()
    assert (ready, again, never) == ("ready", "ready", "no")
    assert float(seen) <= time.monotonic()


def test_a_watcher_that_ended_is_not_ready():
    watcher = Watcher([sys.executable, "-c", ""])
    try:
        assert not watcher.prepare("x") or watcher.seen_at() is None
    finally:
        watcher.close()


# --- what the system tells ------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="what POSIX tells")
def test_posix_tells_rights_and_owner(root):
    facts = facts_of_this_system()
    assert isinstance(facts, PosixFacts)
    assert facts.rights(str(root)) == Rights(read=True, create=True, remove=True)
    owner = facts.owner(str(root / "bpr.json"))
    assert owner is not None
    assert owner.me
    assert facts.owner(str(root / "nothing")) is None
    assert facts.caching(str(root)) is None
    assert facts.dfs_targets(str(root)) is None


def pointed(reference):
    """What `ctypes.byref` points to."""
    return reference._obj  # noqa: SLF001  # ctypes has no other name for it


class FakeLibraries:
    """Stand-ins for kernel32, advapi32 and netapi32."""

    def __init__(self, *, rights=(), owner="S-1-5-21-7", user="S-1-5-21-7", caching=0x30, dfs=0):
        self.kept = []
        self.closed = 0
        self._rights, self._owner, self._user = rights, owner, user
        self._caching, self._dfs = caching, dfs
        self.last_error = 5

    def __call__(self, name, *, use_last_error):
        assert use_last_error
        library = type(name, (), {})()
        for function in {
            "kernel32": ("CreateFileW", "CloseHandle", "LocalFree", "GetCurrentProcess"),
            "advapi32": (
                *("GetNamedSecurityInfoW", "OpenProcessToken", "GetTokenInformation"),
                "ConvertSidToStringSidW",
            ),
            "netapi32": ("NetShareGetInfo", "NetDfsGetClientInfo", "NetApiBufferFree"),
        }[name]:
            setattr(library, function, self._function(function))
        return library

    def _function(self, name):
        body = getattr(self, name)

        def function(*arguments):
            return body(*arguments)

        return function

    def CreateFileW(self, _path, access, *_rest):  # noqa: N802  # Windows' name
        return 77 if access in self._rights else ctypes.c_void_p(-1).value

    def CloseHandle(self, _handle):  # noqa: N802  # Windows' name
        self.closed += 1

    def LocalFree(self, _pointer):  # noqa: N802  # Windows' name
        self.closed += 1

    def GetCurrentProcess(self):  # noqa: N802  # Windows' name
        return 1

    def GetNamedSecurityInfoW(self, *arguments):  # noqa: N802  # Windows' name
        pointed(arguments[3]).value = 1
        return 0 if self._owner else 2

    def OpenProcessToken(self, _process, _right, token):  # noqa: N802  # Windows' name
        pointed(token).value = 3
        return self._user != "no token"

    def GetTokenInformation(self, _token, _kind, buffer, *_rest):  # noqa: N802  # Windows' name
        pointed(buffer)[0] = 2
        return self._user != "no information"

    def ConvertSidToStringSidW(self, sid, text):  # noqa: N802  # Windows' name
        pointed(text).value = {1: self._owner, 2: self._user}[sid.value]
        return self._owner != "no text"

    def NetShareGetInfo(self, server, share, level, buffer):  # noqa: N802  # Windows' name
        assert (server.value, share.value, level) == ("\\\\fs01", "bpr", 1005)
        if self._caching is None:
            return 5
        flags = ctypes.c_uint32(self._caching)
        self.kept.append(flags)
        pointed(buffer).contents = flags
        return 0

    def NetDfsGetClientInfo(self, path, _server, _share, level, buffer):  # noqa: N802  # as above
        assert (path.value, level) == ("\\\\fs01\\bpr", 3)
        if not self._dfs:
            return 2662
        info = type(pointed(buffer))._type_(None, None, 1, self._dfs, None)
        self.kept.append(info)
        pointed(buffer).contents = info
        return 0

    def NetApiBufferFree(self, _buffer):  # noqa: N802  # Windows' name
        self.closed += 1


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(os.path, "realpath", lambda path: path.replace("S:", "\\\\fs01\\bpr"))
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 5, raising=False)


@pytest.mark.usefixtures("on_windows")
def test_windows_tells_rights_by_opening_the_folder_with_each():
    facts = WindowsFacts(FakeLibraries(rights={1, 2}))
    assert facts.rights("S:\\x") == Rights(read=True, create=True, remove=False)


@pytest.mark.usefixtures("on_windows")
def test_windows_may_not_tell_a_right(monkeypatch):
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 53, raising=False)
    assert WindowsFacts(FakeLibraries()).rights("S:\\x") == Rights()


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize(
    ("owner", "user", "expected"),
    [
        ("S-1-5-21-7", "S-1-5-21-7", Owner("S-1-5-21-7", me=True)),
        ("S-1-5-32-544", "S-1-5-21-7", Owner("S-1-5-32-544", me=False)),
        ("S-1-5-21-7", "no token", Owner("S-1-5-21-7", me=False)),
        ("S-1-5-21-7", "no information", Owner("S-1-5-21-7", me=False)),
        ("", "S-1-5-21-7", None),
        ("no text", "S-1-5-21-7", None),
    ],
)
def test_windows_names_the_owner(owner, user, expected):
    assert WindowsFacts(FakeLibraries(owner=owner, user=user)).owner("S:\\x") == expected


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize(
    ("flags", "expected"),
    [(0x30, "none"), (0x00, "manual"), (0x10, "documents"), (0x20, "programs"), (None, None)],
)
def test_windows_tells_what_is_kept_offline(flags, expected):
    facts = WindowsFacts(FakeLibraries(caching=flags))
    assert facts.caching("S:\\x") == expected
    assert facts.caching("C:\\x") is None


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize("targets", [0, 1, 3])
def test_windows_tells_the_servers_behind_a_name(targets):
    facts = WindowsFacts(FakeLibraries(dfs=targets))
    assert facts.dfs_targets("S:\\x") == targets
    assert facts.dfs_targets("C:\\x") is None


@pytest.mark.usefixtures("on_windows")
def test_on_windows_its_own_libraries_are_asked(monkeypatch):
    monkeypatch.setattr("bpr_studio.adapters.share.share_facts.os.name", "nt")
    monkeypatch.setattr(ctypes, "WinDLL", FakeLibraries(), raising=False)
    facts = facts_of_this_system()
    monkeypatch.undo()
    assert isinstance(facts, WindowsFacts)
