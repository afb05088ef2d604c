"""A bar for the moments before there is a window: a workspace is brought up to date."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog

from bpr_studio.ui.shell.app_icon import app_icon

SHOWN_AFTER_MS = 1_000


class UpdatingBar:
    """Shows how far an opening is once it takes longer than a second; implements `Progress`.

    It cannot be stopped half-way from here: a workspace of an older version is of no use before.
    """

    def __init__(self, shown_after_ms: int = SHOWN_AFTER_MS) -> None:
        """Nothing is shown before the first report.

        Args:
            shown_after_ms: how long an opening may take without a word.
        """
        self._shown_after_ms = shown_after_ms
        self._dialog: QProgressDialog | None = None

    def report(self, done: int, total: int, what: str) -> None:
        """Move the bar."""
        dialog = self._dialog = self._dialog or self._made(total)
        dialog.setLabelText(what)
        dialog.setMaximum(max(total, 1))
        dialog.setValue(min(done, total))
        QApplication.processEvents()

    def close(self) -> None:
        """Take the bar away."""
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None

    def _made(self, total: int) -> QProgressDialog:
        dialog = QProgressDialog("", "", 0, max(total, 1))
        bar = QProgressBar()
        bar.setTextVisible(False)  # the bars of this window are too slim for figures
        bar.setMaximum(max(total, 1))
        dialog.setBar(bar)
        dialog.setCancelButton(None)
        dialog.setWindowTitle("BPR Studio")
        dialog.setWindowIcon(app_icon())
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setMinimumDuration(self._shown_after_ms)
        dialog.setMinimumWidth(420)
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        return dialog
