"""Questions kept by name: the menu to choose from, and the line to name one in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore_words import view_title
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.workload.explore import ExploreView
    from bpr_studio.services.exploring import Explorer
    from bpr_studio.ui.qt.page import Page


class KeptViews:
    """Views kept by name: choosing, keeping, renaming, deleting with undo.

    Attributes:
        menu: the views to choose from.
        line: where a view is named.
        row: id of the kept view in front, "" for none.
    """

    def __init__(
        self,
        page: Page,
        explorer: Explorer,
        view: Callable[[], ExploreView],
        undo: Callable[[], object],
    ) -> None:
        """Take what it works with.

        Args:
            page: the page they are chosen on.
            explorer: keeps them.
            view: the question shown.
            undo: takes the last deed back.
        """
        self._page, self._explorer, self._view, self._undo = page, explorer, view, undo
        self.menu = ViewMenu(page)
        self.line = NameLine()
        self.row = ""
        self._renaming = ""
        self.line.named.connect(self._take_name)
        self.line.left.connect(self.line.hide)

    def fill_menu(self) -> None:
        """Offer what there is now."""
        kept = [(line.id, line.name, view) for line, view in self._explorer.kept()]
        deeds: list[tuple[str, Callable[[], object]]] = [
            (tr("Keep this view under a name…"), self.keep)
        ]
        if any(row == self.row for row, _, _ in kept):
            deeds.append((tr("Rename this view…"), self.rename))
            deeds.append((tr("Delete this view"), self.delete))
        starters = [(name, view) for _, name, view in self._explorer.starters()]
        self.menu.show_views(starters, kept, deeds)

    def keep(self) -> None:
        """Ask for a name to keep the question under."""
        self._renaming = ""
        name = self._name_of(self.row) or view_title(self._view())
        self.line.ask(tr("Name of the view"), name)

    def rename(self) -> None:
        """Ask for another name of the kept view in front."""
        self._renaming = self.row
        self.line.ask(tr("New name of the view"), self._name_of(self.row))

    def delete(self) -> None:
        """Forget the kept view in front; the notice takes that back."""
        name = self._name_of(self.row)
        self._explorer.delete(self.row)
        self.row = ""
        self.fill_menu()
        self._tell(tr("The view “{name}” was deleted.", name=name))

    def _take_name(self, name: str) -> None:
        try:
            if self._renaming:
                self._explorer.rename(self._renaming, name)
            else:
                self.row = self._explorer.keep(name, self._view())
        except RefusedError as error:
            self._page.notices.show_error(error)
            return
        self.line.hide()
        self.fill_menu()
        self._tell(tr("The view “{name}” is kept on this PC.", name=name.strip()))

    def _tell(self, text: str) -> None:
        self._page.host.show_notice(Notice(text, deed=Deed(tr("Undo"), self._undo)))

    def _name_of(self, row: str) -> str:
        return next((line.name for line, _ in self._explorer.kept() if line.id == row), "")


class ViewMenu(QMenu):
    """The views the program brings and those somebody kept.

    Signals:
        chosen: the question, and the id of its row or "".
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def show_views(
        self,
        starters: Sequence[tuple[str, ExploreView]],
        kept: Sequence[tuple[str, str, ExploreView]],
        deeds: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        """Offer views.

        Args:
            starters: name and question of those the program brings.
            kept: id, name and question of those somebody kept.
            deeds: what can be done with the view in front.
        """
        self.clear()
        if kept:
            self.addSection(tr("Kept views"))
        for row, name, view in kept:
            self._offer(name, view, row)
        self.addSection(tr("To start with"))
        for name, view in starters:
            self._offer(name, view, "")
        if deeds:
            self.addSeparator()
        for text, run in deeds:
            self.addAction(make_action(self, text, run))

    def _offer(self, name: str, view: ExploreView, row: str) -> None:
        self.addAction(
            make_action(self, name.replace("&", "&&"), lambda: self.chosen.emit(view, row))
        )


class NameLine(QFrame):
    """A line to name a view in, shown only while a name is asked for.

    Signals:
        named: the name somebody gave.
        left: nobody wants to name anything any more.
    """

    named = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._what = label("")
        self._name = QLineEdit()
        self._name.setMaxLength(80)
        self._name.setAccessibleName(tr("Name of the view"))
        self._name.returnPressed.connect(self._take)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self._what)
        row.addWidget(self._name, 1)
        for text, kind, run in (
            (tr("Save the view"), "primary", self._take),
            (tr("Do not keep"), "quiet", self.left.emit),
        ):
            button = QPushButton(text)
            button.setProperty("kind", kind)
            button.clicked.connect(lambda _checked=False, run=run: run())
            row.addWidget(button)
        self.hide()

    @property
    def field(self) -> QLineEdit:
        """Where the name is typed."""
        return self._name

    def ask(self, what: str, name: str) -> None:
        """Ask for a name.

        Args:
            what: what is named, in words.
            name: the name it starts with.
        """
        self._what.setText(what)
        self._name.setText(name)
        self.show()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        if self._name.text().strip():
            self.named.emit(self._name.text())
