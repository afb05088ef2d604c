"""What only the DX office has on the page of sync."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.sync_requests import ReasonBar, RequestsTab
from bpr_studio.ui.pages.sync_sections import SectionsTab
from bpr_studio.ui.pages.sync_tables import ListTab, refused_row, refused_table
from bpr_studio.ui.pages.sync_upkeep import CHECK, PACK, REPAIR, UpkeepTab
from bpr_studio.ui.qt.buttons import ActionButton, make_action

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.pages.sync_facts import MemberFact, OfficeDesk
    from bpr_studio.ui.pages.sync_tables import FactTable

    Do = Callable[[str, Callable[[Progress], str]], None]


class OfficeTabs(QObject):
    """Sections, requests, refused files, upkeep, and ending the sharing of a PC."""

    def __init__(self, desk: OfficeDesk, do: Do) -> None:
        """Make the views.

        Args:
            desk: what they show and do.
            do: runs slow work that gives a sentence, under a title.
        """
        super().__init__()
        self._desk = desk
        self._run = do
        self._members: dict[str, MemberFact] = {}
        self._ending = ""
        self.sections = SectionsTab()
        self.requests = RequestsTab()
        self.refused = refused_table()
        self.upkeep = UpkeepTab()
        self.requests.approved.connect(self.approve)
        self.requests.refused.connect(self._refuse)
        self.upkeep.wanted.connect(self._keep_up)

    def tabs(self) -> list[tuple[str, str, QWidget]]:
        """Key, title and widget of each list, in order."""
        refused = tr("Files that did not pass the check. Copies are kept; nothing was taken over.")
        return [
            ("sections", tr("Section by section"), self.sections),
            ("requests", tr("Requests"), self.requests),
            ("refused", tr("Refused files"), ListTab(refused, self.refused)),
            ("upkeep", tr("Upkeep"), self.upkeep),
        ]

    def read(self, key: str, now: datetime) -> None:
        """Read one of the lists."""
        desk = self._desk
        readers = {
            "sections": lambda: self.sections.show_sections(desk.sections(), now),
            "requests": lambda: self.requests.show_requests(desk.requests(), now),
            "refused": lambda: self._show_refused(now),
            "upkeep": lambda: self.upkeep.show_upkeep(desk.upkeep()),
        }
        if key in readers:
            readers[key]()

    def approve(self, ids: Sequence[str]) -> None:
        """Let PCs take part."""
        n = len(ids)
        title = ntr("Letting {n:,} PC in", "Letting {n:,} PCs in", n)
        self._run(title, partial(self._desk.approve, tuple(ids)))

    # -- ending the sharing of a PC --------------------------------------------------------------

    def add_revoking(self, table: FactTable, holder: ListTab) -> None:
        """Offer to end the sharing of the PC that is marked.

        Args:
            table: the list of those who take part.
            holder: the view it stands in.
        """
        self._table = table
        self.ending = ReasonBar()
        self.ending.given.connect(self._revoke)
        self.end_action = make_action(
            table, tr("End the sharing of this PC …"), self._ask_ending, icon_name="prohibit"
        )
        table.set_menu_actions([self.end_action])
        holder.add_right(ActionButton(self.end_action))
        holder.add_below(self.ending)
        table.selection_changed.connect(self._follow)
        self._follow()

    def know_members(self, members: Sequence[MemberFact]) -> None:
        """Remember who takes part."""
        self._members = {member.id: member for member in members}
        self._follow()

    def _marked(self) -> MemberFact | None:
        rows = list(self._table.selected_rows())
        return self._members.get(str(rows[0][0])) if len(rows) == 1 else None

    def _follow(self) -> None:
        marked = self._marked()
        self.end_action.setEnabled(marked is not None and marked.active and not marked.own)

    def _ask_ending(self) -> None:
        marked = self._marked()
        if marked is None:
            return
        self._ending = marked.id
        self.ending.ask(
            tr("End the sharing of {name} ({place})?", name=marked.name, place=marked.place),
            tr(
                "What was shared so far stays. What is written there from now on is not taken over."
                " The person can ask to join again."
            ),
            tr("End the sharing"),
        )

    def _revoke(self, reason: str) -> None:
        self._run(tr("Ending the sharing"), partial(self._desk.revoke, self._ending, reason))

    # -- inside ----------------------------------------------------------------------------------

    def _show_refused(self, now: datetime) -> None:
        self.refused.show_rows([refused_row(one) for one in self._desk.refused()], now)

    def _refuse(self, request_id: str, reason: str) -> None:
        self._run(tr("Refusing the request"), partial(self._desk.refuse, request_id, reason))

    def _keep_up(self, deed: str) -> None:
        titles = {
            PACK: tr("Putting files together"),
            CHECK: tr("Checking everything"),
            REPAIR: tr("Making missing files again"),
        }
        works = {PACK: self._desk.pack, CHECK: self._desk.check, REPAIR: self._desk.repair}
        self._run(titles[deed], works[deed])
