"""The flows page: every flow in a list, the chosen one drawn, and what is known of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.flows import ImportState
from bpr_studio.services.views import FlowQueries, ListQueries
from bpr_studio.ui.pages.flow_words import sums_of
from bpr_studio.ui.pages.flows_details import DetailsPanel, ShownFlow
from bpr_studio.ui.pages.flows_files import DialogPicker, suggested_file, written_notice
from bpr_studio.ui.pages.flows_import import ImportResult
from bpr_studio.ui.pages.flows_list import FlowList, owner_words
from bpr_studio.ui.pages.flows_making import MakingDeeds
from bpr_studio.ui.pages.flows_pane import FlowPane
from bpr_studio.ui.pages.flows_step_facts import Names
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Crumb, Page
from bpr_studio.ui.qt.resources import resources_folder
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.flows import Flows, ImportOutcome
    from bpr_studio.services.views import FlowLine
    from bpr_studio.ui.pages.flows_files import FlowPicker
    from bpr_studio.ui.pages.flows_making import FlowMakers
    from bpr_studio.ui.qt.page import PageHost

_KINDS: Final = frozenset({"flow", "flow_element", "org_unit", "task_class"})
_SIDE_WIDTH: Final = 280
_LIST_WIDTH: Final = 232
_SAMPLE: Final = "jumin-kofu.bpmn"


class FlowPageQueries(FlowQueries, ListQueries, Protocol):
    """What the page asks the workspace."""


class FlowsPage(Page):
    """List, drawing and details of the flows of a workspace.

    Args:
        host: the window.
        queries: flows, and the fixed lists for the names of codes.
        flows: imports, exports and deletes.
        makers: makes and renames flows.
        picker: asks for files; the dialogs of the system when not given.
    """

    def __init__(
        self,
        host: PageHost,
        queries: FlowPageQueries,
        flows: Flows,
        makers: FlowMakers,
        *,
        picker: FlowPicker | None = None,
    ) -> None:
        super().__init__(host, title=tr("Business flows"), icon="flow-arrow")
        self._queries = queries
        self._flows = flows
        self._picker: FlowPicker = picker or DialogPicker()
        self._undo = makers.undo
        self._lines: dict[str, FlowLine] = {}
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self._list = FlowList()
        self._pane = FlowPane()
        self._details = DetailsPanel(Names(queries))
        self._result = ImportResult()
        self._middle = QStackedWidget()
        self._bench = QSplitter(Qt.Orientation.Horizontal)
        self._views = QStackedWidget()
        self._broken: QWidget | None = None
        self._is_roomy = False
        self._deeds = MakingDeeds(self, self, makers)
        self._lay_out()
        self._make_actions()
        self._connect()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read the list."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & _KINDS:
            self._load()
            if self._list.chosen and "flow_element" in kinds:
                self._show_chosen(again=True)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The flow shown, or the result of the import."""
        if self._views.currentWidget() is self._result:
            return (Crumb(tr("Result of the import")),)
        line = self._lines.get(self._list.chosen)
        return (Crumb(line.name),) if line else ()

    def open_target(self, target: str) -> None:
        """Show a flow, "<flow id>" or "<flow id>#<element id>"; "import" asks for files."""
        if target == "import":
            self.import_files()
            return
        flow_id, _, element_id = target.partition("#")
        if flow_id in self._lines:
            self.show_bench()
            self._list.choose(flow_id)
            if element_id:
                self._pane.select(element_id)

    def open_files(self, files: Sequence[Path]) -> None:
        """Import files that were dropped on the window."""
        self.import_places(files)

    def panels(self) -> tuple[QWidget, ...]:
        """List, drawing or table, details."""
        if self._views.currentWidget() is self._result:
            return (self._result,)
        return (self._list, self._pane.front, self._details)

    # -- what can be done ------------------------------------------------------------------------

    @property
    def flow_list(self) -> FlowList:
        """The list of flows."""
        return self._list

    @property
    def pane(self) -> FlowPane:
        """The flow in the middle."""
        return self._pane

    @property
    def details(self) -> DetailsPanel:
        """The panel at the right."""
        return self._details

    @property
    def result(self) -> ImportResult:
        """The result of the last import."""
        return self._result

    @property
    def shows_result(self) -> bool:
        """Whether the result of an import is in front."""
        return self._views.currentWidget() is self._result

    @property
    def deeds(self) -> MakingDeeds:
        """New flows, copies, names."""
        return self._deeds

    @property
    def chosen_line(self) -> FlowLine | None:
        """The flow shown, None for none."""
        return self._lines.get(self._list.chosen)

    def show_instead(self, widget: QWidget) -> None:
        """Show something in place of list and drawing."""
        self.show_content()
        self._views.setCurrentWidget(widget)
        self.set_actions([self._back], primary=None)
        self._show_side()
        self.host.place_changed()

    def show_bench(self) -> None:
        """Go to list and drawing."""
        self._views.setCurrentWidget(self._bench)
        self.set_actions([self._deeds.edit_action, self._new, self._more], primary=0)
        self._show_side()
        self._say_title()
        self.host.place_changed()

    def import_files(self) -> None:
        """Ask for files and import them."""
        self.import_places(self._picker.files(self))

    def import_folder(self) -> None:
        """Ask for a folder and import what is in it."""
        folder = self._picker.folder(self)
        if folder is not None:
            self.import_places([folder])

    def import_sample(self) -> None:
        """Import the flow that comes with the program; it says of itself that it is invented."""
        self.import_places([resources_folder() / "samples" / _SAMPLE])

    def import_places(self, places: Sequence[Path]) -> None:
        """Import files and folders beside the window's own work."""
        if not places:
            return

        def take(progress: Progress) -> list[ImportOutcome]:
            return self._flows.import_files(places, progress)

        self.run_task(tr("Importing flows"), take, self._show_outcomes)

    def export(self) -> None:
        """Ask where to, and write the flow shown."""
        line = self._lines.get(self._list.chosen)
        path = self._picker.target(self, suggested_file(line.name)) if line else None
        if line is None or path is None:
            return

        def write(progress: Progress) -> Path:
            progress.report(0, 1, path.name)
            self._flows.export(line.id, path)
            return path

        self.run_task(tr("Exporting the flow"), write, self._say_exported)

    def delete(self) -> None:
        """Take the marked flows out of the list; undo brings them back."""
        ids = self._list.marked()
        if not ids:
            return
        verdict = self._deeds.may_change_all(self._marked_lines())
        if not verdict:
            self.notices.show_notice(Notice(verdict.reason, Tone.WARNING))
            return
        name = self._lines[ids[0]].name
        self._flows.delete(ids)
        self._load()
        n = len(ids)
        text = (
            tr("“{name}” was deleted.", name=name)
            if n == 1
            else ntr("{n:,} flow was deleted.", "{n:,} flows were deleted.", n)
        )
        self.host.show_notice(Notice(text, deed=Deed(tr("Undo"), self._undo)))

    def toggle_room(self) -> None:
        """Hide list and details to give the drawing the whole page, or show them again."""
        self._is_roomy = not self._is_roomy
        self._list.setVisible(not self._is_roomy)
        self._show_side()

    # -- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        nothing = label(tr("No flow fits the search."), kind="secondary")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._middle.addWidget(nothing)
        self._middle.addWidget(self._pane)
        self._bench.setChildrenCollapsible(False)
        self._bench.addWidget(self._list)
        self._bench.addWidget(self._middle)
        self._bench.setStretchFactor(1, 1)
        self._bench.setSizes([_LIST_WIDTH, 640])
        self._views.addWidget(self._bench)
        self._views.addWidget(self._result)
        self._views.addWidget(self._deeds.form)
        self.set_content(self._views)
        self.set_side(self._details, width=_SIDE_WIDTH)
        self.setAcceptDrops(True)

    def _make_actions(self) -> None:
        self._import = make_action(
            self,
            tr("Import BPMN files…"),
            self.import_files,
            icon_name="file-arrow-down",
            tip=tr("Import BPMN drawings; you can also drop them here"),
        )
        folder = make_action(
            self, tr("Import a whole folder…"), self.import_folder, icon_name="folder"
        )
        self._export = make_action(
            self,
            tr("Export…"),
            self.export,
            icon_name="file-arrow-up",
            tip=tr("Write this flow as BPMN or as a picture"),
        )
        self._delete = make_action(
            self,
            tr("Delete"),
            self.delete,
            icon_name="trash",
            shortcut="Delete",
            tip=tr("Take the marked flows out of the list; undo brings them back"),
        )
        self._delete.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        deeds = self._deeds
        self._new = self._with_menu(
            tr("New flow"),
            "file-plus",
            [deeds.new_action, deeds.duplicate_action, self._import, folder],
        )
        self._more = self._with_menu(
            tr("More"),
            "dots-three",
            [deeds.rename_action, deeds.change_action, self._export, self._delete],
        )
        self.addAction(deeds.new_action)
        self._list.view.addAction(self._delete)
        self._back = make_action(
            self,
            tr("Back to the flows"),
            self.show_bench,
            icon_name="arrow-left",
            shortcut="Alt+Left",
        )
        self.addAction(self._back)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._list.focus_search)

    def _with_menu(self, text: str, icon_name: str, actions: Sequence[QAction]) -> QAction:
        """A button that opens a menu of these."""
        menu = QMenu(self)
        menu.addActions(list(actions))
        opener = make_action(self, text, lambda: None, icon_name=icon_name)
        opener.setMenu(menu)
        return opener

    def _connect(self) -> None:
        self._list.flow_chosen.connect(lambda _flow_id: self._show_chosen())
        self._list.marked_changed.connect(self._enable)
        self._list.view.activated.connect(lambda _index: self._deeds.edit())
        self._list.renamed.connect(lambda words: self._deeds.rename(self._list.chosen, words))
        self._pane.selection_changed.connect(self._show_details)
        self._pane.selection_text.connect(self.host.show_selection)
        self._pane.room_wanted.connect(self.toggle_room)
        self._pane.copied.connect(
            lambda: self.host.show_notice(
                Notice(tr("The picture was copied. Paste it into Word or Excel."))
            )
        )
        self._details.element_wanted.connect(self._pane.select)
        self._result.flow_wanted.connect(self.open_target)
        self.show_bench()

    # -- inside ----------------------------------------------------------------------------------

    def _load(self) -> None:
        try:
            lines = self._queries.flows()
        except BprError as error:
            self._details.hide()
            self.show_error(error)
            return
        self._lines = {line.id: line for line in lines}
        self._list.set_flows(lines)
        if lines or self._views.currentWidget() is not self._bench:
            self.show_content()
        else:
            self._show_nothing()
        self._show_side()
        self._enable()
        self._say_title()

    def _say_title(self) -> None:
        if self.shows_result:
            self.set_title(tr("Result of the import"))
        else:
            self.set_title(tr("Business flows"))

    def _enable(self) -> None:
        self._deeds.enable()
        self._export.setEnabled(bool(self._list.chosen))
        marked = self._marked_lines()
        self._delete.setEnabled(bool(marked) and bool(self._deeds.may_change_all(marked)))

    def _marked_lines(self) -> list[FlowLine]:
        found = map(self._lines.get, self._list.marked())
        return [line for line in found if line is not None]

    def _show_side(self) -> None:
        is_bench = self._views.currentWidget() is self._bench
        wanted = bool(self._list.chosen) and not self._is_roomy and is_bench
        self._details.setVisible(wanted)

    def _show_nothing(self) -> None:
        self.show_empty(
            EmptyState(
                "flow-arrow",
                tr("There is no business flow yet."),
                explanation=tr(
                    "A flow shows who does what in which order, and how long it takes. Import"
                    " drawings that other programs saved as BPMN, or drop them on this page."
                    " Nothing of a drawing is lost, also what this program does not know."
                ),
                next_step=Deed(tr("New flow…"), self._deeds.ask_new),
                sample=Deed(tr("Look at a sample (fictitious)"), self.import_sample),
            )
        )

    def _show_chosen(self, *, again: bool = False) -> None:
        line = self._lines.get(self._list.chosen)
        self._enable()
        self._show_side()
        if line is None:
            self._middle.setCurrentIndex(0)
            self._details.show_nothing()
            self.host.place_changed()
            return
        try:
            with busy_cursor():
                model = self._flows.model(line.id)
        except BprError as error:
            self._show_broken(error)
            return
        if again:
            self._pane.refresh_model(model)
        else:
            self._pane.show_flow(line.name, owner_words(line), model)
        self._middle.setCurrentWidget(self._pane)
        self._show_details()
        self.host.place_changed()

    def _show_broken(self, error: BprError) -> None:
        """One flow cannot be shown; the others can."""
        panel = ErrorPanel(error)
        if self._broken is not None:
            self._middle.removeWidget(self._broken)
            self._broken.deleteLater()
        self._broken = panel
        self._middle.addWidget(panel)
        self._middle.setCurrentWidget(panel)
        self._details.show_nothing()

    def _show_details(self) -> None:
        element = self._pane.selected_element()
        line = self._lines.get(self._list.chosen)
        if element is not None:
            self._details.show_element(self._pane.model, element)
        elif line is not None:
            found = self._findings.get(line.id, ())
            self._details.show_flow(ShownFlow(line, self._pane.model, found))
        self.host.show_selection(sums_of(self._pane.model, self._pane.selected))

    def _show_outcomes(self, outcomes: list[ImportOutcome]) -> None:
        for outcome in outcomes:
            if outcome.flow_id:
                self._findings[outcome.flow_id] = outcome.findings
        refused = any(outcome.state is ImportState.REFUSED for outcome in outcomes)
        if len(outcomes) == 1 and not refused:
            self._show_one(outcomes[0])
            return
        self._result.show_outcomes(outcomes)
        self._views.setCurrentWidget(self._result)
        self.set_actions([self._back, self._import], primary=0)
        self._load()
        self.host.place_changed()

    def _show_one(self, outcome: ImportOutcome) -> None:
        self._load()
        self.show_bench()
        self._list.choose(outcome.flow_id)
        self._show_details()
        if outcome.state is ImportState.UNCHANGED:
            text = tr("“{name}” was imported before; it is shown as it is.", name=outcome.name)
            self.notices.show_notice(Notice(text))
            return
        text = tr("“{name}” was imported.", name=outcome.name)
        if outcome.findings:
            found = ntr(
                "One finding is listed at the right.",
                "{n:,} findings are listed at the right.",
                len(outcome.findings),
            )
            text = f"{text} {found}"
        self.notices.show_notice(Notice(text, Tone.SUCCESS))

    def _say_exported(self, path: Path) -> None:
        self.notices.show_notice(written_notice(path))

    # -- files dropped on the page, folders included -----------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Drawings and folders are welcome; other files are the window's to judge."""
        if _places_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        places = _places_in(event)
        if places:
            event.acceptProposedAction()
            self.import_places(places)


def _places_in(event: QDropEvent) -> list[Path]:
    """The drawings and folders of a drop; empty when anything else is among them."""
    from pathlib import Path as FilePath

    from bpr_studio.ui.pages.flows_files import READ_ENDINGS

    urls = event.mimeData().urls()
    places = [FilePath(url.toLocalFile()) for url in urls if url.isLocalFile()]
    fitting = [p for p in places if p.is_dir() or p.suffix.lower() in READ_ENDINGS]
    return fitting if len(fitting) == len(urls) else []
