"""The schema on disk and its numbered steps; a released step is never edited.

Steps are `schema/NNNN_*.sql`. Each runs in one transaction together with its version number
(`PRAGMA user_version`). An existing file is copied to `backups/` before the first step. Ops are
additive and are never migrated: where a projection changed, the step notes in `local` that a
rebuild is due, and the op store does it when it opens the file, however often that was stopped.
"""

from __future__ import annotations

import contextlib
import sqlite3
from importlib import resources
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

APPLICATION_ID: Final = 0x42505253  # "BPRS" in the file header, so that `file` can tell it


def steps() -> tuple[str, ...]:
    """The SQL of all steps, first to last; the schema version is their number."""
    folder = resources.files("bpr_studio.adapters.db") / "schema"
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in files)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of an open file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, all_steps: Sequence[str] | None = None) -> None:
    """Make an empty file a workspace."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode=WAL")
    _run(connection, steps() if all_steps is None else all_steps)
    connection.execute("DELETE FROM local WHERE name='rebuild'")  # there is no log to read yet


def check(connection: sqlite3.Connection, all_steps: Sequence[str] | None = None) -> int:
    """The version of the file, if this program can work with it.

    Raises:
        RefusedError: a newer program wrote it.
        UnreadableInputError: it is no workspace.
    """
    known = len(steps() if all_steps is None else all_steps)
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise UnreadableInputError(
            tr("This file is not a workspace of BPR Studio."),
            kept=tr("The file was left as it is."),
            remedy=tr("Choose the folder of a workspace, or create a new one."),
        )
    version = version_of(connection)
    if version > known:
        raise RefusedError(
            tr("This workspace was written by a newer version of BPR Studio."),
            kept=tr("The file was left as it is."),
            remedy=tr("Update BPR Studio on this PC and open the workspace again."),
        )
    return version


def check_for_reading(connection: sqlite3.Connection) -> None:
    """Whether a file can be read as it is.

    Raises:
        RefusedError: a newer program wrote it, or it is older and must be brought up to date.
        UnreadableInputError: it is no workspace.
    """
    if check(connection) < len(steps()):
        raise RefusedError(
            tr("This workspace was written by an older version of BPR Studio."),
            kept=tr("The file was left as it is."),
            remedy=tr("Open it once for writing, which brings it up to date."),
        )


def bring_up_to_date(
    connection: sqlite3.Connection, path: Path, all_steps: Sequence[str] | None = None
) -> bool:
    """Run the steps a file has not seen; returns whether there were any.

    Raises:
        RefusedError: a newer program wrote the file.
        UnreadableInputError: it is no workspace.
        sqlite3.Error: a step failed; the file is as it was before.
    """
    wanted = steps() if all_steps is None else all_steps
    version = check(connection, wanted)
    if version == len(wanted):
        return False
    _back_up(connection, path, version)
    _run(connection, wanted)
    return True


def _run(connection: sqlite3.Connection, wanted: Sequence[str]) -> None:
    for number in range(version_of(connection), len(wanted)):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {wanted[number]}\n; PRAGMA user_version={number + 1}; COMMIT;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.rollback()
            raise


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy the file as it is now to `backups/`, whole and checked."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"{path.stem}-v{version:04}.sqlite3"
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise UnreadableInputError(
            tr("The workspace file is damaged: {detail}", detail=verdict),
            kept=tr("The file was left as it is."),
            remedy=tr("Restore the newest file of the folder “backups” beside it."),
        )
    unfinished.replace(target)
