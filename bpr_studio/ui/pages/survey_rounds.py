"""Survey rounds: what there is, planning, opening, closing, locking, and the next year's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QStackedWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.services.round_progress import progress_of
from bpr_studio.services.survey_rounds import RoundPlan
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_rounds_card import RoundCard
from bpr_studio.ui.pages.survey_rounds_form import FormChoices, RoundForm
from bpr_studio.ui.pages.survey_rounds_next import NextRoundView
from bpr_studio.ui.pages.survey_rounds_table import round_columns, round_row
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.next_round import NextRoundPlan, NextRounds
    from bpr_studio.services.round_progress import RoundProgress
    from bpr_studio.services.survey_rounds import SurveyRounds
    from bpr_studio.services.views import Queries, RoundInfo
    from bpr_studio.ui.pages.survey_rounds_form import Definition
    from bpr_studio.ui.qt.page import PageHost

_KINDS: Final = frozenset({"survey_round", "survey_sheet", "workspace", "org_unit"})
_CARD_WIDTH: Final = 400


@dataclass(frozen=True, slots=True)
class RoundsDesk:
    """What the page works with.

    Attributes:
        queries: what the workspace holds.
        rounds: plans, opens, closes.
        next_rounds: starts a round from the answers of the one before.
        undo: takes the last deed back.
        today: the day it is (ISO).
        definitions: the known definitions of core work, the usual one first.
        versions: released versions by format id, oldest first.
    """

    queries: Queries
    rounds: SurveyRounds
    next_rounds: NextRounds
    undo: Callable[[], object]
    today: Callable[[], str]
    definitions: Sequence[Definition]
    versions: Callable[[str], Sequence[int]]


class RoundsPage(Page):
    """The list of rounds with the one marked in full; a form; the preview of the next year.

    Jump targets: "" for the list, "new" for a new plan, "<id>" marks a round.
    """

    def __init__(self, host: PageHost, desk: RoundsDesk) -> None:
        super().__init__(host, title=tr("Survey rounds"), icon="calendar-check")
        self._desk = desk
        self._progress: dict[str, RoundProgress] = {}
        self._revised = ""
        self._previous: RoundInfo | None = None
        self._assign: dict[str, str] = {}
        self._next_plan: NextRoundPlan | None = None
        columns = round_columns()
        self.table = DataTable(columns, MemorySource(columns, []), name=tr("Survey rounds"))
        self.card = RoundCard()
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self.set_content(self._views)
        self.set_side(self.card, width=_CARD_WIDTH)
        self.setFocusProxy(self.table)
        self._make_actions()
        self.table.selection_changed.connect(self._show_marked)
        self.table.activated.connect(lambda row: host.go_to(Jump("survey", f"round:{row[0]}")))
        self.card.wanted.connect(self.do)
        self.show_list()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read the rounds."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read them again when they changed."""
        if kinds & _KINDS:
            self._load()

    def commands(self) -> tuple[QAction, ...]:
        """What can be done here now; from the list there is no way back."""
        found = super().commands()
        return tuple(a for a in found if a is not self._leave or self.front is not self.table)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """What is being done, away from the list."""
        return () if self.front is self.table else (Crumb(self.title),)

    def open_target(self, target: str) -> None:
        """Show the list, a new plan ("new"), or mark a round by its id."""
        if target == "new":
            self.plan_new()
            return
        self.show_list()
        if target:
            self._mark(target)

    # -- what can be shown -----------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """The view in front."""
        return self._views.currentWidget() or self._views

    @property
    def keep_action(self) -> QAction:
        """Keeps the plan in the form."""
        return self._keep

    @property
    def start_action(self) -> QAction:
        """Starts next year's round."""
        return self._start

    def show_list(self) -> None:
        """Go to the list of rounds."""
        self._bring(self.table, (tr("Survey rounds"), ""), [self._new])
        self.card.setVisible(bool(self._progress))

    def leave(self) -> None:
        """Leave a question, else go back to the list."""
        if self.card.question:
            self.card.leave()
        else:
            self.show_list()

    def plan_new(self) -> None:
        """Ask what the new round shall be."""
        year = self._desk.queries.workspace().fiscal_year
        years = self._desk.queries.organisation_years()
        try:
            plan = self._desk.rounds.proposal(year if year in years or not years else years[-1])
        except BprError as error:
            self.notices.show_error(error)
            return
        self._ask("", plan, tr("Plan a survey"))

    def revise(self, found: RoundInfo) -> None:
        """Ask what shall be different in a round."""
        self._ask(found.id, self._plan_of(found), tr("Change the survey"))

    def keep_plan(self) -> None:
        """Keep what the form says: a new round, a changed one, or go on to the next year's."""
        plan = self.form.plan
        if plan is None:
            return
        if self._previous is not None:
            self._look_at_next(plan)
            return
        try:
            if self._revised:
                self._desk.rounds.revise(self._revised, plan)
                text = tr("The survey “{name}” was changed.", name=plan.name)
                kept = self._revised
            else:
                kept = self._desk.rounds.plan(plan)
                text = tr(
                    "The survey “{name}” was planned. Open it when it begins.", name=plan.name
                )
        except BprError as error:
            self.notices.show_error(error)
            return
        self._load()
        self.show_list()
        self._mark(kept)
        self._say(text)

    def do(self, key: str) -> None:
        """Do something with the round that is marked; see `deeds_of`."""
        progress = self._marked()
        if progress is None:
            return
        found = progress.round
        ways: dict[str, Callable[[], object]] = {
            "board": lambda: self.host.go_to(Jump("survey", f"round:{found.id}")),
            "remind": lambda: self.host.go_to(Jump("survey", f"remind:{found.id}")),
            "revise": lambda: self.revise(found),
            "next": lambda: self.begin_next(found),
        }
        if key in ways:
            ways[key]()
            return
        self._change(key, progress)

    # -- next year -------------------------------------------------------------------------------

    def begin_next(self, found: RoundInfo) -> None:
        """Ask what the round of the next year shall be; then show what it starts with."""
        year = found.fiscal_year + 1
        if year not in self._desk.queries.organisation_years():
            self.notices.show_notice(
                Notice(
                    tr("The organisation of {year} is not registered yet.", year=FiscalYear(year)),
                    Tone.WARNING,
                    Deed(
                        tr("Register the organisation"),
                        lambda: self.host.go_to(Jump("settings", "organisation")),
                    ),
                    lasting=True,
                )
            )
            return
        try:
            plan = self._desk.rounds.proposal(year, found.kind)
        except BprError as error:
            self.notices.show_error(error)
            return
        title = tr("Survey of {year}", year=FiscalYear(year))
        self._ask("", plan, title, previous=found)

    def _look_at_next(self, plan: RoundPlan) -> None:
        previous = self._previous
        if previous is None:
            return
        assign = dict(self._assign)

        def look(progress: Progress) -> NextRoundPlan:
            progress.report(0, 0, plan.name)
            return self._desk.next_rounds.plan(previous.id, plan, assign)

        self.run_task(tr("Looking at last year's answers"), look, self._show_next)

    def _show_next(self, plan: NextRoundPlan) -> None:
        self._next_plan = plan
        heading = (
            plan.round.name,
            tr("Nothing has been written yet. Look through it, then start the survey."),
        )
        self._bring(self.next_view, heading, [self._start, self._again, self._leave])
        self._start.setEnabled(plan.rows > 0)
        units = self._desk.queries.units(plan.round.fiscal_year)
        self.next_view.show_plan(plan, units, self._assign)

    def _assigned(self, unit_id: str, target: str) -> None:
        if target:
            self._assign[unit_id] = target
        else:
            self._assign.pop(unit_id, None)
        if self._next_plan is not None:
            self._look_at_next(self._next_plan.round)

    def start_next(self) -> None:
        """Make the round with its first rows."""
        plan = self._next_plan
        if plan is None:
            return
        self._start.setEnabled(False)

        def start(progress: Progress) -> str:
            return self._desk.next_rounds.start(plan, progress)

        self.run_task(tr("Carrying over last year's answers"), start, self._started)

    def _started(self, round_id: str) -> None:
        plan, self._previous = self._next_plan, None
        self._load()
        self.show_list()
        self._mark(round_id)
        if plan is not None:
            text = ntr(
                "“{name}” starts with {n:,} row. Open it when the survey begins.",
                "“{name}” starts with {n:,} rows. Open it when the survey begins.",
                plan.rows,
                name=plan.round.name,
            )
            self._say(text)

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._new = make_action(
            self,
            tr("Plan a survey"),
            self.plan_new,
            icon_name="plus",
            tip=tr("Kind, year, period and the sections asked"),
        )
        self._keep = make_action(self, tr("Keep the plan"), self.keep_plan, icon_name="check")
        self._start = make_action(self, tr("Start it"), self.start_next, icon_name="play")
        self._again = make_action(
            self, tr("Back to the plan"), self._back_to_form, icon_name="pencil-simple"
        )
        self._leave = make_action(self, tr("Back to the list"), self.leave, icon_name="arrow-left")
        self._leave.setShortcuts([QKeySequence("Alt+Left"), QKeySequence(Qt.Key.Key_Escape)])
        self._leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self._leave)

    @cached_property
    def form(self) -> RoundForm:
        """The form of a round."""
        queries = self._desk.queries
        made = RoundForm(
            FormChoices(
                years=sorted(
                    {*queries.organisation_years(), queries.workspace().fiscal_year}, reverse=True
                ),
                definitions=self._desk.definitions,
                versions=self._desk.versions,
                proposal=self._desk.rounds.proposal,
                units=queries.units,
            )
        )
        self._views.addWidget(made)
        return made

    @cached_property
    def next_view(self) -> NextRoundView:
        """What next year's round starts with."""
        made = NextRoundView()
        made.assigned.connect(self._assigned)
        self._views.addWidget(made)
        return made

    # -- inside ----------------------------------------------------------------------------------

    def _bring(self, view: QWidget, heading: tuple[str, str], actions: Sequence[QAction]) -> None:
        self.notices.clear()
        self._views.setCurrentWidget(view)
        self.card.setVisible(view is self.table)
        self.set_actions(actions, primary=0)
        self.set_title(heading[0], subtitle=heading[1])
        self.host.place_changed()

    def _ask(
        self, round_id: str, plan: RoundPlan, title: str, *, previous: RoundInfo | None = None
    ) -> None:
        self._revised, self._previous, self._assign = round_id, previous, {}
        self.next_view.forget()
        self._keep.setText(tr("See what it starts with") if previous else tr("Keep the plan"))
        self.form.show_plan(plan, fixed=bool(round_id or previous))
        self._bring(self.form, (title, ""), [self._keep, self._leave])
        self.form.name.setFocus()

    def _back_to_form(self) -> None:
        plan = self._next_plan
        if plan is not None:
            title = tr("Survey of {year}", year=FiscalYear(plan.round.fiscal_year))
            self._bring(self.form, (title, ""), [self._keep, self._leave])

    def _load(self) -> None:
        today, marked = self._desk.today(), self._marked()
        queries = self._desk.queries
        rounds = queries.rounds()
        self._progress = {
            found.id: progress_of(found, queries.sections(found.id), today) for found in rounds
        }
        if not rounds:
            self.show_empty(
                EmptyState(
                    "calendar-blank",
                    tr("There is no survey yet."),
                    next_step=Deed(tr("Plan a survey"), self.plan_new),
                )
            )
            return
        self.show_content()
        columns = round_columns()
        current = queries.workspace().round_id
        rows = [round_row(one, current=one.round.id == current) for one in self._progress.values()]
        self.table.set_source(MemorySource(columns, rows))
        known = marked.round.id if marked and marked.round.id in self._progress else ""
        self._mark(known or (current if current in self._progress else rounds[0].id))
        self.card.setVisible(self.front is self.table)

    def _mark(self, round_id: str) -> None:
        ids = list(self._progress)
        if round_id in ids:
            self.table.select_row(ids.index(round_id))
            self._show_marked()

    def _marked(self) -> RoundProgress | None:
        row = self.table.current_row()
        return self._progress.get(str(row[0])) if row is not None else None

    def _show_marked(self) -> None:
        progress = self._marked()
        if progress is not None:
            current = self._desk.queries.workspace().round_id
            self.card.show_round(progress, current=progress.round.id == current)

    def _change(self, key: str, progress: RoundProgress) -> None:
        """Open, close, lock, reopen or show a round, and say so with the way back."""
        rounds, found = self._desk.rounds, progress.round
        name, n = found.name, progress.total.sections
        deeds: dict[str, tuple[Callable[[str], None], str]] = {
            "open": (
                rounds.open,
                tr("“{name}” is open: the sections can fill in their sheets.", name=name),
            ),
            "close": (rounds.close, tr("“{name}” is closed.", name=name)),
            "lock": (rounds.lock, tr("“{name}” is locked; its figures are final.", name=name)),
            "reopen": (
                rounds.reopen,
                ntr(
                    "“{name}” is open again for {n:,} section.",
                    "“{name}” is open again for {n:,} sections.",
                    n,
                    name=name,
                ),
            ),
            "current": (rounds.make_current, tr("All pages show “{name}” now.", name=name)),
        }
        deed, text = deeds[key]

        def work(report: Progress) -> None:
            report.report(0, 0, name)
            deed(found.id)

        def done(_result: None) -> None:
            self._load()
            self._say(text)
            if key == "open":
                self._offer_to_show(progress, text)

        self.run_task(name, work, done)

    def _offer_to_show(self, progress: RoundProgress, text: str) -> None:
        """Sections find an overall survey that has opened only where the pages show it."""
        found = progress.round
        known = {one.id: one.name for one in self._desk.queries.rounds()}
        current = self._desk.queries.workspace().round_id
        if found.kind != OVERALL or current in {found.id, ""}:
            return
        still = tr("The pages still show “{name}”.", name=known.get(current, ""))
        show = Deed(tr("Show it on all pages"), lambda: self._change("current", progress))
        self.notices.show_notice(Notice(f"{text} {still}", Tone.ACCENT, show, lasting=True))

    def _say(self, text: str) -> None:
        undo = Deed(tr("Undo"), self._desk.undo)
        self.notices.show_notice(Notice(text, Tone.SUCCESS, undo))

    def _plan_of(self, found: RoundInfo) -> RoundPlan:
        """A round as a plan, with the sections it asks."""
        asked = frozenset(s.unit_id for s in self._progress[found.id].sections)
        return RoundPlan(
            fiscal_year=found.fiscal_year,
            kind=found.kind,
            name=found.name,
            format_id=found.format_id,
            format_version=found.format_version,
            core_definition_id=found.core_definition_id,
            core_definition=found.core_definition,
            minutes_per_full_timer=found.minutes_per_full_timer,
            opens_on=found.opens_on or self._desk.today(),
            due_on=found.due_on or self._desk.today(),
            unit_ids=asked if found.target == "chosen" else None,
            previous_round_id=found.previous_round_id,
            overall_round_id=found.overall_round_id,
        )
