"""Files that are whole or not there: atomic writing and hashing.

Says "saved" only after the new file stands in the place of the old one; whatever goes wrong
before leaves the old file as it was.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, 64 hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def replace_file(path: Path, data: bytes, expected_hash: str | None = None) -> str:
    """Put `data` in the place of `path` in one step.

    The new content is written to a temporary file beside it, forced to the disk and renamed.

    Args:
        path: the file to write; its folder must exist.
        data: the whole new content.
        expected_hash: the SHA-256 the file had when it was opened; None means any.

    Returns:
        The SHA-256 of the new content.

    Raises:
        RefusedError: the file changed meanwhile, the disk is full, the folder or file is
            read-only, or another program holds it. The old content stands unchanged.
    """
    try:
        _require_unchanged(path, expected_hash)
        _write_beside_and_rename(path, data)
    except OSError as error:
        raise _refusal(path, error) from error
    return hashlib.sha256(data).hexdigest()


def _require_unchanged(path: Path, expected_hash: str | None) -> None:
    if expected_hash is None:
        return
    if not path.exists() or sha256_of(path) != expected_hash:
        raise RefusedError(
            tr("{name} was changed by somebody else after it was opened.", name=path.name),
            kept=tr("Nothing was overwritten."),
            remedy=tr("Open it again, or save under another name."),
        )


def _write_beside_and_rename(path: Path, data: bytes) -> None:
    temporary = path.parent / f".bpr-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)  # as any new file, not only for the owner
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_permissions(path, temporary)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _take_permissions(path: Path, temporary: Path) -> None:
    """Give the new file the permissions of the old one."""
    if os.name != "nt" and path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to the disk; Windows does that on its own."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot
            raise
    finally:
        os.close(handle)


def _refusal(path: Path, error: OSError) -> RefusedError:
    kept = tr("The file as it was before is unchanged.") if path.exists() else ""
    if error.errno in _FULL:
        return RefusedError(
            tr("The disk is full, so {name} could not be saved.", name=path.name),
            kept=kept,
            remedy=tr("Make room on the disk or choose another folder, then save again."),
        )
    if isinstance(error, FileNotFoundError):
        return RefusedError(
            tr("The folder {folder} does not exist.", folder=path.parent),
            remedy=tr("Choose another folder."),
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return RefusedError(
            tr(
                "{name} could not be saved: the folder is read-only or another program, "
                "such as Excel, has the file open.",
                name=path.name,
            ),
            kept=kept,
            remedy=tr("Close the file in the other program or choose another folder."),
        )
    return RefusedError(
        tr("{name} could not be saved ({reason}).", name=path.name, reason=error.strerror or error),
        kept=kept,
        remedy=tr("Choose another folder, or try again."),
    )


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it; nothing happens where it is there already.

    Raises:
        RefusedError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(folder, error) from error
