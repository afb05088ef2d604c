"""Where private keys lie: the system's protection where there is one, else a file with a warning."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from bpr_studio.adapters.share import dpapi
from bpr_studio.adapters.share.dpapi import Blob, Dpapi
from bpr_studio.adapters.share.key_protection import (
    KeyringVault,
    PlainFiles,
    ProtectedFiles,
    open_vault,
    system_keyring,
)
from bpr_studio.domain.shared.errors import RefusedError

ANNA, BEN = "annaannaanna2", "benbenbenben2"
KEY, OTHER = bytes(range(32)), bytes(range(32, 64))


class Windows:
    """The two system functions, with memory of their own that must be given back.

    Encrypts by turning bits; refuses what was protected for another user.
    """

    def __init__(self, user: int = 7) -> None:
        self.user = user
        self.lent: dict[int, object] = {}
        self.refuses = False
        self.LocalFree = _Function(self._free)
        self.CryptProtectData = _Function(self._protect)
        self.CryptUnprotectData = _Function(self._unprotect)

    def GetLastError(self) -> int:  # noqa: N802  # Windows' own name
        return 13

    def _protect(self, *call):
        given, purpose, got = self._read(call)
        return self._give(got, bytes([self.user]) + _turned(_bytes(given) + _bytes(purpose)))

    def _unprotect(self, *call):
        given, purpose, got = self._read(call)
        data = _bytes(given)
        plain = _turned(data[1:])
        if not data or data[0] != self.user or not plain.endswith(_bytes(purpose)):
            return 0
        return self._give(got, plain.removesuffix(_bytes(purpose)))

    @staticmethod
    def _read(call):
        given, words, purpose, reserved, prompt, flags, got = call
        assert not words.value
        assert not reserved.value
        assert not prompt.value
        assert flags.value == 1  # Windows must not ask the person anything
        return given, purpose, got

    def _give(self, got, data: bytes) -> int:
        if self.refuses:
            return 0
        memory = ctypes.create_string_buffer(data, len(data))
        self.lent[ctypes.addressof(memory)] = memory
        blob = got._obj  # noqa: SLF001  # ctypes' own way from a reference to the thing
        blob.size = len(data)
        blob.data = ctypes.cast(memory, ctypes.POINTER(ctypes.c_char))
        return 1

    def _free(self, pointer) -> None:
        del self.lent[pointer.value]


class _Function:
    """A foreign function, which can be told its types."""

    def __init__(self, does) -> None:
        self._does = does
        self.argtypes: object = None
        self.restype: object = None

    def __call__(self, *arguments):
        return self._does(*arguments)


def _bytes(reference) -> bytes:
    return bytes(reference._obj.taken())  # noqa: SLF001  # ctypes' own way from a reference to the thing


def _turned(data: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in data)


class MemoryRing(KeyringBackend):
    """A keyring of the system in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("none")
        del self.kept[service, username]


@pytest.fixture(params=["dpapi", "keyring", "plain"])
def vault(request, tmp_path):
    match request.param:
        case "dpapi":
            windows = Windows()
            return ProtectedFiles(tmp_path / "keys", Dpapi(windows, windows))
        case "keyring":
            return KeyringVault(MemoryRing())
        case _:
            return PlainFiles(tmp_path / "keys")


def test_each_actor_has_its_key(vault):
    vault.store(ANNA, KEY)
    vault.store(BEN, OTHER)
    assert (vault.load(ANNA), vault.load(BEN)) == (KEY, OTHER)
    vault.store(ANNA, OTHER)
    assert vault.load(ANNA) == OTHER


def test_a_key_that_is_forgotten_is_gone(vault):
    vault.store(ANNA, KEY)
    vault.delete(ANNA)
    vault.delete(ANNA)
    assert vault.load(ANNA) is None


def test_there_is_no_key_before_one_is_stored(vault):
    assert vault.load(ANNA) is None


@pytest.mark.parametrize("name", ["../x", "", "ANNAANNAANNA2", "annaannaanna2/x"])
def test_only_names_of_actors_reach_the_disk(vault, name):
    for call in (vault.load, vault.delete, lambda one: vault.store(one, KEY)):
        with pytest.raises(ValueError, match="^" + name.replace(".", r"\.")):
            call(name)


def test_only_the_plain_file_warns(vault):
    assert bool(vault.warning) == isinstance(vault, PlainFiles)


# -- Windows -------------------------------------------------------------------------------------


