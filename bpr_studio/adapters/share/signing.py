"""Ed25519 signatures by the `cryptography` package."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


class Ed25519Signer:
    """Signs with one private key; implements `domain.replication.ports.Signer`."""

    def __init__(self, private_key: bytes) -> None:
        """Take a key.

        Args:
            private_key: its 32 bytes, as `new_key` makes them.

        Raises:
            ValueError: these are no 32 bytes.
        """
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self._public = self._key.public_key().public_bytes_raw()

    @property
    def public_key(self) -> bytes:
        """The 32 bytes others know."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature, always the same for one message."""
        return self._key.sign(message)


class Ed25519Verifier:
    """Checks signatures; implements `domain.replication.ports.Verifier`."""

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is that of the key; never for what is no key or no signature."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def new_key() -> bytes:
    """The 32 bytes of a new private key, from the system's source of randomness."""
    return Ed25519PrivateKey.generate().private_bytes_raw()
