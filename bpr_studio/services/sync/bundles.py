"""Bundles as services see them: what one holds and says of itself, and the port to the files.

A bundle is one ordinary ZIP file with the same files under the same names as on a place of exchange,
`manifest.json` with the size and SHA-256 of each, and `contents.txt` for people. Its manifest is not
signed: what counts are the signatures of the files in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from bpr_studio.services.sync.ports import ShareStore

SUFFIX: Final = ".zip"
CONTENTS: Final = "contents.txt"
MANIFEST: Final = "manifest.json"
VERSION: Final = 1
"""Version of the manifest this program writes."""
MOST_BYTES: Final = 500 << 20
"""Size of a bundle, also of all its files unpacked."""
MOST_WRITTEN: Final = 200 << 20
"""Size from which on the rest goes into a further bundle."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        site: id of the deployment.
        made_at: when.
        actor: the PC that wrote it.
        target: for whom, as its writer named it; "" for nobody in particular.
    """

    site: str
    made_at: datetime
    actor: str
    target: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read: whole, and as its manifest says.

    Attributes:
        manifest: what it says of itself.
        store: its files as a place of exchange that is only read.
        size: bytes of the file.
    """

    manifest: Manifest
    store: ShareStore
    size: int


class BundleFiles(Protocol):
    """Reads and writes bundles."""

    def write(
        self, path: Path, manifest: Manifest, contents: str, files: Mapping[str, bytes]
    ) -> int:
        """Write a bundle, wholly or not at all; its size in bytes.

        Raises:
            RefusedError: it cannot be written there.
        """

    def open(self, path: Path) -> AbstractContextManager[Bundle]:
        """Read a bundle and check it whole; the file is let go at the end of the block.

        Raises:
            UnreadableInputError: it is no bundle, damaged, too large, or for a newer program.
        """
