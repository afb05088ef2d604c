"""A shared folder when things go wrong: rights, room, lost folders, strangers, killed programs."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.share import directory
from bpr_studio.adapters.share.directory import LARGEST, ORPHAN_AGE, DirectoryStore
from bpr_studio.adapters.share.faults import fault_of, words_of
from bpr_studio.adapters.share.file_calls import FileCalls
from bpr_studio.domain.replication import names
from bpr_studio.services.sync.ports import Fault, ShareFaultError

ACTOR = "abcdefghij234"
SEGMENT = f"s/org/{ACTOR}-000001-0123456789ab.seg"
FOLDER = "s/org"
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_rights = pytest.mark.skipif(AS_ROOT, reason="root may read and write everything")
posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")


class FailingCalls(FileCalls):
    """The real file system, failing as told: by call the errors to raise, each once."""

    def __init__(self, **errors: list[OSError]) -> None:
        self.errors = errors
        self.after: set[str] = set()  # calls that are done before their error is raised
        self.asked: list[str] = []

    def _fail(self, call: str) -> None:
        self.asked.append(call)
        if waiting := self.errors.get(call):
            raise waiting.pop(0)

    def _ask(self, call: str, effect):
        if call not in self.after:
            self._fail(call)
        result = effect()
        if call in self.after:
            self._fail(call)
        return result

    def entries(self, folder):
        return self._ask("entries", lambda: super(FailingCalls, self).entries(folder))

    def read(self, path, most):
        return self._ask("read", lambda: super(FailingCalls, self).read(path, most))

    def write_new(self, path, data):
        return self._ask("write_new", lambda: super(FailingCalls, self).write_new(path, data))

    def rename_new(self, source, target):
        return self._ask("rename_new", lambda: super(FailingCalls, self).rename_new(source, target))

    def modified(self, path):
        return self._ask("modified", lambda: super(FailingCalls, self).modified(path))

    def remove(self, path):
        return self._ask("remove", lambda: super(FailingCalls, self).remove(path))


def windows(number: int, posix_number: int = errno.EACCES) -> OSError:
    """An error as Windows raises it."""
    error = OSError(posix_number, "as on Windows")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]  # only Windows declares it
    return error


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def put(store: DirectoryStore, data: bytes = b"data", name: str = SEGMENT) -> Fault | None:
    """The fault of placing a file, None where it is placed."""
    try:
        store.put_new(name, data)
    except ShareFaultError as error:
        return error.fault
    return None


def files_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


# --- errors leave open what happened ------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "full"), Fault.FULL),
        (OSError(errno.EDQUOT, "quota"), Fault.FULL),
        (PermissionError(errno.EACCES, "no"), Fault.REFUSED),
        (OSError(errno.EROFS, "read-only"), Fault.REFUSED),
        (windows(5), Fault.REFUSED),
        (windows(112), Fault.FULL),
        (windows(64, errno.EINVAL), Fault.UNREACHABLE),
        (OSError(errno.EIO, "lost"), Fault.UNREACHABLE),
        (OSError("no number at all"), Fault.UNREACHABLE),
    ],
)
def test_a_failed_write_is_told_by_its_kind_and_leaves_nothing(root, error, fault):
    calls = FailingCalls(write_new=[error])
    calls.after.add("write_new")  # the bytes were written, then flushing or closing failed
    (root / "s" / "org").mkdir(parents=True)
    assert put(DirectoryStore(root, calls)) is fault
    assert files_in(root) == []
    assert put(DirectoryStore(root, calls)) is None


def test_an_error_of_a_renaming_that_was_done_counts_as_placed(root):
    calls = FailingCalls(rename_new=[OSError(errno.EIO, "answer lost")])
    calls.after.add("rename_new")
    assert put(DirectoryStore(root, calls)) is None
    assert files_in(root) == [SEGMENT.rsplit("/", 1)[1]]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.EIO, "lost"), Fault.UNKNOWN),
        (FileNotFoundError(errno.ENOENT, "the part has vanished"), Fault.UNKNOWN),
        (windows(64, errno.EINVAL), Fault.UNKNOWN),
        (windows(32), Fault.BUSY),
        (windows(5), Fault.BUSY),
        (FileExistsError(errno.EEXIST, "deletion not finished"), Fault.BUSY),
        (PermissionError(errno.EACCES, "no"), Fault.REFUSED),
        (OSError(errno.ENOSPC, "full"), Fault.FULL),
    ],
)
def test_a_renaming_that_failed_is_told_and_its_part_taken_away(root, error, fault):
    assert put(DirectoryStore(root, FailingCalls(rename_new=[error]))) is fault
    assert files_in(root) == []


def test_a_renaming_nobody_can_look_after_is_unknown(root):
    gone = [FileNotFoundError(errno.ENOENT, "not yet"), OSError(errno.EIO, "lost")]
    calls = FailingCalls(rename_new=[OSError(errno.EIO, "lost")], read=gone)
    assert put(DirectoryStore(root, calls)) is Fault.UNKNOWN


def test_a_name_that_another_takes_meanwhile_is_looked_at(root):
    class Racing(FileCalls):
        other = b""

        def rename_new(self, source, target):
            Path(target).write_bytes(self.other)
            super().rename_new(source, target)

    calls = Racing()
    calls.other = b"data"
    assert put(DirectoryStore(root, calls), b"data") is None
    calls.other = b"evil"
    second = SEGMENT.replace("000001", "000002")
    assert put(DirectoryStore(root, calls), b"data", second) is Fault.DIFFERS
    assert (root / second).read_bytes() == b"evil"
    assert len(files_in(root)) == 2  # no part is left


def test_what_is_read_back_must_be_what_was_written(root):
    class Zeroing(FileCalls):
        def write_new(self, path, data):
            super().write_new(path, data[:2] + bytes(len(data) - 2))

    assert put(DirectoryStore(root, Zeroing()), b"data") is Fault.DIFFERS


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "cache"), OSError(errno.EIO, "lost")]
)
def test_a_file_that_cannot_be_read_back_is_unknown_and_found_the_next_time(root, error):
    first_look = FileNotFoundError(errno.ENOENT, "really")
    store = DirectoryStore(root, FailingCalls(read=[first_look, error]))
    assert put(store) is Fault.UNKNOWN
    assert put(store) is None


def test_a_server_that_cannot_be_asked_before_writing_gets_no_file(root):
    calls = FailingCalls(read=[windows(53, errno.ENOENT)])
    assert put(DirectoryStore(root, calls)) is Fault.UNREACHABLE
    assert calls.asked == ["read"]


def test_a_file_held_by_a_scanner_is_busy(root):
    store = DirectoryStore(root, FailingCalls(read=[windows(32)]))
    with pytest.raises(ShareFaultError) as raised:
        store.get(SEGMENT)
    assert raised.value.passing
    assert "WinError 32" in raised.value.detail


def test_a_part_that_cannot_be_taken_away_does_not_hide_the_fault(root):
    calls = FailingCalls(rename_new=[OSError(errno.ENOSPC, "full")], remove=[windows(32)])
    assert put(DirectoryStore(root, calls)) is Fault.FULL
    assert [name.endswith(".part") for name in files_in(root)] == [True]
    assert DirectoryStore(root).list("") == ()


def test_nothing_is_tried_twice(root):
    calls = FailingCalls(rename_new=[windows(32)] * 2)
    (root / "s" / "org").mkdir(parents=True)
    assert put(DirectoryStore(root, calls)) is Fault.BUSY
    assert calls.asked == ["read", "write_new", "rename_new", "read", "remove"]


# --- the folder itself --------------------------------------------------------------------------


def test_a_share_that_is_not_there_is_unreachable_not_empty(tmp_path):
    store = DirectoryStore(tmp_path / "nowhere")
    for call in (lambda: store.list("s/org/"), lambda: store.get(SEGMENT), store.stat_time):
        with pytest.raises(ShareFaultError) as raised:
            call()
        assert raised.value.fault is Fault.UNREACHABLE
    assert put(store) is Fault.UNREACHABLE
    assert not (tmp_path / "nowhere").exists()  # the root is never made


def test_a_share_that_vanishes_during_work_is_unreachable_and_comes_back(root):
    store = DirectoryStore(root)
    assert put(store) is None
    root.rename(root.with_name("away"))
    assert put(store, name=SEGMENT.replace("000001", "000002")) is Fault.UNREACHABLE
    with pytest.raises(ShareFaultError):
        store.list("s/org/")
    root.with_name("away").rename(root)
    assert store.list("s/org/") == (SEGMENT,)


@posix
@needs_rights
def test_a_folder_that_must_not_be_read_is_refused_not_empty(root):
    store = DirectoryStore(root)
    assert put(store) is None
    (root / FOLDER).chmod(0o300)
    with pytest.raises(ShareFaultError) as raised:
        store.list("s/org/")
    (root / FOLDER).chmod(0o700)
    assert raised.value.fault is Fault.REFUSED


@posix
@needs_rights
def test_a_read_only_folder_refuses_new_files(root):
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER).chmod(0o500)
    assert put(DirectoryStore(root)) is Fault.REFUSED
    (root / FOLDER).chmod(0o700)


def test_a_refused_folder_is_told_on_any_system(root):
    calls = FailingCalls(entries=[PermissionError(errno.EACCES, "no")])
    with pytest.raises(ShareFaultError) as raised:
        DirectoryStore(root, calls).list("s/")
    assert raised.value.fault is Fault.REFUSED


@posix
def test_a_file_where_a_folder_should_be_is_told(root):
    (root / "s").write_bytes(b"a file")
    store = DirectoryStore(root)
    with pytest.raises(ShareFaultError) as raised:
        store.list("s/org/")
    assert raised.value.fault is Fault.REFUSED
    assert put(store) is Fault.REFUSED


def test_twenty_thousand_names_are_listed(root):
    (root / FOLDER).mkdir(parents=True)
    wanted = [f"{FOLDER}/{ACTOR}-{n:06}-0123456789ab.seg" for n in range(20_000)]
    for name in wanted:
        (root / name).touch()
    assert DirectoryStore(root).list("s/") == tuple(sorted(wanted))


# --- strangers ------------------------------------------------------------------------------------


@posix
def test_links_pipes_and_folders_with_our_names_are_neither_listed_nor_read(root, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for the exchange")
    folder = root / FOLDER
    folder.mkdir(parents=True)
    tricks = [f"{FOLDER}/{ACTOR}-{n:06}-0123456789ab.seg" for n in range(1, 5)]
    (root / tricks[0]).symlink_to(secret)
    os.mkfifo(root / tricks[1])
    (root / tricks[2]).mkdir()
    (root / tricks[3]).symlink_to(tmp_path / "nothing")
    store = DirectoryStore(root)
    assert store.list("s/") == ()
    for name in tricks:
        with pytest.raises(ShareFaultError) as raised:
            store.get(name)
        assert raised.value.fault is Fault.MISSING
        assert put(store, name=name) is Fault.DIFFERS
    assert secret.read_bytes() == b"not for the exchange"


def test_a_file_too_large_for_this_program_is_not_taken_into_memory(root, monkeypatch):
    monkeypatch.setattr(directory, "LARGEST", 100)
    (root / FOLDER).mkdir(parents=True)
    (root / SEGMENT).write_bytes(bytes(101))
    with pytest.raises(ShareFaultError) as raised:
        DirectoryStore(root).get(SEGMENT)
    assert raised.value.fault is Fault.DIFFERS
    assert LARGEST >= 64 << 20


def test_a_file_renamed_to_other_letters_does_not_count_as_placed(root):
    class Windows(FileCalls):
        """A server that does not tell cases apart."""

        def read(self, path, most):
            found = [p for p in Path(path).parent.iterdir() if p.name.lower() == Path(path).name]
            return found[0].read_bytes()[:most]

    shouted = root / FOLDER / SEGMENT.rsplit("/", 1)[1].upper()
    shouted.parent.mkdir(parents=True)
    shouted.write_bytes(b"data")
    assert put(DirectoryStore(root, Windows())) is Fault.DIFFERS


def test_a_part_is_no_name_to_read_or_to_write(root):
    part = SEGMENT + ".abc123.part"
    store = DirectoryStore(root)
    for call in (store.get, lambda name: store.put_new(name, b"")):
        with pytest.raises(ShareFaultError) as raised:
            call(part)
        assert raised.value.fault is Fault.REFUSED


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


_SCOPES = st.sampled_from(["org", "lib"]) | st.from_regex(
    r"sec-[0-9a-z]([0-9a-z-]{0,22}[0-9a-z])?", fullmatch=True
)


@given(_SCOPES, st.integers(1, 10**8), st.sampled_from("skr"))
def test_no_name_of_ours_is_reserved_on_windows_or_ends_badly(scope, n, kind):
    numbered = names.NumberedName(f"{kind}/{scope}", n, "0123456789ab")
    name = str(numbered if kind != "s" else names.SegmentName(scope, ACTOR, n, "0123456789ab", 99))
    assert names.is_finished(name)
    for part in name.split("/"):
        assert not _RESERVED.match(part)
        assert re.fullmatch(r"[0-9a-z.-]+", part)
        assert part[-1] not in ". "
        assert len(part) < 60


# --- parts left behind ----------------------------------------------------------------------------


def test_own_parts_older_than_a_day_are_orphans(root):
    folder = root / FOLDER
    folder.mkdir(parents=True)
    now = DirectoryStore(root).stat_time().timestamp()
    made = {
        f"{SEGMENT}.aaaaaa.part": ORPHAN_AGE + 60,
        f"{SEGMENT}.bbbbbb.part": ORPHAN_AGE - 60,
        f"{SEGMENT.replace(ACTOR, ACTOR[::-1].replace('4', '7'))}.cccccc.part": ORPHAN_AGE * 9,
        f"{FOLDER}/memo.dddddd.part": ORPHAN_AGE * 9,
    }
    for name, age in made.items():
        (root / name).write_bytes(b"half")
        os.utime(root / name, (now - age, now - age))
    store = DirectoryStore(root)
    mine = f"{FOLDER}/{ACTOR}-"
    assert store.orphans("s/", lambda name: name.startswith(mine)) == (f"{SEGMENT}.aaaaaa.part",)
    assert store.orphans("s/", lambda name: name == "s/lib/") == ()


def test_a_part_that_goes_while_it_is_looked_at_is_no_orphan(root):
    (root / FOLDER).mkdir(parents=True)
    (root / f"{SEGMENT}.aaaaaa.part").write_bytes(b"half")
    calls = FailingCalls()
    store = DirectoryStore(root, calls)
    store.stat_time()
    calls.errors["modified"] = []
    assert store.orphans("s/", lambda name: name == SEGMENT) == ()
    gone = [OSError(errno.ENOENT, "gone")]

    class Going(FileCalls):
        def modified(self, path):
            if path.endswith("aaaaaa.part"):
                raise gone[0]
            return super().modified(path)

    assert DirectoryStore(root, Going()).orphans("s/", lambda name: name == SEGMENT) == ()


def test_a_part_that_cannot_be_removed_is_told(root):
    store = DirectoryStore(root, FailingCalls(remove=[windows(32)]))
    with pytest.raises(ShareFaultError) as raised:
        store.delete_own_part(f"{SEGMENT}.aaaaaa.part")
    assert raised.value.fault is Fault.BUSY


# --- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [1e30, float("nan"), -1e30])
def test_a_nonsensical_time_of_the_server_is_told(root, seconds):
    class Mad(FileCalls):
        def modified(self, path):
            del path
            return seconds

    with pytest.raises(ShareFaultError) as raised:
        DirectoryStore(root, Mad()).stat_time()
    assert raised.value.fault is Fault.UNKNOWN
    assert files_in(root) == []


def test_the_time_is_asked_where_this_pc_may_write(root):
    class OnlyOrg(FileCalls):
        def write_new(self, path, data):
            if f"{os.sep}org{os.sep}" not in path:
                raise PermissionError(errno.EACCES, "no", path)
            super().write_new(path, data)

    store = DirectoryStore(root, OnlyOrg())
    with pytest.raises(ShareFaultError):
        store.stat_time()
    assert put(store) is None
    assert store.stat_time().tzinfo is not None


# --- the real calls -------------------------------------------------------------------------------


def test_a_new_file_is_never_written_into_an_old_one(root):
    path = root / "file"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        FileCalls().write_new(str(path), b"new")
    assert path.read_bytes() == b"old"


def test_renaming_never_replaces_whichever_way_the_system_offers(root, monkeypatch):
    calls = FileCalls()
    for refused in ((), ("one call",), ("one call", "link")):
        if "one call" in refused:
            monkeypatch.setattr(
                "bpr_studio.adapters.share.file_calls._rename_in_one_call", lambda *_: False
            )
        if "link" in refused:

            def no_link(*_arguments):
                raise PermissionError(errno.EPERM, "no links here")

            monkeypatch.setattr(os, "link", no_link)
        (root / "part").write_bytes(b"new")
        (root / "taken").write_bytes(b"old")
        with pytest.raises(FileExistsError):
            calls.rename_new(str(root / "part"), str(root / "taken"))
        calls.rename_new(str(root / "part"), str(root / "free"))
        assert sorted(path.name for path in root.iterdir()) == ["free", "taken"]
        assert ((root / "taken").read_bytes(), (root / "free").read_bytes()) == (b"old", b"new")
        (root / "free").unlink()


@posix
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EACCES])
def test_a_system_without_renaming_in_one_call_is_asked_otherwise(root, monkeypatch, number):
    import ctypes

    monkeypatch.setattr(
        "bpr_studio.adapters.share.file_calls._renameat2", lambda: lambda *_: -1 if number else 0
    )
    monkeypatch.setattr(ctypes, "get_errno", lambda: number)
    (root / "part").write_bytes(b"new")
    if number == errno.EACCES:
        with pytest.raises(PermissionError):
            FileCalls().rename_new(str(root / "part"), str(root / "free"))
    else:
        FileCalls().rename_new(str(root / "part"), str(root / "free"))
        assert files_in(root) == ["free"]


@posix
def test_a_library_without_that_call_is_asked_otherwise(root, monkeypatch):
    monkeypatch.setattr("bpr_studio.adapters.share.file_calls._renameat2", lambda: None)
    monkeypatch.setattr(os, "unlink", lambda path: (_ for _ in ()).throw(PermissionError(path)))
    (root / "part").write_bytes(b"new")
    FileCalls().rename_new(str(root / "part"), str(root / "free"))
    assert files_in(root) == ["free", "part"]  # placed; the part is swept later


@posix
def test_a_link_that_is_lost_on_the_way_is_told(root, monkeypatch):
    def lost(*_arguments):
        raise OSError(errno.EIO, "lost")

    monkeypatch.setattr("bpr_studio.adapters.share.file_calls._renameat2", lambda: None)
    monkeypatch.setattr(os, "link", lost)
    (root / "part").write_bytes(b"new")
    with pytest.raises(OSError, match="lost"):
        FileCalls().rename_new(str(root / "part"), str(root / "free"))


def test_on_windows_renaming_itself_refuses_to_replace(root, monkeypatch):
    seen = []
    monkeypatch.setattr("bpr_studio.adapters.share.file_calls.os.name", "nt")
    monkeypatch.setattr("bpr_studio.adapters.share.file_calls.os.rename", lambda *a: seen.append(a))
    FileCalls().rename_new("part", "final")
    monkeypatch.undo()
    assert seen == [("part", "final")]


@pytest.mark.parametrize("failing", ["write", "fsync", "close"])
def test_writing_flushing_and_closing_are_each_checked(root, monkeypatch, failing):
    real_close = os.close

    def full(handle, *_arguments):
        if failing == "close":
            real_close(handle)
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, full)
        with pytest.raises(OSError, match="full"):
            FileCalls().write_new(str(root / "file"), b"data")


def test_the_first_fault_is_told_even_when_closing_fails_too(root, monkeypatch):
    real_close = os.close

    def flush(handle):
        raise OSError(errno.ENOSPC, "full")

    def close(handle):
        real_close(handle)
        raise OSError(errno.EIO, "lost")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", flush)
        patch.setattr(os, "close", close)
        with pytest.raises(OSError, match="full"):
            FileCalls().write_new(str(root / "file"), b"data")


def test_a_write_in_pieces_is_written_whole_and_one_without_progress_fails(root, monkeypatch):
    real_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: real_write(handle, data[:3]))
        FileCalls().write_new(str(root / "file"), b"ten bytes!")
        assert (root / "file").read_bytes() == b"ten bytes!"
        patch.setattr(os, "write", lambda *_: 0)
        with pytest.raises(OSError, match="nothing was written"):
            FileCalls().write_new(str(root / "other"), b"data")


def test_a_folder_that_is_there_already_need_not_be_made(root):
    calls = FileCalls()
    calls.make_folder(str(root))
    (root / "file").touch()
    with pytest.raises(FileExistsError):
        calls.make_folder(str(root / "file"))


def test_tokens_differ_and_fit_into_names():
    tokens = {FileCalls().token() for _ in range(100)}
    assert len(tokens) > 90
    assert all(names.is_part(f"{SEGMENT}.{token}.part") for token in tokens)


def test_windows_numbers_go_before_the_translated_ones():
    assert fault_of(windows(32)) is Fault.BUSY
    assert fault_of(windows(5)) is Fault.REFUSED
    assert fault_of(windows(123456)) is Fault.REFUSED  # then what Python made of it
    assert words_of(OSError(errno.EIO, "lost")) == f"errno {errno.EIO} lost"


# --- killed programs --------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.file_calls import FileCalls

class Dying(FileCalls):
    left = int(sys.argv[2])

def dying(name):
    real = getattr(FileCalls, name)
    def call(self, *arguments):
        if sys.argv[3] == "before" and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        Dying.left -= 1
        done = None
        try:
            return real(self, *arguments)
        finally:
            if sys.argv[3] == "after" and Dying.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return call

for name in ("read", "write_new", "make_folder", "rename_new", "remove", "entries"):
    setattr(Dying, name, dying(name))
DirectoryStore(Path(sys.argv[1]), Dying()).put_new(sys.argv[4], b"data" * 1000)
"""


@posix
@pytest.mark.slow
def test_a_program_killed_at_any_call_leaves_the_file_whole_or_not_there(root):
    states = set()
    for call in range(8):
        for when in ("before", "after"):
            name = f"s/sec-{call}{when[0]}/{ACTOR}-000001-0123456789ab.seg"
            command = [sys.executable, "-c", _KILLED, str(root), str(call), when, name]
            ended = subprocess.run(command, check=False, capture_output=True, text=True)
            assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
            found = DirectoryStore(root).list(name.rsplit("/", 1)[0] + "/")
            assert found in {(), (name,)}
            if found:
                assert (root / name).read_bytes() == b"data" * 1000
            states.add((ended.returncode == 0, bool(found)))
            DirectoryStore(root).put_new(name, b"data" * 1000)
            with contextlib.suppress(FileNotFoundError):
                assert (root / name).read_bytes() == b"data" * 1000
    assert states == {(True, True), (False, True), (False, False)}
