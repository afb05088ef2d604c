"""The home page: what is to be done next, how far things are, what the city's figures say."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.section_checks import has_answered
from bpr_studio.services.views import TaskOrder, TaskQuery
from bpr_studio.ui.pages.home_steps import next_step
from bpr_studio.ui.pages.inbox import InboxFacts, deed_of, jump_of
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import Done

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.findings import Level
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.services.deeds import Deeds
    from bpr_studio.services.inbox import Inbox
    from bpr_studio.services.views import Queries, RoundInfo, SectionStatus, WorkspaceInfo
    from bpr_studio.ui.pages.home_choose import ChooseSection
    from bpr_studio.ui.pages.home_city import CityHome
    from bpr_studio.ui.pages.home_section import SectionHome
    from bpr_studio.ui.pages.home_start import StartGuide
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

CITY_ROLE: Final = "dx_office"
SECTION: Final = "section"
"""What `open_target` understands."""

_DEEDS_SHOWN: Final = 6
_LARGEST_SHOWN: Final = 6
_KINDS: Final = frozenset(
    {
        "work_item",
        "survey_sheet",
        "survey_round",
        "sheet_event",
        "cell_comment",
        "org_unit",
        "headcount",
        "staff_year",
        "workspace",
    }
)


class HomePage(Page):
    """Where everybody starts.

    Args:
        host: the window.
        queries: what the workspace holds.
        deeds: what was done lately.
        inbox: what waits for the person.
        role: "dx_office" sees the city, everybody else their own section.
        today: the day it is (ISO).
        section: code of the section the person belongs to, "" before they said so.
        remember_section: told the code of the section somebody chooses.
        show_sample: opens the fictitious city, None where it is open already.
        findings: what the checks say about a round and a unit (their ids); asked in a thread.
    """

    def __init__(  # noqa: PLR0913  # the parts a home page has
        self,
        host: PageHost,
        queries: Queries,
        deeds: Deeds,
        inbox: Inbox,
        *,
        role: str,
        today: Callable[[], str],
        section: str = "",
        remember_section: Callable[[str], None] = lambda _code: None,
        show_sample: Callable[[], object] | None = None,
        findings: Callable[[str, str], Sequence[RowFinding]] = lambda _round, _unit: (),
    ) -> None:
        super().__init__(host, title=tr("Home"), icon="house")
        self._queries = queries
        self._deeds = deeds
        self._inbox = inbox
        self._role = role
        self._own = section
        self._today = today
        self._remember = remember_section
        self._show_sample = show_sample
        self._findings = findings
        self._asked = 0  # how often the checks were; an answer to an older question is dropped
        self._views = QStackedWidget()
        self.set_content(self._views)
        self._next_jump = Jump("survey")
        self._next = make_action(
            self, tr("Survey"), lambda: self.host.go_to(self._next_jump), icon_name="clipboard-text"
        )
        self._change = make_action(
            self, tr("Change the section"), self.ask_section, icon_name="swap"
        )

    def on_shown(self) -> None:
        """Read the figures."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read them again when something they depend on was written."""
        if kinds & _KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Ask which section the person belongs to, for the target "section"."""
        if target == SECTION and self._role != CITY_ROLE:
            self.ask_section()

    @property
    def section_code(self) -> str:
        """Code of the section the person belongs to, "" before they said so."""
        return self._own

    @property
    def next_action(self) -> QAction:
        """The one thing to do now; the filled button."""
        return self._next

    # Each view is imported and built when it is first needed: this page opens with the window.

    @cached_property
    def city(self) -> CityHome:
        """What the DX office sees."""
        from bpr_studio.ui.pages.home_city import CityHome

        made = CityHome(self.host.go_to)
        self._views.addWidget(_scrolled(made))
        return made

    @cached_property
    def section_home(self) -> SectionHome:
        """What a section sees."""
        from bpr_studio.ui.pages.home_section import SectionHome

        made = SectionHome(self.host.go_to, self._today)
        self._views.addWidget(_scrolled(made))
        return made

    @cached_property
    def chooser(self) -> ChooseSection:
        """Asks for the section."""
        from bpr_studio.ui.pages.home_choose import ChooseSection

        made = ChooseSection()
        made.chosen.connect(self.choose_section)
        self._views.addWidget(made)
        return made

    @cached_property
    def start_guide(self) -> StartGuide:
        """What is there before the organisation is."""
        from bpr_studio.ui.pages.home_start import StartGuide

        made = StartGuide(self._show_sample)
        self._views.addWidget(made)
        return made

    def choose_section(self, code: str) -> None:
        """Belong to a section from now on."""
        self._own = code
        self._remember(code)
        self._load()

    def ask_section(self) -> None:
        """Ask which section the person belongs to."""
        self._show_chooser(self._sections())

    # -- inside ----------------------------------------------------------------------------------

    def _load(self) -> None:
        info = self._queries.workspace()
        found = next((r for r in self._queries.rounds() if r.id == info.round_id), None)
        sections = self._sections()
        place = _place(info, found)
        if self._role == CITY_ROLE:
            self._show_city(sections, found, place)
            return
        own = next((s for s in sections if s.unit_code == self._own), None)
        if own is None:
            self._show_chooser(sections, subtitle=place)
        else:
            self._show_section(own, found, place)

    def _show(self, view: QWidget) -> None:
        """Bring a view to the front, with the scroll area it may be in."""
        for place in range(self._views.count()):
            one = self._views.widget(place)
            if one is not None and (one is view or one.isAncestorOf(view)):
                self._views.setCurrentIndex(place)

    def _sections(self) -> tuple[SectionStatus, ...]:
        return self._queries.sections(self._queries.workspace().round_id)

    def _show_city(
        self, sections: tuple[SectionStatus, ...], found: RoundInfo | None, place: str
    ) -> None:
        step = next_step([section for section in sections if section.state] or sections)
        if sections:
            self.city.show_city(sections, found, self._deeds.recent(_DEEDS_SHOWN))
            self.city.inbox.show_waiting(self._inbox.waiting(""), self._facts())
            self.city.order_keys()
        self.set_title(step.headline, subtitle=place)
        self._next.setText(step.deed)
        self._next.setToolTip(step.advice)
        self._next.setProperty("icon_name", step.icon)
        self._next_jump = step.jump
        self.set_actions([self._next])
        self._show(self.city if sections else self.start_guide)

    def _show_section(self, own: SectionStatus, found: RoundInfo | None, place: str) -> None:
        waiting, facts = self._inbox.waiting(own.unit_code), self._facts()
        self.set_title(own.unit_name, subtitle=f"{place} ・ {own.bureau_name}")
        first = next(iter(waiting), None)
        self._next.setText(deed_of(first.kind) if first else tr("Look at the sheet"))
        self._next.setProperty("icon_name", "table")
        self._next_jump = (
            jump_of(first, facts.rounds, facts.current)
            if first
            else Jump("survey", f"section:{own.unit_code}")
        )
        self.set_actions([self._next, self._change])
        largest = TaskQuery(
            found.id if found else "",
            unit_id=own.unit_id,
            order=TaskOrder.MINUTES,
            descending=True,
        )
        view = self.section_home
        view.inbox.show_waiting(waiting, facts)
        view.show_section(own, found, self._queries.tasks(largest, 0, _LARGEST_SHOWN))
        self._show(view)
        self._asked += 1
        if found is not None and has_answered(own):
            self._count_findings(found.id, own)

    def _count_findings(self, round_id: str, own: SectionStatus) -> None:
        """Count what the checks say about the section, beside the window."""
        asked = self._asked

        def finished(outcome: Outcome[list[Level]]) -> None:
            if isinstance(outcome, Done) and asked == self._asked:
                self.section_home.show_findings(own, outcome.value)

        def check(_progress: Progress) -> list[Level]:
            return [one.finding.level for one in self._findings(round_id, own.unit_id)]

        self.host.tasks.start(tr("Checking the answers"), check, finished)

    def _facts(self) -> InboxFacts:
        rounds = {found.id: found for found in self._queries.rounds()}
        return InboxFacts(rounds, self._queries.workspace().round_id, self._role)

    def _show_chooser(self, sections: tuple[SectionStatus, ...], *, subtitle: str = "") -> None:
        self.set_title(tr("Welcome"), subtitle=subtitle)
        self.set_actions([])
        self.chooser.ask(sections, self._own)
        self._show(self.chooser)


def _scrolled(view: QWidget) -> QScrollArea:
    """The view with a scroll bar where the screen is smaller than it."""
    view.setObjectName("scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(tr("Home"))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(view)
    return area


def _place(info: WorkspaceInfo, found: RoundInfo | None) -> str:
    from bpr_studio.ui.pages.survey_words import round_title

    year = str(FiscalYear(info.fiscal_year))
    return " ・ ".join((info.city_name, round_title(found) if found else year))
