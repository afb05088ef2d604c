"""What a system tells of a share without trying: rights, owners, Offline Files, DFS.

Windows is asked through its own libraries; each answer may be missing, then it is None. Other systems
tell rights and owners only. The calls to Windows follow its documentation and are tested with
stand-ins for its libraries; on a real Windows they are untried (sync.md §11).
"""

from __future__ import annotations

import ctypes
import os
from ctypes import byref, c_uint32, c_void_p, c_wchar_p
from pathlib import Path, PureWindowsPath
from typing import Any, Final, Protocol

from bpr_studio.services.sync.probing import Owner, Rights

_LIST: Final = 0x0001  # FILE_LIST_DIRECTORY
_ADD_FILE: Final = 0x0002  # FILE_ADD_FILE
_DELETE_CHILD: Final = 0x0040  # FILE_DELETE_CHILD
_SHARED: Final = 0x0007  # others may read, write and delete meanwhile
_EXISTING: Final = 3  # OPEN_EXISTING
_FOLDERS_TOO: Final = 0x02000000  # FILE_FLAG_BACKUP_SEMANTICS
_NO_HANDLE: Final = c_void_p(-1).value
_DENIED: Final = 5
_OF_A_FILE: Final = 1  # SE_FILE_OBJECT
_OWNER: Final = 1  # OWNER_SECURITY_INFORMATION
_TOKEN_QUERY: Final = 8
_TOKEN_USER: Final = 1
_CACHING_LEVEL: Final = 1005
_CACHING: Final = {0x00: "manual", 0x10: "documents", 0x20: "programs", 0x30: "none"}
_DFS_LEVEL: Final = 3


class ShareFacts(Protocol):
    """What a system tells of a share."""

    def rights(self, folder: str) -> Rights:
        """What this user may do in a folder, without doing it."""

    def owner(self, path: str) -> Owner | None:
        """Whom the server names as owner of a file."""

    def caching(self, folder: str) -> str | None:
        """What PCs keep offline: "none", "manual", "documents", "programs"."""

    def dfs_targets(self, folder: str) -> int | None:
        """Number of servers behind a DFS name, 0 where it is none."""


def facts_of_this_system() -> ShareFacts:
    """Windows' own answers on Windows, else those of POSIX."""
    if os.name == "nt":
        return WindowsFacts(getattr(ctypes, "WinDLL"))  # noqa: B009  # only Windows has it
    return PosixFacts()


class PosixFacts:
    """What Linux tells."""

    def rights(self, folder: str) -> Rights:
        """By the bits of the folder, as the mount shows them."""
        create = os.access(folder, os.W_OK | os.X_OK)
        return Rights(os.access(folder, os.R_OK | os.X_OK), create, create)

    def owner(self, path: str) -> Owner | None:
        """The number of the owner."""
        try:
            number = Path(path).stat().st_uid
        except OSError:
            return None
        return Owner(str(number), number == os.geteuid())

    def caching(self, _folder: str) -> str | None:
        """Linux knows no Offline Files."""
        return None

    def dfs_targets(self, _folder: str) -> int | None:
        """A mount does not tell."""
        return None


class _DfsInfo(ctypes.Structure):
    """DFS_INFO_3."""

    _fields_ = (
        ("path", c_wchar_p),
        ("comment", c_wchar_p),
        ("state", c_uint32),
        ("storages", c_uint32),
        ("storage", c_void_p),
    )


