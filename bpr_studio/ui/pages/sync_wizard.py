"""A few questions one after the other, with slow work between them that can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, assert_never

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import NoticeBar
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.qt.tasks import Outcome, Task, TaskRunner

T = TypeVar("T")
_LOOK_EVERY_MS = 100
_WIDTH = 720
_HEIGHT = 520


class Wizard(QDialog):
    """Title, one step at a time, a line for slow work, buttons to go back and on.

    Subclasses add steps with `add_step`, and override `forward` and `is_answered`.
    """

    def __init__(self, title: str, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        """Make a wizard without steps.

        Args:
            title: of the window and above the steps.
            tasks: runs the slow work.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._names: list[str] = []
        self.setWindowTitle(title)
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self.notices = NoticeBar()
        self._stack = QStackedWidget()
        self._count = label("", kind="secondary")
        self._what = label("", kind="secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._stop = QPushButton(tr("Stop"))
        self._stop.clicked.connect(lambda _checked=False: self.stop())
        self._leave = QPushButton(tr("Cancel"))
        self._leave.setProperty("kind", "quiet")
        self._leave.clicked.connect(lambda _checked=False: self.reject())
        self._back = QPushButton(tr("Back"))
        self._back.clicked.connect(lambda _checked=False: self.back())
        self._next = QPushButton(tr("Next"))
        self._next.setProperty("kind", "primary")
        self._next.setDefault(True)
        self._next.clicked.connect(lambda _checked=False: self.forward())
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._arrange(title)

    @property
    def step(self) -> str:
        """Name of the step in front."""
        return self._names[self._stack.currentIndex()] if self._names else ""

    @property
    def is_busy(self) -> bool:
        """Slow work is going on."""
        return self._task is not None

    def add_step(self, name: str, question: str, widget: QWidget) -> None:
        """Add a step behind the others."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(label(question, kind="section", wrap=True))
        column.addWidget(widget, 1)
        self._stack.addWidget(holder)
        self._names.append(name)

    def show_step(self, name: str) -> None:
        """Bring a step to the front."""
        self._stack.setCurrentIndex(self._names.index(name))
        self.notices.clear()
        self.follow()
        self._put_keyboard()

    def forward(self) -> None:
        """Go on from the step in front, or finish."""
        place = self._stack.currentIndex()
        if place == len(self._names) - 1:
            self.accept()
        else:
            self.show_step(self._names[place + 1])

    def back(self) -> None:
        """Go to the step before."""
        self.show_step(self._names[max(self._stack.currentIndex() - 1, 0)])

    def is_answered(self) -> bool:
        """Whether the step in front has what it needs to go on."""
        return True

    def next_word(self) -> str:
        """The word on the button that goes on."""
        last = self._stack.currentIndex() == len(self._names) - 1
        return tr("Close") if last else tr("Next")

    def may_go_back(self) -> bool:
        """Whether there is a way back from the step in front."""
        return self._stack.currentIndex() > 0

    def may_leave(self) -> bool:
        """Whether giving up still makes sense."""
        return True

    def follow(self) -> None:
        """Let the buttons follow the answers."""
        busy = self.is_busy
        self._count.setText(
            tr("Step {n} of {total}", n=self._stack.currentIndex() + 1, total=len(self._names))
        )
        self._next.setText(self.next_word())
        self._next.setEnabled(not busy and self.is_answered())
        self._back.setVisible(self.may_go_back())
        self._back.setEnabled(not busy)
        self._leave.setVisible(self.may_leave())
        self._stack.setEnabled(not busy)
        for widget in (self._bar, self._stop, self._what):
            widget.setVisible(busy)

    # -- slow work -------------------------------------------------------------------------------

    def run(self, title: str, work: Callable[[Progress], T], then: Callable[[T], object]) -> None:
        """Do slow work with progress and a stop; `then` gets what it gave, on the GUI thread."""

        def finished(outcome: Outcome[T]) -> None:
            self._task = None
            self._timer.stop()
            self.follow()
            match outcome:
                case Done(value):
                    then(value)
                case Failed(error, details):
                    self.show_error(error, details)
                case Cancelled():
                    self.notices.show_text(tr("Stopped. You can try again."))
                case _:
                    assert_never(outcome)

        self.notices.clear()
        self._task = self._tasks.start(title, work, finished)
        self._what.setText(title)
        self._timer.start()
        self.follow()

    def stop(self) -> None:
        """Stop the slow work."""
        if self._task is not None:
            self._task.cancel()
            self._stop.setEnabled(False)

    def show_error(self, error: BprError, details: str = "") -> None:
        """Show why it did not work."""
        self.notices.show_error(error, details=details)

    def reject(self) -> None:
        """Give up; slow work is stopped first."""
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window stops slow work, too."""
        self.stop()
        super().closeEvent(event)

    # -- inside ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the first field."""
        super().showEvent(event)
        self._put_keyboard()

    def _put_keyboard(self) -> None:
        """Into the first field of the step, else onto the button that goes on."""
        step = self._stack.currentWidget()
        fields = step.findChildren(QWidget) if step is not None else []
        first = next((one for one in fields if isinstance(one, QLineEdit | QCheckBox)), self._next)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self, title: str) -> None:
        work = QHBoxLayout()
        work.setSpacing(12)
        work.addWidget(self._what)
        work.addWidget(self._bar, 1)
        work.addWidget(self._stop)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._count)
        foot.addStretch(1)
        for button in (self._leave, self._back, self._next):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addWidget(label(title, kind="title"))
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        column.addLayout(work)
        column.addLayout(foot)

    def _look(self) -> None:
        if self._task is None:
            return
        step = self._task.step
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        if step.what:
            self._what.setText(step.what)
        self._stop.setEnabled(not self._task.cancel_wanted)


def row_of(*widgets: QWidget, stretch: int = 0) -> QWidget:
    """Widgets beside each other; the one at `stretch` takes the room that is left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, int(place == stretch), Qt.AlignmentFlag.AlignVCenter)
    return holder
