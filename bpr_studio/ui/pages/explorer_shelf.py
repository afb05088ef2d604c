"""Fields to choose from, and the shelves they are put on: by mouse, menu or key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import Measure
from bpr_studio.domain.workload.explore_words import measure_hint
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.ui.pages.explorer_places import (
    Place,
    field_name,
    place_name,
    places_for,
)
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
    )
    from PySide6.QtWidgets import (
        QWidget,
    )

    from bpr_studio.ui.pages.explorer_places import (
        Field,
    )

_MIME: Final = "application/x-bpr-field"
_FIELD: Final = Qt.ItemDataRole.UserRole


def mime_of(field: Field, place: Place | None) -> QMimeData:
    """What is dragged: a field, and the shelf it comes from."""
    kind = "measure" if isinstance(field, Measure) else "dimension"
    data = QMimeData()
    origin = place.value if place else ""
    data.setData(_MIME, f"{kind}:{field.value}:{origin}".encode())
    return data


def field_in(data: QMimeData) -> tuple[Field, Place | None] | None:
    """The field that is dragged, None where it is something else."""
    if not data.hasFormat(_MIME):
        return None
    kind, value, origin = bytes(data.data(_MIME).data()).decode().split(":")
    field: Field = Measure(value) if kind == "measure" else Dimension(value)
    return field, Place(origin) if origin else None


class FieldList(QListWidget):
    """All fields and values; drag one to a shelf, or press Enter for the choice of shelves.

    Signals:
        put_asked: field and shelf.
    """

    put_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Fields"))
        self.setDragEnabled(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.itemDoubleClicked.connect(self._put_first)
        self._shown: tuple[object, ...] = ()

    def show_fields(
        self,
        dimensions: Sequence[Dimension],
        measures: Sequence[Measure],
        used: Collection[Field],
    ) -> None:
        """List fields; those in use are marked."""
        shown = (tuple(dimensions), tuple(measures), frozenset(used))
        if shown == self._shown:
            return
        self._shown = shown
        row = self.currentRow()
        self.clear()
        self._heading(tr("Fields"))
        for dimension in dimensions:
            self._add(dimension, used)
        self._heading(tr("Values"))
        for measure in measures:
            self._add(measure, used)
        self.setCurrentRow(row if row > 0 else 1)

    def _heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.addItem(item)

    def _add(self, field: Field, used: Collection[Field]) -> None:
        mark = "✓ " if field in used else "　 "
        item = QListWidgetItem(mark + field_name(field))
        item.setData(_FIELD, field)
        where = tr("in use") if field in used else ""
        hint = measure_hint(field) if isinstance(field, Measure) else ""
        item.setToolTip(hint or tr("Drag it to the rows, columns or filters, or press Enter"))
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, " ".join((field_name(field), where)).strip()
        )
        self.addItem(item)

    def _field(self, item: QListWidgetItem | None) -> Field | None:
        found = item.data(_FIELD) if item is not None else None
        return found if isinstance(found, Dimension | Measure) else None

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the field away; the list keeps it."""
        field = self._field(self.currentItem())
        if field is not None:
            drag = QDrag(self)
            drag.setMimeData(mime_of(field, None))
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks where the field shall stand."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._ask(self.visualItemRect(self.currentItem()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def _on_menu(self, point: QPoint) -> None:
        item = self.itemAt(point)
        if item:
            self.setCurrentItem(item)
            self._ask(point)

    def _ask(self, point: QPoint) -> None:
        menu = self.menu_of(self._field(self.currentItem()))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(point))

    def menu_of(self, field: Field | None) -> QMenu | None:
        """Where a field may be put; None for what is no field."""
        if field is None:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in places_for(field):
            text = tr("Put into “{place}”", place=place_name(place))
            menu.addAction(make_action(menu, text, partial(self.put_asked.emit, field, place)))
        return menu

    def _put_first(self, item: QListWidgetItem) -> None:
        field = self._field(item)
        if field is not None:
            self.put_asked.emit(field, places_for(field)[0])