class WindowsFacts:
    """What Windows tells; whatever it refuses to tell is None."""

    def __init__(self, load: Any) -> None:
        """Load the libraries.

        Args:
            load: `ctypes.WinDLL`, or what gives stand-ins by the same names.
        """
        self._kernel = load("kernel32", use_last_error=True)
        self._security = load("advapi32", use_last_error=True)
        self._network = load("netapi32", use_last_error=True)
        self._kernel.CreateFileW.restype = c_void_p
        self._kernel.CloseHandle.argtypes = (c_void_p,)
        self._kernel.LocalFree.argtypes = (c_void_p,)
        self._kernel.GetCurrentProcess.restype = c_void_p
        self._network.NetApiBufferFree.argtypes = (c_void_p,)

    # --- rights ------------------------------------------------------------------------------

    def rights(self, folder: str) -> Rights:
        """Open the folder with each right; opening changes nothing."""
        return Rights(
            self._may(folder, _LIST), self._may(folder, _ADD_FILE), self._may(folder, _DELETE_CHILD)
        )

    def _may(self, folder: str, right: int) -> bool | None:
        handle = self._kernel.CreateFileW(
            c_wchar_p(folder), right, _SHARED, None, _EXISTING, _FOLDERS_TOO, None
        )
        if handle not in {None, _NO_HANDLE}:
            self._kernel.CloseHandle(handle)
            return True
        last: int = getattr(ctypes, "get_last_error")()  # noqa: B009  # only Windows has it
        return False if last == _DENIED else None

    # --- owner -------------------------------------------------------------------------------

    def owner(self, path: str) -> Owner | None:
        """The SID of the owner, and whether that is this user's."""
        owner = self._sid_of_owner(path)
        return Owner(owner, owner == self._sid_of_user()) if owner else None

    def _sid_of_owner(self, path: str) -> str:
        sid, descriptor = c_void_p(), c_void_p()
        failed = self._security.GetNamedSecurityInfoW(
            *(c_wchar_p(path), _OF_A_FILE, _OWNER, byref(sid), None, None, None, byref(descriptor))
        )
        if failed:
            return ""
        try:
            return self._text_of(sid)
        finally:
            self._kernel.LocalFree(descriptor)

    def _sid_of_user(self) -> str:
        token = c_void_p()
        process = c_void_p(self._kernel.GetCurrentProcess())
        if not self._security.OpenProcessToken(process, _TOKEN_QUERY, byref(token)):
            return ""
        try:
            buffer = (c_void_p * 32)()  # a pointer to the SID, then the SID itself
            needed = c_uint32()
            told = self._security.GetTokenInformation(
                token, _TOKEN_USER, byref(buffer), ctypes.sizeof(buffer), byref(needed)
            )
            return self._text_of(c_void_p(buffer[0])) if told else ""
        finally:
            self._kernel.CloseHandle(token)

    def _text_of(self, sid: c_void_p) -> str:
        text = c_wchar_p()
        if not self._security.ConvertSidToStringSidW(sid, byref(text)):
            return ""
        try:
            return text.value or ""
        finally:
            self._kernel.LocalFree(ctypes.cast(text, c_void_p))

    # --- the share -----------------------------------------------------------------------------

    def caching(self, folder: str) -> str | None:
        """What the share permits to be kept offline."""
        drive = PureWindowsPath(os.path.realpath(folder)).drive
        if not drive.startswith("\\\\"):
            return None
        server, _, share = drive[2:].partition("\\")
        buffer = ctypes.POINTER(c_uint32)()
        if self._network.NetShareGetInfo(
            c_wchar_p(f"\\\\{server}"), c_wchar_p(share), _CACHING_LEVEL, byref(buffer)
        ):
            return None
        try:
            return _CACHING[buffer[0] & 0x30]
        finally:
            self._network.NetApiBufferFree(buffer)

    def dfs_targets(self, folder: str) -> int | None:
        """How many places this PC knows for a DFS name."""
        drive = PureWindowsPath(os.path.realpath(folder)).drive
        if not drive.startswith("\\\\"):
            return None
        buffer = ctypes.POINTER(_DfsInfo)()
        if self._network.NetDfsGetClientInfo(
            c_wchar_p(drive), None, None, _DFS_LEVEL, byref(buffer)
        ):
            return 0
        try:
            return int(buffer[0].storages)
        finally:
            self._network.NetApiBufferFree(buffer)
