"""A file is written whole or not at all, and a failure is a sentence."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from bpr_studio.adapters.fs.files import replace_file, sha256_of
from bpr_studio.domain.shared.errors import RefusedError


def test_a_new_file_is_written_and_its_hash_returned(tmp_path):
    path = tmp_path / "調査票.xlsx"
    digest = replace_file(path, b"content")
    assert path.read_bytes() == b"content"
    assert digest == sha256_of(path) == hashlib.sha256(b"content").hexdigest()


def test_an_existing_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new", expected_hash=hashlib.sha256(b"old").hexdigest())
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_somebody_else_changed_is_not_overwritten(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"theirs")
    with pytest.raises(RefusedError) as refused:
        replace_file(path, b"ours", expected_hash=hashlib.sha256(b"old").hexdigest())
    assert path.read_bytes() == b"theirs"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EACCES, "read-only or another program"),
        (errno.EROFS, "read-only or another program"),
        (errno.EIO, "could not be saved"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch, number, words, step):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(RefusedError, match=words) as refused:
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert refused.value.kept
    assert refused.value.remedy


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(RefusedError, match="does not exist"):
        replace_file(tmp_path / "nowhere" / "a", b"new")