def test_windows_gets_its_memory_back_and_the_file_holds_no_key(tmp_path):
    windows = Windows()
    vault = ProtectedFiles(tmp_path, Dpapi(windows, windows))
    vault.store(ANNA, KEY)
    assert KEY not in (tmp_path / f"{ANNA}.key").read_bytes()
    assert vault.load(ANNA) == KEY
    assert windows.lent == {}


def test_another_user_cannot_open_the_key(tmp_path):
    mine, others = Windows(7), Windows(8)
    ProtectedFiles(tmp_path, Dpapi(mine, mine)).store(ANNA, KEY)
    assert ProtectedFiles(tmp_path, Dpapi(others, others)).load(ANNA) is None


def test_a_damaged_file_is_no_key(tmp_path):
    windows = Windows()
    vault = ProtectedFiles(tmp_path, Dpapi(windows, windows))
    vault.store(ANNA, KEY[:31])
    assert vault.load(ANNA) is None
    (tmp_path / f"{ANNA}.key").write_bytes(b"")
    assert vault.load(ANNA) is None


def test_when_windows_refuses_the_person_is_told(tmp_path):
    windows = Windows()
    windows.refuses = True
    with pytest.raises(RefusedError, match="DPAPI 13"):
        ProtectedFiles(tmp_path, Dpapi(windows, windows)).store(ANNA, KEY)


def test_windows_own_libraries_are_taken_where_there_are_any(tmp_path, monkeypatch):
    windows = Windows()
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name, **_more: windows, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    vault = open_vault(tmp_path)
    vault.store(ANNA, KEY)
    assert isinstance(vault, ProtectedFiles)
    assert vault.load(ANNA) == KEY
    assert dpapi.Dpapi is Dpapi


def test_a_blob_holds_a_copy():
    blob = Blob.of(b"\0abc\0")
    assert blob.taken() == b"\0abc\0"
    assert Blob.of(b"").taken() == b""


# -- keyring -------------------------------------------------------------------------------------


def test_a_locked_keyring_has_no_key_and_takes_none():
    ring = MemoryRing()
    vault = KeyringVault(ring)
    vault.store(ANNA, KEY)
    ring.locked = True
    assert vault.load(ANNA) is None
    with pytest.raises(RefusedError):
        vault.store(ANNA, OTHER)


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA"])
def test_what_is_no_key_in_the_keyring_is_none(text):
    ring = MemoryRing()
    ring.kept["bpr-studio", ANNA] = text
    assert KeyringVault(ring).load(ANNA) is None


def with_ring(monkeypatch: pytest.MonkeyPatch, ring: KeyringBackend) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)


def test_the_keyring_of_the_system_is_used_where_it_protects(monkeypatch, tmp_path):
    ring = MemoryRing()
    with_ring(monkeypatch, ring)
    assert system_keyring() is None  # nobody knows whether it encrypts
    monkeypatch.setattr(MemoryRing, "__module__", "keyring.backends.SecretService")
    assert system_keyring() is ring
    assert isinstance(open_vault(tmp_path), KeyringVault)
    monkeypatch.setattr(MemoryRing, "priority", 0.5)
    assert system_keyring() is None


def test_without_a_keyring_the_keys_lie_in_a_folder_that_is_named(monkeypatch, tmp_path):
    with_ring(monkeypatch, NoKeyring())
    vault = open_vault(tmp_path / "keys")
    assert isinstance(vault, PlainFiles)
    assert str(tmp_path / "keys") in vault.warning


# -- plain files ---------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_reads_a_plain_file(tmp_path):
    folder = tmp_path / "keys"
    vault = PlainFiles(folder)
    vault.store(ANNA, KEY)
    vault.store(ANNA, OTHER)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("kind", ["plain", "dpapi"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path, kind):
    (tmp_path / "keys").write_text("a file", encoding="utf-8")
    windows = Windows()
    vault = (
        PlainFiles(tmp_path / "keys")
        if kind == "plain"
        else ProtectedFiles(tmp_path / "keys", Dpapi(windows, windows))
    )
    with pytest.raises(RefusedError):
        vault.store(ANNA, KEY)
    assert vault.load(ANNA) is None


def test_a_file_that_cannot_be_kept_to_the_user_gets_no_key(tmp_path, monkeypatch):
    def refuse(_file: Path, _mode: int) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(Path, "chmod", refuse)
    vault = PlainFiles(tmp_path)
    with pytest.raises(RefusedError):
        vault.store(ANNA, KEY)
    assert vault.load(ANNA) is None
