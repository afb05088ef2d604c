"""While the fictitious city is made at the very first start, one question: the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.choices import ChoiceCards
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed, TaskRunner
from bpr_studio.ui.qt.theme import label
from bpr_studio.ui.shell.app_icon import app_icon
from bpr_studio.ui.shell.first_start import role_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.qt.tasks import Outcome

_LOOK_EVERY_MS = 100
BEGIN_AFTER_MS = 8_000


class Preparing(QDialog):
    """Runs the preparation with a bar and a way out.

    Who has answered by then goes on at once; who is still reading presses the button, and
    where nobody does anything it goes on after a moment.

    Attributes:
        error: why it failed, None when it did not.
        wants_to_join: the person rather takes part in what a city shares.
    """

    def __init__(
        self, work: Callable[[Progress], None], role: str = "", begin_after_ms: int = BEGIN_AFTER_MS
    ) -> None:
        """Start `work` beside the GUI thread at once.

        Args:
            work: the preparation.
            role: the role picked before, "" when nobody was asked yet.
            begin_after_ms: when all is ready and nobody chooses, how long to wait.
        """
        super().__init__()
        self.error: BprError | None = None
        self.wants_to_join = False
        self.setWindowTitle(tr("Welcome to BPR Studio"))
        self.setWindowIcon(app_icon())
        self.setMinimumWidth(640)
        self._roles = ChoiceCards(role_choices(), name=tr("Your role"))
        self._roles.pick(role)
        self._answered = bool(role)
        self._roles.picked.connect(self._answer)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._what = label("", kind="secondary")
        self._build()
        self._tasks = TaskRunner(self)
        self._task = self._tasks.start(tr("Preparing the fictitious city"), work, self._finish)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._unasked = QTimer(self)  # nobody is choosing: begin in the first role
        self._unasked.setSingleShot(True)
        self._unasked.setInterval(begin_after_ms)
        self._unasked.timeout.connect(self.accept)

    @property
    def role(self) -> str:
        """The role picked so far."""
        return self._roles.key

    @property
    def has_answered(self) -> bool:
        """Whether the role was picked by the person, now or before."""
        return self._answered

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addWidget(label(tr("A fictitious city is being prepared for you."), kind="title"))
        column.addWidget(
            label(
                tr(
                    "You can try everything on it; all its figures are invented. It takes about"
                    " half a minute. Meanwhile, please choose your role."
                ),
                wrap=True,
            )
        )
        column.addWidget(self._roles)
        column.addWidget(self._bar)
        foot = QHBoxLayout()
        join = QPushButton(tr("Join the shared folder of my city …"))
        join.setProperty("kind", "quiet")
        join.setAutoDefault(False)
        join.clicked.connect(self._join)
        column.addWidget(join, alignment=Qt.AlignmentFlag.AlignLeft)
        foot.addWidget(self._what, 1)
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._start = QPushButton(tr("Begin"))
        self._start.setProperty("kind", "primary")
        self._start.clicked.connect(self.accept)
        self._start.hide()
        foot.addWidget(self._cancel)
        foot.addWidget(self._start)
        column.addLayout(foot)

    def _join(self) -> None:
        """Leave for the questions of joining; the fictitious city can be made another day."""
        self.wants_to_join = True
        self.reject()

    def _answer(self, _role: str) -> None:
        self._answered = True
        self._unasked.stop()

    def _look(self) -> None:
        step = self._task.step
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        self._what.setText(step.what)

    def _finish(self, outcome: Outcome[None]) -> None:
        self._timer.stop()
        match outcome:
            case Done():
                self._show_done()
            case Failed(error=error):
                self.error = error
                super().reject()
            case Cancelled():
                super().reject()

    def _show_done(self) -> None:
        if self.wants_to_join:  # pressed at the last moment
            super().reject()
            return
        if self._answered:
            self.accept()
            return
        self._bar.setRange(0, 1)
        self._bar.setValue(1)
        self._what.setText(tr("Everything is ready. The program starts by itself in a moment."))
        self._unasked.start()
        self._cancel.hide()
        self._start.show()
        self._start.setDefault(True)
        self._start.setFocus()

    def reject(self) -> None:
        """Stop the preparation; the window closes when the worker has stopped."""
        if self._start.isVisible():  # nothing is left to stop
            if self.wants_to_join:
                super().reject()
            else:
                self.accept()
            return
        self._task.cancel()
