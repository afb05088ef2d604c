"""共有フォルダ診断: what a shared folder can do, tried out step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.pages.sync_facts import Verdict
from bpr_studio.ui.pages.sync_tables import LEAST_HEIGHT
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.sync_facts import ProbeLine, ProbeResult

_WORDS: Final = {
    Verdict.GOOD: (N_("Good"), "check-circle", Tone.SUCCESS),
    Verdict.DOUBTFUL: (N_("Doubtful"), "warning", Tone.WARNING),
    Verdict.BAD: (N_("Not usable"), "warning-circle", Tone.ERROR),
    Verdict.UNKNOWN: (N_("Not told"), "question", Tone.SECONDARY),
}


class ProbeTab(QWidget):
    """A folder, a button, and what came out as a table.

    Signals:
        wanted: the address to look at.
        save_wanted: the report shall be saved; ask `document`.
    """

    wanted = Signal(str)
    save_wanted = Signal()

    def __init__(self, pick_folder: Callable[[QWidget], Path | None]) -> None:
        """Make the view.

        Args:
            pick_folder: lets the person choose a folder.
        """
        super().__init__()
        self._pick = pick_folder
        self._result: ProbeResult | None = None
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Shared folder"))
        self.address.setPlaceholderText(r"\\server\share\bpr")
        self.table = DataTable(_columns(), name=tr("What was tried on the folder"))
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.table.view.setItemDelegateForColumn(1, StateCell(_mark, self))
        self.table.set_empty(
            EmptyState(
                "magnifying-glass",
                tr("The folder has not been looked at yet."),
                explanation=tr(
                    "Some small files are written, read and taken away again. It takes about a"
                    " minute; nothing that is there is touched."
                ),
            )
        )
        self._headline = label("", kind="strong", wrap=True)
        self._mark = icon_label("question", Tone.SECONDARY)
        self._build()
        self._follow()

    @property
    def document(self) -> str:
        """The report as JSON, "" before there is one."""
        return self._result.document if self._result else ""

    @property
    def headline(self) -> str:
        """What came out, in a sentence."""
        return self._headline.text()

    def show_busy(self, *, busy: bool) -> None:
        """The folder is being looked at, or no longer."""
        self.probe_action.setEnabled(not busy and bool(self.address.text().strip()))

    def show_result(self, result: ProbeResult) -> None:
        """Show what came out."""
        self._result = result
        self.table.set_source(MemorySource(_columns(), [_row(line) for line in result.lines]))
        self._headline.setText(result.headline)
        self._mark.set_icon(*(_GOOD if result.usable else _BAD))
        self._follow()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.headline}\n{self.table.as_worksheet()}")

    # -- inside ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.probe_action = make_action(
            self, tr("Look at the folder"), self._want, icon_name="magnifying-glass"
        )
        choose = make_action(self, tr("Choose …"), self._choose, icon_name="folder-open")
        self._copy = make_action(self, tr("Copy the report"), self.copy, icon_name="copy")
        self._save = make_action(
            self, tr("Save for the IT department …"), self.save_wanted.emit, icon_name="floppy-disk"
        )
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(tr("Shared folder")))
        line.addWidget(self.address, 1)
        line.addWidget(ActionButton(choose))
        line.addWidget(ActionButton(self.probe_action, kind="primary"))
        self._outcome = QWidget()
        outcome = QHBoxLayout(self._outcome)
        outcome.setContentsMargins(0, 0, 0, 0)
        outcome.setSpacing(8)
        outcome.addWidget(self._mark)
        outcome.addWidget(self._headline, 1)
        outcome.addWidget(ActionButton(self._copy))
        outcome.addWidget(ActionButton(self._save))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._outcome)
        column.addWidget(self.table, 1)
        self.address.textChanged.connect(lambda _text: self._follow())
        self.address.returnPressed.connect(self._want)

    def _follow(self) -> None:
        self.probe_action.setEnabled(bool(self.address.text().strip()))
        self._outcome.setVisible(self._result is not None)

    def _choose(self) -> None:
        folder = self._pick(self)
        if folder is not None:
            self.address.setText(str(folder))

    def _want(self) -> None:
        if self.probe_action.isEnabled():
            self.wanted.emit(self.address.text().strip())


_GOOD: Final = ("check-circle", Tone.SUCCESS)
_BAD: Final = ("warning-circle", Tone.ERROR)


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("what", tr("What was tried"), width=260),
        ColumnSpec("verdict", tr("Verdict"), width=130),
        ColumnSpec("result", tr("Result"), width=300, stretch=True),
        ColumnSpec("advice", tr("What to do"), width=320),
    )


def _row(line: ProbeLine) -> Row:
    return (line.what, line.what, tr_source(_WORDS[line.verdict][0]), line.result, line.advice)


def _mark(word: object) -> tuple[str, Tone]:
    for source, icon_name, tone in _WORDS.values():
        if tr_source(source) == word:
            return icon_name, tone
    return "question", Tone.SECONDARY
