"""What each cell shows, asked of the model once and kept until the row changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.model import PLAIN, is_new_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.ui.grid.entry.model import CellMark, CellModel, RefusedCell


@dataclass(frozen=True, slots=True)
class Face:
    """One cell as it is shown.

    Attributes:
        text: what is painted.
        mark: what is to be seen besides.
        locked: cannot be changed.
        refused: why the text was not taken, "" when the text is the model's own.
    """

    text: str
    mark: CellMark = PLAIN
    locked: bool = False
    refused: str = ""

    @property
    def level(self) -> Level | None:
        """Seriousness of what is wrong with it."""
        return Level.ERROR if self.refused else self.mark.level

    def explained(self) -> str:
        """Everything there is to know besides the text, a sentence per line."""
        mark = self.mark
        lines = [self.refused, mark.message]
        if mark.several:
            values = tr(" / ").join(mark.several)
            lines.append(
                tr("Several people changed it: {values}. Alt+Down chooses.", values=values)
            )
        if mark.changed:
            lines.append(tr("Before: {value}", value=mark.was) if mark.was else tr("Changed"))
        if mark.to_confirm:
            lines.append(tr("Taken over from last year, to be confirmed"))
        if mark.comment:
            comment = mark.comment_text
            lines.append(tr("Comment: {text}", text=comment) if comment else tr("Has a comment"))
        return "\n".join(line for line in lines if line)


class Refusals:
    """Texts that were not taken; they stay in their cells until corrected or given up."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], RefusedCell] = {}

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def cells(self) -> tuple[RefusedCell, ...]:
        """All of them, oldest first."""
        return tuple(self._cells.values())

    def at(self, row_id: str, key: str) -> RefusedCell | None:
        """The refused text of a cell."""
        return self._cells.get((row_id, key))

    def settle(self, tried: Iterable[tuple[str, str]], refused: Iterable[RefusedCell]) -> None:
        """Cells were tried anew: forget what was refused there before, keep what is refused now."""
        for place in tried:
            self._cells.pop(place, None)
        for cell in refused:
            self._cells[cell.row_id, cell.key] = cell

    def drop(self, row_id: str, key: str) -> bool:
        """Give a refused text up; whether there was one."""
        return self._cells.pop((row_id, key), None) is not None

    def keep_rows(self, row_ids: Iterable[str]) -> None:
        """Forget the texts of rows that are gone."""
        there = set(row_ids)
        for place in [place for place in self._cells if place[0] not in there]:
            del self._cells[place]


class Faces:
    """The faces of a model's cells."""

    def __init__(self, model: CellModel, refusals: Refusals) -> None:
        self._model = model
        self._refusals = refusals
        self._rows: dict[str, dict[str, Face]] = {}

    def of(self, row_id: str, key: str) -> Face:
        """The face of a cell; rows yet to be made are blank."""
        row = self._rows.get(row_id)
        if row is None:
            row = self._rows[row_id] = {}
        face = row.get(key)
        if face is None:
            face = row[key] = self._made(row_id, key)
        return face

    def forget(self, rows: Iterable[str] | None) -> None:
        """Ask the model again for these rows, None for all."""
        if rows is None:
            self._rows.clear()
            return
        for row_id in rows:
            self._rows.pop(row_id, None)

    def _made(self, row_id: str, key: str) -> Face:
        locked = not self._model.editable(row_id, key)
        if is_new_row(row_id):
            return Face("", locked=locked)
        mark = self._model.marks(row_id, key)
        refused = self._refusals.at(row_id, key)
        if refused is not None:
            return Face(refused.text, mark, locked, refused.message)
        return Face(self._model.shown(row_id, key), mark, locked or mark.read_only)
