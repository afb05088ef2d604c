"""A workspace that lives for one command, for work on files alone."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.database import Database
from bpr_studio.app.system import RandomIds, SystemClock
from bpr_studio.app.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.shared.ports import Person


@contextlib.contextmanager
def scratch_workspace(person: Person) -> Iterator[Workspace]:
    """An empty workspace in a temporary folder, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="bpr-studio-") as folder:
        database = Database.create(Path(folder) / "workspace")
        workspace = Workspace(database, person, SystemClock(), RandomIds())
        try:
            yield workspace
        finally:
            workspace.close()
