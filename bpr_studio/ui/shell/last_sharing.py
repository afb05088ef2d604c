"""After the window was closed: the last changes are being shared, for some seconds at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.theme import label
from bpr_studio.ui.shell.app_icon import app_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

_STEPS_A_SECOND = 10


class LastSharing(QDialog):
    """Counts down while the last changes are shared, and offers not to wait.

    Signals:
        skipped: the user does not want to wait.
    """

    skipped = Signal()

    def __init__(self, changes: int, seconds: float) -> None:
        """Count down at once.

        Args:
            changes: number of changes that are on this PC only.
            seconds: how long it takes at most.
        """
        super().__init__()
        self.setWindowTitle("BPR Studio")
        self.setWindowIcon(app_icon())
        self.setMinimumWidth(460)
        self._left = round(seconds * _STEPS_A_SECOND)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, self._left)
        self.countdown = label("", kind="secondary")
        self._build(changes)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000 // _STEPS_A_SECOND)
        self._timer.timeout.connect(self._step)
        self._timer.start()
        self._show()

    def _build(self, changes: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        title = ntr(
            "Your last change is being shared.",
            "Your last {n:,} changes are being shared.",
            changes,
        )
        column.addWidget(label(title, kind="title"))
        kept = tr(
            "They are saved on this PC. If you do not wait, they are shared the next time you"
            " open BPR Studio."
        )
        column.addWidget(label(kept, wrap=True))
        column.addWidget(self._bar)
        foot = QHBoxLayout()
        foot.addWidget(self.countdown, 1)
        self.skip = QPushButton(tr("Close without waiting"))
        self.skip.clicked.connect(self.skipped)
        foot.addWidget(self.skip)
        column.addLayout(foot)

    def finish(self) -> None:
        """All is done, or given up: go away."""
        self._timer.stop()
        self.hide()

    def reject(self) -> None:
        """The user closes it, which means not to wait."""
        self.skipped.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As `reject`: it goes away when the exchange has ended."""
        event.ignore()
        self.skipped.emit()

    def _step(self) -> None:
        self._left = max(0, self._left - 1)
        self._show()

    def _show(self) -> None:
        self._bar.setValue(self._bar.maximum() - self._left)
        seconds = -(-self._left // _STEPS_A_SECOND)
        self.countdown.setText(ntr("{n} second at most", "{n} seconds at most", seconds))
