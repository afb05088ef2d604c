"""A workspace opens only on a disk of this PC; what Windows and Linux tell is faked."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.fs import places
from bpr_studio.adapters.fs.places import PlaceKind, ThisSystem, place_of, require_local
from bpr_studio.domain.shared.errors import RefusedError

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//fs01/bpr /mnt/share cifs rw 0 0
//fs01/b\\040c /mnt/with\\040blank smb3 rw 0 0
fs02:/x /net/people nfs4 rw 0 0
systemd-1 /mnt/auto autofs rw 0 0
//fs01/auto /mnt/auto cifs rw 0 0
user@host: /people/u/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
onedriver /people/u/cloud fuse.onedriver rw 0 0
gvfsd-fuse /run/user/1/gvfs fuse.gvfsd-fuse rw 0 0
broken
"""
C, S, USB = 3, 4, 2  # DRIVE_FIXED, DRIVE_REMOTE, DRIVE_REMOVABLE


@dataclass(frozen=True)
class FakeWindows:
    """A PC with a disk C:, a mapped drive S: and a stick E:."""

    environment: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    windows: bool = True

    def real(self, path: str) -> str:
        return self.links.get(path, path)

    def drive_type(self, root: str) -> int:
        return {"C:\\": C, "S:\\": S, "E:\\": USB}.get(root.upper(), 1)

    def mounts(self) -> str:
        raise AssertionError("Windows has no such table")


@dataclass(frozen=True)
class FakeLinux:
    environment: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    windows: bool = False

    def real(self, path: str) -> str:
        return self.links.get(path, path)

    def drive_type(self, root: str) -> int:
        raise AssertionError(f"Linux has no drive {root}")

    def mounts(self) -> str:
        return MOUNTS


def kind(path: str, system) -> PlaceKind:
    pure = PureWindowsPath(path) if system.windows else PurePosixPath(path)
    return place_of(pure, system).kind  # type: ignore[arg-type]  # a path of a system not here


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"C:\Users\u\AppData\Local\bpr-studio\w", PlaceKind.LOCAL),
        (r"c:\w", PlaceKind.LOCAL),
        (r"E:\w", PlaceKind.LOCAL),
        (r"S:\w", PlaceKind.NETWORK),
        (r"s:\w\x", PlaceKind.NETWORK),
        (r"\\fs01\bpr\w", PlaceKind.NETWORK),
        ("//fs01/bpr/w", PlaceKind.NETWORK),
        (r"\\?\UNC\fs01\bpr\w", PlaceKind.NETWORK),
        (r"\\?\unc\fs01\bpr\w", PlaceKind.NETWORK),
        (r"\\?\C:\w", PlaceKind.LOCAL),
        (r"\\?\S:\w", PlaceKind.NETWORK),
        (r"\\localhost\c$\w", PlaceKind.NETWORK),
        (r"C:\Users\u\OneDrive\w", PlaceKind.CLOUD),
        (r"C:\Users\u\OneDrive - 架空市\文書\w", PlaceKind.CLOUD),
        (r"C:\Users\u\onedrive\w", PlaceKind.CLOUD),
        (r"C:\OneDriveOld\w", PlaceKind.LOCAL),
        (r"C:\Users\u\my OneDrive - x\w", PlaceKind.LOCAL),
        ("w", PlaceKind.LOCAL),
    ],
)
def test_windows_paths(path, expected):
    assert kind(path, FakeWindows()) is expected


def test_windows_follows_links_and_mapped_folders():
    windows = FakeWindows(links={r"C:\w": r"\\fs01\bpr\w", r"C:\d": r"C:\Users\u\OneDrive\d"})
    assert kind(r"C:\w", windows) is PlaceKind.NETWORK
    assert kind(r"C:\d", windows) is PlaceKind.CLOUD


@pytest.mark.parametrize("name", ["OneDrive", "OneDriveCommercial", "ONEDRIVECONSUMER"])
def test_the_environment_tells_where_onedrive_lies(name):
    windows = FakeWindows({name: "D:\\Cloud\\", "OneDriveOther": "", "TEMP": "C:\\t"})
    assert kind(r"d:\cloud\sub\w", windows) is PlaceKind.CLOUD
    assert kind(r"D:\Cloud", windows) is PlaceKind.CLOUD
    assert kind(r"D:\Clouds\w", windows) is PlaceKind.LOCAL
    assert kind(r"C:\t\w", windows) is PlaceKind.LOCAL


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/people/u/w", PlaceKind.LOCAL),
        ("/mnt/share", PlaceKind.NETWORK),
        ("/mnt/share/w", PlaceKind.NETWORK),
        ("/mnt/shared/w", PlaceKind.LOCAL),
        ("/mnt/share/local/w", PlaceKind.LOCAL),
        ("/mnt/with blank/w", PlaceKind.NETWORK),
        ("/net/people/u/w", PlaceKind.NETWORK),
        ("/mnt/auto/w", PlaceKind.NETWORK),
        ("/people/u/far/w", PlaceKind.NETWORK),
        ("/run/user/1/gvfs/smb-share/w", PlaceKind.NETWORK),
        ("/people/u/cloud/w", PlaceKind.CLOUD),
        ("/people/u/OneDrive/w", PlaceKind.CLOUD),
    ],
)
def test_linux_paths(path, expected):
    assert kind(path, FakeLinux()) is expected


def test_linux_follows_links():
    assert kind("/w", FakeLinux(links={"/w": "/mnt/share/w"})) is PlaceKind.NETWORK


def test_the_sentence_names_the_reason_and_what_to_do():
    with pytest.raises(RefusedError) as server:
        require_local(Path("/mnt/share/w"), FakeLinux())
    assert "/mnt/share/w (cifs)" in server.value.message
    assert server.value.kept
    assert "disk of this PC" in server.value.remedy
    with pytest.raises(RefusedError) as cloud:
        require_local(Path("/people/u/OneDrive/w"), FakeLinux())
    assert "OneDrive" in cloud.value.message
    require_local(Path("/people/u/w"), FakeLinux())


def test_this_system_answers(tmp_path, monkeypatch):
    assert place_of(tmp_path).kind is PlaceKind.LOCAL
    assert ThisSystem().environment is os.environ
    monkeypatch.setattr(places, "_MOUNTS", tmp_path / "none")
    assert ThisSystem().mounts() == ""


def test_windows_is_asked_for_the_type_of_a_drive(monkeypatch):
    class Kernel:
        def GetDriveTypeW(self, root):  # noqa: N802  # the name of Windows
            return {"S:\\": S}[root]

    class Libraries:
        kernel32 = Kernel()

    monkeypatch.setattr(ctypes, "windll", Libraries(), raising=False)
    assert ThisSystem().drive_type("S:\\") == S


@pytest.mark.parametrize("deed", ["create", "open", "read"])
def test_no_workspace_is_made_or_opened_on_a_share(tmp_path, monkeypatch, deed):
    folder = tmp_path / "w"
    if deed != "create":
        Database.create(folder).close()
    mounts = f"/dev/sda1 / ext4 rw 0 0\n//fs01/bpr {tmp_path} cifs rw 0 0\n"
    monkeypatch.setattr(ThisSystem, "mounts", lambda _self: mounts)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    deeds = {
        "create": lambda: Database.create(folder),
        "open": lambda: Database(folder),
        "read": lambda: Database(folder, read_only=True),
    }
    with pytest.raises(RefusedError) as raised:
        deeds[deed]()
    assert "cifs" in raised.value.message
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
