"""What the suggestions were taught: wordings with their classes, to be seen and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_words import moment_text
from bpr_studio.ui.qt.blocks import EmptyState, prose
from bpr_studio.ui.qt.buttons import ActionButton, make_action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.services.sorting_views import TaughtTerm


class LessonsView(QWidget):
    """The taught wordings, the latest first.

    Signals:
        unwanted: the marked lessons shall be taken back (a tuple of `TaughtTerm`).
    """

    unwanted = Signal(object)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._terms: dict[str, TaughtTerm] = {}
        self.table = DataTable(_columns(), name=tr("Taught wordings"))
        self.remove_action = make_action(
            self,
            tr("Take back the marked wordings"),
            self._remove,
            icon_name="trash",
            shortcut=QKeySequence.StandardKey.Delete,
        )
        self.remove_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.addAction(self.remove_action)
        self.table.set_menu_actions([self.remove_action])
        self.table.set_empty(
            EmptyState(
                "lightbulb",
                tr("Nothing has been taught yet."),
                explanation=tr(
                    "Each class you give to a wording is kept here. The suggestions then know the "
                    "wording, and names like it, in every section."
                ),
            )
        )
        self.table.selection_changed.connect(self._follow)
        self.table.selection_text.connect(self.selection_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        explained = tr(
            "From these wordings the suggestions learn. A lesson taken back no longer counts; the "
            "tasks keep their classes."
        )
        column.addWidget(prose(explained, kind="secondary"))
        column.addWidget(ActionButton(self.remove_action), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._follow()

    def show_terms(self, terms: Sequence[TaughtTerm], names: Mapping[str, str]) -> None:
        """Show what was taught.

        Args:
            terms: the lessons.
            names: names of the classes by code.
        """
        self._terms = {term.id: term for term in terms}
        rows = [
            (term.id, term.term, f"{term.code} {names.get(term.code, '')}".strip(),
             moment_text(term.at), term.user)
            for term in terms
        ]  # fmt: skip
        self.table.set_source(MemorySource(_columns(), rows))
        self._follow()

    def _follow(self) -> None:
        self.remove_action.setEnabled(self.table.selected_count() > 0)

    def _remove(self) -> None:
        rows = (str(row[0]) for row in self.table.selected_rows())
        self.unwanted.emit(tuple(self._terms[row] for row in rows))


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("term", tr("Wording"), width=320, stretch=True),
        ColumnSpec("code", tr("Class"), width=320),
        ColumnSpec("at", tr("When"), width=200),
        ColumnSpec("user", tr("By whom"), width=120),
    )
