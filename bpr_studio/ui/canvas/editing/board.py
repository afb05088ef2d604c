"""The canvas one draws on: board, palette, pad, label editor and tools together."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal

from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.process.element import Kind
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.canvas.editing.answers import proposed_name
from bpr_studio.ui.canvas.editing.bench import Bench
from bpr_studio.ui.canvas.editing.connect_tool import ConnectTool
from bpr_studio.ui.canvas.editing.desk import Desk
from bpr_studio.ui.canvas.editing.hand_tool import HandTool, LassoTool
from bpr_studio.ui.canvas.editing.handles import handles_of
from bpr_studio.ui.canvas.editing.hint import Hint
from bpr_studio.ui.canvas.editing.keys import deed_of
from bpr_studio.ui.canvas.editing.label_editor import LabelEditor, Then
from bpr_studio.ui.canvas.editing.pad import ContextPad
from bpr_studio.ui.canvas.editing.palette import Palette, beside
from bpr_studio.ui.canvas.editing.place_tool import PlaceTool
from bpr_studio.ui.canvas.editing.reading_tool import ReadingTool, is_harmless
from bpr_studio.ui.canvas.editing.select_tool import SelectTool
from bpr_studio.ui.canvas.editing.space_tool import SpaceTool
from bpr_studio.ui.canvas.editing.view import EditView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.canvas.editing.chooser import Chooser
    from bpr_studio.ui.canvas.editing.clipboard import SvgWriter
    from bpr_studio.ui.canvas.editing.edit_tool import EditTool
    from bpr_studio.ui.canvas.editing.find_bar import FindBar
    from bpr_studio.ui.canvas.editing.key_sheet import KeySheet


class EditBoard(FlowBoard):
    """A `FlowBoard` on which one draws, when it is given an editor.

    Whoever gives the editor calls `take_changes` with the ids of every finished gesture, undo
    and redo; nothing is drawn before.

    Signals:
        refused: why something was not done; it stood beside the pointer too.
        selection_changed: other elements are selected; ask `scene.selected`.
        element_opened: id of the element somebody wants to go into.
        tool_changed: name of the tool that has the mouse now: "select", "place", …
        deed_done: name of the gesture that was done.
    """

    VIEW = EditView

    refused = Signal(str)
    selection_changed = Signal()
    element_opened = Signal(str)
    tool_changed = Signal(str)
    deed_done = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit_view = cast("EditView", self.view)
        self.bench = Bench(self.view, Hint(self))
        self.palette_bar = Palette()
        self.palette_bar.hide()
        self.label_editor = LabelEditor(self.view)
        self.pad = ContextPad(self.bench, self.do, self)
        self._desk = Desk(self.bench, self, self.do)
        self._names: list[str] = []
        self._near: tuple[str, ...] = ()
        self._tools: dict[str, EditTool] = {
            tool.name: tool
            for tool in (
                SelectTool(self.bench, self),
                HandTool(self.bench, self),
                LassoTool(self.bench, self),
                SpaceTool(self.bench, self),
                ConnectTool(self.bench, self),
                PlaceTool(self.bench, self),
            )
        }
        self._reading = ReadingTool(self)
        self._tool: EditTool | None = None
        self._lay_out()
        self._use_look_tool()
        self._connect()

    # -- what is edited --------------------------------------------------------------------------

    @property
    def editor(self) -> Editor | None:
        """The editor in use; None for looking only."""
        return self.bench.editor

    def edit(self, editor: Editor | None, *, diagram: str = "") -> None:
        """Draw with this editor.

        Args:
            editor: None leaves what is shown and allows looking only.
            diagram: which diagram of its model, "" for the first.
        """
        self._stop_naming()
        self.bench.give(editor)
        self._edit_view.is_edited = editor is not None
        if editor is None:
            self._use_look_tool()
        else:
            other = self.scene.model is not editor.model
            if other or (diagram and diagram != self.scene.diagram_id):
                self.show_model(editor.model, diagram)
            self.use("select")
        self.palette_bar.setVisible(editor is not None)
        self._refresh_marks()

    def take_changes(self, ids: Iterable[str]) -> None:
        """Draw these elements anew, after a gesture, undo, redo, or somebody else's change.

        What is being dragged meanwhile is let go: it may be gone, or elsewhere.
        """
        if isinstance(self._tool, SelectTool) and self._tool.is_dragging:
            self._tool.leave()
        near = self._near if self.scene.selected else ()
        self.scene.elements_changed(ids)
        self.bench.drawn()
        if near and not self.scene.selected:
            self.scene.select([one for one in near if one in self.bench.model][:1])
        if self.label_editor.element_id and self.label_editor.element_id not in self.bench.model:
            self._stop_naming()

    # -- tools -----------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        """Name of the tool that has the mouse, "" while looking only."""
        return self._tool.name if self._tool is not None else ""

    def use(self, name: str, key: str = "") -> None:
        """Give the mouse to a tool.

        Args:
            name: "select", "hand", "lasso", "space", "connect" or "place".
            key: the template to place.

        Raises:
            KeyError: there is no such tool.
        """
        tool = self._tools[name]
        if self._tool is not None:
            self._tool.leave()
        self._tool = tool
        self.view.set_tool(tool)
        if isinstance(tool, PlaceTool):
            tool.choose(key)
        tool.enter()
        self.palette_bar.show_tool(name, key)
        self.pad.set_hidden(hidden=name != "select")
        self.tool_changed.emit(name)

    def back_to_select(self) -> None:
        """The tool has done its work."""
        self.use("select")

    def place_template(self, key: str) -> None:
        """Let the next click place this."""
        self.use("place", key)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- deeds -----------------------------------------------------------------------------------

    def deed_of(self, event: QKeyEvent) -> str:
        """What a key stands for here; Enter needs something selected."""
        deed = deed_of(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.scene.selected:
            return ""
        return deed

    def do(self, deed: str) -> bool:
        """Do a deed by its name (see `keys.py`); false when nothing here answers to it."""
        if self.editor is None and not is_harmless(deed):
            return False
        if deed == "connect":
            self.use("connect")
            return True
        if deed in {"rulers", "grid"}:
            toggle = self._edit_view.toggle_rulers, self._edit_view.toggle_grid
            toggle[deed == "grid"]()
            return True
        if deed.startswith("tool:"):
            self.use(deed.removeprefix("tool:"))
            return True
        return self._desk.do(deed)

    def set_svg_writer(self, writer: SvgWriter) -> None:
        """Let copies carry a vector picture too, written by this."""
        self._desk.clipboard.svg_of = writer

    @property
    def chooser(self) -> Chooser:
        """The list of kinds something can become."""
        return self._desk.chooser

    @property
    def find_bar(self) -> FindBar:
        """The field for finding words in the drawing."""
        return self._desk.find_bar

    @property
    def key_sheet(self) -> KeySheet:
        """The sheet with all keys."""
        return self._desk.key_sheet

    @property
    def menu(self) -> QMenu | None:
        """The menu opened last, None before the first."""
        return self._desk.menu

    # -- names -----------------------------------------------------------------------------------

    def finish_typing(self) -> None:
        """Take the name being written, because the drawing is about to be left."""
        self.label_editor.commit(Then.LEAVE)

    def write_names(self, ids: Iterable[str]) -> None:
        """Open the label editor for these elements, one after the other."""
        self._names = list(ids)
        self._next_name()

    def _next_name(self) -> None:
        while self._names:
            element = self.bench.model.find(self._names.pop(0))
            if element is not None and element.is_drawn:
                self.pad.set_hidden(hidden=True)
                self.label_editor.begin(element, proposed_name(self.bench.model, element))
                self._refresh_marks()
                return
        self._stop_naming()

    def _stop_naming(self) -> None:
        self._names = []
        self.label_editor.end()
        self.pad.set_hidden(hidden=self.tool != "select")
        self._refresh_marks()

    def _take_name(self, text: str, then: Then) -> None:
        element = self.bench.model.find(self.label_editor.element_id)
        self.label_editor.end()
        if element is not None and text != element.name:
            self.bench.run(rename, element.id, text)
        if then is Then.LEAVE:
            self._stop_naming()
        elif self._names:
            self._next_name()
        else:
            self._stop_naming()
            if then is Then.NEXT and element is not None:
                self._go_on_from(element.id)

    def _go_on_from(self, element_id: str) -> None:
        """After a step comes the next one, or a new one where none is; after a lane a lane."""
        element = self.bench.model.find(element_id)
        if element is None:
            return
        following = next(iter(_neighbours(self.bench.model, element_id, forward=True)), "")
        if following:
            self.scene.select((following,))
            self.view.show_element(following)
            self.write_names((following,))
            return
        self.scene.select((element_id,))
        if element.kind in {Kind.LANE, Kind.POOL}:
            self.do("lane:below")
        elif element.bounds and element.kind not in {Kind.ANNOTATION, Kind.GROUP}:
            self.do("append:task")

    # -- inside ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies in a corner stays there."""
        super().resizeEvent(event)
        self._desk.place_find_bar()

    def _lay_out(self) -> None:
        column = cast("QVBoxLayout", self.layout())
        column.removeWidget(self.view)
        column.addLayout(beside(self.palette_bar, self.view))

    def _connect(self) -> None:
        bench = self.bench
        bench.refused.connect(self.refused)
        bench.deed_done.connect(self.deed_done)
        bench.names_wanted.connect(self.write_names)
        bench.busy_changed.connect(self._show_busy)
        self.scene.selection_changed.connect(self.selection_changed)
        self.scene.selection_changed.connect(self._refresh_marks)
        self.scene.selection_changed.connect(self._remember_near)
        self.scene.drawing_changed.connect(self._refresh_marks)
        self.view.element_opened.connect(self.element_opened)
        self._edit_view.resized.connect(self._place_corners)
        self._edit_view.menu_wanted.connect(self._desk.show_menu)
        self.label_editor.committed.connect(self._take_name)
        self.label_editor.cancelled.connect(self._stop_naming)
        self.palette_bar.tool_chosen.connect(self._tool_chosen)
        self.palette_bar.template_chosen.connect(self.place_template)
        self.palette_bar.dragged.connect(self._palette_drags)
        self.palette_bar.dropped.connect(self._palette_drops)

    def _refresh_marks(self) -> None:
        plain = self.editor is not None and not self.label_editor.element_id
        single = self.bench.single() if plain else None
        self.bench.overlay.show_handles(handles_of(single) if single is not None else ())

    def _remember_near(self) -> None:
        """What is selected when the selected element is gone: what led to it, or what follows."""
        single, model = self.bench.single(), self.bench.model
        if single is None:
            self._near = () if self.scene.selected else self._near
            return
        before = _neighbours(model, single.id, forward=False)
        self._near = (*before, *_neighbours(model, single.id, forward=True))

    def _show_busy(self, busy: bool) -> None:
        self.pad.set_hidden(hidden=busy or self.tool != "select")

    def _use_look_tool(self) -> None:
        if self._tool is not None:
            self._tool.leave()
        self._tool = None
        self.view.set_tool(self._reading)
        self.pad.refresh()
        self.tool_changed.emit("")

    def _tool_chosen(self, name: str) -> None:
        self.use(name)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _palette_drags(self, key: str, at: QPoint) -> None:
        if self.tool != "place":
            self.use("place", key)
        tool = self._tools["place"]
        here = self.view.viewport().mapFromGlobal(at)
        if isinstance(tool, PlaceTool):
            if self.view.viewport().rect().contains(here):
                tool.drag_to(here.toPointF())
            else:
                self.bench.end_preview()

    def _palette_drops(self, key: str, at: QPoint) -> None:
        tool = self._tools["place"]
        here = self.view.viewport().mapFromGlobal(at)
        if isinstance(tool, PlaceTool) and self.view.viewport().rect().contains(here):
            tool.choose(key)
            tool.drop_at(here.toPointF())
        else:
            self.back_to_select()


def _neighbours(model: ProcessModel, node: str, *, forward: bool) -> tuple[str, ...]:
    """The nodes a node's arrows lead to, or come from."""
    flows = model.outgoing(node) if forward else model.incoming(node)
    ends = (
        flow.target if forward else flow.source for flow in flows if flow.kind is Kind.SEQUENCE_FLOW
    )
    return tuple(end for end in ends if end in model)
