"""The explorer: any question of the full city, and ten million rows of other cities beside peers.

The peers (DuckDB, Polars, pandas) are no part of the program. They are measured where the folder
named by BPR_PEERS has them: `pip install --target FOLDER duckdb polars pandas`. They get the same
columns of whole numbers, in memory, and their sums are compared with ours.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.demo_city import PERSON, full_city, home
from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.sheets.city_rows import CityRowStore
from bpr_studio.app.system import RandomIds, SystemClock
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.explore import ExploreView, Measure, Source
from bpr_studio.domain.workload.explore_table import Asked, explore
from bpr_studio.domain.workload.facts import FixedFacts
from bpr_studio.domain.workload.pivot import SURVEY_DIMENSIONS, Dimension
from bpr_studio.services.exploring_starters import STARTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.explore import ExploreTable

ROWS: Final = int(os.environ.get("BPR_EXPLORE_ROWS", "10000000"))
_SIZES: Final = {
    "city_name": 20,
    "fiscal_year": 3,
    "class_code": 1200,
    "step_type": 19,
    "core": 2,
    "staff": 8,
    "month": 12,
    "medium": 3,
    "nature": 3,
}
_CORE: Final = ("core", "non_core")
_QUESTIONS: Final = {
    "city x major class": ExploreView(
        (Dimension.CITY,), (Dimension.MAJOR_CLASS,), source=Source.CITIES
    ),
    "step type x staff, non-core only": ExploreView(
        (Dimension.STEP_TYPE,),
        (Dimension.STAFF,),
        ((Dimension.CORE, ("non_core",)),),
        source=Source.CITIES,
    ),
    "minor class x month, minutes and cases": ExploreView(
        (Dimension.MINOR_CLASS,),
        (Dimension.MONTH,),
        measures=(Measure.HOURS, Measure.CASES),
        source=Source.CITIES,
    ),
}
_SQL: Final = {
    "city x major class": "SELECT city_name, major, sum(minutes), 0 FROM t GROUP BY 1, 2",
    "step type x staff, non-core only": (
        "SELECT step_type, staff, sum(minutes), 0 FROM t WHERE core = 1 GROUP BY 1, 2"
    ),
    "minor class x month, minutes and cases": (
        "SELECT class_code, month, sum(minutes), sum(cases) FROM t GROUP BY 1, 2"
    ),
}
_KEYS: Final = {
    "city x major class": ("city_name", "major", False),
    "step type x staff, non-core only": ("step_type", "staff", True),
    "minor class x month, minutes and cases": ("class_code", "month", False),
}

Answer = dict[tuple[int, int], tuple[int, int]]
"""Minutes and cases by the numbers of row and column."""


def main() -> list[Figure]:
    """Ask the full city everything, then ten million rows, alone and beside peers."""
    return [*_city(), *_rows()]


# -- the full city -----------------------------------------------------------------------------------


def _city() -> Iterator[Figure]:
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    explorer = workspace.explorer
    cold = seconds(lambda: explorer.table(ExploreView()))
    yield Figure("explorer: reading the hours of 60,000 tasks", cold * 1000, "ms")
    slowest = {key: _taken(lambda v=view: explorer.table(v)) for key, view in STARTERS.items()}  # type: ignore[misc]  # bound at once
    key = max(slowest, key=lambda name: slowest[name])
    yield Figure(f"explorer: slowest view it starts with ({key})", slowest[key], "ms", 100)
    pairs = [
        ExploreView(rows, (column,))
        for rows in combinations(SURVEY_DIMENSIONS, 2)
        for column in (Dimension.CORE, Dimension.STAFF, Dimension.MONTH)
        if column not in rows
    ]
    times = {view: _taken(lambda v=view: explorer.table(v)) for view in pairs}  # type: ignore[misc]  # bound at once
    view = max(times, key=lambda found: times[found])
    name = " x ".join(dimension.value for dimension in (*view.rows, *view.columns))
    yield Figure(f"explorer: slowest of {len(pairs)} pivots ({name})", times[view], "ms", 100)
    typical = float(np.median(list(times.values())))
    yield Figure(f"explorer: median of {len(pairs)} pivots", typical, "ms", 100)
    workspace.close()


def _taken(ask: Callable[[], object]) -> float:
    ask()
    return seconds(ask, rounds=3) * 1000


# -- rows of other cities ----------------------------------------------------------------------------


def _rows() -> Iterator[Figure]:
    folder = home() / "city-rows"
    columns = _made(folder)
    store = CityRowStore(folder, dict, SystemClock(), RandomIds())
    opened = seconds(store.facts)
    size = sum(file.stat().st_size for file in folder.rglob("*.npy")) / 1e6
    yield Figure(f"{ROWS:,} rows: opening {size:,.0f} MB of columns", opened * 1000, "ms")
    facts = store.facts()
    assert facts is not None  # noqa: S101  # they were written a moment ago
    own: dict[str, float] = {}
    sums: dict[str, Answer] = {}
    for name, view in _QUESTIONS.items():
        table = explore(view, Asked(FixedFacts(facts)))
        sums[name] = _cells(table)
        own[name] = seconds(lambda v=view: explore(v, Asked(FixedFacts(facts))), rounds=5)  # type: ignore[misc]  # bound at once
        yield Figure(f"{ROWS:,} rows: {name}", own[name], "s", 1)
    yield from _beside(columns, own, sums)
    yield from _taking_in(folder)


def _made(folder: Path) -> dict[str, NDArray[Any]]:
    """Rows as the store keeps them; drawn at random, every figure invented."""
    random = np.random.default_rng(7)
    columns = {
        name: random.integers(0, size, ROWS).astype(np.min_scalar_type(size))
        for name, size in _SIZES.items()
    }
    columns["minutes"] = random.integers(1, 5_000, ROWS).astype(np.int32)
    columns["cases"] = random.integers(0, 300, ROWS).astype(np.int32)
    words = {name: [f"{number:04}" for number in range(size)] for name, size in _SIZES.items()}
    words["class_code"] = [f"B{n // 40:02}-{n // 8 % 5:02}-{n % 8:02}" for n in range(1200)]
    words["core"] = list(_CORE)
    file = {
        "key": "a",
        "cities": words["city_name"],
        "years": [2024],
        "rows": ROWS,
        "minutes": 0,
        "file_name": "invented.csv",
        "digest": "",
        "taken_in": "",
        "left_out": 0,
    }
    (folder / "rows-a").mkdir(parents=True)
    for name, column in columns.items():
        np.save(folder / "rows-a" / f"{name}.npy", column)
    np.save(folder / "rows-a" / "file.npy", np.zeros(ROWS, dtype=np.uint16))
    body = {"folder": "rows-a", "words": words, "files": [file]}
    (folder / "current.json").write_text(json.dumps(body), encoding="utf-8")
    columns["major"] = (columns["class_code"] // 40).astype(np.uint8)
    return columns


def _cells(table: ExploreTable) -> Answer:
    """Minutes and cases of a table by the numbers of its row and column."""
    width = len(table.view.measures)
    found = {}
    for keys, values in zip(table.row_keys, table.values.tolist(), strict=True):
        for place in range(0, len(values) - width, width):
            cases = int(values[place + 1]) if width > 1 else 0
            column = table.columns[place].keys[0]
            found[_number(keys[0]), _number(column)] = int(values[place]), cases
    return found


def _number(key: str) -> int:
    """The number a word of the invented rows stands for."""
    if key.startswith("B"):
        parts = [int(part) for part in key[1:].split("-")]
        return parts[0] if len(parts) == 1 else parts[0] * 40 + parts[1] * 8 + parts[2]
    return _CORE.index(key) if key in _CORE else int(key)


def _taking_in(folder: Path) -> Iterator[Figure]:
    lines = 200_000
    path = folder / "sent.csv"
    random = np.random.default_rng(3)
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("都市名,年度,業務コード,作業属性,コア区分,職員区分,月,媒体,性質,分,件数\n")
        for minutes in random.integers(1, 5_000, lines).tolist():
            file.write(
                f"見本市（架空）,2025,B01-0{minutes % 9}-01,P05,コア,regular,"
                f"{minutes % 12 + 1},紙,定型,{minutes},{minutes % 7}\n"
            )
    store = CityRowStore(folder / "taken", dict, SystemClock(), RandomIds())
    taken = seconds(lambda: store.take_in(path, NoProgress()))
    yield Figure("rows of a CSV file taken in", lines / taken, "rows/s")


# -- beside peers ------------------------------------------------------------------------------------


def _beside(
    columns: dict[str, NDArray[Any]],
    own: dict[str, float],
    sums: dict[str, Answer],
) -> Iterator[Figure]:
    if os.environ.get("BPR_PEERS"):
        sys.path.insert(0, os.environ["BPR_PEERS"])
    for name, make in (("duckdb", _duckdb), ("polars", _polars), ("pandas", _pandas)):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        asked = make(columns)
        for question, taken in own.items():
            answer = asked(question)
            if answer != sums[question]:
                msg = f"{name} and the explorer differ on: {question}"
                raise AssertionError(msg)
            peer = seconds(lambda a=asked, q=question: a(q), rounds=3)  # type: ignore[misc]  # bound at once
            yield Figure(f"  {name}: {question}", peer, "s")
            yield Figure(f"  {name} / explorer: {question}", peer / taken, "times")


def _duckdb(columns: dict[str, NDArray[Any]]) -> Callable[[str], Answer]:
    duckdb = importlib.import_module("duckdb")
    connection = duckdb.connect()
    connection.execute("SET threads=2")
    connection.register("given", columns)
    connection.execute("CREATE TABLE t AS SELECT * FROM given")
    connection.unregister("given")

    def ask(question: str) -> Answer:
        rows = connection.execute(_SQL[question]).fetchall()
        return {(int(a), int(b)): (int(minutes), int(cases)) for a, b, minutes, cases in rows}

    return ask


def _polars(columns: dict[str, NDArray[Any]]) -> Callable[[str], Answer]:
    polars = importlib.import_module("polars")
    frame = polars.DataFrame(columns)

    def ask(question: str) -> Answer:
        row, column, filtered = _KEYS[question]
        lazy = frame.lazy()
        if filtered:
            lazy = lazy.filter(polars.col("core") == 1)
        wanted = [polars.col("minutes").cast(polars.Int64).sum()]
        if question.endswith("cases"):
            wanted.append(polars.col("cases").cast(polars.Int64).sum())
        rows = lazy.group_by(row, column).agg(wanted).collect().rows()
        return {(a, b): (rest[0], rest[1] if len(rest) > 1 else 0) for a, b, *rest in rows}

    return ask


def _pandas(columns: dict[str, NDArray[Any]]) -> Callable[[str], Answer]:
    pandas = importlib.import_module("pandas")
    frame = pandas.DataFrame(columns)

    def ask(question: str) -> Answer:
        row, column, filtered = _KEYS[question]
        rows = frame[frame["core"] == 1] if filtered else frame
        wanted = ["minutes", "cases"] if question.endswith("cases") else ["minutes"]
        found = rows.groupby([row, column], sort=False)[wanted].sum()
        return {
            (int(a), int(b)): (int(rest[0]), int(rest[1]) if len(rest) > 1 else 0)
            for (a, b), rest in zip(found.index, found.to_numpy().tolist(), strict=True)
        }

    return ask
