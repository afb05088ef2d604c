"""The pictures of sync in the user guide, over invented PCs and sections (架空)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.services.sync.status import (
    Membership,
    SyncReading,
    TargetReading,
    Work,
    status_of,
)
from bpr_studio.ui.pages.sync import Asking, SyncPage
from bpr_studio.ui.pages.sync_facts import (
    ExchangeFact,
    Founded,
    MemberFact,
    OfficeDesk,
    ProbeLine,
    ProbeResult,
    RequestFact,
    SectionFact,
    SyncDesk,
    SyncFacts,
    Trust,
    Upkeep,
    Verdict,
)
from bpr_studio.ui.shell.joining import Joining, JoinParts, SectionChoice, SiteSeen

if TYPE_CHECKING:
    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

ADDRESS: Final = r"\\fs01\kyoyu\bpr"
NUMBER: Final = "7594 4118 0850"
_SIZE: Final = (1130, 640)
_WAIT: Final = timedelta(minutes=4)


def sync_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """A section's page, the DX office's lists, founding and joining."""
    now = workspace.clock.now()
    sections = [
        (unit.code, unit.name, unit.path.partition(" › ")[0])
        for unit in workspace.queries.units(workspace.fiscal_year.year)
        if unit.level == "section"
    ]
    stage = _Stage(camera, now, sections)
    stage.section_page()
    stage.office_pages()
    stage.founding()
    stage.joining()


class _Stage:
    """Shows pages over invented facts."""

    def __init__(
        self, camera: GuidePhotographer, now: datetime, sections: list[tuple[str, str, str]]
    ) -> None:
        self._camera = camera
        self._now = now
        self._sections = sections

    def section_page(self) -> None:
        """What a section sees while its last changes are on their way."""
        page = self._page(self._desk(Work(3, self._now - _WAIT, 5)))
        self._camera.save("sync", page)
        page.open_target("bundles")
        self._camera.save("sync-bundles", page)
        page.hide()

    def office_pages(self) -> None:
        """The lists of the DX office."""
        page = self._page(self._desk(Work(), office=True))
        self._camera.save("sync-sections", page)
        page.open_target("requests")
        self._camera.save("sync-requests", page)
        page.hide()

    def founding(self) -> None:
        """The number everybody compares."""
        page = self._page(self._desk(Work(), office=True))
        dialog = page.founding_dialog()
        if dialog is None:
            raise TypeError("founding")
        dialog.show()
        dialog.folder.address.setText(ADDRESS)
        dialog.folder.show_result(_probed())
        self._camera.save("sync-found", dialog)
        dialog.close()
        page.hide()

    def joining(self) -> None:
        """Comparing the number."""
        choices = [SectionChoice(*section) for section in self._sections]
        parts = JoinParts(
            look=lambda address, _progress: SiteSeen(address, "見本市", NUMBER, fictitious=True),
            prepare=lambda _seen, _progress: choices,
            ask=lambda _answer, _progress: Path(),
            pick_folder=lambda _over: None,
        )
        dialog = Joining(parts, self._camera.window.tasks, "promoter")
        dialog.show()
        dialog.folder.address.setText(ADDRESS)
        dialog.forward()
        self._camera.settle()
        self._camera.save("sync-join", dialog)
        dialog.close()

    def _page(self, desk: SyncDesk) -> SyncPage:
        asking = Asking(lambda _over: None, lambda *_asked: None, lambda *_asked: [])
        page = SyncPage(self._camera.window, desk, asking)
        page.resize(*_SIZE)
        page.show()
        page.on_shown()
        return page

    def _desk(self, work: Work, *, office: bool = False) -> SyncDesk:
        reading = SyncReading(
            Membership.MEMBER, work, (TargetReading(ADDRESS, self._now - timedelta(minutes=1)),)
        )
        facts = SyncFacts(
            status_of(reading, self._now),
            self._now,
            person="DX室" if office else "市民課 2番窓口（推進員）",
            check_number=NUMBER,
            requests=3 if office else 0,
        )
        return SyncDesk(
            facts=lambda: facts,
            members=self._members,
            history=lambda: (ExchangeFact(self._now, "sent", "市民課", 3),),
            request_now=lambda: None,
            write_bundle=lambda _file, _progress: "",
            rescue=lambda _file, _progress: "",
            read_bundles=lambda _files, _progress: "",
            probe=lambda _address, _progress: _probed(),
            save_text=lambda _file, _text: None,
            join=lambda: None,
            found=lambda plan, _progress: Founded(NUMBER, plan.key_file),
            office=self._office() if office else None,
        )

    def _office(self) -> OfficeDesk:
        return OfficeDesk(
            requests=self._requests,
            sections=self._section_facts,
            refused=tuple,
            upkeep=lambda: Upkeep("", "", ""),
            approve=lambda _ids, _progress: "",
            refuse=lambda _id, _reason, _progress: "",
            revoke=lambda _id, _reason, _progress: "",
            pack=lambda _progress: "",
            check=lambda _progress: "",
            repair=lambda _progress: "",
        )

    def _members(self) -> list[MemberFact]:
        roles = ("section_chief", "promoter", "member")
        return [
            MemberFact(
                id=str(number),
                name=f"市民課 {number + 1}番窓口",
                role=role,
                place="市民課",
                pc=f"PC-{number + 11:03}",
                since="2026-05-11",
                last_contact=self._now - timedelta(minutes=3 + 40 * number),
                own=number == 1,
            )
            for number, role in enumerate(roles)
        ]

    def _requests(self) -> list[RequestFact]:
        return [
            RequestFact(
                id=str(number),
                name=f"{name} 窓口",
                role="promoter",
                place=name,
                pc=f"PC-{number + 41:03}",
                user=f"user{number + 7:03}",
                at=self._now - timedelta(minutes=12 + 45 * number),
                trust=Trust.UNKNOWN,
                check_number=f"{3141 + number} 5926 535{number}",
            )
            for number, (_code, name, _bureau) in enumerate(self._sections[:3])
        ]

    def _section_facts(self) -> list[SectionFact]:
        return [
            SectionFact(
                code=code,
                name=name,
                bureau=bureau,
                members=1 + number % 3,
                last_contact=self._now - timedelta(minutes=3 + number * 37, days=9 * (number == 4)),
                waiting=2 * (number == 6),
            )
            for number, (code, name, bureau) in enumerate(self._sections)
        ]


def _probed() -> ProbeResult:
    lines = (
        ProbeLine("新しいファイルを作る", "40ミリ秒", Verdict.GOOD),
        ProbeLine(
            "サーバーの時計",
            "このPCより7分進んでいます。",
            Verdict.DOUBTFUL,
            "情報システム部門に時計合わせを依頼してください。",
        ),
    )
    said = "このフォルダは共有先として使えます。確認が必要な点が1件あります。"
    return ProbeResult(ADDRESS, said, usable=True, lines=lines, document="{}")
