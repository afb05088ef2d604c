"""The pages of an exported PDF: which paper, and whether a drawing may take several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_export import ExportOptions, Pages, Paper

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_USUAL: Final = ExportOptions()


class FlowPaper(QObject):
    """The choices, one of which is taken.

    Args of the constructor: the widget they belong to.

    Attributes:
        actions: one for each kind of pages.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._group = QActionGroup(self)
        texts = {
            (Paper.A3, Pages.FIT): tr("A3, everything on one page"),
            (Paper.A3, Pages.TILE): tr("A3, in a readable size on several pages"),
            (Paper.A4, Pages.FIT): tr("A4, everything on one page"),
            (Paper.A4, Pages.TILE): tr("A4, in a readable size on several pages"),
        }
        self.actions = tuple(
            self._choice(text, ExportOptions(paper=paper, pages=pages))
            for (paper, pages), text in texts.items()
        )

    def _choice(self, text: str, options: ExportOptions) -> QAction:
        action = QAction(text, self._group)
        action.setCheckable(True)
        action.setData(options)
        action.setChecked(options == _USUAL)
        return action

    @property
    def options(self) -> ExportOptions:
        """What is chosen."""
        taken = (action.data() for action in self.actions if action.isChecked())
        chosen = next(taken, None)
        return chosen if isinstance(chosen, ExportOptions) else _USUAL

    def menu(self) -> QMenu:
        """The choices as a menu."""
        menu = QMenu(tr("Pages of a PDF"), self._owner)
        menu.addActions(list(self.actions))
        return menu
