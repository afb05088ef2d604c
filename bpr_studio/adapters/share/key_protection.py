"""Private keys of this PC's actors: where the operating system protects them.

Windows encrypts them for the user with DPAPI; elsewhere the system's own keyring keeps them where
there is one. Only where there is neither does a plain file hold them, readable for the user alone,
with a warning (sync.md §7.7). What only Windows can show is tested with a fake of its calls.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
import sys
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.adapters.fs.files import make_folder, replace_file
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.services.sync.keys import KeyVault

_SERVICE: Final = "bpr-studio"
_ACTOR: Final = re.compile(r"[a-z2-7]{13}")
_KEY_BYTES: Final = 32
_FOR_USER_ONLY: Final = 0o600
_FOLDER_FOR_USER_ONLY: Final = 0o700


class Protection(Protocol):
    """Encrypts for the user of this PC; implemented by DPAPI on Windows."""

    def protect(self, data: bytes) -> bytes:
        """Bytes only this user on this PC can read.

        Raises:
            OSError: the system refuses.
        """

    def unprotect(self, data: bytes) -> bytes:
        """The bytes again.

        Raises:
            OSError: they are another user's, or damaged.
        """


class Keyring(Protocol):
    """The part of the package `keyring` that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret of a name."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""


class ProtectedFiles:
    """A file for each key, encrypted by the system; implements `KeyVault`."""

    warning = ""

    def __init__(self, folder: Path, protection: Protection) -> None:
        """Keep the keys in a folder that needs not exist yet."""
        self._folder = folder
        self._protection = protection

    def load(self, actor: str) -> bytes | None:
        """The key of an actor, None where there is none or the system does not open it."""
        data = _read(self._file(actor))
        if data is None:
            return None
        try:
            return _key(self._protection.unprotect(data))
        except OSError:
            return None

    def store(self, actor: str, private_key: bytes) -> None:
        """Keep the key of an actor.

        Raises:
            RefusedError: the system or the disk refuses.
        """
        try:
            data = self._protection.protect(private_key)
        except OSError as error:
            raise _not_kept(error) from error
        make_folder(self._folder)
        replace_file(self._file(actor), data)

    def delete(self, actor: str) -> None:
        """Forget the key of an actor."""
        self._file(actor).unlink(missing_ok=True)

    def _file(self, actor: str) -> Path:
        return self._folder / f"{_require_actor(actor)}.key"


class KeyringVault:
    """Keys in the keyring of the system; implements `KeyVault`."""

    warning = ""

    def __init__(self, keyring: Keyring) -> None:
        """Ask this keyring."""
        self._keyring = keyring

    def load(self, actor: str) -> bytes | None:
        """The key of an actor, None where there is none or the keyring stays locked."""
        try:
            text = self._keyring.get_password(_SERVICE, _require_actor(actor))
            return _key(base64.b64decode(text, validate=True)) if text else None
        except (_keyring_error(), binascii.Error):
            return None

    def store(self, actor: str, private_key: bytes) -> None:
        """Keep the key of an actor.

        Raises:
            RefusedError: the keyring refuses.
        """
        text = base64.b64encode(private_key).decode()
        try:
            self._keyring.set_password(_SERVICE, _require_actor(actor), text)
        except _keyring_error() as error:
            raise _not_kept(error) from error

    def delete(self, actor: str) -> None:
        """Forget the key of an actor."""
        with contextlib.suppress(_keyring_error()):
            self._keyring.delete_password(_SERVICE, _require_actor(actor))


class PlainFiles:
    """A file for each key that only the user may read; implements `KeyVault`."""

    def __init__(self, folder: Path) -> None:
        """Keep the keys in a folder that needs not exist yet."""
        self._folder = folder

    @property
    def warning(self) -> str:
        """That the keys lie unencrypted, and what that means."""
        return tr(
            "This PC offers no protected place for the key of this PC; it lies in the file folder"
            " {folder}. Whoever can read that folder can write in your name. Ask the persons in"
            " charge of the PC for a keyring.",
            folder=self._folder,
        )

    def load(self, actor: str) -> bytes | None:
        """The key of an actor, None where there is none."""
        data = _read(self._file(actor))
        return _key(data) if data is not None else None

    def store(self, actor: str, private_key: bytes) -> None:
        """Keep the key of an actor.

        Raises:
            RefusedError: the disk refuses.
        """
        make_folder(self._folder)
        file = self._file(actor)
        try:
            self._folder.chmod(_FOLDER_FOR_USER_ONLY)
            file.touch(_FOR_USER_ONLY)
            file.chmod(_FOR_USER_ONLY)  # before the key is in it; kept when it is replaced
        except OSError as error:
            raise _not_kept(error) from error
        replace_file(file, private_key)

    def delete(self, actor: str) -> None:
        """Forget the key of an actor."""
        self._file(actor).unlink(missing_ok=True)

    def _file(self, actor: str) -> Path:
        return self._folder / f"{_require_actor(actor)}.plain-key"


def open_vault(folder: Path) -> KeyVault:
    """The best place for keys this PC has.

    Args:
        folder: of this user on this PC, for those kinds that need one.
    """
    if sys.platform == "win32":
        from bpr_studio.adapters.share.dpapi import Dpapi

        return ProtectedFiles(folder, Dpapi())
    keyring = system_keyring()
    return KeyringVault(keyring) if keyring is not None else PlainFiles(folder)


def system_keyring() -> Keyring | None:
    """The keyring of the system, None where there is none that protects anything."""
    import keyring
    from keyring.backends.fail import Keyring as NoKeyring

    found = keyring.get_keyring()
    module = type(found).__module__
    if isinstance(found, NoKeyring) or found.priority < 1 or not module.startswith(_TRUSTED):
        return None
    return found


_TRUSTED: Final = (
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
    "keyring.backends.chainer",  # asks those above in turn
)
"""Backends that encrypt; files of add-on packages do not count."""


def _keyring_error() -> type[Exception]:
    from keyring.errors import KeyringError

    return KeyringError


def _require_actor(actor: str) -> str:
    if _ACTOR.fullmatch(actor) is None:
        raise ValueError(actor)
    return actor


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _key(data: bytes) -> bytes | None:
    return data if len(data) == _KEY_BYTES else None


def _not_kept(error: Exception) -> RefusedError:
    return RefusedError(
        tr("The key of this PC could not be stored ({reason}).", reason=error),
        kept=tr("Your work is saved on this PC; it is not shared."),
        remedy=tr("Restart the PC and try again, or ask the persons in charge of the PC."),
    )
