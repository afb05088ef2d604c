"""The exchange of an open workspace: built for a window, ended with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.arrivals import ArrivalQueries
from bpr_studio.app.sync_supervisor import Limits, SyncSupervisor, worker_command
from bpr_studio.app.sync_watch import LocalWatch
from bpr_studio.services.sync.reading import reading_of
from bpr_studio.services.sync.status import Membership, SyncReading, Work

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.app.workspace import Workspace


_SHOWN_AFTER_MS: Final = 600  # most closings are quicker and need no words


class DatabaseSource(ArrivalQueries):
    """The local database as the watch sees it; implements `sync_watch.LocalSource`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._database = database

    def read(self) -> SyncReading:
        """What it says about exchange; own changes are counted only where they are shared."""
        from bpr_studio.adapters.db.own_work import OwnWork

        values = self.facts()
        reading = reading_of(values, Work())
        if reading.membership is Membership.NONE:
            return reading
        own = OwnWork(self._database)
        return reading_of(values, own.work(), own.held())


def supervisor_of(
    workspace: Workspace, limits: Limits | None = None, parent: QObject | None = None
) -> SyncSupervisor:
    """The supervisor of a workspace that is open for work; nothing runs before its `start`.

    Args:
        workspace: not one that is open for reading only.
        limits: how patient to be.
        parent: owner in Qt's sense.
    """
    folder = workspace.database.folder

    def command(stuck_at: str) -> list[str]:
        return worker_command(folder, stuck_at=stuck_at)

    watch = LocalWatch(DatabaseSource(workspace.database), workspace.bus)
    supervisor = SyncSupervisor(command, watch, workspace.clock, limits, parent)
    workspace.bus.subscribe(supervisor.hear)
    return supervisor


def share_last_changes(supervisor: SyncSupervisor) -> None:
    """Share what is on this PC only, for some seconds at most, and end the exchange.

    Waits in an event loop of its own; what takes a moment is shown, with a way to skip it.
    """
    supervisor.read_anew()
    if not (supervisor.is_running and supervisor.has_work_here):
        supervisor.stop()
        return
    from PySide6.QtCore import QEventLoop, QTimer

    from bpr_studio.ui.shell.last_sharing import LastSharing

    loop = QEventLoop()
    dialog = LastSharing(supervisor.status.work.here, supervisor.limits.close_within)
    dialog.skipped.connect(supervisor.skip)
    supervisor.closed.connect(loop.quit)
    QTimer.singleShot(_SHOWN_AFTER_MS, dialog, dialog.show)
    supervisor.finish()
    loop.exec()
    dialog.finish()
    dialog.deleteLater()
