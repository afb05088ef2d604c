"""The page where a flow is drawn: canvas, table or text in the middle, panels at the right.

Jump target: "<flow id>", "<flow id>#<element id>" to go to an element, either with "|drawing",
"|table" or "|text" behind it to look that way; without one the page stays as it was. It asks a `FlowSession` for everything; drawing is the board's matter, and what
others write comes in by the session.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_bars import Bar
from bpr_studio.ui.pages.flow_editor_board import (
    FirstSteps,
    UndrawnBar,
    draw_where_nothing_is,
    is_blank,
)
from bpr_studio.ui.pages.flow_editor_deeds import EditorDeeds
from bpr_studio.ui.pages.flow_editor_frame import FlowFrame
from bpr_studio.ui.pages.flow_editor_keys import CanvasKeys
from bpr_studio.ui.pages.flow_editor_parts import DRAWING, TABLE, TEXT
from bpr_studio.ui.pages.flow_editor_side import FlowSide
from bpr_studio.ui.pages.flow_findings import FindingsPanel
from bpr_studio.ui.pages.flow_overlaps import FlowOverlaps
from bpr_studio.ui.pages.flow_words import inner_diagram_of, name_of_shown, sums_of
from bpr_studio.ui.pages.flows_list import owner_words, version_word
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.page import Crumb, Jump
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.pages.flow_editor_parts import FlowEditorParts
    from bpr_studio.ui.pages.flow_panel import FlowPanel
    from bpr_studio.ui.qt.page import PageHost

_SIDE_WIDTH: Final = 320
_TELL_AFTER_MS: Final = 30
_FLOWS: Final = "flows"


class FlowEditorPage(FlowFrame):
    """Draws one flow.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: FlowEditorParts) -> None:
        super().__init__(host, parts)
        self._changed: dict[str, None] = {}  # not yet told to panels
        self._anything = False
        self._is_open_for_editing = False
        self._said_diagrams: tuple[tuple[tuple[str, str], ...], str] = ((), "")
        self.lock = Bar("lock-simple", Tone.ACCENT)
        self.overlaps = FlowOverlaps(self, parts.overlaps, self.select)
        self.undrawn = UndrawnBar()
        self.first_steps = FirstSteps(self.board)
        self.side = FlowSide(parts.panels(host))
        self._middle = QStackedWidget()
        self._views: dict[str, FlowPanel] = {}
        self._stale: set[str] = set()
        self._telling = _single_shot(self, _TELL_AFTER_MS, self._tell_panels)
        self._selecting = _single_shot(self, 0, self._tell_selection)
        self._lay_out()
        self.deeds = EditorDeeds(self)
        self._connect()
        self._show_none()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Say where we are."""
        self.host.place_changed()
        self._tell_selection()

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The flow, and the sub-process inside it."""
        session = self._session
        if session is None:
            return ()
        names = dict(self._diagrams())
        inner = names.get(self.board.scene.diagram_id, "")
        crumbs = (Crumb(session.name, Jump("flow", session.flow_id)), Crumb(inner))
        return crumbs if inner and self._is_inner else (Crumb(session.name),)

    def open_target(self, target: str) -> None:
        """Show a flow, an element of it, in some way; see the module."""
        place, _, view = target.partition("|")
        flow_id, _, element_id = place.partition("#")
        if flow_id and (self._session is None or self._session.flow_id != flow_id):
            self.open_flow(flow_id)
        elif flow_id and not element_id:
            self.show_diagram("")
        if self._session is not None and view in self.header.views:
            self.show_view(view)
        if element_id and self._session is not None:
            self.select(element_id)

    def shows(self, target: str) -> bool:
        """Whether this flow is the one that is open."""
        return self._session is not None and self._session.flow_id == target.partition("#")[0]

    def target_above(self) -> str:
        """The list chooses the flow that was edited."""
        return self._session.flow_id if self._session is not None else ""

    def refresh(self, kinds: frozenset[str]) -> None:
        """Versions may have come or gone; the flow itself comes by its session."""
        if "flow" in kinds:
            self._show_versions()

    def panels(self) -> tuple[QWidget, ...]:
        """The flow and what stands beside it."""
        return (self._middle, self.side)

    def lead_to_unstored(self) -> str:
        """Take the name that is being written; nothing else waits."""
        self.board.finish_typing()
        return ""

    # -- opening ---------------------------------------------------------------------------------

    def open_flow(self, flow_id: str) -> None:
        """Show a flow from its start."""
        self.notices.clear()
        try:
            with busy_cursor():
                session = self._parts.desk.open(flow_id)
        except BprError as error:
            self._close_flow()
            self._show_none(str(error))
            return
        self._close_flow()
        session.draft(draw_where_nothing_is)
        self._session = session
        session.listen(self._take_changes)
        session.watch(self._look_around)
        self.show_content()
        self.header.show()
        self._show_side()
        self._give_to_board()
        self.side.show_flow(session)
        self._stale = set(self._views)
        self.show_view(self.view if self.view in self._views else DRAWING)
        self._look_around()
        self.front.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_blank(session.model) and session.editable:  # one key draws the first step
            self.board.scene.select([one.id for one in session.model.of_kind(Kind.START_EVENT)[:1]])

    def _close_flow(self) -> None:
        if self._session is not None:
            self.board.edit(None)
            self._session.close()
            self._session = None

    def _show_none(self, sentence: str = "") -> None:
        """No flow is open, or the one that was asked for is gone."""
        for part in (self.header, self.lock, self.overlaps.bar, self.undrawn, self.side):
            part.hide()
        self.set_title(tr("Business flow"))
        self.show_empty(
            EmptyState(
                "flow-arrow",
                sentence or tr("No flow is open."),
                explanation=tr("The list of flows opens one with a double click or Enter."),
                next_step=Deed(tr("Go to the flows"), lambda: self.host.go_to(Jump(_FLOWS))),
            )
        )
        self.deeds.enable()
        self.host.place_changed()

    def _give_to_board(self) -> None:
        session = self._session
        if session is None:
            return
        self._is_open_for_editing = bool(session.editable)
        self.board.show_model(session.model)
        self.board.edit(session.editor if session.editable else None)
        self.board.view.setAccessibleName(tr("Drawing of the flow {name}", name=session.name))

    # -- what is in front ------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """The way of looking that is in front: `DRAWING`, `TABLE` or `TEXT`."""
        front = self._middle.currentWidget()
        return next((key for key, view in self._views.items() if view is front), DRAWING)

    @property
    def front(self) -> QWidget:
        """The widget in front."""
        return self._views.get(self.view, self.board)

    def show_view(self, key: str) -> None:
        """Look at the flow in another way."""
        had_keyboard = self._middle.isAncestorOf(self.focusWidget())
        self.header.show_view(key)
        view, selected = self._views.get(key), self.selected
        if view is not None and key in self._stale:
            self._stale.discard(key)
            view.show_flow(self._session)
        self._middle.setCurrentWidget(view or self.board)
        if view is not None:
            self.board.scene.select(selected)  # a view may have begun at its own start
            view.show_selection(selected)
        if had_keyboard:
            self.front.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self, key: str) -> None:
        """Look in the way that was chosen, and go on there by key."""
        self.show_view(key)
        self.front.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_drawing(self) -> None:
        """Bring the drawing to the front."""
        if self.view != DRAWING:
            self.show_view(DRAWING)

    def next_view(self) -> None:
        """Drawing, table, text, and from the start again."""
        views = self.header.views
        self.show_view(views[(views.index(self.view) + 1) % len(views)])

    def show_diagram(self, diagram_id: str) -> None:
        """Show another diagram of the flow, the first one for ""."""
        session = self._session
        if session is None or (diagram_id or self._first_diagram()) == self.board.scene.diagram_id:
            return
        self.board.show_model(session.model, diagram_id)
        self.board.edit(session.editor if session.editable else None, diagram=diagram_id)
        self._say_diagrams()

    def go_up(self) -> bool:
        """From the drawing inside a sub-process to the one it stands in; whether there is one."""
        inside = self._shown_sub_process()
        if inside is None:
            return False
        self.select(inside.id)
        self.host.place_changed()
        return True

    def _shown_sub_process(self) -> Element | None:
        """The sub-process whose inside is shown, None for another drawing."""
        diagram = self.model.find(self.board.scene.diagram_id)
        shown = self.model.find(diagram.refers_to) if diagram is not None else None
        return shown if shown is not None and shown.kind is Kind.SUB_PROCESS else None

    @property
    def _is_inner(self) -> bool:
        """Whether another drawing than the first is shown."""
        return self.board.scene.diagram_id not in {"", self._first_diagram()}

    def toggle_room(self) -> None:
        """Hide the panels to give the flow the whole page, or show them again."""
        self.change_layout(side=not self._layout.side)
        self._show_side()

    # -- what is selected ------------------------------------------------------------------------

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the selected elements."""
        return self.board.scene.selected

    def select(self, element_id: str) -> None:
        """Select an element and bring it into view, in whichever diagram it is drawn."""
        element = self.model.find(element_id)
        if element is None:
            return
        diagrams = dict(self._diagrams())
        place = element.diagram if element.diagram in diagrams else self._first_diagram()
        if element.is_drawn:
            self.show_diagram(place)
        self.board.scene.select((element_id,))
        self.board.view.show_element(element_id)
        view = self._views.get(self.view)
        if view is not None:
            view.show_selection(self.selected)

    # -- deeds -----------------------------------------------------------------------------------

    def rename(self, name: str) -> None:
        """Give the flow another name."""
        if self._session is not None:
            try:
                self._parts.making.rename(self._session.flow_id, name)
            except BprError as error:
                self.refuse(str(error))
                self._look_around()

    # -- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.title_line.hide()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addWidget(self.lock)
        column.addWidget(self.overlaps.bar)
        column.addWidget(self.undrawn)
        self.set_filter(head)
        self._middle.addWidget(self.board)
        self.header.add_view(DRAWING, tr("Drawing"), tr("Show the drawing (Ctrl+T)"))
        words = {TABLE: tr("Table"), TEXT: tr("Text")}
        tips = {
            TABLE: tr("Show the steps as a table with the lanes as columns (Ctrl+T)"),
            TEXT: tr("Show the flow as lines of text (Ctrl+T)"),
        }
        for key, view in self._parts.views().items():
            self._views[key] = view
            self._middle.addWidget(view)
            self.header.add_view(key, words[key], tips[key])
        self.set_content(self._middle)
        self.set_side(self.side, width=max(_SIDE_WIDTH, self.side.whole_width()))

    def _connect(self) -> None:
        self.header.renamed.connect(self.rename)
        self.header.view_wanted.connect(self._look)
        self.header.diagram_wanted.connect(self.show_diagram)
        self.header.up_wanted.connect(self.go_up)
        self._keys = CanvasKeys(self)
        self.header.version_wanted.connect(lambda flow: self.host.go_to(Jump("flow", flow)))
        self.header.left.connect(lambda: self.front.setFocus(Qt.FocusReason.OtherFocusReason))
        self.board.scene.selection_changed.connect(self._selecting.start)
        self.board.refused.connect(self.refuse)
        self.board.element_opened.connect(self._open_element)
        self.undrawn.arrange_wanted.connect(self.deeds.arrange)
        self.first_steps.text_wanted.connect(partial(self.show_view, TEXT))
        self.side.element_wanted.connect(self.select)
        self.side.refused.connect(self.refuse)
        self.side.panel_shown.connect(lambda name: self.change_layout(panel=name))
        for panel in self.side.panels:
            if isinstance(panel, FindingsPanel):
                panel.marks_changed.connect(self.deeds.looks.show_marks)
        for view in self._views.values():
            view.element_wanted.connect(self.select)
            view.refused.connect(self.refuse)
        self.side.bring(self._layout.panel)

    # -- news ------------------------------------------------------------------------------------

    def _take_changes(self, ids: tuple[str, ...]) -> None:
        """Elements of the flow are different: draw them at once, tell the panels soon."""
        if ids:
            self.board.take_changes(ids)
        self._changed.update(dict.fromkeys(ids))
        self._anything = self._anything or not ids
        self._telling.start()
        self._say_what_is_there()

    def _tell_panels(self) -> None:
        ids = [] if self._anything else list(self._changed)
        self._changed, self._anything = {}, False
        if self._session is None:
            return
        self.side.take_changes(ids)
        for key, view in self._views.items():
            if view is self._middle.currentWidget():
                view.take_changes(ids)
            else:
                self._stale.add(key)
        self._say_diagrams()
        self._tell_selection()

    def _tell_selection(self) -> None:
        if self._session is None:
            return
        self.side.show_selection(self.selected)
        if self.isVisible():
            self.host.show_selection(sums_of(self.model, self.selected))

    def _look_around(self) -> None:
        """Name, owner, or the right to edit may be different."""
        session = self._session
        if session is None:
            return
        line = session.line
        words = [line.version_name or version_word(line.version_kind), owner_words(line)]
        editable = bool(session.editable)
        owner = " ・ ".join(filter(None, words))
        self.header.show_name(session.name, owner, editable=editable)
        self.set_title(session.name)
        self.lock.say(session.editable.reason)
        if editable != self._is_open_for_editing:
            self._is_open_for_editing = editable
            self.board.edit(
                session.editor if editable else None, diagram=self.board.scene.diagram_id
            )
            self.side.show_flow(session)
        self.deeds.enable()
        self._show_versions()
        self._say_diagrams()
        self._say_what_is_there()
        self.host.place_changed()

    def _show_versions(self) -> None:
        if self._session is not None:
            flow_id = self._session.flow_id
            with contextlib.suppress(BprError):  # a deleted flow has none; the page says so
                self.header.show_versions(self._parts.versions(flow_id), flow_id)

    def _say_what_is_there(self) -> None:
        session = self._session
        if session is not None:
            editable = bool(session.editable)
            self.first_steps.show_for(session.model, editable=editable)
            self.undrawn.show_for(session.model, editable=editable)
            self.overlaps.follow()

    def _say_diagrams(self) -> None:
        said = (tuple(self._diagrams()), self.board.scene.diagram_id)
        if said != self._said_diagrams:
            self._said_diagrams = said
            self.header.show_diagrams(*said, inner=self._shown_sub_process() is not None)
            self.host.place_changed()

    def _diagrams(self) -> list[tuple[str, str]]:
        """Id and name of every diagram, in order."""
        model = self.model
        return [
            (one.id, one.name or name_of_shown(model, one) or self._plain_name(number))
            for number, one in enumerate(model.diagrams(), start=1)
        ]

    def _plain_name(self, number: int) -> str:
        """The first drawing is the flow's own, others have a number."""
        is_first = number == 1 and self._session is not None
        return self._session.name if is_first and self._session else tr("Drawing {n}", n=number)

    def _first_diagram(self) -> str:
        return next((one.id for one in self.model.diagrams()), "")

    def _open_element(self, element_id: str) -> None:
        """A sub-process that has a diagram of its own opens it."""
        element = self.model.find(element_id)
        inner = inner_diagram_of(self.model, element) if element is not None else ""
        if inner:
            self.show_diagram(inner)
            self.host.place_changed()

    def _show_side(self) -> None:
        self.side.setVisible(self._session is not None and self._layout.side)


def _single_shot(parent: QWidget, after_ms: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(run)
    return timer
