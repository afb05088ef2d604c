"""Loading the hours of a round into a cube."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import language, tr
from bpr_studio.domain.workload.key_names import core_names, medium_names, nature_names
from bpr_studio.domain.workload.pivot import CLASS_LENGTHS, Dimension

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.workload.cube import Axis, HoursCube
    from bpr_studio.services.views import UnitLine

_MONTHS = "m04, m05, m06, m07, m08, m09, m10, m11, m12, m01, m02, m03"


def load_cube(database: Database, round_id: str, units: Sequence[UnitLine]) -> HoursCube:
    """All hours of a round with the axes people read them by.

    Args:
        database: the workspace.
        round_id: the survey round.
        units: the units of the round's year in tree order.
    """
    import numpy as np

    from bpr_studio.domain.workload.cube import HoursCube

    with database.scanning() as cursor:
        rows = cursor.execute(
            f"SELECT item_id, unit_id, code, core, staff, medium, nature, item_first, {_MONTHS}"  # noqa: S608  # constants only
            " FROM work_hours WHERE round_id=?",
            (round_id,),
        ).fetchall()
        names = _class_names(cursor)
        staff = _list_names(cursor, "staff_category")
    items, unit_ids, codes, core, categories, medium, nature, first, *months = (
        zip(*rows, strict=True) if rows else [()] * 20
    )
    item_ids, item_index = _factorised(items)
    units_seen, unit_index = _factorised(unit_ids)
    axes: dict[Dimension, Axis] = {
        **_unit_axes(unit_ids, units),
        **_class_axes(codes, names),
        Dimension.CORE: _axis(core, core_names()),
        Dimension.STAFF: _axis(categories, staff),
        Dimension.MEDIUM: _axis(medium, medium_names()),
        Dimension.NATURE: _axis(nature, nature_names()),
    }
    return HoursCube(
        axes=axes,
        months=np.array(months, dtype=np.int64).reshape(12, -1).T.copy(),
        first=np.array(first, dtype=bool),
        items=item_index,
        item_ids=tuple(item_ids),
        units=unit_index,
        unit_ids=tuple(units_seen),
    )


def _factorised(values: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """The distinct values, and for each value its place among them."""
    import numpy as np

    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    index = np.fromiter(map(places.__getitem__, values), dtype=np.int32, count=len(values))
    return list(places), index


def _axis(values: Sequence[str], names: Mapping[str, str]) -> Axis:
    """An axis of the values themselves."""
    distinct, index = _factorised(values)
    return _derived_axis(distinct, index, names)


def _derived_axis(
    key_of: Sequence[str], index: NDArray[np.int32], names: Mapping[str, str]
) -> Axis:
    """An axis with the keys of `names` in their order, then keys nobody has named.

    Args:
        key_of: key of each distinct value.
        index: for each row of the cube the place of its value.
        names: labels by key.
    """
    import numpy as np

    from bpr_studio.domain.workload.cube import Axis

    known = dict(names)
    for key in sorted(set(key_of) - set(known)):
        known[key] = key or tr("(not given)")
    places = {key: place for place, key in enumerate(known)}
    lookup = np.array([places[key] for key in key_of], dtype=np.int32)
    return Axis(tuple(known), tuple(known.values()), np.take(lookup, index))


def _unit_axes(unit_ids: Sequence[str], units: Sequence[UnitLine]) -> dict[Dimension, Axis]:
    codes = {unit.id: unit.code for unit in units}
    ancestors = {
        Dimension.BUREAU: {unit.id: unit.bureau_id for unit in units},
        Dimension.DIVISION: {unit.id: unit.division_id for unit in units},
        Dimension.SECTION: {unit.id: unit.section_id for unit in units},
    }
    distinct, index = _factorised(unit_ids)
    axes = {}
    for dimension, above in ancestors.items():
        names = {unit.code: unit.name for unit in units if above[unit.id] == unit.id}
        keys = [codes.get(above.get(unit_id, ""), "") for unit_id in distinct]
        if "" in keys:
            names[""] = tr("(no unit)")
        axes[dimension] = _derived_axis(keys, index, names)
    return axes


def _class_axes(codes: Sequence[str], names: Mapping[str, str]) -> dict[Dimension, Axis]:
    distinct, index = _factorised(codes)
    axes = {}
    for dimension, length in CLASS_LENGTHS.items():
        keys = [code[:length] for code in distinct]
        labels = {key: names.get(key) or key or tr("(no class)") for key in sorted(set(keys))}
        axes[dimension] = _derived_axis(keys, index, labels)
    return axes


def _class_names(cursor: sqlite3.Cursor) -> dict[str, str]:
    return {
        code: name
        for code, name in cursor.execute("SELECT code, name FROM task_class")
        if code and name
    }


def _list_names(cursor: sqlite3.Cursor, name: str) -> dict[str, str]:
    """Names by code, in the language of the user."""
    query = "SELECT code, name, name_en FROM list_item WHERE list=? ORDER BY sort_key, code"
    english = language() == "en"
    return {
        code: (english and name_en) or label
        for code, label, name_en in cursor.execute(query, (name,))
        if code
    }
