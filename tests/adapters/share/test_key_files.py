"""The root key in its file: opened by the passphrase only, never overwritten."""

from __future__ import annotations

import errno
import hashlib
import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bpr_studio.adapters.share.key_files import PassphraseFiles
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError

WORDS = "正しい 馬 電池 ホチキス です"


def test_the_passphrase_opens_the_key(tmp_path):
    made = PassphraseFiles().make(tmp_path / "root.key", WORDS)
    opened = PassphraseFiles().open(tmp_path / "root.key", WORDS)
    assert opened.public_key == made.public_key
    assert opened.sign(b"x") == made.sign(b"x")


def test_the_passphrase_is_the_same_in_letters_of_any_width(tmp_path):
    made = PassphraseFiles().make(tmp_path / "root.key", "ＢＰＲ の 鍵 ２０２６ 年")
    opened = PassphraseFiles().open(tmp_path / "root.key", "BPR の 鍵 2026 年")
    assert opened.public_key == made.public_key


def test_two_files_of_one_passphrase_have_nothing_in_common(tmp_path):
    for name in ("one", "two"):
        PassphraseFiles().make(tmp_path / name, WORDS)
    first, second = (
        (tmp_path / name).read_bytes().split(b"\n")[0].split()[-1] for name in ("one", "two")
    )
    assert first != second
    assert len(first) == len(second) == 32


def test_only_the_user_reads_the_file(tmp_path):
    file = tmp_path / "root.key"
    PassphraseFiles().make(file, WORDS)
    head, begin = file.read_bytes().split(b"\n")[:2]
    assert head.startswith(b"BPR root key 1 scrypt 17 8 1 ")
    assert begin == b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_wrong_passphrase_is_told_as_such(tmp_path):
    file = tmp_path / "root.key"
    PassphraseFiles().make(file, WORDS)
    for wrong in ("", WORDS + "。"):
        with pytest.raises(RefusedError):
            PassphraseFiles().open(file, wrong)


def test_a_short_passphrase_makes_no_key(tmp_path):
    with pytest.raises(RefusedError, match="12"):
        PassphraseFiles().make(tmp_path / "root.key", "short")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_touched(tmp_path):
    file = tmp_path / "root.key"
    file.write_bytes(b"the key of another city")
    with pytest.raises(RefusedError):
        PassphraseFiles().make(file, WORDS)
    assert file.read_bytes() == b"the key of another city"


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(RefusedError):
        PassphraseFiles().make(tmp_path / "missing" / "root.key", WORDS)


def test_a_key_that_did_not_reach_the_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError):
        PassphraseFiles().make(tmp_path / "root.key", WORDS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"text", b"\xff" * 100])
def test_any_other_file_is_no_key(tmp_path, data):
    file = tmp_path / "root.key"
    file.write_bytes(data)
    with pytest.raises(UnreadableInputError):
        PassphraseFiles().open(file, WORDS)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableInputError):
        PassphraseFiles().open(tmp_path / "missing", WORDS)


def test_keys_of_another_kind_or_without_protection_are_none(tmp_path):
    file = tmp_path / "root.key"
    key = ed448.Ed448PrivateKey.generate()
    salt = b"ab" * 16
    password = hashlib.scrypt(
        WORDS.encode(),
        salt=bytes.fromhex(salt.decode()),
        n=1 << 17,
        r=8,
        p=1,
        maxmem=256 << 20,
        dklen=32,
    )
    for encryption in (BestAvailableEncryption(password.hex().encode()), NoEncryption()):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        file.write_bytes(b"BPR root key 1 scrypt 17 8 1 " + salt + b"\n" + pem)
        with pytest.raises(UnreadableInputError):
            PassphraseFiles().open(file, WORDS)
