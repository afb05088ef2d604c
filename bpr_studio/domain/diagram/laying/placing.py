"""From columns and rows to places in diagram units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.laying.scope import Inner
from bpr_studio.domain.shared.geometry import Bounds, hull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.diagram.laying.rows import Row, Rows
    from bpr_studio.domain.diagram.laying.scope import Band, Item, Scope

HEADER: Final = 30.0  # name band of pools and lanes
_GAP: Final = 50.0  # between columns
_MOST_GAP: Final = 150.0
_TRACK: Final = 12.0
_ROW_GAP: Final = 24.0
_FREE_ROW: Final = 8.0  # half the height of a row only lines run through
_PAD: Final = 24.0  # between content and border
_POOL_GAP: Final = 50.0
_SIDE: Final = 40.0
_INNER_TOP: Final = 38.0  # room for the name of an open sub-process


def placed(scope: Scope, columns: Mapping[str, int], rows: Rows) -> Inner:
    """All boxes of a scope, with the upper left corner of the whole at (0, 0)."""
    depth = max((len(band.lanes) + bool(band.pool) for band in scope.bands), default=0)
    xs, right = _column_middles(scope, columns, rows, depth * HEADER + _SIDE if depth else 0.0)
    tops, middles, bottom = _row_middles(scope, rows)
    boxes: dict[str, Bounds] = {}
    for item in scope.items.values():
        middle = middles[id(rows.of_item[item.id])]
        _put_item(boxes, item, round(xs[columns[item.id]]), round(middle))
    if depth:
        _put_frames(boxes, scope.bands, tops, right + _SIDE)
    return Inner(boxes, right + (_SIDE if depth else 0.0), bottom, dict(scope.lanes))


def as_inside(inner: Inner) -> Inner:
    """Content with the margins an open sub-process has around it."""
    moved = {i: box.moved(_PAD, _INNER_TOP) for i, box in inner.boxes.items()}
    width, height = inner.width + 2 * _PAD, inner.height + _INNER_TOP + _PAD
    return Inner(moved, max(_even(width), 160), max(_even(height), 100), inner.lanes)


def _even(size: float) -> int:
    """The middle of such a box lies on a whole unit."""
    return 2 * math.ceil(size / 2)


def _put_item(boxes: dict[str, Bounds], item: Item, x: float, y: float) -> None:
    box = Bounds(x - item.width / 2, y - item.height / 2, item.width, item.height)
    boxes[item.id] = box
    for rider in item.riders:
        left, top = x + rider.x - rider.width / 2, y + rider.y - rider.height / 2
        boxes[rider.id] = Bounds(round(left), round(top), rider.width, rider.height)
    if item.inner is not None:
        for element_id, inside in item.inner.boxes.items():
            boxes[element_id] = inside.moved(box.x, box.y)


# --- columns ---------------------------------------------------------------------------------


def _column_middles(
    scope: Scope, columns: Mapping[str, int], rows: Rows, start: float
) -> tuple[list[float], float]:
    """The middle of each column, and where the last one ends."""
    count = max(columns.values(), default=-1) + 1
    left, right = [0.0] * count, [0.0] * count
    for item in scope.items.values():
        at = columns[item.id]
        left[at], right[at] = max(left[at], item.left), max(right[at], item.right)
    gaps = _gaps(scope, columns, rows, count)
    middles: list[float] = []
    x = start
    for number in range(count):
        x += left[number]
        middles.append(x)
        x += right[number] + (gaps[number] if number < count - 1 else 0.0)
    return middles, x


def _gaps(scope: Scope, columns: Mapping[str, int], rows: Rows, count: int) -> list[float]:
    """The room after each column: for labels of flows and for lines that run upright there."""
    gaps = [_GAP] * count
    upright = [0] * (count + 1)
    for link in scope.links:
        if link.is_message:
            continue
        at = columns[link.source]
        if link.label:
            gaps[at] = max(gaps[at], link.label + 24)
        if rows.of_item[link.source] is rows.of_item[link.target]:
            continue
        if not scope.items[link.source].is_gateway:
            upright[at] += 1
        elif not scope.items[link.target].is_gateway and columns[link.target] > at + 1:
            upright[columns[link.target] - 1] += 1
    return [
        min(max(gap, _GAP + _TRACK * (lines - 1)), _MOST_GAP)
        for gap, lines in zip(gaps, upright, strict=False)
    ]


# --- rows ------------------------------------------------------------------------------------


def _row_middles(
    scope: Scope, rows: Rows
) -> tuple[list[tuple[float, float]], dict[int, float], float]:
    """Top and bottom of each band, the middle of each row, and the end of all."""
    tops: list[tuple[float, float]] = []
    middles: dict[int, float] = {}
    y = 0.0
    before: Band | None = None
    for number, band in enumerate(scope.bands):
        if before is not None and (before.owner != band.owner or before.pool != band.pool):
            y += _POOL_GAP
        before = band
        height = _put_rows(scope, band, rows.of_band[number], y, middles)
        tops.append((y, y + height))
        y += height
    return tops, middles, y


def _put_rows(
    scope: Scope, band: Band, rows: Sequence[Row], top: float, middles: dict[int, float]
) -> float:
    """Put the rows of a band from a height downwards; gives the height of the band."""
    is_framed = bool(band.pool or band.lanes)
    y = _PAD if is_framed else 0.0
    ups: list[tuple[Row, float]] = []
    for number, row in enumerate(rows):
        items = [scope.items[i] for i in row.items]
        up = max((item.up for item in items), default=_FREE_ROW)
        down = max((item.down for item in items), default=_FREE_ROW)
        y += (_ROW_GAP if number else 0.0) + up
        ups.append((row, y))
        y += down
    height = round(y + (_PAD if is_framed else 0.0))
    shift = max(0.0, (band.least - height) / 2)
    for row, at in ups:
        middles[id(row)] = top + at + shift
    return max(height, band.least)


# --- pools and lanes -------------------------------------------------------------------------


def _put_frames(
    boxes: dict[str, Bounds],
    bands: Sequence[Band],
    tops: Sequence[tuple[float, float]],
    right: float,
) -> None:
    inside: dict[str, list[Bounds]] = {}
    starts: dict[str, float] = {}
    for band, (top, bottom) in zip(bands, tops, strict=True):
        x = 0.0
        for frame in (band.pool, *band.lanes):
            if not frame:
                continue
            starts[frame] = x
            inside.setdefault(frame, []).append(Bounds(x, top, round(right) - x, bottom - top))
            x += HEADER
    for frame, parts in inside.items():
        whole = hull(parts)
        if whole is not None:
            boxes[frame] = whole
