"""The panel at the side of the tasks: one of them in full, or the history of a cell."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from bpr_studio.ui.pages.survey_history import HistoryPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.ui.pages.survey_details import TaskPanel
    from bpr_studio.ui.pages.survey_history import CellHistory


class SidePanel(QStackedWidget):
    """Shows a task or a history; hidden until there is something to show.

    Signals:
        opened: it came to light.
    """

    opened = Signal()

    def __init__(
        self, history: CellHistory, survey_format: Callable[[], SurveyFormat] | None
    ) -> None:
        super().__init__()
        self._history = history
        self._survey_format = survey_format

    @property
    def shows_tasks(self) -> bool:
        """Whether a task can be shown in full: the columns of the form are known."""
        return self._survey_format is not None

    @property
    def task(self) -> TaskPanel | None:
        """The panel of a task, None before one was shown."""
        return self._task if "_task" in self.__dict__ else None

    def show_history(self, row: str, key: str, names: tuple[str, str]) -> None:
        """Show the changes of a cell.

        Args:
            row: id of the work item.
            key: key of the table column.
            names: of the task and of the column.
        """
        self._past.show_history(*names, self._history.of_cell(row, key))
        self._open(self._past)

    def show_task(self, fields: Mapping[str, object], place: str) -> None:
        """Show the stored fields of a task; `place` is its section."""
        self._task.show_task(fields, place)
        self._open(self._task)

    @cached_property
    def _past(self) -> HistoryPanel:
        made = HistoryPanel()
        made.closed.connect(self.hide)
        self.addWidget(made)
        return made

    @cached_property
    def _task(self) -> TaskPanel:
        from bpr_studio.ui.pages.survey_details import TaskPanel

        if self._survey_format is None:
            msg = "the columns of the form are not known"
            raise RuntimeError(msg)
        made = TaskPanel(self._survey_format())
        made.closed.connect(self.hide)
        self.addWidget(made)
        return made

    def _open(self, panel: QWidget) -> None:
        self.setCurrentWidget(panel)
        self.setAccessibleName(panel.accessibleName())
        self.show()
        self.opened.emit()
