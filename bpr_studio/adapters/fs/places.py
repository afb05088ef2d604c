"""Where a folder really lies: on a disk of this PC, on a server, or in a cloud's copying folder.

A workspace is one SQLite file; over a network its locks and its log are unreliable, and a cloud
copies it while it changes. So it opens only on a disk of this PC (sync.md §2.1). A place of
exchange is the other way round: on a disk of this PC nobody else sees it.
"""

from __future__ import annotations

import ctypes
import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DRIVE_REMOTE: Final = 4
_MOUNTS: Final = Path("/proc/mounts")
_NETWORK_TYPES: Final = frozenset(
    (
        *("afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"),
    )
)
_NETWORK_FUSE: Final = frozenset(
    f"fuse.{name}"
    for name in (
        *("ceph", "curlftpfs", "davfs2", "glusterfs", "gvfsd-fuse", "mount.davfs", "rclone"),
        *("s3fs", "smbnetfs", "sshfs"),
    )
)
_CLOUD_TYPES: Final = frozenset({"fuse.onedriver", "fuse.google-drive-ocamlfuse"})
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_ONEDRIVE: Final = re.compile(r"onedrive(?: [-–] .+)?", re.IGNORECASE)


class PlaceKind(StrEnum):
    """What holds a folder; the value is a stable name for JSON."""

    LOCAL = "local"
    NETWORK = "network"
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Place:
    """What holds a folder.

    Attributes:
        kind: a disk of this PC, a server, or a folder a cloud copies.
        detail: how it was told: "UNC path", "drive S:", "cifs", "OneDrive".
    """

    kind: PlaceKind
    detail: str = ""


class System(Protocol):
    """What the operating system tells about drives and mounts."""

    @property
    def windows(self) -> bool:
        """Whether paths are those of Windows."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of this process."""

    def real(self, path: str) -> str:
        """The whole path with links and mapped drives followed as far as the system can."""

    def drive_type(self, root: str) -> int:
        r"""What `GetDriveTypeW` says of "S:\"."""

    def mounts(self) -> str:
        """The text of /proc/mounts, "" where there is none."""


@dataclass(frozen=True, slots=True)
class ThisSystem:
    """The system the program runs on."""

    windows: bool = os.name == "nt"
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def real(self, path: str) -> str:
        """The path with links followed; as it is where the system cannot."""
        return os.path.realpath(path)

    def drive_type(self, root: str) -> int:
        """What Windows says of a drive."""
        # Only Windows has this attribute, so the type checker elsewhere cannot know it.
        kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # see above
        ask: Callable[[str], int] = kernel.GetDriveTypeW
        return ask(root)

    def mounts(self) -> str:
        """The table of mounts; "" where the system has none."""
        try:
            return _MOUNTS.read_text("utf-8", errors="surrogateescape")
        except OSError:
            return ""


def place_of(folder: Path, system: System | None = None) -> Place:
    """What holds a folder, which need not be there yet.

    Args:
        folder: as the user named it.
        system: the operating system; tests give another.
    """
    system = system or ThisSystem()
    named = str(folder)
    found = Place(PlaceKind.LOCAL)
    for path in dict.fromkeys((named, system.real(named))):
        found = _windows_place(path, system) if system.windows else _posix_place(path, system)
        if found.kind is PlaceKind.LOCAL and _in_onedrive(path, system):
            found = Place(PlaceKind.CLOUD, "OneDrive")
        if found.kind is not PlaceKind.LOCAL:
            return found
    return found


def require_local(folder: Path, system: System | None = None) -> None:
    """Refuse a folder in which a workspace must not lie.

    Raises:
        RefusedError: it is on a server or in a folder that a cloud copies.
    """
    place = place_of(folder, system)
    if place.kind is PlaceKind.LOCAL:
        return
    remedy = tr(
        "Keep the workspace in a folder on a disk of this PC: close the program, copy the whole "
        "folder there, and open it there. To work with others, choose a shared folder as place of "
        "exchange instead."
    )
    kept = tr("The workspace was not opened and nothing was changed.")
    if place.kind is PlaceKind.CLOUD:
        raise RefusedError(
            tr(
                "A workspace cannot be kept in a folder that OneDrive copies, since the copies can "
                "damage it: {folder}",
                folder=folder,
            ),
            kept=kept,
            remedy=remedy,
        )
    raise RefusedError(
        tr(
            "A workspace cannot be kept on a file server or a network drive, since it can be "
            "damaged there: {folder} ({reason})",
            folder=folder,
            reason=place.detail,
        ),
        kept=kept,
        remedy=remedy,
    )


# --- Windows ----------------------------------------------------------------------------------


def _windows_place(path: str, system: System) -> Place:
    drive = PureWindowsPath(_without_prefix(path)).drive
    if drive.startswith("\\\\"):
        return Place(PlaceKind.NETWORK, "UNC path")
    if drive and system.drive_type(f"{drive}\\") == _DRIVE_REMOTE:
        return Place(PlaceKind.NETWORK, f"drive {drive}")
    return Place(PlaceKind.LOCAL)


def _without_prefix(path: str) -> str:
    r"""The path as people write it: "\\?\UNC\server\share" is "\\server\share"."""
    path = path.replace("/", "\\")
    if path.upper().startswith("\\\\?\\UNC\\"):
        return "\\\\" + path[8:]
    return path[4:] if path.startswith(("\\\\?\\", "\\\\.\\")) else path


def _in_onedrive(path: str, system: System) -> bool:
    separator = "\\" if system.windows else "/"
    parts = _without_prefix(path).split("\\") if system.windows else path.split("/")
    if any(_ONEDRIVE.fullmatch(part) for part in parts):
        return True
    within = separator.join(parts).casefold() + separator
    return any(
        within.startswith(value.rstrip("\\/").casefold() + separator)
        for name, value in system.environment.items()
        if name.upper().startswith("ONEDRIVE") and value.strip("\\/")
    )


# --- Linux ------------------------------------------------------------------------------------


def _posix_place(path: str, system: System) -> Place:
    kind = _mount_type(path, system.mounts())
    if kind in _NETWORK_TYPES or kind in _NETWORK_FUSE:
        return Place(PlaceKind.NETWORK, kind)
    if kind in _CLOUD_TYPES:
        return Place(PlaceKind.CLOUD, kind)
    return Place(PlaceKind.LOCAL)


def _mount_type(path: str, mounts: str) -> str:
    """Type of the file system that holds a path: the longest mount point, the last one on it."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1])
        below = point.rstrip("/") + "/"
        if len(point) >= len(best) and f"{path.rstrip('/')}/".startswith(below):
            best, kind = point, fields[2]
    return kind
