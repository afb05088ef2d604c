"""Questions of the explorer as JSON, to be kept and read again by later versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from bpr_studio.domain.workload.explore import (
    Against,
    ExploreView,
    Measure,
    Side,
    Sorting,
    Source,
)
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    Known = TypeVar("Known", bound=StrEnum)

_MOST_TOP: Final = 1_000_000


def view_to_json(view: ExploreView) -> dict[str, object]:
    """The question as plain values."""
    sorting = view.sorting
    return {
        "rows": [dimension.value for dimension in view.rows],
        "columns": [dimension.value for dimension in view.columns],
        "filters": [[dimension.value, list(keys)] for dimension, keys in view.filters],
        "measures": [measure.value for measure in view.measures],
        "against": view.against.value,
        "sorting": None
        if sorting is None
        else {
            "column": list(sorting.column),
            "measure": sorting.measure.value,
            "side": sorting.side.value,
            "descending": sorting.descending,
        },
        "top": view.top,
        "org_year": view.org_year,
        "round": view.round_id,
        "source": view.source.value,
    }


def view_from_json(body: Mapping[str, object]) -> ExploreView:
    """A question that was kept; what this version does not know is left out.

    The result is always a question that can be asked: a field named twice stands where it was
    named first, without a known value hours are shown.
    """
    source = _known(Source, body.get("source")) or Source.SURVEY
    rows = _several(Dimension, body.get("rows"))
    columns = tuple(d for d in _several(Dimension, body.get("columns")) if d not in rows)
    view = ExploreView(
        rows=rows,
        columns=columns,
        filters=_filters(body.get("filters")),
        measures=_several(Measure, body.get("measures")) or (Measure.HOURS,),
        against=_known(Against, body.get("against")) or Against.NOTHING,
        sorting=_sorting(body.get("sorting")),
        top=_whole(body.get("top")),
        org_year=_whole(body.get("org_year")),
        round_id=_text(body.get("round")),
        source=source,
    )
    return view.within()


def _sorting(value: object) -> Sorting | None:
    if not isinstance(value, dict):
        return None
    return Sorting(
        column=_texts(value.get("column")),
        measure=_known(Measure, value.get("measure")) or Measure.HOURS,
        side=_known(Side, value.get("side")) or Side.VALUE,
        descending=value.get("descending") is not False,
    )


def _filters(value: object) -> tuple[tuple[Dimension, tuple[str, ...]], ...]:
    found: dict[Dimension, tuple[str, ...]] = {}
    for pair in value if isinstance(value, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            dimension, keys = _known(Dimension, pair[0]), _texts(pair[1])
            if dimension is not None and keys:
                found[dimension] = keys
    return tuple(found.items())


def _several(kind: type[Known], value: object) -> tuple[Known, ...]:
    found = (_known(kind, one) for one in (value if isinstance(value, list) else ()))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _known(kind: type[Known], value: object) -> Known | None:
    return next((one for one in kind if one.value == value), None)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return min(max(int(str(value)), 0), _MOST_TOP) if is_whole else 0
