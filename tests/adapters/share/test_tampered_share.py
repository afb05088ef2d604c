"""Somebody with the right to write plays with the shared folder of real PCs (架空).

Workspaces are real files, the share is a real folder. Whatever is edited, deleted or put there: no PC
loses anything, what is wrong is never applied, and two days later a PC that joins gets everything.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.file_calls import FileCalls
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.troubles import TroubleKind
from tests.builders_sync import City, Pc
from tests.fakes.simulated_share import SimulatedShare

TASKS = [f"00000000-0000-4000-8000-{n:012d}" for n in range(4)]
pytestmark = pytest.mark.slow


class Hiding(FileCalls):
    """A server on which somebody took the right to read some files from everybody else."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()

    def read(self, path: str, most: int) -> bytes:
        """The content, unless it is hidden."""
        if Path(path).name in self.hidden:
            raise PermissionError(errno.EACCES, "hidden", path)
        return super().read(path, most)


class FolderShare(SimulatedShare):
    """A real folder; time and PCs are those of the simulation."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.hiding = Hiding()
        root.mkdir()

    def store(self, pc: str) -> DirectoryStore:
        """The folder; all PCs see the same."""
        del pc
        return DirectoryStore(self.root, self.hiding)

    def files(self, pattern: str) -> list[Path]:
        """Files by pattern, sorted."""
        return sorted(path for path in self.root.glob(pattern) if path.is_file())

    def segments(self) -> list[Path]:
        """Segments of the PC that works in the section."""
        return self.files("s/sec-0101/actorpc22aaac-*.seg")


class Town:
    """The DX office, two PCs of a section, a folder, and four tasks that everybody has."""

    def __init__(self, folder: Path) -> None:
        self.share = FolderShare(folder / "share")
        self.city = City(1, self.share, folder / "pcs")
        self.dx = self.city.found()
        self.a = self.city.join("0101")
        self.b = self.city.join("0101", role="section_chief")
        for task in TASKS:
            self.a.write(task, name="住民票の写しの交付", volume_year=100)
            self.city.cycle_all(60)
        self.city.settle(3)
        self.told: set[tuple[str, TroubleKind]] = set()

    def two_days(self) -> None:
        """Everybody exchanges, often at first, then for two days; programs end in between."""
        for hours in (0.02, 0.02, 8, 8, 8, 24):
            for pc in self.city.pcs:
                pc.start()
                pc.cycle()
                if pc.last is not None:
                    self.told |= {(pc.name, trouble.kind) for trouble in pc.last.troubles}
            self.share.time.move(hours * 3600)

    def newcomer(self) -> Pc:
        """A PC that joins the section now, and gets what is there."""
        pc = self.city.join("0101")
        self.city.settle(3)
        return pc


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def flip_a_bit(share: FolderShare) -> None:
    _flip(share.segments()[1])


def cut_the_last_segment(share: FolderShare) -> None:
    path = share.segments()[-1]
    path.write_bytes(path.read_bytes()[:50])


def empty_a_segment(share: FolderShare) -> None:
    share.segments()[0].write_bytes(b"")


def delete_a_segment(share: FolderShare) -> None:
    share.segments()[0].unlink()


def delete_all_segments(share: FolderShare) -> None:
    shutil.rmtree(share.root / "s")


def swap_two_segments(share: FolderShare) -> None:
    first, second = share.segments()[:2]
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)


def put_a_segment_into_another_scope(share: FolderShare) -> None:
    shutil.copy(share.segments()[0], share.root / "s" / "org")


def put_a_folder_in_the_place_of_a_segment(share: FolderShare) -> None:
    path = share.segments()[1]
    path.unlink()
    path.mkdir()


def change_the_letters_of_a_name(share: FolderShare) -> None:
    path = share.segments()[1]
    path.rename(path.with_name(path.name.upper()))


def put_many_forgeries(share: FolderShare) -> None:
    folder = share.root / "s" / "sec-0101"
    for n in range(50):
        (folder / f"actorpc22aaac-{n + 100:06}-{n:012x}.seg").write_bytes(b"forged")


def delete_the_roster(share: FolderShare) -> None:
    shutil.rmtree(share.root / "c")


def spoil_the_receipts(share: FolderShare) -> None:
    for path in share.files("r/*/*"):
        _flip(path)


def delete_everything(share: FolderShare) -> None:
    for path in share.root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


ATTACKS = (
    *(flip_a_bit, cut_the_last_segment, empty_a_segment, delete_a_segment, delete_all_segments),
    *(swap_two_segments, put_a_segment_into_another_scope, put_a_folder_in_the_place_of_a_segment),
    *(change_the_letters_of_a_name, put_many_forgeries, delete_the_roster, spoil_the_receipts),
    delete_everything,
)
TOLD = {flip_a_bit, cut_the_last_segment, empty_a_segment, swap_two_segments}
"""Whose files were changed is told on the PC that wrote them: somebody was at work here."""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_is_lost_and_a_newcomer_gets_everything(
    tmp_path: Path, attack: Callable[[FolderShare], None]
):
    town = Town(tmp_path)
    attack(town.share)
    town.b.write(TASKS[2], volume_year=250)
    town.two_days()
    assert town.a.digest() == town.b.digest() == town.dx.digest()
    if attack in TOLD:
        assert TroubleKind.DIFFERS in {kind for _, kind in town.told}
    assert town.newcomer().digest() == town.a.digest()


@pytest.mark.parametrize(
    "name",
    [
        "s/sec-0101/actorpc22aaac-000900-0123456789ab.seg",
        "c/roster/00000900-0123456789ab.json",
        "c/policy/00000900-0123456789ab.json",
        "e/abcdefghij234.req",
        "k/sec-0101/000900-0123456789ab.pack",
        "r/sec-0101/00000900-0123456789ab.rcp",
    ],
)
def test_one_file_nobody_may_read_stops_neither_exchange_nor_healing_nor_newcomers(
    tmp_path: Path, name: str
):
    town = Town(tmp_path)
    path = town.share.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"hidden")
    town.share.hiding.hidden.add(path.name)
    town.share.segments()[0].unlink()
    town.b.write(TASKS[2], volume_year=250)
    town.two_days()
    assert town.a.digest() == town.b.digest() == town.dx.digest()
    assert town.newcomer().digest() == town.a.digest()


def test_an_own_file_nobody_may_read_does_not_keep_others_from_being_put_right(tmp_path: Path):
    town = Town(tmp_path)
    first, second = town.share.segments()[:2]
    town.share.hiding.hidden.add(first.name)
    second.unlink()
    town.two_days()
    assert second.exists()
    assert town.a.last is not None
    town.share.time.move(86_400)
    town.a.cycle()
    assert town.a.last.fault is not None
    assert town.a.last.fault.fault is Fault.REFUSED
    assert town.a.last.fault.name.endswith(first.name)


def test_a_share_set_back_to_a_backup_gets_back_what_came_since(tmp_path: Path):
    town = Town(tmp_path)
    backup = tmp_path / "backup"
    shutil.copytree(town.share.root, backup)
    town.a.write(TASKS[0], volume_year=777)
    town.city.settle(3)
    shutil.rmtree(town.share.root)
    shutil.copytree(backup, town.share.root)
    town.two_days()
    assert town.newcomer().digest() == town.a.digest() == town.dx.digest()


def test_an_untouched_share_tells_nothing(tmp_path: Path):
    town = Town(tmp_path)
    town.two_days()
    assert town.told == set()
