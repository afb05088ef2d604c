"""The usual time for one case of each class over the whole city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDIAN_FROM: Final = 3
"""A class needs so many tasks before their middle says what is usual."""


def case_medians(times: Iterable[tuple[str, int, int]]) -> dict[str, float]:
    """The median minutes per case by code, for codes with at least `MEDIAN_FROM` tasks.

    Args:
        times: code, yearly minutes and yearly cases of each task; tasks without either are
            left out.
    """
    import numpy as np

    counted = [(code, minutes, cases) for code, minutes, cases in times if minutes > 0 < cases]
    if not counted:
        return {}
    codes, minutes, cases = zip(*counted, strict=True)
    names, places = np.unique(np.array(codes), return_inverse=True)
    per_case = np.array(minutes, dtype=np.float64) / np.array(cases, dtype=np.float64)
    ordered = per_case[np.lexsort((per_case, places))]
    sizes = np.bincount(places)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    middle = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    return {
        str(name): float(value)
        for name, value, size in zip(names, middle, sizes, strict=True)
        if size >= MEDIAN_FROM
    }
