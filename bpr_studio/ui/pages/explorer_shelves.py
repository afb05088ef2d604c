"""The shelves of a question: rows, columns, filters and values, and moving fields between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import ExploreView, Measure
from bpr_studio.domain.workload.explore_words import measure_hint
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.ui.pages.explorer_places import (
    Place,
    field_name,
    fields_on,
    put,
    taken,
)
from bpr_studio.ui.pages.explorer_shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.pages.explorer_places import (
        Field,
    )


class Shelves(QWidget):
    """Four shelves; what is done on them makes another question.

    Signals:
        asked: the other question.
        filter_wanted: a field whose values somebody wants to choose.
    """

    asked = Signal(object)
    filter_wanted = Signal(object)

    def __init__(self, filter_words: Callable[[ExploreView, int], str]) -> None:
        """Make the shelves.

        Args:
            filter_words: what a filter of a question says, in words.
        """
        super().__init__()
        self._filter_words = filter_words
        self._view = ExploreView()
        self._shelves = {
            Place.ROWS: Shelf(Place.ROWS, tr("What shall stand below each other?")),
            Place.COLUMNS: Shelf(Place.COLUMNS, tr("What shall stand side by side?")),
            Place.FILTERS: Shelf(Place.FILTERS, tr("Everything is counted")),
            Place.VALUES: Shelf(Place.VALUES, ""),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for number, (place, shelf) in enumerate(self._shelves.items()):
            grid.addWidget(shelf, number // 2, number % 2)
            shelf.dropped.connect(partial(self._on_drop, place))
            shelf.asked.connect(partial(self._on_chip, place))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def shelf(self, place: Place) -> Shelf:
        """One of the shelves."""
        return self._shelves[place]

    def show_view(self, view: ExploreView) -> None:
        """Show what a question says."""
        self._view = view
        for place, shelf in self._shelves.items():
            shelf.show_fields([self._chip(place, field) for field in fields_on(view, place)])

    def put_field(self, field: Field, place: Place, position: int = -1) -> None:
        """Put a field on a shelf; among the filters its values are chosen."""
        if place is Place.FILTERS:
            if isinstance(field, Dimension):
                self.filter_wanted.emit(field)
            return
        self.asked.emit(put(self._view, field, place, position))

    def _chip(self, place: Place, field: Field) -> tuple[Field, str, str]:
        name = field_name(field)
        if isinstance(field, Measure):
            return field, name, measure_hint(field)
        if place is not Place.FILTERS:
            return field, name, name
        number = [dimension for dimension, _ in self._view.filters].index(Dimension(field))
        words = self._filter_words(self._view, number)
        return field, words, words

    def _on_chip(self, place: Place, field: Field, what: str) -> None:
        fields = list(fields_on(self._view, place))
        position = fields.index(field)
        if what == "take":
            self.asked.emit(taken(self._view, field, place))
        elif what == "left" and position:
            self.put_field(field, place, position - 1)
        elif what == "right" and position + 1 < len(fields):
            self.put_field(field, place, position + 2)
        elif what == "menu":
            self._shelves[place].show_menu(field, self.deeds_of(place, field))

    def deeds_of(self, place: Place, field: Field) -> list[tuple[str, Callable[[], object]]]:
        """What can be done with a field on a shelf: name and deed."""
        fields = fields_on(self._view, place)
        number = fields.index(field)
        moves = place is not Place.FILTERS
        found = [
            (moves and number > 0, tr("Move to the left"), "left"),
            (moves and number + 1 < len(fields), tr("Move to the right"), "right"),
            (place is not Place.VALUES or len(fields) > 1, tr("Take away"), "take"),
        ]
        return [
            *self._deeds_of_dimension(place, field),
            *(
                (name, partial(self._on_chip, place, field, what))
                for possible, name, what in found
                if possible
            ),
        ]

    def _deeds_of_dimension(
        self, place: Place, field: Field
    ) -> list[tuple[str, Callable[[], object]]]:
        if not isinstance(field, Dimension):
            return []
        other = {
            Place.ROWS: (tr("Move to the columns"), Place.COLUMNS),
            Place.COLUMNS: (tr("Move to the rows"), Place.ROWS),
        }.get(place)
        deeds: list[tuple[str, Callable[[], object]]] = [
            (tr("Choose the values…"), partial(self.filter_wanted.emit, field))
        ]
        if other is not None:
            deeds.append((other[0], partial(self.put_field, field, other[1])))
        return deeds

    def _on_drop(self, place: Place, field: Field, origin: Place | None, position: int) -> None:
        if place is Place.FILTERS or origin is not Place.FILTERS:
            self.put_field(field, place, position)
            return
        self.asked.emit(put(taken(self._view, field, origin), field, place, position))