class Chip(QPushButton):
    """A field on a shelf; its menu and its keys move it or take it away.

    Signals:
        asked: what somebody wants: "menu", "left", "right", "take".
    """

    asked = Signal(str)

    def __init__(self, field: Field, place: Place, text: str, *, hint: str = "") -> None:
        super().__init__()
        self.field, self._place, self._full = field, place, text
        self.setText(text)
        self.setToolTip(hint or text)
        self.setAccessibleName(tr("{place}: {field}", place=place_name(place), field=text))
        self.setProperty("kind", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._pressed_at: QPoint | None = None
        self.clicked.connect(lambda: self.asked.emit("menu"))

    def sizeHint(self) -> QSize:
        """As wide as the text needs."""
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance(self._full) + 28, 260), 28)

    @property
    def full_text(self) -> str:
        """What it says, also where there is no room for all of it."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text where there is no room."""
        super().resizeEvent(event)
        room = self.width() - 24
        elide = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._full, elide, room))

    def minimumSizeHint(self) -> QSize:
        """Many fields on a shelf get narrower, the window does not get wider."""
        return QSize(44, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the field to another place."""
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if start is None or (event.position().toPoint() - start).manhattanLength() < far:
            super().mouseMoveEvent(event)
            return
        self._pressed_at = None
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(mime_of(self.field, self._place))
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes away, Ctrl+arrows move, Enter opens the menu."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        deeds = {
            (Qt.Key.Key_Left, True): "left",
            (Qt.Key.Key_Right, True): "right",
            (Qt.Key.Key_Return, False): "menu",
            (Qt.Key.Key_Enter, False): "menu",
        }
        wanted = deeds.get((Qt.Key(event.key()), control))
        if event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            wanted = "take"
        if wanted:
            self.asked.emit(wanted)
        else:
            super().keyPressEvent(event)


class Shelf(QFrame):
    """Fields standing side by side in one role of the question.

    Signals:
        dropped: field, shelf it comes from or None, position.
        asked: field and what somebody wants with it.
    """

    dropped = Signal(object, object, int)
    asked = Signal(object, str)

    def __init__(self, place: Place, empty: str) -> None:
        super().__init__()
        self.place = place
        self.setProperty("kind", "shelf")
        self.setAcceptDrops(True)
        self.setAccessibleName(place_name(place))
        self.setFixedHeight(40)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(6)
        self._name = label(place_name(place), kind="secondary")
        self._name.setFixedWidth(72)
        self._row.addWidget(self._name)
        self._chips: list[Chip] = []
        self._hint = label(empty, kind="caption")
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._hint, 100)
        self._row.addStretch(1)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The fields that stand here."""
        return tuple(self._chips)

    def show_fields(self, fields: Sequence[tuple[Field, str, str]]) -> None:
        """Show fields with their texts and hints; the keyboard stays on the field it was on."""
        focused = next((chip.field for chip in self._chips if chip.hasFocus()), None)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for place, (field, text, hint) in enumerate(fields):
            chip = Chip(field, self.place, text, hint=hint)
            chip.asked.connect(lambda what, field=field: self.asked.emit(field, what))
            self._row.insertWidget(place + 1, chip)
            self._chips.append(chip)
            if field == focused:
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hint.setVisible(not fields)

    def show_menu(self, field: Field, deeds: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Open the menu of a field below it."""
        chip = self.chip_of(field)
        if chip is None:
            return
        menu = QMenu(chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, run in deeds:
            menu.addAction(make_action(menu, text, run))
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def chip_of(self, field: Field) -> QWidget | None:
        """The button of a field, None where it does not stand here."""
        return next((chip for chip in self._chips if chip.field == field), None)

    # -- dragging ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Fields that may stand here are welcome."""
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Fields that may stand here are welcome."""
        self._welcome(event)

    def dragLeaveEvent(self, event: object) -> None:
        """Nothing hovers any more."""
        del event
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the field where it was let go."""
        self._light(on=False)
        found = field_in(event.mimeData())
        if found is None:
            return
        x = event.position().x()
        position = sum(1 for chip in self._chips if chip.geometry().center().x() < x)
        event.acceptProposedAction()
        self.dropped.emit(found[0], found[1], position)

    def _welcome(self, event: QDragMoveEvent) -> None:
        found = field_in(event.mimeData())
        if found is not None and self.place in places_for(found[0]):
            event.acceptProposedAction()
            self._light(on=True)
        else:
            event.ignore()

    def _light(self, *, on: bool) -> None:
        self.setProperty("hovered", on)
        self.style().unpolish(self)
        self.style().polish(self)
