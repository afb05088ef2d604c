"""Goes from hit to hit of a search, and replaces them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.ui.grid.entry.keys import Do
from bpr_studio.ui.grid.entry.matching import Search
from bpr_studio.ui.grid.entry.selection import Cell, Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.grid.entry.find_bar import FindBar
    from bpr_studio.ui.grid.entry.gestures import GridReport
    from bpr_studio.ui.grid.entry.sheet import Sheet
    from bpr_studio.ui.grid.entry.view import EntryView


class Finding:
    """Connects a `FindBar` with the cells shown (filtered rows and folded columns are not)."""

    def __init__(
        self, bar: FindBar, view: EntryView, sheet: Sheet, told: Callable[[GridReport], None]
    ) -> None:
        self._bar = bar
        self._view = view
        self._sheet = sheet
        self._told = told
        self._search = Search("")
        self._hits: list[Cell] = []
        self._stale = True
        bar.searched.connect(self._begin)
        bar.step.connect(self.step)
        bar.replace_one.connect(self._replace_one)
        bar.replace_all.connect(self._replace_all)
        bar.closed.connect(view.setFocus)

    @property
    def deeds(self) -> dict[Do, Callable[[], object]]:
        """What the keys of finding do."""
        return {
            Do.FIND: lambda: self._bar.open_bar(replacing=False),
            Do.REPLACE: lambda: self._bar.open_bar(replacing=True),
            Do.FIND_NEXT: lambda: self.step(1),
            Do.FIND_BEFORE: lambda: self.step(-1),
        }

    def sheet_changed(self) -> None:
        """Texts or rows changed: look again when hits are asked for next."""
        self._stale = True

    def _begin(self, search: Search) -> None:
        self._search = search
        self._stale = True
        self._count()

    def _found(self) -> list[Cell]:
        if self._stale:
            sheet = self._sheet
            rows = range(len(sheet.arrangement.rows))
            columns = range(len(sheet.columns))
            self._hits = [
                Cell(row, column) for row in rows for column in columns if self._is_hit(row, column)
            ]
            self._stale = False
        return self._hits

    def _is_hit(self, row: int, column: int) -> bool:
        """Both as it is shown (1,200) and as it is typed (1200)."""
        shown = self._sheet.face(row, column).text
        if self._search.hits(shown):
            return True
        typed = self._sheet.gestures.text(Cell(row, column))
        return typed != shown and self._search.hits(typed)

    def _count(self) -> None:
        hits, active = self._found(), self._view.selection.active
        number = hits.index(active) + 1 if active in hits else 0
        self._bar.show_count(number, len(hits))

    def step(self, by: int) -> None:
        """The next hit behind the keyboard (1) or before it (-1), round the end."""
        hits = self._found()
        if hits:
            active = self._view.selection.active
            if by > 0:
                goal = next((cell for cell in hits if cell > active), hits[0])
            else:
                goal = next((cell for cell in reversed(hits) if cell < active), hits[-1])
            self._view.select(Selection.at(goal))
        self._count()

    def _replace_one(self, by: str) -> None:
        active = self._view.selection.active
        if active in self._found():
            self._told(self._sheet.gestures.replace(self._search, by, [active]))
            self._stale = True
        self.step(1)

    def _replace_all(self, by: str) -> None:
        self._told(self._sheet.gestures.replace(self._search, by, self._found()))
        self._stale = True
        self._count()
