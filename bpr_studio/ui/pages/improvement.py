"""The register of improvements (改善台帳).

Jump targets: "" (the register), "<improvement id>" marks one, "new" asks for a new one,
"to-be:<flow id>" enters the improvement that To-Be makes, "waterfall" and "burn-up".
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu, QStackedWidget, QTabWidget

from bpr_studio.domain.reform.claims import counts
from bpr_studio.domain.reform.effects import sums_of, telling_year
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.improvement_drafts import from_to_be
from bpr_studio.services.improvements import GROUND_KINDS, KINDS
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.pages.improvement_charts import EffectView, burn_up_remark, waterfall_remark
from bpr_studio.ui.pages.improvement_list import RegisterList
from bpr_studio.ui.pages.improvement_new import NewImprovementForm
from bpr_studio.ui.pages.improvement_panel import ImprovementPanel, ShownImprovement
from bpr_studio.ui.pages.improvement_picker import ClaimPicker
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.improvement import (
        Actual,
        Claim,
        ImprovementState,
        NewImprovement,
    )
    from bpr_studio.services.improvements import Register
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts
    from bpr_studio.ui.qt.page import PageHost

PAGE: Final = "improvement"
NEW: Final = "new"
OF_TO_BE: Final = "to-be:"
_TABS: Final = {"register": 0, "waterfall": 1, "burn-up": 2}
_SIDE_WIDTH: Final = 380
_MORE_KINDS: Final = frozenset({"goal_value", "staff_year", "workspace"})


class ImprovementPage(Page):
    """What is being improved, what it is to save, and what it really saved.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: ImprovementParts) -> None:
        super().__init__(host, title=tr("Register of improvements"), icon="chart-line-up")
        self._parts = parts
        self._marked = ""
        self._scope = parts.section
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Register of improvements"))
        self.list = RegisterList()
        self.waterfall, self.burn_up = EffectView(), EffectView()
        self.tabs.addTab(self.list, tr("Register of improvements"))
        self.tabs.addTab(self.waterfall, tr("Now and afterwards"))
        self.tabs.addTab(self.burn_up, tr("By fiscal year"))
        self.picker = ClaimPicker(parts)
        self.form = NewImprovementForm(parts)
        self.panel = ImprovementPanel(parts.doubt)
        self._stack = QStackedWidget()
        for view in (self.tabs, self.picker, self.form):
            self._stack.addWidget(view)
        self.set_content(self._stack)
        self.set_side(self.panel, width=_SIDE_WIDTH)
        self.panel.hide()
        self.new_action = make_action(
            self, tr("Enter an improvement"), self.begin_new, icon_name="plus", shortcut="Ctrl+N"
        )
        self.candidates_action = make_action(
            self,
            tr("Candidates"),
            lambda: host.go_to(Jump("candidates")),
            icon_name="lightbulb",
            tip=tr("Tasks the survey shows to be worth improving"),
        )
        self.others_action = self._others()
        self._connect()

    def _others(self) -> QAction:
        """The way to the pages beside the register."""
        pages = (
            ("procedures", tr("Procedure ledger"), "list-checks"),
            ("goals", tr("Goals"), "flag"),
        )
        menu = QMenu(self)
        for page, text, icon_name in pages:
            if page in self._parts.pages:
                go = partial(self.host.go_to, Jump(page))
                menu.addAction(make_action(menu, text, go, icon_name=icon_name))
        made = make_action(self, tr("Ledger and goals"), lambda: None, icon_name="list-checks")
        made.setMenu(menu)
        made.setEnabled(bool(menu.actions()))
        return made

    def _connect(self) -> None:
        self.list.marked.connect(self._on_marked)
        self.list.selection_text.connect(self.host.show_selection)
        self.tabs.currentChanged.connect(lambda _index: self._show_front())
        for view in (self.waterfall, self.burn_up):
            view.scope_changed.connect(self._look_at)
            view.export_requested.connect(
                lambda export: ask_chart_file(self, export, self._parts.save_chart)
            )
        self.waterfall.activated.connect(self._show_kind)
        self.form.wanted.connect(self._enter)
        self.form.to_be_wanted.connect(self.enter_to_be)
        self.form.candidates_wanted.connect(lambda: self.host.go_to(Jump("candidates")))
        self.form.cancelled.connect(self.show_register)
        self.picker.claimed.connect(self._claim)
        self.picker.refused.connect(self.notices.show_error)
        self.picker.finished.connect(self.show_register)
        self._connect_panel()

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.plan_changed.connect(self._change)
        panel.note_changed.connect(
            lambda before, after: self._do(
                lambda: self._parts.improvements.set_note(self._marked, before, after)
            )
        )
        panel.state_wanted.connect(self._set_state)
        panel.delete_wanted.connect(self._delete)
        panel.claims.claimed.connect(self._claim)
        panel.claims.pick_wanted.connect(self.choose_claims)
        panel.claims.reread_wanted.connect(self._reread)
        panel.actuals.recorded.connect(self._record)
        panel.actuals.dropped.connect(
            lambda year: self._do(
                lambda: self._parts.improvements.forget_actual(self._marked, year)
            )
        )

    # -- the contract of a page -------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """The view in front: tabs, picker or form."""
        return self._stack.currentWidget() or self._stack

    def on_shown(self) -> None:
        """Read the register."""
        self._read()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & (KINDS | GROUND_KINDS | _MORE_KINDS):
            self._read()

    def open_target(self, target: str) -> None:
        """Show what a jump names; see the module."""
        if target == NEW:
            self.begin_new()
        elif target.startswith(OF_TO_BE):
            self.enter_to_be(target.removeprefix(OF_TO_BE))
        elif target in _TABS:
            self.show_register()
            self.tabs.setCurrentIndex(_TABS[target])
        elif target:
            self.mark(target)

    # -- what it shows ----------------------------------------------------------------------------

    def show_register(self) -> None:
        """Leave the form and the picker."""
        self._stack.setCurrentWidget(self.tabs)
        self._read()

    def mark(self, improvement_id: str) -> None:
        """Show one improvement in the register and in the panel."""
        self._stack.setCurrentWidget(self.tabs)
        self.tabs.setCurrentIndex(_TABS["register"])
        self._marked = improvement_id
        self._read()
        self.list.mark(improvement_id)

    def begin_new(self) -> None:
        """Ask for a new improvement."""
        self.show_content()
        self._stack.setCurrentWidget(self.form)
        self.form.begin(self._parts.section or self.list.unit_code)
        self.panel.hide()

    def choose_claims(self) -> None:
        """Choose tasks and steps for the marked improvement."""
        booked = self._register().by_id.get(self._marked)
        if booked is not None:
            self._stack.setCurrentWidget(self.picker)
            self.picker.begin(booked.improvement)

    def _register(self) -> Register:
        return self._parts.improvements.register()

    def _found(self) -> list[Booked]:
        register, section = self._register(), self._parts.section
        if not section:
            return list(register.booked)
        inside = self._parts.improvements.codes_below(section)
        return [
            one
            for one in register.booked
            if one.improvement.unit_code in inside
            or any(part.unit_code in inside for part in one.parts)  # of the whole city
        ]

    def _read(self) -> None:
        with busy_cursor():
            register, found = self._register(), self._found()
            self._offer_deeds()
            if not found and self.front is self.tabs:
                self.panel.hide()
                self.show_empty(self._nothing_yet())
                return
            self.show_content()
            year = self._last_year(register)
            targets = None if self._parts.section else self._parts.effects.targets()
            self.list.show_register(found, register.findings, year, targets)
            self._show_front()
            self._show_panel()
            if self.front is self.picker:
                self._picker_again(register)

    def _picker_again(self, register: Register) -> None:
        booked = register.by_id.get(self.picker.improvement_id)
        if booked is None:
            self.show_register()
        else:
            self.picker.show_again(booked.improvement)

    @staticmethod
    def _last_year(register: Register) -> int:
        """The fiscal year whose real savings tell, else the present one."""
        found = telling_year(sums_of(register.booked, register.years).years, register.fiscal_year)
        return found.fiscal_year if found else register.fiscal_year

    def _offer_deeds(self) -> None:
        may = bool(self._parts.owners()) or self._parts.improvements.may_write("")
        actions = [self.new_action] if may else []
        if "candidates" in self._parts.pages:
            actions.append(self.candidates_action)
        if self.others_action.isEnabled():
            actions.append(self.others_action)
        self.set_actions(actions, primary=0 if may else None)

    def _show_front(self) -> None:
        """Draw the chart of the tab in front; charts behind wait."""
        index = self.tabs.currentIndex()
        self._show_side()
        if index == _TABS["register"] or self.front is not self.tabs:
            return
        view = self.waterfall if index == _TABS["waterfall"] else self.burn_up
        try:
            effects = self._parts.effects.of(self._scope)
        except BprError as error:
            self.notices.show_error(error)
            return
        units = self._parts.queries.units(effects.provenance.fiscal_year.year)
        view.set_scopes(units, self._scope, self._parts.section)
        if view is self.waterfall:
            view.show_figure(effects.waterfall, effects.waterfall_table, waterfall_remark(effects))
        else:
            view.show_figure(effects.burn_up, effects.burn_up_table, burn_up_remark(effects))

    def _look_at(self, unit_code: str) -> None:
        self._scope = unit_code
        with busy_cursor():
            self._show_front()

    def _show_kind(self, kind: str) -> None:
        """The improvements behind a column of the waterfall."""
        if not kind:
            return
        self.list.show_all()
        self.list.kind.setCurrentIndex(max(self.list.kind.findData(kind), 0))
        self.tabs.setCurrentIndex(_TABS["register"])

    # -- the panel --------------------------------------------------------------------------------

    def _on_marked(self, improvement_id: str) -> None:
        if improvement_id != self._marked:
            self._marked = improvement_id
            self._show_panel()

    def _show_side(self) -> None:
        in_register = self.tabs.currentIndex() == _TABS["register"] and self.front is self.tabs
        self.panel.setVisible(bool(self._marked) and (in_register or self.front is self.picker))

    def _show_panel(self) -> None:
        register = self._register()
        booked = register.by_id.get(self._marked)
        if booked is None:
            self._marked = ""
            self.panel.hide()
            return
        improvements = self._parts.improvements
        self.panel.show_improvement(
            ShownImprovement(
                booked=booked,
                ground=register.ground,
                doubts=register.findings.get(self._marked, ()),
                course=improvements.course(self._marked),
                cost=self._parts.effects.cost(booked),
                fiscal_year=register.fiscal_year,
                editable=improvements.may_write(booked.improvement.unit_code),
            )
        )
        self._show_side()

    # -- deeds ------------------------------------------------------------------------------------

    def _do(self, deed: Callable[[], object]) -> bool:
        """Do something; a refusal is told above the content and changes nothing."""
        self.notices.clear()
        try:
            deed()
        except BprError as error:
            self.notices.show_error(error)
            self._show_panel()
            return False
        return True

    def _enter(self, new: NewImprovement) -> None:
        made = ""

        def enter() -> None:
            nonlocal made
            made = self._parts.improvements.create(new)

        if self._do(enter):
            self.mark(made)
            self._tell_entered(new.name)

    def enter_to_be(self, to_be_id: str) -> None:
        """Enter the improvement a To-Be makes, or show the one there is."""
        known = next(
            (
                one
                for one in self._register().improvements
                if one.plan.to_be_flow == to_be_id and counts(one)
            ),
            None,
        )
        if known is not None:
            self.mark(known.id)
            self.notices.show_text(
                tr("This To-Be is in the register already: “{name}”.", name=known.plan.name)
            )
            return
        try:
            new = from_to_be(self._parts.versions, to_be_id)
        except BprError as error:
            self.show_register()
            self.notices.show_error(error)
            return
        self._enter(new)

    def _tell_entered(self, name: str) -> None:
        text = tr("Entered in the register: {name}", name=name)
        undo = Deed(tr("Undo"), self._parts.undo)
        self.host.show_notice(Notice(text, Tone.SUCCESS, undo))

    def _change(self, before: NewImprovement, after: NewImprovement) -> None:
        self._do(lambda: self._parts.improvements.change(self._marked, before, after))

    def _set_state(self, state: ImprovementState) -> None:
        self._do(lambda: self._parts.improvements.set_state(self._marked, state))

    def _claim(self, claim: Claim) -> None:
        self._do(lambda: self._parts.improvements.claim(self._marked, [claim]))

    def _reread(self) -> None:
        """Take the hours of the To-Be anew; steps it saves nothing at any more are given free."""
        booked = self._register().by_id.get(self._marked)
        if booked is None:
            return
        plan = booked.improvement.plan

        def reread() -> None:
            wanted = from_to_be(self._parts.versions, plan.to_be_flow).claims
            kept = {claim.step_id for claim in wanted}
            free = [
                replace(claim, minutes=0)
                for claim in plan.claims
                if claim.step_id and claim.step_id not in kept
            ]
            self._parts.improvements.claim(self._marked, [*wanted, *free])

        self._do(reread)

    def _record(self, actual: Actual) -> None:
        try:
            self._parts.improvements.record(self._marked, actual)
        except BprError as error:
            self.panel.actuals.say(str(error))
        else:
            self.panel.actuals.clear()

    def _delete(self) -> None:
        booked = self._register().by_id.get(self._marked)
        if booked is None:
            return
        row, name = self._marked, booked.improvement.plan.name
        if self._do(lambda: self._parts.improvements.delete(row)):
            text = tr("Deleted from the register: {name}", name=name)
            undo = Deed(tr("Undo"), self._parts.undo)
            self.host.show_notice(Notice(text, Tone.SUCCESS, undo))

    # -- nothing yet ------------------------------------------------------------------------------

    def _nothing_yet(self) -> EmptyState:
        may = bool(self._parts.owners()) or self._parts.improvements.may_write("")
        return EmptyState(
            "chart-line-up",
            tr("No improvement has been entered yet."),
            explanation=tr(
                "An improvement says which hours of which tasks go away, from when, and later how"
                " many really went. Each hour counts once, and all of them are set against the"
                " target of the city."
            ),
            next_step=Deed(tr("Enter an improvement"), self.begin_new) if may else None,
            sample=self._way_to_find(),
        )

    def _way_to_find(self) -> Deed | None:
        known = (page for page in ("candidates", "digging") if page in self._parts.pages)
        jump = Jump(next(known, ""))
        if not jump.page:
            return None
        return Deed(tr("Look for what could be improved"), lambda: self.host.go_to(jump))
