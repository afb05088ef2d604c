"""Joining a shared folder: a new workspace that gets all its data from others."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any, Final, Protocol

from bpr_studio.adapters.fs.names import safe_name
from bpr_studio.app.sync_exchange import make_empty
from bpr_studio.app.sync_session import supervisor_of
from bpr_studio.app.system import data_home, person_at_keyboard
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.troubles import Level
from bpr_studio.ui.shell.joining import JoinParts, SectionChoice, SiteSeen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.ui.shell.joining import JoinAnswer

_LOOK_EVERY: Final = 0.2  # s
_LONGEST: Final = 600.0  # s; fetching the organisation takes seconds
_NEW: Final = "joining"


class JoinExchange(Protocol):
    """The exchange of the new workspace (`SyncSupervisor`)."""

    @property
    def status(self) -> SyncStatus:
        """The state now."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""

    def ask(self, name: str, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Let the exchange process do a job, beside the window's thread."""


class JoinJob:
    """Makes the workspace while the questions are asked; thrown away when they are given up."""

    def __init__(
        self,
        role: str,
        home: Path | None = None,
        supervise: Callable[[Workspace], JoinExchange] = supervisor_of,
    ) -> None:
        """Make an empty workspace with an exchange process of its own.

        Args:
            role: of the person, as far as it is known.
            home: folder of the workspaces, that of this user by default.
            supervise: starts the exchange of a workspace.

        Raises:
            RefusedError: it cannot be made.
        """
        self._home = home or data_home()
        self._folder = _free(self._home / _NEW)
        self._seen: SiteSeen | None = None
        person = person_at_keyboard(role)
        make_empty(self._folder, person)
        self._workspace = Workspace.open(self._folder, person)
        self._supervisor = supervise(self._workspace)
        self._supervisor.start()

    def parts(self, pick_folder: Callable[[QWidget], Path | None]) -> JoinParts:
        """What the questions need."""
        return JoinParts(self.look, self.prepare, self.ask, pick_folder)

    def look(self, address: str, progress: Progress) -> SiteSeen:
        """What a shared folder says of itself.

        Raises:
            RefusedError: it cannot be asked, or nobody has begun to share there.
        """
        said = self._supervisor.ask("look", {"address": address}, progress)
        return SiteSeen(
            address, str(said["city"]), str(said["check_number"]), bool(said["fictitious"])
        )

    def prepare(self, seen: SiteSeen, progress: Progress) -> tuple[SectionChoice, ...]:
        """Fetch the organisation from a folder whose number was compared.

        Raises:
            RefusedError: the folder does not answer, or the organisation is not there yet.
            CancelledError: the person gave up waiting.
        """
        given = {"address": seen.address, "check_number": seen.check_number}
        self._supervisor.ask("follow", given, progress)
        self._seen = seen
        until = time.monotonic() + _LONGEST
        while not (found := self._sections()):
            self._require_answer(progress, in_time=time.monotonic() < until)
            time.sleep(_LOOK_EVERY)
        return found

    def ask(self, answer: JoinAnswer, progress: Progress) -> Path:
        """Ask the DX office; the exchange process carries the request with its next cycle.

        Raises:
            RefusedError: the folder does not answer.
        """
        seen = self._seen
        if seen is None:
            raise RuntimeError("compared nothing")
        given = {
            "address": seen.address,
            "check_number": seen.check_number,
            "user": self._workspace.person.user,
            "name": answer.name,
            "role": answer.role,
            "section": answer.section,
        }
        self._supervisor.ask("join", given, progress)
        return self._folder

    def finish(self) -> Path:
        """Close the workspace and give it the name of its city; the folder it lies in then."""
        self._close()
        wanted = _free(self._home / safe_name(self._seen.city if self._seen else _NEW))
        return self._folder.rename(wanted)

    def give_up(self) -> None:
        """Close the workspace and throw it away: nothing was written in it by a person."""
        self._close()
        shutil.rmtree(self._folder, ignore_errors=True)

    # -- inside ------------------------------------------------------------------------------------

    def _close(self) -> None:
        self._supervisor.stop()
        self._workspace.close()

    def _sections(self) -> tuple[SectionChoice, ...]:
        """The sections of the present year, as far as they have arrived whole."""
        queries = self._workspace.queries
        info = queries.workspace()
        if not info.city_name or self._supervisor.status.activity.what:
            return ()
        units = queries.units(info.fiscal_year)
        names = {unit.id: unit.name for unit in units}
        return tuple(
            SectionChoice(unit.code, unit.name, names.get(unit.bureau_id, ""))
            for unit in units
            if unit.level == "section"
        )

    def _require_answer(self, progress: Progress, *, in_time: bool) -> None:
        """Tell how far it is.

        Raises:
            RefusedError: waiting longer makes no sense.
            CancelledError: the person gave up.
        """
        status = self._supervisor.status
        activity = status.activity
        progress.report(activity.done, activity.total, activity.what)
        grave = [one for one in status.troubles if one.level >= Level.WARNING and one.target]
        if grave:
            kept = tr("Nothing was changed and nothing was sent.")
            raise RefusedError(grave[0].happened, kept=kept, remedy=grave[0].remedy)
        if not in_time:
            raise RefusedError(
                tr("The organisation has not arrived in the shared folder yet."),
                kept=tr("Nothing was changed and nothing was sent."),
                remedy=tr("The DX office may still be uploading it. Please try again later."),
            )


def _free(wanted: Path) -> Path:
    """The folder, or one beside it where that is taken."""
    place, n = wanted, 1
    while place.exists():
        n += 1
        place = wanted.with_name(f"{wanted.name} {n}")
    return place
