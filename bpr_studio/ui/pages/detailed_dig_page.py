"""The page that says where to dig: the fewest tasks that hold most of the non-core hours.

Jump targets: "<unit code>" looks at one bureau or section, "" at what was looked at last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.ui.pages.detailed_dig import DigView
from bpr_studio.ui.pages.detailed_parts import current_overall, no_survey
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.detailed import TargetsMade
    from bpr_studio.services.views import RoundInfo, UnitLine
    from bpr_studio.ui.pages.detailed_parts import DetailedParts
    from bpr_studio.ui.qt.page import PageHost

_KINDS: Final = frozenset({"work_item", "flow", "survey_round", "org_unit", "task_class"})


class DigPage(Page):
    """Where to dig; the DX office makes the ticked tasks targets of the detailed survey.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: DetailedParts) -> None:
        super().__init__(host, title=tr("Where to dig"), icon="chart-line-up")
        self._parts = parts
        self._overall: RoundInfo | None = None
        self._units: tuple[UnitLine, ...] = ()
        self._unit = ""
        self.view = DigView()
        self.set_content(self.view)
        self.choose_action = make_action(
            self, tr("Choose for the detailed survey"), self.choose, icon_name="target"
        )
        self.targets_action = make_action(
            self,
            tr("Chosen tasks"),
            lambda: host.go_to(Jump("detailed", "detailed")),
            icon_name="list-checks",
        )
        self.view.scope_changed.connect(self.look_at)
        self.view.chosen_changed.connect(self._say_choose)
        self.view.table.selection_text.connect(host.show_selection)

    # -- the contract of a page -------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read the tasks."""
        self.look_at(self._unit)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & _KINDS:
            self.look_at(self._unit)

    def open_target(self, target: str) -> None:
        """Look at one unit; see the module."""
        found = next((unit.id for unit in self._units if unit.code == target), None)
        if found is not None:
            self.look_at(found)

    # -- what it does -----------------------------------------------------------------------------

    def look_at(self, unit_id: str = "") -> None:
        """Show where to dig in a unit, "" for the whole city."""
        overall = self._overall = current_overall(self._parts)
        if overall is None:
            self.set_actions([], primary=None)
            self.show_empty(no_survey(self.host))
            return
        self.show_content()
        self.set_title(tr("Where to dig"), subtitle=overall.name)
        with busy_cursor():
            self._units = self._parts.queries.units(overall.fiscal_year)
            self._unit = unit_id if any(u.id == unit_id for u in self._units) else ""
            self.view.set_scopes(self._units, self._unit)
            ground = self._parts.digging.ground(overall.id, self._unit)
            self.view.show_ground(ground, self._parts.detailed.targeted(overall.id))
        self._offer_deeds()

    def _offer_deeds(self) -> None:
        may = self._parts.role() == DX_OFFICE
        self.view.set_can_choose(can=may)
        actions = [self.choose_action] if may else []
        self.set_actions([*actions, self.targets_action], primary=0 if may else None)
        self._say_choose()

    def _say_choose(self) -> None:
        n = len(self.view.table.ticks.chosen)
        self.choose_action.setText(
            ntr(
                "Choose {n:,} task for the detailed survey",
                "Choose {n:,} tasks for the detailed survey",
                n,
            )
            if n
            else tr("Choose for the detailed survey")
        )
        self.choose_action.setEnabled(bool(n))

    def choose(self) -> None:
        """Make the ticked tasks targets of the detailed survey."""
        overall, chosen = self._overall, self.view.chosen
        if overall is None or not chosen:
            return

        def make(progress: Progress) -> TargetsMade:
            progress.report(0, len(chosen), "")
            made = self._parts.detailed.make_targets(overall.id, chosen)
            progress.report(len(chosen), len(chosen), "")
            return made

        self.choose_action.setEnabled(False)
        self.run_task(tr("Choosing tasks for the detailed survey"), make, self._on_made)

    def _on_made(self, made: TargetsMade) -> None:
        self.host.go_to(Jump("detailed", "detailed"))
        n = len(made.added)
        text = ntr(
            "{n:,} task is a target of “{round}” now.",
            "{n:,} tasks are targets of “{round}” now.",
            n,
            round=made.round_name,
        )
        undo = Deed(tr("Undo"), self._parts.undo.undo)
        self.host.show_notice(Notice(text, Tone.SUCCESS, undo if n else None))
