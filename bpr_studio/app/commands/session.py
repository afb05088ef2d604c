"""What every command shares: the workspace option, the output, the person."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.app.output import Output, TerminalProgress
from bpr_studio.app.preferences import load_preferences
from bpr_studio.app.system import data_home, person_at_keyboard, settings_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.ports import Person


@dataclass(frozen=True, slots=True)
class Session:
    """The common options of one call.

    Attributes:
        folder: the workspace folder named or, without one, the one opened last.
        output: where results go.
    """

    folder: Path
    output: Output

    @property
    def person(self) -> Person:
        """Who is at the keyboard; a command line without a chosen role is the DX office's."""
        return person_at_keyboard(load_preferences(settings_file()).role or "dx_office")

    @contextlib.contextmanager
    def writing(self) -> Iterator[Workspace]:
        """The workspace, opened for work.

        Raises:
            BprError: it cannot be opened.
        """
        yield from self._opened(read_only=False)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The workspace for reading only; it may be open in the window at the same time.

        Raises:
            BprError: it cannot be opened.
        """
        yield from self._opened(read_only=True)

    def _opened(self, *, read_only: bool) -> Iterator[Workspace]:
        from bpr_studio.app.workspace import Workspace

        workspace = Workspace.open(
            self.folder, self.person, read_only=read_only, progress=TerminalProgress()
        )
        try:
            yield workspace
        finally:
            workspace.close()


def session_for(workspace: Path | None, *, as_json: bool) -> Session:
    """The session of a call with these options."""
    last = load_preferences(settings_file()).workspace
    folder = workspace or (Path(last) if last else data_home() / "workspace")
    return Session(folder, Output(as_json=as_json))
