"""What pages share that take sheets over by fitting their headings: frame, steps and profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.mapping import NAME
from bpr_studio.ui.pages.survey_import_grid import SheetGrid
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.buttons import ActionButton
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLabel

    from bpr_studio.services.mapping_desk import MappingDesk
    from bpr_studio.ui.pages.survey_import_panel import MappingPanel
    from bpr_studio.ui.qt.blocks import NoticeBar

FIT, LOOK, DONE = range(3)
_PANEL_WIDTH: Final = 330


class FittingView(QWidget):
    """Steps and profile above; below them the sheet with its headings, or what it brings.

    Args:
        panel: where people say what is what.
        preview: what the files bring.
        keep: keeps the profile.
    """

    def __init__(self, panel: MappingPanel, preview: QWidget, keep: QAction) -> None:
        super().__init__()
        self.steps = ImportSteps()
        self.grid = SheetGrid()
        self._panel = panel
        self._name = QLineEdit()
        self._views = QStackedWidget()
        self._views.addWidget(self._fitting())
        self._views.addWidget(preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._line(keep))
        column.addWidget(self._views, 1)

    def _line(self, keep: QAction) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.steps)
        line.addStretch(1)
        caption = label(tr("Profile"), kind="secondary")
        caption.setBuddy(self._name)
        self._name.setAccessibleName(tr("Name of the profile"))
        self._name.setPlaceholderText(tr("a name to find it again"))
        self._name.setFixedWidth(220)
        line.addWidget(caption)
        line.addWidget(self._name)
        line.addWidget(ActionButton(keep))
        return line

    def _fitting(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.grid)
        splitter.addWidget(self._panel)
        splitter.setSizes([900, _PANEL_WIDTH])
        splitter.setStretchFactor(0, 1)
        return splitter

    def bring(self, step: int) -> None:
        """Bring fitting or looking to the front."""
        self.steps.set_current(step)
        self._views.setCurrentIndex(FIT if step == FIT else LOOK)

    def show_desk(self, desk: MappingDesk) -> None:
        """Show the profile of another file."""
        self._name.setText(desk.profile.name)
        self._panel.show_desk(desk)

    def choose_name(self, desk: MappingDesk) -> None:
        """Put the keyboard on the column of names; it is the first to be checked."""
        place = desk.place(NAME)
        if place >= 0:
            self.grid.choose_column(place)
        self.grid.horizontalScrollBar().setValue(0)
        self.grid.setFocus()

    def keep(self, desk: MappingDesk, notices: NoticeBar) -> None:
        """Keep the profile under the name that was written, and say so."""
        desk.set_name(self._name.text())
        try:
            desk.keep()
        except BprError as error:
            notices.show_error(error)
            return
        name = desk.profile.name
        text = tr("The profile “{name}” is kept; sheets of this form are known now.", name=name)
        notices.show_notice(Notice(text, Tone.SUCCESS))


def understanding(desk: MappingDesk, before: str = "") -> Notice:
    """How far the headings of a file are understood.

    Args:
        desk: the file.
        before: a sentence in front where the headings are guessed.
    """
    if desk.profile.name:
        text = tr("The headings are those of the kept profile “{name}”.", name=desk.profile.name)
        return Notice(text, Tone.SUCCESS)
    if desk.headings is None:
        text = tr("No table was found. Say in which row the headings stand.")
        return Notice(text, Tone.WARNING, lasting=True)
    text = tr("This is what the headings seem to mean. Click on a column to correct it.")
    return Notice(f"{before} {text}".strip(), lasting=True)


class ImportSteps(QWidget):
    """The three steps, the present one marked."""

    def __init__(self) -> None:
        super().__init__()
        self.current = FIT
        self._labels: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        names = (tr("Fit the headings"), tr("Look at the result"), tr("Take over"))
        for number, name in enumerate(names, 1):
            if number > 1:
                row.addWidget(label("›", kind="secondary"))
            made = label(f"{number}  {name}")
            self._labels.append(made)
            row.addWidget(made)
        self.set_current(FIT)

    def set_current(self, step: int) -> None:
        """Mark a step."""
        self.current = step
        for number, made in enumerate(self._labels):
            made.setProperty("kind", "strong" if number == step else "secondary")
            made.style().unpolish(made)
            made.style().polish(made)
        names = [made.text() for made in self._labels]
        self.setAccessibleName(tr("Step {n} of 3: {name}", n=step + 1, name=names[step]))
