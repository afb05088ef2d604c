"""The home page: what is to be done next, how far things are, what the city's figures say."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from bpr_studio.ui.qt.page import Jump, Page, telling
from bpr_studio.ui.qt.tasks import Done

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.findings import Level
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.services.deeds import DeedLine, Deeds
    from bpr_studio.services.inbox import Inbox
    from bpr_studio.services.views import (
        Queries,
        RoundInfo,
        SectionStatus,
        WorkspaceInfo,
    )
    from bpr_studio.services.waiting import Waiting
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


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page says, read in one go.

    Attributes:
        info: the workspace.
        rounds: its surveys.
        sections: all of them.
        own: the section of the person, None for the whole city and where it is not known.
        deeds: done lately, for the city.
        waiting: what waits for the person.
        largest: the greatest tasks of the own section.
    """

    info: WorkspaceInfo
    rounds: Sequence[RoundInfo]
    sections: tuple[SectionStatus, ...]
    own: SectionStatus | None = None
    deeds: Sequence[DeedLine] = ()
    waiting: Sequence[Waiting] = ()
    largest: Sequence[TaskLine] = ()

    @property
    def round(self) -> RoundInfo | None:
        """The present survey."""
        return next((one for one in self.rounds if one.id == self.info.round_id), None)

    @property
    def place(self) -> str:
        """City and survey, as the title bar says them."""
        from bpr_studio.ui.pages.survey_words import round_title

        year = str(FiscalYear(self.info.fiscal_year))
        return " ・ ".join((self.info.city_name, round_title(self.round) if self.round else year))


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
        self._readings = 0  # how often the figures were read; only the latest are told
        self._is_reading = False  # beside the window
        self._is_stale = False  # something was written since the last reading began
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
        """Read them again when something they depend on was written.

        Beside the window: while a first exchange comes in, something is written all the time.
        """
        if not kinds & _KINDS:
            return
        self._is_stale = True
        if not self._is_reading:
            self._read_beside()

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
        self._show_chooser(self._queries.sections(self._queries.workspace().round_id))

    # -- inside ----------------------------------------------------------------------------------

    def _load(self) -> None:
        self._readings += 1  # what is being read beside the window is older
        self._is_stale = False
        self._tell(self._read())

    def _read_beside(self) -> None:
        """Read in a thread, and once more where something was written meanwhile."""
        self._is_stale, self._is_reading = False, True
        self._readings += 1
        number = self._readings

        def finished(outcome: Outcome[_Read]) -> None:
            self._is_reading = False
            if number == self._readings:
                told(outcome)
            if self._is_stale:
                self._read_beside()

        told = telling(self.notices, self._tell, tr("The figures were not read again."))
        self.host.tasks.start(tr("Reading the figures"), lambda _progress: self._read(), finished)

    def _read(self) -> _Read:
        """All that the page says; any thread may ask."""
        info = self._queries.workspace()
        sections = self._queries.sections(info.round_id)
        read = _Read(info, self._queries.rounds(), sections)
        if self._role == CITY_ROLE:
            deeds = self._deeds.recent(_DEEDS_SHOWN) if sections else ()
            return replace(read, deeds=deeds, waiting=self._inbox.waiting(""))
        own = next((one for one in sections if one.unit_code == self._own), None)
        if own is None:
            return read
        largest = TaskQuery(
            read.round.id if read.round else "",
            unit_id=own.unit_id,
            order=TaskOrder.MINUTES,
            descending=True,
        )
        return replace(
            read,
            own=own,
            waiting=self._inbox.waiting(own.unit_code),
            largest=self._queries.tasks(largest, 0, _LARGEST_SHOWN),
        )

    def _tell(self, read: _Read) -> None:
        if self._role == CITY_ROLE:
            self._show_city(read)
        elif read.own is None:
            self._show_chooser(read.sections, subtitle=read.place)
        else:
            self._show_section(read, read.own)

    def _show(self, view: QWidget) -> None:
        """Bring a view to the front, with the scroll area it may be in."""
        for place in range(self._views.count()):
            one = self._views.widget(place)
            if one is not None and (one is view or one.isAncestorOf(view)):
                self._views.setCurrentIndex(place)

    def _show_city(self, read: _Read) -> None:
        sections = read.sections
        step = next_step([section for section in sections if section.state] or sections)
        if sections:
            self.city.show_city(sections, read.round, read.deeds)
            self.city.inbox.show_waiting(read.waiting, self._facts(read))
            self.city.order_keys()
        self.set_title(step.headline, subtitle=read.place)
        self._next.setText(step.deed)
        self._next.setToolTip(step.advice)
        self._next.setProperty("icon_name", step.icon)
        self._next_jump = step.jump
        self.set_actions([self._next])
        self._show(self.city if sections else self.start_guide)

    def _show_section(self, read: _Read, own: SectionStatus) -> None:
        facts = self._facts(read)
        self.set_title(own.unit_name, subtitle=f"{read.place} ・ {own.bureau_name}")
        first = next(iter(read.waiting), None)
        self._next.setText(deed_of(first.kind) if first else tr("Look at the sheet"))
        self._next.setProperty("icon_name", "table")
        self._next_jump = (
            jump_of(first, facts.rounds, facts.current)
            if first
            else Jump("survey", f"section:{own.unit_code}")
        )
        self.set_actions([self._next, self._change])
        view = self.section_home
        view.inbox.show_waiting(read.waiting, facts)
        view.show_section(own, read.round, read.largest)
        self._show(view)
        self._asked += 1
        if read.round is not None and has_answered(own):
            self._count_findings(read.round.id, own)

    def _count_findings(self, round_id: str, own: SectionStatus) -> None:
        """Count what the checks say about the section, beside the window."""
        asked = self._asked

        def finished(outcome: Outcome[list[Level]]) -> None:
            if isinstance(outcome, Done) and asked == self._asked:
                self.section_home.show_findings(own, outcome.value)

        def check(_progress: Progress) -> list[Level]:
            return [one.finding.level for one in self._findings(round_id, own.unit_id)]

        self.host.tasks.start(tr("Checking the answers"), check, finished)

    def _facts(self, read: _Read) -> InboxFacts:
        return InboxFacts({one.id: one for one in read.rounds}, read.info.round_id, self._role)

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
