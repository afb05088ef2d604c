"""Splitting minutes in whole parts that add up, for many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def largest_remainders(totals: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Split each total by the weights of its row, as `quantities.spread` does for one.

    Args:
        totals: what is split, shape (n,).
        weights: not negative, shape (n, k); a row without any weight gets nothing.

    Returns:
        Whole parts, shape (n, k); those of a row add up to its total.
    """
    whole = weights.sum(axis=1, keepdims=True)
    safe = np.maximum(whole, 1)
    product = totals[:, None] * weights
    parts: NDArray[np.int64] = product // safe
    missing = np.where(whole[:, 0] > 0, totals - parts.sum(axis=1), 0)
    if missing.any():
        order = np.argsort(-(product % safe), axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(weights.shape[1])[None, :], axis=1)
        parts += ranks < missing[:, None]
    return parts


def split_months(months: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Split the twelve months of each row so that months and parts both add up.

    The minutes of the year are split by the weights; month by month the parts then take what is
    theirs, each in proportion to what it still has to get.

    Args:
        months: minutes by row and month, shape (n, 12).
        weights: shape (n, k).

    Returns:
        Minutes by row, part and month, shape (n, k, 12).
    """
    open_parts = largest_remainders(months.sum(axis=1), weights)
    found = np.zeros((*weights.shape, months.shape[1]), dtype=np.int64)
    for month in range(months.shape[1]):
        found[:, :, month] = largest_remainders(months[:, month], open_parts)
        open_parts = open_parts - found[:, :, month]
    return found
