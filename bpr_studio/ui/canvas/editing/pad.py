"""The buttons beside what is selected: the next step is one click away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton

from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, FLOW_NODES, Kind
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.canvas.editing.keys import tip_of
from bpr_studio.ui.canvas.editing.template_pictures import template_icon
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.canvas.editing.bench import Bench

_COLUMNS: Final = 3
_ICON: Final = QSize(22, 22)
_BUTTON: Final = QSize(32, 32)
_AWAY: Final = 12
_CLOSE: Final = 6


@dataclass(frozen=True, slots=True)
class PadButton:
    """One button.

    Attributes:
        deed: what it does, by name.
        text: English source of its name.
        icon: file name of an icon; "template:…" for the picture of a template.
    """

    deed: str
    text: str
    icon: str


_NEXT: Final = (
    PadButton("append:task", N_("Add the next step"), "template:task"),
    PadButton(
        "append:exclusive_gateway", N_("Add a branch: one way"), "template:exclusive_gateway"
    ),
    PadButton("append:end", N_("Add the end"), "template:end"),
    PadButton("append:wait_timer", N_("Add a wait"), "template:wait_timer"),
    PadButton("append:annotation", N_("Add a note"), "template:annotation"),
)
_DOCUMENT: Final = PadButton("append:data_object", N_("Add a document"), "template:data_object")
_CONNECT: Final = PadButton("connect", N_("Connect with another element"), "flow-arrow")
_REPLACE: Final = PadButton("replace", N_("Change the kind"), "wrench")
_REMOVE: Final = PadButton("remove", N_("Delete"), "trash-simple")
_CORE: Final = PadButton("core", N_("Core work, non-core work, neither"), "star")
_LIMIT: Final = PadButton(
    "attach:on_timer", N_("Add a time limit to the step"), "template:on_timer"
)
_NOTE: Final = PadButton("append:annotation", N_("Add a note"), "template:annotation")
_OPEN: Final = PadButton("open_close", N_("Open or close the sub-process"), "corners-out")
_INSIDE: Final = PadButton("inner", N_("Draw what is inside on a sheet of its own"), "sign-out")
_LANES: Final = (
    PadButton("lane:above", N_("Add a lane above"), "arrow-up"),
    PadButton("lane:below", N_("Add a lane below"), "arrow-down"),
    PadButton("lane:split2", N_("Split into two lanes"), "rows"),
    PadButton("lane:split3", N_("Split into three lanes"), "list"),
)
_WORK: Final = PadButton("lane:work", N_("Show or hide the work of the pool"), "corners-out")
_FLOW: Final = (
    PadButton("append:task", N_("Put a step in between"), "template:task"),
    PadButton("name", N_("Write the name"), "pencil-simple"),
    PadButton("default", N_("Make it the way taken otherwise"), "flag"),
)
_SEVERAL: Final = (
    PadButton("arrange_menu", N_("Align and distribute"), "layout"),
    PadButton("wrap", N_("Put into a sub-process"), "package"),
    PadButton("duplicate", N_("Duplicate"), "copy"),
)
_OTHERS: Final = {
    Kind.POOL: (*_LANES, _CONNECT, _WORK),
    Kind.LANE: _LANES,
    Kind.SEQUENCE_FLOW: _FLOW,
    Kind.OTHER: (),
}


def buttons_for(selected: list[Element]) -> tuple[PadButton, ...]:
    """The buttons for a selection, the likeliest first; none for none."""
    if not selected:
        return ()
    if len(selected) > 1:
        return (*_SEVERAL, _CORE, _REMOVE)
    return (*_deeds_for(selected[0]), _REMOVE)


def _deeds_for(element: Element) -> tuple[PadButton, ...]:
    if element.kind in FLOW_NODES:
        return _node_buttons(element)
    if element.kind in _OTHERS:
        return _OTHERS[element.kind]
    return () if element.kind in CONNECTIONS else (_CONNECT, _NOTE)


def _node_buttons(element: Element) -> tuple[PadButton, ...]:
    nexts = () if element.kind is Kind.END_EVENT else _NEXT
    note = (_NOTE,) if not nexts else ()
    if element.kind not in ACTIVITIES:
        return (*nexts, *note, _CONNECT, _REPLACE)
    inner = (_OPEN, _INSIDE) if element.kind is Kind.SUB_PROCESS else ()
    return (*nexts, _DOCUMENT, _CONNECT, _REPLACE, _CORE, _LIMIT, *inner)


class ContextPad(QFrame):
    """Stands beside the selection and takes neither keyboard nor room from the drawing."""

    def __init__(self, bench: Bench, do: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._do = do
        self._board = parent
        self._shown: tuple[PadButton, ...] = ()
        self._hidden = False
        self.setObjectName("canvas-pad")
        self.setProperty("kind", "card")
        self.setAccessibleName(tr("What can be done with the selection"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(3, 3, 3, 3)
        self._grid.setSpacing(1)
        self.hide()
        bench.scene.selection_changed.connect(self.refresh)
        bench.scene.drawing_changed.connect(self.refresh)
        bench.view.moved.connect(self._place)
        bench.view.zoom_changed.connect(lambda _zoom: self._place())

    def set_hidden(self, *, hidden: bool) -> None:
        """Keep out of the way while something else is going on."""
        self._hidden = hidden
        self.refresh()

    def refresh(self) -> None:
        """Show what fits the selection now."""
        wanted: tuple[PadButton, ...] = ()
        if self._bench.editor is not None and not self._hidden:
            wanted = buttons_for(self._bench.selected_elements())
        if wanted != self._shown:
            self._fill(wanted)
        if wanted:
            self._place()
        else:
            self.hide()

    def button(self, deed: str) -> QToolButton | None:
        """The button of a deed, None when it is not shown."""
        for number, entry in enumerate(self._shown):
            if entry.deed == deed:
                item = self._grid.itemAt(number)
                widget = item.widget() if item is not None else None
                return widget if isinstance(widget, QToolButton) else None
        return None

    # -- inside ----------------------------------------------------------------------------------

    def _fill(self, wanted: tuple[PadButton, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, entry in enumerate(wanted):
            row, column = divmod(number, _COLUMNS)
            button = self._make(entry)
            self._grid.addWidget(button, row, column)
            button.show()  # else the pad is measured without it
        self._shown = wanted

    def _make(self, entry: PadButton) -> QToolButton:
        button = QToolButton(self)
        kind, _, key = entry.icon.partition(":")
        tone = Tone.ERROR if entry.deed == "remove" else Tone.TEXT
        button.setIcon(template_icon(key) if kind == "template" else icon(entry.icon, tone))
        button.setIconSize(_ICON)
        button.setFixedSize(_BUTTON)
        text = tr_source(entry.text)
        button.setToolTip(tip_of(text, entry.deed))
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked=False, deed=entry.deed: self._do(deed))
        return button

    def _place(self) -> None:
        if not self._shown or self._hidden:
            return
        around = self._around()
        view = self._bench.view
        room = QRect(view.mapTo(self._board, QPoint(0, 0)), view.size())
        around.translate(room.topLeft())
        self.adjustSize()
        if not around.intersects(room):
            self.hide()
            return
        self.move(self._corner(around, room))
        self.show()
        self.raise_()

    def _corner(self, around: QRect, room: QRect) -> QPoint:
        """Beside the selection where it covers least; inside its corner when it fills the window."""
        room = room.adjusted(_CLOSE, _CLOSE, -_CLOSE, -_CLOSE)
        wide, high = self.width(), self.height()
        places = (
            QPoint(around.right() + _AWAY, around.top()),
            QPoint(around.left(), around.bottom() + _AWAY),
            QPoint(around.left(), around.top() - _AWAY - high),
            QPoint(around.left() - _AWAY - wide, around.top()),
        )
        fitting = [at for at in places if room.contains(QRect(at, self.size()))]
        if fitting:
            return min(fitting, key=self._covered)
        x = min(around.right(), room.right()) - wide - _AWAY
        y = max(min(around.top(), room.bottom() - high), room.top())
        return QPoint(max(x, room.left()), y)

    def _covered(self, at: QPoint) -> int:
        """How many shapes the pad would hide at a place of the board."""
        view = self._bench.view
        box = QRect(view.mapFrom(self._board, at), self.size())
        area = view.mapToScene(box).boundingRect()
        return self._bench.shapes_in(area)

    def _around(self) -> QRect:
        """The selection in pixels of the view; a line counts by its middle."""
        bench = self._bench
        elements = bench.selected_elements()
        if len(elements) == 1 and len(elements[0].waypoints) > 1:
            middle, _ = middle_of(elements[0].waypoints)
            return QRect(bench.view.mapFromScene(QPointF(*middle)), QSize(1, 1))
        around = QRect()
        for element in elements:
            area = bench.scene.area_of(element.id)
            around = around.united(bench.view.mapFromScene(area).boundingRect())
        return around
