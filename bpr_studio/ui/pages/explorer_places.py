"""Where fields and values of a question stand, and moving them: pure changes of an `ExploreView`."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import Measure
from bpr_studio.domain.workload.explore_words import dimension_name, measure_name
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from bpr_studio.domain.workload.explore import ExploreView

Field = Dimension | Measure


class Place(StrEnum):
    """A shelf that fields stand on."""

    ROWS = "rows"
    COLUMNS = "columns"
    FILTERS = "filters"
    VALUES = "values"


def place_name(place: Place) -> str:
    """What a shelf is called."""
    names = {
        Place.ROWS: tr("Rows"),
        Place.COLUMNS: tr("Columns"),
        Place.FILTERS: tr("Filters"),
        Place.VALUES: tr("Values"),
    }
    return names[place]


def field_name(field: Field) -> str:
    """What a field is called."""
    return measure_name(field) if isinstance(field, Measure) else dimension_name(field)


def places_for(field: Field) -> tuple[Place, ...]:
    """The shelves a field may stand on."""
    if isinstance(field, Measure):
        return (Place.VALUES,)
    return Place.ROWS, Place.COLUMNS, Place.FILTERS


def fields_on(view: ExploreView, place: Place) -> tuple[Field, ...]:
    """What stands on a shelf, in order."""
    if place is Place.VALUES:
        return view.measures
    if place is Place.FILTERS:
        return tuple(dimension for dimension, _ in view.filters)
    return view.rows if place is Place.ROWS else view.columns


def put(view: ExploreView, field: Field, place: Place, position: int = -1) -> ExploreView:
    """The question with a field on a shelf, at a position; -1 is the end.

    A dimension stands in the rows or in the columns, not in both; a filter may stand beside. A
    filter begins with nothing left out, so putting one there changes nothing by itself.
    """
    if place not in places_for(field) or place is Place.FILTERS:
        return view
    others = [one for one in fields_on(view, place) if one != field]
    before = fields_on(view, place)
    if field in before and 0 <= before.index(field) < position:
        position -= 1  # it leaves its old place, and what follows moves up
    others.insert(len(others) if position < 0 else position, field)
    if isinstance(field, Measure):
        return replace(view, measures=tuple(one for one in others if isinstance(one, Measure)))
    dimensions = tuple(one for one in others if isinstance(one, Dimension))
    if place is Place.ROWS:
        columns = tuple(one for one in view.columns if one != field)
        return without_lost_sorting(replace(view, rows=dimensions, columns=columns))
    rows = tuple(one for one in view.rows if one != field)
    return without_lost_sorting(replace(view, rows=rows, columns=dimensions))


def taken(view: ExploreView, field: Field, place: Place) -> ExploreView:
    """The question without a field on a shelf; the last value stays."""
    if place is Place.FILTERS and isinstance(field, Dimension):
        return view.filtered(field, ())
    if isinstance(field, Measure):
        measures = tuple(one for one in view.measures if one != field)
        return without_lost_sorting(replace(view, measures=measures)) if measures else view
    rows = tuple(one for one in view.rows if one != field or place is not Place.ROWS)
    columns = tuple(one for one in view.columns if one != field or place is not Place.COLUMNS)
    return without_lost_sorting(replace(view, rows=rows, columns=columns))


def swapped(view: ExploreView) -> ExploreView:
    """The question with rows and columns changing places."""
    return without_lost_sorting(replace(view, rows=view.columns, columns=view.rows))


def without_lost_sorting(view: ExploreView) -> ExploreView:
    """The question sorted by its totals where the column it was sorted by is gone."""
    sorting = view.sorting
    if sorting is None:
        return view
    fits = len(sorting.column) in {0, len(view.columns)} and sorting.measure in view.measures
    if fits and (not sorting.column or view.columns):
        return view
    measure = sorting.measure if sorting.measure in view.measures else view.measures[0]
    return replace(view, sorting=replace(sorting, column=(), measure=measure))
