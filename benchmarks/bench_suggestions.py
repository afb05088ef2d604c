"""How often the suggested class is the right one, and how fast, against plain string distance.

The gold list was written before the suggestions and without knowing them; a quarter of it
(chosen by a hash of the name) was looked at while the words were collected, the figures that
promise something come from the other three quarters, which nobody looked at.
"""

from __future__ import annotations

import csv
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from bpr_studio.adapters.catalogs.class_words import load_class_words
from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.domain.classification.suggest import Suggester

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GOLD: Final = Path(__file__).parents[1] / "tests" / "gold" / "task_names.tsv"


def main() -> list[Figure]:
    """Ask both for every name of the list."""
    classification = load_classification()
    minors = [(c.code, c.name) for c in classification.at_level(3)]
    suggester = Suggester([(c.code, c.name) for c in classification.classes], load_class_words())
    unseen = [row for row in _gold() if not _looked_at(row[0])]
    n = len(unseen)
    ours = _accuracy(unseen, lambda name: [s.code for s in suggester.suggest(name, 3)])
    theirs = _accuracy(unseen, lambda name: _nearest(name, minors))
    start = time.perf_counter()
    slowest = 0.0
    for name, _ in unseen:
        once = time.perf_counter()
        suggester.suggest(name)
        slowest = max(slowest, time.perf_counter() - once)
    each = (time.perf_counter() - start) / n
    return [
        Figure(f"right at first, {n} names nobody looked at", 100 * ours[0], "%"),
        Figure("right among the first three", 100 * ours[1], "%"),
        Figure("right at first by edit distance to the class name", 100 * theirs[0], "%"),
        Figure("right among the first three by edit distance", 100 * theirs[1], "%"),
        Figure("points above edit distance", 100 * (ours[0] - theirs[0]), "points", 15, "more"),
        Figure("one suggestion, mean", 1000 * each, "ms", 50),
        Figure("one suggestion, slowest", 1000 * slowest, "ms", 50),
    ]


def _gold() -> list[tuple[str, str]]:
    with GOLD.open(encoding="utf-8") as file:
        return [(row["name"], row["code"]) for row in csv.DictReader(file, delimiter="\t")]


def _looked_at(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 4 == 0


def _accuracy(
    rows: Sequence[tuple[str, str]], answer: Callable[[str], list[str]]
) -> tuple[float, float]:
    """Shares of names whose code is the first answer, and among the first three."""
    first = three = 0
    for name, code in rows:
        codes = answer(name)[:3]
        first += codes[:1] == [code]
        three += code in codes
    return first / len(rows), three / len(rows)


def _nearest(name: str, minors: Sequence[tuple[str, str]]) -> list[str]:
    """The three classes whose names are nearest by Levenshtein distance ÷ longer length."""
    scored = sorted(
        (_distance(name, other) / max(len(name), len(other)), code) for code, other in minors
    )
    return [code for _, code in scored[:3]]


def _distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b)))
        above = row
    return above[-1]
