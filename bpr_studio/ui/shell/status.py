"""The line at the foot: saved state, sums of the selection, running tasks with cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from bpr_studio.ui.qt.tasks import Step, Task, TaskRunner


class StatusBar(QStatusBar):
    """Saved state at the left, sums in the middle, tasks at the right."""

    def __init__(self, tasks: TaskRunner, *, saved_tip: str) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(32)
        self._saved_mark = icon_label("check-circle", Tone.SUCCESS)
        self._saved = label(tr("Saved"))
        self._selection = label("", kind="secondary")
        saved = QWidget()
        row = QHBoxLayout(saved)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(self._saved_mark)
        row.addWidget(self._saved)
        saved.setToolTip(saved_tip)
        saved.setAccessibleName(tr("Saved state"))
        self.addWidget(saved)
        self.addWidget(self._selection, 1)
        self.addPermanentWidget(TaskLine(tasks))

    def show_selection(self, text: str) -> None:
        """Show sums; "" clears them."""
        self._selection.setText(text)

    def selection_text(self) -> str:
        """The sums shown."""
        return self._selection.text()

    def show_saved(self, text: str, *, safe: bool = True) -> None:
        """Change the saved state; `safe` false marks that something is not stored."""
        self._saved.setText(text)
        if safe:
            self._saved_mark.set_icon("check-circle", Tone.SUCCESS)
        else:
            self._saved_mark.set_icon("warning", Tone.WARNING)


class TaskLine(QWidget):
    """What is running, how far it is, and a button that stops it.

    A task shows after one second, so that short ones do not flicker. Of several, the oldest is
    shown and the others are counted.
    """

    def __init__(self, tasks: TaskRunner) -> None:
        super().__init__()
        self._tasks = tasks
        self._shown: Task | None = None
        self._text = label("")
        self._more = label("", kind="secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._cancel = icon_button("x", tr("Stop"), self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        for widget in (self._text, self._bar, self._more, self._cancel):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        tasks.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        long = [task for task in self._tasks.running if task.runs_long]
        self.setVisible(bool(long))
        self._shown = long[0] if long else None
        if self._shown is None:
            return
        step = self._shown.step
        self._text.setText(_sentence(self._shown, step))
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        self._bar.setAccessibleName(self._shown.title)
        others = len(long) - 1
        self._more.setText(ntr("and {n} more", "and {n} more", others) if others else "")
        self._more.setVisible(others > 0)
        self._cancel.setEnabled(not self._shown.cancel_wanted)

    def _stop(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self._refresh()


def _sentence(task: Task, step: Step) -> str:
    if task.cancel_wanted:
        return tr("{task}: stopping…", task=task.title)
    parts = [task.title]
    if step.total:
        parts.append(f"{step.done:,} / {step.total:,}")
    if step.what:
        parts.append(step.what if len(step.what) <= 32 else step.what[:31] + "…")
    return " ・ ".join(parts)
