"""The root key in a file protected by a passphrase.

    line 1  "BPR root key 1 scrypt 17 8 1 " and a salt of 32 hexadecimal digits
    then    PKCS #8 in PEM, encrypted; its password is scrypt of the passphrase, 64 such digits

The password of PKCS #8 alone is stretched by 2,048 rounds only, far too few for what people can
remember; scrypt with these numbers takes half a second and 128 MiB for each guess.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption as Encryption
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from bpr_studio.adapters.share.signing import Ed25519Signer, new_key
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES: Final = 16 << 10
_FIRST_LINE: Final = "BPR root key 1 scrypt 17 8 1 "
_FILE: Final = re.compile(
    re.escape(_FIRST_LINE).encode() + rb"(?P<salt>[0-9a-f]{32})\r?\n(?P<pem>-----BEGIN .*)",
    re.DOTALL,
)
_FOR_USER_ONLY: Final = 0o600
LEAST_LETTERS: Final = 12
"""A passphrase has at least so many characters."""


class PassphraseFiles:
    """Files of root keys; implements `services.sync.keys.KeyFiles`."""

    def make(self, file: Path, passphrase: str) -> Ed25519Signer:
        """Make a root key and write it to a new file; never over another one.

        Raises:
            RefusedError: the passphrase is too short, there is a file already, or it cannot be
                written.
        """
        if len(passphrase) < LEAST_LETTERS:
            raise RefusedError(
                tr("The passphrase is too short: it needs {n} characters.", n=LEAST_LETTERS)
            )
        private = new_key()
        _write_new(file, _sealed(private, passphrase))
        return Ed25519Signer(private)

    def open(self, file: Path, passphrase: str) -> Ed25519Signer:
        """The root key of a file.

        Raises:
            RefusedError: the passphrase is wrong.
            UnreadableInputError: it is no file of a key.
        """
        parts = _FILE.fullmatch(_read(file))
        if parts is None or b"BEGIN ENCRYPTED PRIVATE KEY" not in parts["pem"]:
            raise _no_key(file)
        password = _stretched(passphrase, bytes.fromhex(parts["salt"].decode()))
        try:
            key = load_pem_private_key(parts["pem"], password)
        except (ValueError, TypeError) as error:
            raise RefusedError(
                tr("The passphrase does not open {name}.", name=file.name),
                remedy=tr("Type it again; capital letters and blanks count."),
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise _no_key(file)
        return Ed25519Signer(key.private_bytes_raw())


def _sealed(private: bytes, passphrase: str) -> bytes:
    salt = secrets.token_bytes(16)
    key = Ed25519PrivateKey.from_private_bytes(private)
    encryption = Encryption(_stretched(passphrase, salt))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return f"{_FIRST_LINE}{salt.hex()}\n".encode() + pem


def _stretched(passphrase: str, salt: bytes) -> bytes:
    """The password of the PKCS #8 part; the same letters count however they were typed."""
    plain = unicodedata.normalize("NFKC", passphrase).encode()
    digest = hashlib.scrypt(plain, salt=salt, n=1 << 17, r=8, p=1, maxmem=256 << 20, dklen=32)
    return digest.hex().encode()


def _write_new(file: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(file, flags, _FOR_USER_ONLY), "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError as error:
        raise RefusedError(
            tr(
                "There is a file {name} already; it may be the key of another city.", name=file.name
            ),
            kept=tr("It was not touched."),
            remedy=tr("Choose another name."),
        ) from error
    except OSError as error:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)  # what is left of it is no key
        raise RefusedError(
            tr("The key could not be written to {name} ({reason}).", name=file.name, reason=error),
            kept=tr("Nothing was changed."),
            remedy=tr("Choose another place, such as a USB stick that lies in a safe afterwards."),
        ) from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as error:
        raise UnreadableInputError(
            tr("{name} cannot be read ({reason}).", name=file.name, reason=error.strerror or error)
        ) from error


def _no_key(file: Path) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} is no key made by “Begin to share”.", name=file.name),
        remedy=tr("Choose the file of the key, or its copy."),
    )
