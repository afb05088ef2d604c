"""What happens to a fault of the program itself: it is logged, told, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from bpr_studio.ui.shell.main_window import MainWindow

LOG_NAME: Final = "bpr-studio.log"
_LARGEST_LOG: Final = 1_000_000  # bytes; beyond that the log of the time before is set aside

_log = logging.getLogger(__name__)


def keep_log(folder: Path, name: str = LOG_NAME) -> Path | None:
    """Write warnings and faults to a file in `folder` from now on.

    Args:
        folder: made where it is missing.
        name: of the file; each process has its own.

    Returns the file; None where the folder cannot be written, which must not stop the program.
    """
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LARGEST_LOG:
            file.replace(file.with_suffix(".old.log"))
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    except OSError as error:
        _log.warning("no log file: %s", error)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return file


class FaultReporter:
    """Hears every exception nobody caught and shows it in the window in front.

    Attributes:
        window: the open window; None between two windows.
    """

    def __init__(self) -> None:
        self.window: MainWindow | None = None

    def install(self) -> None:
        """Hear exceptions of the GUI thread and of all others."""
        sys.excepthook = self.on_fault
        threading.excepthook = self._on_thread_fault

    def on_fault(
        self,
        kind: type[BaseException],
        error: BaseException,
        traceback: TracebackType | None,
    ) -> None:
        """Log an exception of the GUI thread and tell it; what was saved stays saved."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        _log.error("nobody caught this", exc_info=(kind, error, traceback))
        if self.window is not None:
            self.window.report_unexpected(error)

    def _on_thread_fault(self, told: threading.ExceptHookArgs) -> None:
        """Log an exception of another thread; widgets must not be touched from there."""
        if told.exc_value is not None:
            _log.error(
                "nobody caught this in a thread",
                exc_info=(told.exc_type, told.exc_value, told.exc_traceback),
            )
