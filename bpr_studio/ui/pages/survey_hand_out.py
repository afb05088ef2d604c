"""Handing out survey workbooks: which sections, into which folder, and what came of it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.section_checks import has_answered
from bpr_studio.ui.qt.blocks import Card, prose
from bpr_studio.ui.qt.icons import icon, icon_label
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.views import SectionStatus


class Whom(Enum):
    """Which sections get a workbook."""

    ALL = "all"
    MISSING = "missing"  # those that have not answered
    BUREAU = "bureau"
    MARKED = "marked"  # the rows marked on the board, or the section that is open


class HandOutView(QWidget):
    """Choose sections and folder, then write.

    Signals:
        wanted: codes of the sections (a tuple) and the folder (a Path).
        left: somebody does not want to after all.
    """

    wanted = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sections: tuple[SectionStatus, ...] = ()
        self._marked: tuple[str, ...] = ()
        self._choices = {whom: QRadioButton() for whom in Whom}
        self._group = QButtonGroup(self)
        self._bureau = QComboBox()
        self._folder = QLineEdit()
        self._write = QPushButton()
        self._explanation = label("", kind="secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._whom_card())
        column.addWidget(self._folder_card())
        column.addLayout(self._buttons())
        column.addStretch(1)
        self._group.buttonToggled.connect(self._follow)
        self._bureau.currentIndexChanged.connect(self._follow)
        self._folder.textChanged.connect(self._follow)

    # -- for the page ----------------------------------------------------------------------------

    def ask(self, sections: Sequence[SectionStatus], marked: Sequence[str], folder: Path) -> None:
        """Ask for these sections.

        Args:
            sections: all sections.
            marked: codes that are marked on the board or open.
            folder: what the folder field starts with.
        """
        self._sections, self._marked = tuple(sections), tuple(marked)
        self._bureau.clear()
        for name in dict.fromkeys(s.bureau_name for s in sections if s.bureau_name):
            self._bureau.addItem(name, name)
        if not self._folder.text():
            self._folder.setText(str(folder))
        self._label_choices()
        first = self._choices[self._first_choice()]
        first.setChecked(True)
        first.setFocus()
        self._follow()

    def chosen_codes(self) -> tuple[str, ...]:
        """Codes of the sections that get a workbook."""
        whom = next(whom for whom, button in self._choices.items() if button.isChecked())
        return self._codes(whom)

    def choose(self, whom: Whom, bureau: str = "") -> None:
        """Choose sections, as a click does."""
        self._choices[whom].setChecked(True)
        if bureau:
            self._bureau.setCurrentIndex(self._bureau.findData(bureau))

    def set_folder(self, folder: Path) -> None:
        """Put a folder into the field."""
        self._folder.setText(str(folder))

    def start(self) -> None:
        """Write the workbooks, as the button does."""
        codes = self.chosen_codes()
        if codes and self._folder.text().strip():
            self.wanted.emit(codes, Path(self._folder.text().strip()).expanduser())

    # -- inside ----------------------------------------------------------------------------------

    def _whom_card(self) -> Card:
        card = Card(tr("To which sections?"))
        for whom, button in self._choices.items():
            self._group.addButton(button)
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(button)
            if whom is Whom.BUREAU:
                self._bureau.setMinimumWidth(240)
                self._bureau.setAccessibleName(tr("Bureau"))
                row.addWidget(self._bureau)
            row.addStretch(1)
            card.column.addLayout(row)
        return card

    def _folder_card(self) -> Card:
        card = Card(tr("Into which folder?"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self._folder.setAccessibleName(tr("Folder for the workbooks"))
        row.addWidget(self._folder, 1)
        browse = QPushButton(tr("Choose a folder…"))
        browse.setIcon(icon("folder-open"))
        browse.setIconSize(ICON_SIZE)
        browse.clicked.connect(lambda _checked=False: self._browse())
        row.addWidget(browse)
        card.column.addLayout(row)
        card.column.addWidget(
            prose(
                tr(
                    "Each section gets one workbook with its name. It holds the entry guide, the"
                    " classification to choose from, and what the section has answered so far."
                )
            )
        )
        return card

    def _buttons(self) -> QHBoxLayout:
        self._write.setProperty("kind", "primary")
        self._write.clicked.connect(lambda _checked=False: self.start())
        leave = QPushButton(tr("Do not hand out"))
        leave.setProperty("kind", "quiet")
        leave.clicked.connect(lambda _checked=False: self.left.emit())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._write)
        row.addWidget(leave)
        row.addSpacing(8)
        row.addWidget(self._explanation, 1)
        return row

    def _label_choices(self) -> None:
        names = {s.unit_code: s.unit_name for s in self._sections}
        marked = [names[code] for code in self._marked if code in names]
        texts = {
            Whom.ALL: _with_count(tr("All sections"), self._codes(Whom.ALL)),
            Whom.MISSING: _with_count(
                tr("Sections that have not answered"), self._codes(Whom.MISSING)
            ),
            Whom.BUREAU: tr("The sections of one bureau"),
            Whom.MARKED: marked[0]
            if len(marked) == 1
            else _with_count(tr("The sections marked in the list"), self._codes(Whom.MARKED)),
        }
        for whom, button in self._choices.items():
            button.setText(texts[whom])
            button.setEnabled(whom is Whom.BUREAU or bool(self._codes(whom)))
        self._choices[Whom.MARKED].setVisible(bool(marked))

    def _first_choice(self) -> Whom:
        if self._marked:
            return Whom.MARKED
        return Whom.MISSING if self._codes(Whom.MISSING) else Whom.ALL

    def _codes(self, whom: Whom) -> tuple[str, ...]:
        match whom:
            case Whom.ALL:
                return tuple(s.unit_code for s in self._sections)
            case Whom.MISSING:
                return tuple(s.unit_code for s in self._sections if not has_answered(s))
            case Whom.BUREAU:
                bureau = self._bureau.currentData()
                return tuple(s.unit_code for s in self._sections if s.bureau_name == bureau)
            case Whom.MARKED:
                known = {s.unit_code for s in self._sections}
                return tuple(code for code in self._marked if code in known)

    def _follow(self) -> None:
        if self._group.checkedButton() is None:
            return
        self._bureau.setEnabled(self._choices[Whom.BUREAU].isChecked())
        n = len(self.chosen_codes())
        self._write.setText(ntr("Write {n:,} workbook", "Write {n:,} workbooks", n))
        self._write.setEnabled(n > 0 and bool(self._folder.text().strip()))
        self._explanation.setText(
            tr("A workbook of the same name in the folder is replaced; nothing else is touched.")
        )

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), self._folder.text())
        if folder:
            self._folder.setText(folder)


class HandedOutView(QWidget):
    """What was written, and what comes next.

    Signals:
        folder_wanted: somebody wants to see the folder.
        left: back to the board.
    """

    folder_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._headline = label("", kind="section", wrap=True)
        self._folder = label("", kind="secondary", wrap=True, selectable=True)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(icon_label("check-circle", Tone.SUCCESS))
        head.addWidget(self._headline, 1)
        card.column.addLayout(head)
        card.column.addWidget(self._folder)
        card.column.addSpacing(8)
        for number, sentence in enumerate(_next_steps(), start=1):
            row = QHBoxLayout()
            row.setSpacing(12)
            names = ("number-circle-one", "number-circle-two", "number-circle-three")
            row.addWidget(icon_label(names[number - 1], Tone.ACCENT))
            row.addWidget(label(sentence, wrap=True), 1)
            card.column.addLayout(row)
        card.column.addSpacing(8)
        card.column.addLayout(self._buttons())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def show_result(self, count: int, folder: Path) -> None:
        """Tell how many workbooks are where."""
        self._headline.setText(
            ntr("{n:,} workbook was written.", "{n:,} workbooks were written.", count)
        )
        self._folder.setText(str(folder))

    def _buttons(self) -> QHBoxLayout:
        show = QPushButton(tr("Open the folder"))
        show.setProperty("kind", "primary")
        show.clicked.connect(lambda _checked=False: self.folder_wanted.emit())
        back = QPushButton(tr("Back to the list"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(show)
        row.addWidget(back)
        row.addStretch(1)
        return row


def _with_count(text: str, codes: Sequence[str]) -> str:
    return tr("{choice} ({n:,})", choice=text, n=len(codes))


def _next_steps() -> tuple[str, str, str]:
    return (
        tr("Send each workbook to its section, or put the folder where they can reach it."),
        tr("The sections fill them in with Excel or LibreOffice and give them back."),
        tr("Put what came back into one folder and choose “Collect”."),
    )
