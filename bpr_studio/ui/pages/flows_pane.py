"""One flow in the middle of the page: its name, the drawing, and its twin, the table of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.canvas.picture import image_of
from bpr_studio.ui.pages.flow_words import inner_diagram_of, name_of_shown
from bpr_studio.ui.pages.flows_steps import StepTable
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.buttons import icon_button, make_action
from bpr_studio.ui.qt.tasks import busy_cursor

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


class FlowPane(QWidget):
    """Drawing and table of one flow, always showing the same diagram and the same selection.

    Signals:
        selection_changed: other elements are selected; ask `selected`.
        selection_text: sums of the rows marked in the table, for the status bar.
        room_wanted: the button for more room was pressed.
        copied: the picture is on the clipboard.
    """

    selection_changed = Signal()
    selection_text = Signal(str)
    room_wanted = Signal()
    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._board = FlowBoard()
        self._table = StepTable()
        self._undrawn = EmptyState(
            "flow-arrow",
            tr("The flow has no drawing yet."),
            explanation=tr("Its steps come from the detailed survey; the table shows them."),
            next_step=Deed(tr("Show the table"), lambda: self.show_as_table(wanted=True)),
        )
        self._only_table = False  # the table is in front only because there is no drawing
        self._stack = QStackedWidget()
        self._name = _Elided(kind="section")
        self._owner = _Elided(kind="caption")
        self._diagrams = QComboBox()
        self._as_drawing = _segment(tr("Drawing"), tr("Show the drawing (Ctrl+T)"))
        self._as_table = _segment(tr("Table"), tr("Show the steps as a table (Ctrl+T)"))
        self._copy = icon_button("copy", tr("Copy as a picture"), self.copy)
        self._room = icon_button("arrows-out", tr("More room (F9)"), self.room_wanted.emit)
        self._lay_out()
        self._connect()

    # -- what it shows ---------------------------------------------------------------------------

    @property
    def board(self) -> FlowBoard:
        """The drawing."""
        return self._board

    @property
    def table(self) -> StepTable:
        """The table of steps."""
        return self._table

    @property
    def front(self) -> QWidget:
        """The drawing or the table, whichever is shown."""
        return self._table if self.shows_table else self._board

    @property
    def model(self) -> ProcessModel:
        """The model shown."""
        return self._board.scene.model

    @property
    def shows_table(self) -> bool:
        """Whether the table is in front."""
        return self._stack.currentWidget() is self._table

    @property
    def diagram_chooser(self) -> QComboBox:
        """The choice of diagrams; hidden where there is only one."""
        return self._diagrams

    def show_flow(self, name: str, owner: str, model: ProcessModel) -> None:
        """Show a flow from its start.

        Args:
            name: name of the flow.
            owner: section and class in one line.
            model: the flow.
        """
        self._name.setText(name)
        self._owner.setText(owner)
        self._board.view.setAccessibleName(tr("Drawing of the flow {name}", name=name))
        self._fill_diagrams(model)
        self._show_diagram(model, "")
        if not self.is_drawn and not self.shows_table:
            self.show_as_table(wanted=True)
            self._only_table = True
        elif self.is_drawn and self._only_table:
            self.show_as_table(wanted=False)

    @property
    def is_drawn(self) -> bool:
        """Whether the flow has a drawing; steps of the detailed survey have none at first."""
        return any(element.is_drawn for element in self.model.elements())

    def refresh_model(self, model: ProcessModel) -> None:
        """The same flow was written anew: show it at the same place."""
        selected = self.selected
        diagram = self._board.scene.diagram_id
        known = {one.id for one in model.diagrams()}
        self._fill_diagrams(model)
        self._board.scene.show_model(model, diagram if diagram in known else "")
        self._fill_table()
        self._board.scene.select(selected)

    def show_diagram(self, diagram_id: str) -> None:
        """Show another diagram of the same flow."""
        place = self._diagrams.findData(diagram_id)
        if place >= 0:
            self._diagrams.setCurrentIndex(place)

    def show_as_table(self, *, wanted: bool) -> None:
        """The table of steps, or the drawing."""
        (self._as_table if wanted else self._as_drawing).setChecked(True)
        self._only_table = False
        had_keyboard = self._has_keyboard_inside()
        drawing = self._board if self.is_drawn else self._undrawn
        front = self._table if wanted else drawing
        self._stack.setCurrentWidget(front)
        self._copy.setToolTip(tr("Copy as a table") if wanted else tr("Copy as a picture"))
        self._copy.setAccessibleName(self._copy.toolTip())
        self._follow_selection()
        if had_keyboard:
            front.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is selected ------------------------------------------------------------------------

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the selected elements."""
        return self._board.scene.selected

    def selected_element(self) -> Element | None:
        """The one selected element; None for none or several."""
        return self._board.scene.meant(self.selected[0]) if len(self.selected) == 1 else None

    def select(self, element_id: str) -> None:
        """Select an element and bring it into view, in whichever diagram it is drawn."""
        element = self.model.find(element_id)
        if element is None:
            return
        if element.diagram and element.diagram != self._board.scene.diagram_id:
            self.show_diagram(element.diagram)
        self._board.scene.select((element_id,))
        self._board.view.show_element(element_id)

    def copy(self) -> None:
        """Put the diagram on the clipboard as a picture, or the table as rows."""
        if self.shows_table:
            self._table.copy()
            return
        with busy_cursor():
            # Data made here would outlive Python's end and crash it; an image is Qt's own.
            picture = image_of(self.model, self._board.scene.diagram_id)
            QGuiApplication.clipboard().setImage(picture)
        self.copied.emit()

    # -- inside ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._owner)
        segments = QHBoxLayout()
        segments.setSpacing(0)
        group = QButtonGroup(self)
        for button in (self._as_drawing, self._as_table):
            group.addButton(button)
            segments.addWidget(button)
        self._as_drawing.setChecked(True)
        self._diagrams.setAccessibleName(tr("Drawing of this file"))
        self._diagrams.setToolTip(tr("This file holds several drawings"))
        self._diagrams.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._diagrams.setMinimumContentsLength(10)
        self._diagrams.hide()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addLayout(texts, 1)
        head.addWidget(self._diagrams)
        head.addLayout(segments)
        head.addWidget(self._copy)
        head.addWidget(self._room)
        self._stack.addWidget(self._board)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._undrawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(320)

    def _connect(self) -> None:
        scene, view = self._board.scene, self._board.view
        self._as_drawing.clicked.connect(lambda: self.show_as_table(wanted=False))
        self._as_table.clicked.connect(lambda: self.show_as_table(wanted=True))
        self._diagrams.currentIndexChanged.connect(self._diagram_chosen)
        scene.selection_changed.connect(self._follow_selection)
        scene.selection_changed.connect(self.selection_changed)
        self._table.step_selected.connect(self.select)
        self._table.activated.connect(lambda row: self._open(str(row[0])))
        self._table.selection_text.connect(self.selection_text)
        view.element_opened.connect(self._open)
        toggle = make_action(
            self,
            tr("Drawing or table"),
            lambda: self.show_as_table(wanted=not self.shows_table),
            shortcut="Ctrl+T",
        )
        room = make_action(self, tr("More room"), self.room_wanted.emit, shortcut="F9")
        self.addActions([toggle, room])
        copy = QShortcut(QKeySequence.StandardKey.Copy, view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def _fill_diagrams(self, model: ProcessModel) -> None:
        self._diagrams.blockSignals(True)
        self._diagrams.clear()
        diagrams = model.diagrams()
        for number, diagram in enumerate(diagrams, start=1):
            name = diagram.name or name_of_shown(model, diagram)
            self._diagrams.addItem(name or tr("Drawing {n}", n=number), diagram.id)
        self._diagrams.setVisible(len(diagrams) > 1)
        self._diagrams.blockSignals(False)

    def _diagram_chosen(self) -> None:
        self._show_diagram(self.model, str(self._diagrams.currentData() or ""))

    def _show_diagram(self, model: ProcessModel, diagram_id: str) -> None:
        self._board.show_model(model, diagram_id)
        self._fill_table()

    def _fill_table(self) -> None:
        scene = self._board.scene
        shown = scene.elements() if self.is_drawn else list(scene.model.elements())
        self._table.show_steps(scene.model, shown)

    def _follow_selection(self) -> None:
        if self.shows_table and len(self.selected) == 1:
            self._table.select_step(self.selected[0])

    def _open(self, element_id: str) -> None:
        """A sub-process that has a diagram of its own opens it; a row shows its place."""
        element = self.model.find(element_id)
        if element is None:
            return
        inner = inner_diagram_of(self.model, element)
        if inner and inner != self._board.scene.diagram_id:
            self.show_diagram(inner)
        elif self.shows_table:
            self.show_as_table(wanted=False)
            self.select(element_id)

    def _has_keyboard_inside(self) -> bool:
        current = self._stack.currentWidget()
        focused: QWidget | None = QGuiApplication.focusObject()  # type: ignore[assignment]  # widgets only, in a widget program
        return focused is not None and current is not None and current.isAncestorOf(focused)


def _segment(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setMinimumSize(44, 32)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class _Elided(QLabel):
    """One line that ends in "…" where there is no room; the whole text is its tooltip."""

    def __init__(self, *, kind: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setToolTip(text)
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """Room for what hangs below the line, such as underscores."""
        return super().sizeHint() + QSize(0, 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text
        )
        painter.end()
