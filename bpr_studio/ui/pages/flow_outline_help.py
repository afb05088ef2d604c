"""How a flow is written as lines, in the words of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import label, mono_font

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class HelpButton(QPushButton):
    """Opens the explanation of the lines."""

    def __init__(self) -> None:
        super().__init__(tr("How to write it"))
        self.setProperty("kind", "quiet")
        self.popup = HelpPopup(self)
        self.clicked.connect(lambda _checked=False: self.open())

    def open(self) -> None:
        """Show the explanation below the button."""
        self.popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width(), self.height() + 4))
        self.popup.move(corner - QPoint(self.popup.width(), 0))
        self.popup.show()
        self.popup.setFocus()


class HelpPopup(QFrame):
    """Examples with what they mean."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.setAccessibleName(tr("How a flow is written as text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(
            label(tr("One line is one step; the next line follows it."), kind="strong")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for row, (example, meaning) in enumerate(examples()):
            sample = label(example, selectable=True)
            sample.setFont(mono_font(9))
            grid.addWidget(sample, row, 0)
            grid.addWidget(label(meaning, kind="secondary"), row, 1)
        column.addLayout(grid)
        text = tr("Tab moves a line in, Shift+Tab out. Full-width signs and blanks are fine.")
        column.addWidget(label(text, kind="caption"))


def examples() -> tuple[tuple[str, str], ...]:
    """Lines and their meaning."""
    return (
        (tr("Counter: Check the application 2min"), tr("Who does what, minutes for one case")),
        (
            tr("… 1200cases P06 non-core [application] <register>"),
            tr("Cases a year, step type, core tag, form, system"),
        ),
        (tr("… [→receipt] #seal #screen wait1d"), tr("Form made, seal, at a screen, waiting days")),
        (tr("if Complete?"), tr("Branch; below it the ways, moved in:")),
        (tr("  yes →"), tr("a way with its label; lines below it belong to it")),
        (tr("  no → Applicant: Correct it → back Check it"), tr("a way in one line, and back")),
        (tr("nojoin"), tr("the ways meet without a sign (usually one is drawn)")),
        (tr("all / some / first"), tr("All ways at once, some of them, whatever happens first")),
        (tr("wait 5 days"), tr("Waiting for a time")),
        (tr("start / end Not issued"), tr("Start and end, with a name where there is one")),
        (tr("back NAME / goto @1"), tr("Go on at a line by its name, or by a mark @1 at its end")),
        (tr("sub NAME / call NAME"), tr("Sub-process (its lines moved in), call of another flow")),
        (tr("  during 30 days →"), tr("what happens if it takes longer, below the step")),
        (tr("  note: TEXT"), tr("an annotation, below the step")),
        (tr("  send Resident: Notice"), tr("a message to or from (receive) another pool")),
        (tr("# NAME"), tr("name of the pool; a second one begins another pool")),
        (tr("―――"), tr("nothing leads from above to below")),
        (tr('"…"'), tr("a name just as it stands, also one with signs of these rules")),
    )
