"""What segments need from libraries: keys and compression."""

from __future__ import annotations

from typing import Protocol


class Codec(Protocol):
    """Compression of segment bodies."""

    def compress(self, data: bytes) -> bytes:
        """The compressed bytes."""

    def decompress(self, data: bytes, size: int) -> bytes:
        """The bytes again.

        Never takes more memory than `size` asks for, whatever the data claim.

        Raises:
            ValueError: damaged, or not exactly `size` bytes.
        """


class Signer(Protocol):
    """The private key of this PC (Ed25519)."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes others know."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""


class Verifier(Protocol):
    """Checks signatures."""

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is that of the key."""
