"""What of the drawing is shown on the editor page: marks at steps, small map, rulers, dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.diagram.badges import Badges
from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.ui.canvas.editing.view import EditView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.shared.findings import Level
    from bpr_studio.ui.canvas.editing.board import EditBoard
    from bpr_studio.ui.pages.flow_editor_frame import FlowFrame

FINDINGS, MAP, RULERS, DOTS = "findings", "map", "rulers", "grid"


class _Switch(NamedTuple):
    """Something that is shown or not: its word, and whether it is when nobody said anything."""

    word: str
    usual: bool


_MARKS: Final = {
    "core": _Switch(N_("Core and non-core"), usual=True),
    "minutes": _Switch(N_("Minutes a case"), usual=True),
    "paper": _Switch(N_("Paper"), usual=True),
    "seal": _Switch(N_("Seals"), usual=True),
    "issue": _Switch(N_("Issues"), usual=True),
    "improvement": _Switch(N_("Ideas to improve"), usual=True),
    FINDINGS: _Switch(N_("Marks of findings"), usual=True),
}
_AROUND: Final = {
    MAP: _Switch(N_("Small map"), usual=True),
    RULERS: _Switch(N_("Rulers"), usual=False),
    DOTS: _Switch(N_("Dots of the grid"), usual=False),
}
_SWITCHES: Final = _MARKS | _AROUND


class FlowLooks(QObject):
    """The switches of one page, as one menu; what was chosen is remembered."""

    def __init__(self, page: FlowFrame) -> None:
        super().__init__(page)
        self._page = page
        self._marks: Mapping[str, Level] = {}
        self._at_work: frozenset[str] = frozenset()
        page.board.scene.selection_changed.connect(self._selected)
        self.switches = {key: self._switch(key) for key in _SWITCHES}
        self._apply()

    def menu(self) -> QMenu:
        """The marks of steps, and below them what stands around the drawing."""
        made = QMenu(self._page)
        made.addActions([self.switches[key] for key in _MARKS])
        made.addSeparator()
        made.addActions([self.switches[key] for key in _AROUND])
        made.aboutToShow.connect(self._follow_keys)
        return made

    def shows(self, key: str) -> bool:
        """Whether something is shown."""
        return self.switches[key].isChecked()

    def show_marks(self, marks: object) -> None:
        """Mark what has findings on the canvas, but for what is just being worked at.

        Args:
            marks: the gravest level by element id, a dict.
        """
        self._marks = marks if isinstance(marks, dict) else {}
        self._mark()

    # -- inside ----------------------------------------------------------------------------------

    @property
    def _board(self) -> EditBoard:
        return self._page.board

    def _switch(self, key: str) -> QAction:
        switch = _SWITCHES[key]
        action = QAction(tr_source(switch.word), self._page)
        action.setCheckable(True)
        action.setChecked(self._page.layout_shown.shows(key, usual=switch.usual))
        action.toggled.connect(lambda shown: self._choose(key, shown=shown))
        return action

    def _choose(self, key: str, *, shown: bool) -> None:
        layout = self._page.layout_shown
        usual = _SWITCHES[key].usual
        self._page.keep_layout(layout.with_shown(key, shown=shown, usual=usual))
        self._apply()

    def _apply(self) -> None:
        shown = {key: self.shows(key) for key in _MARKS if key != FINDINGS}
        self._board.scene.set_badges(Badges(**shown))
        self._board.set_map_wanted(wanted=self.shows(MAP))
        self._mark()
        view = self._board.view
        if isinstance(view, EditView):
            if view.shows_rulers != self.shows(RULERS):
                view.toggle_rulers()
            if view.shows_grid != self.shows(DOTS):
                view.toggle_grid()

    def _selected(self) -> None:
        """What is selected without a mark is being worked at: it gets none before one goes on."""
        selected = frozenset(self._board.scene.selected)
        at_work = selected & self._at_work | (selected - self._marks.keys())
        if at_work != self._at_work:
            self._at_work = at_work
            self._mark()

    def _mark(self) -> None:
        shown = self._marks.items() if self.shows(FINDINGS) else ()
        self._board.scene.set_marks({i: level for i, level in shown if i not in self._at_work})

    def _follow_keys(self) -> None:
        """Rulers and dots can be switched by keys, too."""
        view = self._board.view
        if isinstance(view, EditView):
            self.switches[RULERS].setChecked(view.shows_rulers)
            self.switches[DOTS].setChecked(view.shows_grid)
