"""Overlapping edits in the editor of flows: marks in the drawing, a bar, the chooser, and typing.

While somebody types in the page, what others write to the selected elements waits; the text then
becomes a value beside theirs instead of taking its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.overlap_words import ELEMENT
from bpr_studio.ui.pages.entry_bars import Bar
from bpr_studio.ui.pages.overlap_chooser import OverlapChooser
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from bpr_studio.services.conflicts import Conflicts
    from bpr_studio.ui.pages.flow_editor_frame import FlowFrame

_INPUTS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)


class OverlapBar(Bar):
    """Says that several people changed elements of the flow; leads through them."""

    def __init__(self, go_on: Callable[[], object], choose: Callable[[], object]) -> None:
        super().__init__("arrows-left-right", Tone.WARNING)
        self.next_button = QPushButton(tr("Go to the next place"))
        self.choose_button = QPushButton(tr("Choose a value"))
        self.choose_button.setToolTip(tr("Alt+Down at the marked step"))
        for button, run in ((self.next_button, go_on), (self.choose_button, choose)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, deed=run: deed())
            self.line.addWidget(button)


class FlowOverlaps(QObject):
    """Keeps marks and bar of one page in step with its session.

    Attributes:
        bar: what the page shows above the drawing.
    """

    def __init__(
        self, page: FlowFrame, desk: Conflicts | None, select: Callable[[str], object]
    ) -> None:
        """Look after a page.

        Args:
            page: the editor.
            desk: lists and decides; None where nobody else writes.
            select: selects an element and brings it into view.
        """
        super().__init__(page)
        self._page = page
        self._select = select
        self._chooser = OverlapChooser(
            page,
            desk,
            refused=page.notices.show_error,
            to_list=lambda row: page.host.go_to(Jump("conflicts", ":".join(row))),
        )
        self.bar = OverlapBar(self.go_on, self.choose)
        page.board.view.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keyboard_moved)

    def follow(self) -> None:
        """Other elements may overlap now."""
        session = self._page.session
        ids = frozenset(session.overlapping) if session is not None else frozenset()
        self._page.board.scene.set_overlaps(ids)
        n = len(ids)
        self.bar.say(
            ntr(
                "{n} element of the drawing was changed by several people at the same time.",
                "{n} elements of the drawing were changed by several people at the same time.",
                n,
            )
            if n
            else ""
        )

    def go_on(self) -> None:
        """Select the next marked element, round the end."""
        session = self._page.session
        ids = session.overlapping if session is not None else ()
        if not ids:
            return
        here = next((i for i in self._page.board.scene.selected if i in ids), "")
        place = ids.index(here) + 1 if here else 0
        self._select(ids[place % len(ids)])

    def choose(self) -> bool:
        """Open the chooser at the selected marked element, or at the first one."""
        session = self._page.session
        if session is None or not session.overlapping:
            return False
        if not self._marked():
            self.go_on()
        marked = self._marked()
        at = self.bar.choose_button.mapToGlobal(self.bar.choose_button.rect().bottomLeft())
        row = (ELEMENT, session.row_of(marked))
        return bool(marked) and self._chooser.open(row, self._place_of(marked, at))

    def _marked(self) -> str:
        """The selected element that overlaps, "" for none."""
        session, selected = self._page.session, self._page.board.scene.selected
        if session is None:
            return ""
        return next((i for i in selected if i in session.overlapping), "")

    def _place_of(self, element_id: str, otherwise: QPoint) -> QPoint:
        """Below an element on the screen."""
        element = self._page.model.find(element_id)
        view = self._page.board.view
        if element is None or element.bounds is None or not view.isVisible():
            return otherwise
        bounds = element.bounds
        inside = view.mapFromScene(bounds.x, bounds.bottom)
        return view.viewport().mapToGlobal(inside)

    # -- keys and typing ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+Down in the drawing opens the chooser of the selected element."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() == Qt.Key.Key_Down and self._marked():
                return self.choose()
        return super().eventFilter(watched, event)

    def _keyboard_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Somebody begins to type in the page, or has finished."""
        session = self._page.session
        if session is None or now is None:  # another window has the keyboard for a while
            return
        if isinstance(now, _INPUTS) and self._page.isAncestorOf(now):
            session.hold(self._page.board.scene.selected)
        else:
            session.let_go()
