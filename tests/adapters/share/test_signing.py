"""Keys and signatures."""

from __future__ import annotations

import pytest

from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier, new_key

SIGNER = Ed25519Signer(bytes(range(32)))
VERIFIER = Ed25519Verifier()


def test_a_signature_holds_for_its_message_and_key_only():
    signature = SIGNER.sign("業務".encode())
    assert len(signature) == 64
    assert VERIFIER.verify(SIGNER.public_key, "業務".encode(), signature)
    assert not VERIFIER.verify(SIGNER.public_key, "業務 ".encode(), signature)
    assert not VERIFIER.verify(Ed25519Signer(new_key()).public_key, "業務".encode(), signature)


def test_the_same_message_is_signed_the_same_way():
    assert SIGNER.sign(b"x") == Ed25519Signer(bytes(range(32))).sign(b"x")


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_what_is_no_key_verifies_nothing(key):
    assert not VERIFIER.verify(key, b"x", SIGNER.sign(b"x"))


@pytest.mark.parametrize("signature", [b"", b"short", bytes(64), bytes(65)])
def test_what_is_no_signature_is_none(signature):
    assert not VERIFIER.verify(SIGNER.public_key, b"x", signature)


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32"):
        Ed25519Signer(b"short")


def test_new_keys_differ():
    assert new_key() != new_key()
    assert len(new_key()) == 32
