"""Where private keys are kept: the port of the vault and of the file of the root key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.replication.ports import Signer

_ROUNDS: Final = 200_000  # some 100 ms here; for whoever looks for a key of the same number, years
_SALT: Final = b"bpr check number 1"


class KeyVault(Protocol):
    """Keeps the private keys of this PC's actors, protected by the operating system."""

    @property
    def warning(self) -> str:
        """A sentence for the person when the keys are less than well protected, else ""."""

    def load(self, actor: str) -> bytes | None:
        """The 32 bytes of an actor's private key, None where there is none or it is unreadable."""

    def store(self, actor: str, private_key: bytes) -> None:
        """Keep the key of an actor; one that is there already is replaced.

        Raises:
            RefusedError: the system refuses.
        """

    def delete(self, actor: str) -> None:
        """Forget the key of an actor; nothing happens where there is none."""


class KeyFiles(Protocol):
    """The root key in a file that a passphrase protects; it never lies in the database."""

    def make(self, file: Path, passphrase: str) -> Signer:
        """Make a root key and write it to a new file.

        Raises:
            RefusedError: there is a file already, or it cannot be written.
        """

    def open(self, file: Path, passphrase: str) -> Signer:
        """The root key of a file.

        Raises:
            RefusedError: the passphrase is wrong.
            UnreadableInputError: it is no file of a key.
        """


def check_number(public_key: bytes) -> str:
    """確認番号: twelve digits in groups of four, to be compared aloud or on paper.

    Slow on purpose: finding another key with the number of a given one takes some 10^12 tries.
    """
    digest = hashlib.pbkdf2_hmac("sha256", public_key, _SALT, _ROUNDS, dklen=16)
    digits = f"{int.from_bytes(digest, 'big') % 10**12:012}"
    return " ".join(digits[start : start + 4] for start in (0, 4, 8))
