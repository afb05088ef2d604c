"""The pictures of sync and of overlapping edits in the user guide, from a real exchange (架空)."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.app.guide_camera import GuidePhotographer
from bpr_studio.app.guide_exchange import ADDRESS, GuideExchange, Seat
from bpr_studio.app.preferences import remember
from bpr_studio.app.shots import DESIGN_SIZE
from bpr_studio.app.sync_session import DatabaseSource
from bpr_studio.app.sync_watch import LocalWatch
from bpr_studio.app.system import SystemClock
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.workflow import DX_OFFICE, PROMOTER, SECTION_CHIEF, SheetState
from bpr_studio.services.demo.city import DemoSize
from bpr_studio.ui.pages.entry import EntryPage
from bpr_studio.ui.pages.sync import SyncPage
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.sync_supervisor import SyncSupervisor
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.views import SectionStatus
    from bpr_studio.ui.pages.sync_facts import ProbeResult

_SIZE: Final = DemoSize(sections=40, tasks=600, flows=40)
_SILENT: Final = "import sys; sys.stdin.read()"
_SHARING: Final = 8
_LOOKS: Final = 30
_NAMES: Final = ("（前期）", "（前期・後期）")
_HOURS: Final = (72_000, 75_600)  # minutes
_NOTES: Final = ("4月と3月に集中する", "年度末は2人で行う")


def take_sync(folder: Path, home: Path) -> list[Path]:
    """Take the pictures of sync and of overlapping edits.

    Args:
        folder: where the pictures go.
        home: for everything that is thrown away.

    Raises:
        RefusedError: the folder cannot be written.
    """
    stage = _Stage(folder, home / "exchange")
    return [
        *stage.before_sharing(),
        *stage.office(),
        *stage.section(),
    ]


class _Stage:
    """Lets PCs exchange, and opens windows on them in between."""

    def __init__(self, folder: Path, home: Path) -> None:
        from bpr_studio.app.demo import create_demo

        self._folder = folder
        self._home = home
        self._dx = Seat("PC-001", "user001", "DX室", DX_OFFICE, "")
        self._exchange = GuideExchange(home, self._dx)
        person = Person(self._dx.user, DX_OFFICE)
        place = self._exchange.folder(self._dx)
        with closing(create_demo(place, person, NoProgress(), seed=1, size=_SIZE)) as city:
            found = city.queries.sections(city.round_id)
        (own, *drafts) = [one for one in found if one.state == SheetState.DRAFT.value]
        self._promoter = _seat(11, own, PROMOTER, "管理係")
        self._chief = _seat(12, own, SECTION_CHIEF, "課長席")
        self._sharing = [
            _seat(13 + number, one, PROMOTER, "庶務担当")
            for number, one in enumerate(found[:_SHARING])
        ]
        self._asking = [
            _seat(31 + number, one, PROMOTER, "窓口") for number, one in enumerate(drafts)
        ]

    def before_sharing(self) -> list[Path]:
        """The DX office looks at the folder it will share over; then it begins."""
        with self._window(self._dx) as camera:
            self._founding(camera)
            files = camera.leave()
        self._exchange.found()
        return files

    def office(self) -> list[Path]:
        """Two are let in, the others wait; every section at a glance; how joining looks."""
        let_in = (self._promoter, self._chief, *self._sharing)
        for seat in (*let_in, *self._asking):
            self._exchange.ask(seat)
        self._exchange.approve(*let_in)
        for seat in let_in:
            self._exchange.exchange(seat)
        self._exchange.exchange(self._dx)
        with self._window(self._dx) as camera:
            for name, target in (("sync-sections", "sections"), ("sync-requests", "requests")):
                _save_sync(camera, name, target)
            self._joining(camera)
            return camera.leave()

    def section(self) -> list[Path]:
        """What the promoter of the section sees after two wrote the same fields."""
        row = self._overlap()
        with self._window(self._promoter) as camera:
            for name, target in (("sync", "members"), ("sync-bundles", "bundles")):
                _save_sync(camera, name, target)
            camera.places([("conflicts", Jump("conflicts", f"work_item:{row}"))])
            self._cell(camera)
            return camera.leave()

    # -- the exchange ------------------------------------------------------------------------------

    def _overlap(self) -> str:
        """Two of one section write the same fields before their PCs have exchanged; one of the rows."""
        rows = self._rows()
        for seat, name, hours, note in zip(
            (self._promoter, self._chief), _NAMES, _HOURS, _NOTES, strict=True
        ):
            changes: dict[str, dict[str, object]] = {
                rows[0][0]: {"name": rows[0][1] + name},
                rows[2][0]: {"minutes_regular": hours},
                rows[3][0]: {"note": note},
            }
            self._exchange.write(seat, changes)
        for seat in (self._chief, self._promoter):
            self._exchange.exchange(seat)
        return rows[3][0]

    def _rows(self) -> list[tuple[str, str]]:
        """The tasks of the promoter's section with their names."""
        seat = self._promoter
        with closing(self._opened(seat)) as workspace:
            unit = next(
                one.unit_id
                for one in workspace.queries.sections(workspace.round_id)
                if one.unit_code == seat.section
            )
            tasks = workspace.queries.work_items(workspace.round_id, unit)
            return [(row, str(task["name"])) for row, task in tasks.items()]

    # -- windows -----------------------------------------------------------------------------------

    def _opened(self, seat: Seat) -> Workspace:
        return Workspace.open(self._exchange.folder(seat), Person(seat.user, seat.role))

    @contextmanager
    def _window(self, seat: Seat) -> Iterator[GuidePhotographer]:
        """A window on a PC, which sees what was exchanged and exchanges nothing itself."""
        from bpr_studio.app.window import WindowSession

        with closing(self._opened(seat)) as workspace:
            settings = self._home / "settings" / seat.pc / "settings.json"
            remember(settings, role=seat.role, section=seat.section)
            session = WindowSession(workspace, settings, _still)
            session.window.show()
            session.start_sharing()
            camera = GuidePhotographer(session.window, self._folder)
            camera.resize(DESIGN_SIZE)
            camera.settle()
            yield camera
            if session.sync is not None:
                session.sync.stop()

    def _founding(self, camera: GuidePhotographer) -> None:
        """The look at the folder, as the DX office sees it before it begins."""
        from bpr_studio.ui.pages.sync_facts import Founded
        from bpr_studio.ui.pages.sync_founding import FoundingDialog, FoundingParts

        parts = FoundingParts(
            probe=self._probe,
            found=lambda plan, _progress: Founded("", plan.key_file),  # nobody goes so far
            pick_folder=lambda _over: None,
            pick_file=lambda *_asked: None,
        )
        dialog = FoundingDialog(parts, camera.window.tasks)
        dialog.show()
        dialog.folder.address.setText(ADDRESS)
        dialog.probe()
        camera.save("sync-found", dialog)
        dialog.close()

    def _probe(self, _address: str, progress: Progress) -> ProbeResult:
        """What the share probe says of the folder, as if it lay where its address says."""
        from bpr_studio.adapters.share.probe import Means, measure
        from bpr_studio.app.sync_desk import probe_result
        from bpr_studio.services.sync.probe_judging import judged

        clock = SystemClock()
        found = measure(self._exchange.place, clock, progress, Means())
        shown = replace(found, address=ADDRESS, place="network", place_detail="SMB")
        return probe_result(judged(shown, clock.now(), "").document())

    def _joining(self, camera: GuidePhotographer) -> None:
        """The number as somebody who joins compares it."""
        from bpr_studio.ui.shell.joining import Joining, JoinParts, SiteSeen

        site = self._exchange.site()
        seen = SiteSeen(ADDRESS, site.city, site.check_number, fictitious=site.fictitious)
        parts = JoinParts(
            look=lambda *_asked: seen,
            prepare=lambda *_asked: [],
            ask=lambda *_asked: Path(),  # nobody goes so far
            pick_folder=lambda _over: None,
        )
        dialog = Joining(parts, camera.window.tasks, self._promoter.role)
        dialog.show()
        dialog.folder.address.setText(ADDRESS)
        dialog.forward()
        camera.settle()
        dialog.number.same.setChecked(True)
        camera.save("sync-join", dialog)
        dialog.close()

    def _cell(self, camera: GuidePhotographer) -> None:
        """The mark in the sheet."""
        page = camera.at(Jump("entry", f"section:{self._promoter.section}"), EntryPage)
        rows = [] if page.sheet is None else list(page.sheet.rows)
        page.work.jump(rows[2], "minutes_regular")
        camera.save("conflict-cell")


def _save_sync(camera: GuidePhotographer, name: str, target: str) -> None:
    """A list of the page of sync, once the numbers in it are computed."""
    page = camera.at(Jump("sync", target), SyncPage)
    for _ in range(_LOOKS):
        page.on_shown()
        camera.settle()
        if page.office is None or page.office.requests.is_complete:
            break
    camera.save(name)


def _seat(number: int, section: SectionStatus, role: str, word: str) -> Seat:
    return Seat(
        f"PC-{number:03}",
        f"user{number:03}",
        f"{section.unit_name} {word}",
        role,
        section.unit_code,
    )


def _still(workspace: Workspace) -> SyncSupervisor:
    """An exchange of which the window sees all, with a process that does nothing."""
    from bpr_studio.app.sync_supervisor import SyncSupervisor

    watch = LocalWatch(DatabaseSource(workspace.database), workspace.bus)
    return SyncSupervisor(lambda _stuck_at: [sys.executable, "-c", _SILENT], watch, workspace.clock)
