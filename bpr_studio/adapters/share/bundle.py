"""Bundles as ZIP files: written in one step, read only when every byte is as the manifest says."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import zipfile
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.domain.replication.names import is_finished
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.bundles import (
    CONTENTS,
    MANIFEST,
    MOST_BYTES,
    VERSION,
    Bundle,
    Manifest,
)
from bpr_studio.services.sync.ports import Fault, ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MOST_FILES: Final = 200_000
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,  # a way of packing this program does not use
    RuntimeError,  # locked with a password
    ValueError,
    TypeError,
    AttributeError,
)
_WAYS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ZipBundles:
    """Implements `services.sync.bundles.BundleFiles`."""

    def write(
        self, path: Path, manifest: Manifest, contents: str, files: Mapping[str, bytes]
    ) -> int:
        """Write a bundle, wholly or not at all; its size in bytes.

        Raises:
            RefusedError: it cannot be written there.
        """
        listed = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        }
        told = {
            "v": VERSION,
            "site": manifest.site,
            "made_at": manifest.made_at.isoformat(),
            "actor": manifest.actor,
            "target": manifest.target,
            "files": listed,
        }
        place = io.BytesIO()
        front = {  # Windows' editor of old shows lines so
            CONTENTS: b"\xef\xbb\xbf" + contents.replace("\n", "\r\n").encode(),
            MANIFEST: json.dumps(told, ensure_ascii=False, indent=1).encode(),
        }
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in (front | {name: files[name] for name in listed}).items():
                entry = zipfile.ZipInfo(name, _moment(manifest.made_at))
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
        data = place.getvalue()
        replace_file(path, data)
        return len(data)

    @contextlib.contextmanager
    def open(self, path: Path) -> Iterator[Bundle]:
        """Read a bundle and check it whole; the file is let go at the end of the block.

        Raises:
            UnreadableInputError: it is no bundle, damaged, too large, or for a newer program.
        """
        with contextlib.ExitStack() as held:
            try:
                size = path.stat().st_size
                if size > MOST_BYTES:
                    raise _too_large(path)
                archive = held.enter_context(zipfile.ZipFile(path))
                bundle = _checked(archive, path, size)
            except (OSError, *_DAMAGE) as error:
                raise _no_bundle(path) from error
            yield bundle


class BundleStore:
    """The files of a bundle as a place of exchange; implements `services.sync.ports.ShareStore`."""

    def __init__(self, archive: zipfile.ZipFile, names: frozenset[str]) -> None:
        """Take an archive that was checked.

        Args:
            archive: open until the bundle is no longer needed.
            names: of the files of the exchange in it.
        """
        self._archive = archive
        self._names = names

    def list(self, prefix: str) -> tuple[str, ...]:
        """Names of the files below a folder, sorted."""
        return tuple(sorted(name for name in self._names if name.startswith(prefix)))

    def get(self, name: str) -> bytes:
        """The whole file.

        Raises:
            ShareFaultError: it is not in the bundle, or the medium was taken away.
        """
        if name not in self._names:
            raise ShareFaultError(Fault.MISSING, name)
        try:
            return self._archive.read(name)
        except (OSError, *_DAMAGE) as error:
            raise ShareFaultError(Fault.UNREACHABLE, name, str(error)) from error

    def put_new(self, name: str, data: bytes) -> None:
        """Nothing is written into a bundle.

        Raises:
            ShareFaultError: always.
        """
        raise ShareFaultError(Fault.REFUSED, name, f"a bundle is only read ({len(data)} bytes)")

    def stat_time(self) -> datetime:
        """A bundle has no clock.

        Raises:
            ShareFaultError: always.
        """
        raise ShareFaultError(Fault.UNKNOWN, "", "a bundle has no clock")

    def delete_own_part(self, name: str) -> None:
        """Nothing is deleted from a bundle.

        Raises:
            ShareFaultError: always.
        """
        raise ShareFaultError(Fault.REFUSED, name, "a bundle is only read")


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    """A time as ZIP can say it: years 1980 to 2107, so that a wrong clock stops nothing."""
    year = min(max(at.year, 1980), 2107)
    return year, at.month, at.day, at.hour, at.minute, at.second


def _checked(archive: zipfile.ZipFile, path: Path, size: int) -> Bundle:
    """A bundle each of whose files was unpacked once and is as the manifest says.

    Raises:
        UnreadableInputError: it is not, or it is for a newer program.
        KeyError, ValueError: the manifest is none.
    """
    entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_large(path)
    if any(entry.flag_bits & 1 or entry.compress_type not in _WAYS for entry in entries):
        raise _no_bundle(path)
    raw = json.loads(archive.read(MANIFEST))
    if raw["v"] > VERSION:
        raise UnreadableInputError(
            tr("{name} was written by a newer version of the program.", name=path.name),
            kept=tr("Nothing of it was taken in."),
            remedy=tr("Please update the program on this PC and take it in again."),
        )
    listed = {
        str(name): (int(said["size"]), str(said["sha256"])) for name, said in raw["files"].items()
    }
    present = [entry.filename for entry in entries if is_finished(entry.filename)]
    if sorted(present) != sorted(listed):
        raise _no_bundle(path)
    for name, said in listed.items():
        data = archive.read(name)
        if (len(data), hashlib.sha256(data).hexdigest()) != said:
            raise _no_bundle(path)
    manifest = Manifest(
        site=str(raw["site"]),
        made_at=datetime.fromisoformat(raw["made_at"]),
        actor=str(raw["actor"]),
        target=str(raw["target"]),
    )
    return Bundle(manifest, BundleStore(archive, frozenset(listed)), size)


def _no_bundle(path: Path) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} is not a handover file of this program, or it is damaged.", name=path.name),
        kept=tr("Nothing of it was taken in."),
        remedy=tr("Please copy the file once more, or have it written anew."),
    )


def _too_large(path: Path) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} is larger than any handover file of this program.", name=path.name),
        kept=tr("Nothing of it was taken in."),
        remedy=tr("Please have it written anew; what is too much goes into a second file."),
    )
