"""Rows of other cities: read, kept, summed, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.sheets.city_rows import CityRowStore
from bpr_studio.domain.shared.errors import CancelledError, UnreadableInputError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.explore import ExploreView, Measure, Source
from bpr_studio.domain.workload.explore_table import Asked, explore
from bpr_studio.domain.workload.facts import FixedFacts
from bpr_studio.domain.workload.pivot import Dimension
from tests.fakes.clock import ManualClock
from tests.fakes.ids import CountingIds

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "都市名,年度,業務コード,作業属性,コア区分,職員区分,月,媒体,性質,分,件数\n"
ROWS = (
    "あおい市（架空）,2025,B01-03-01,P05 申請受付,ノンコア,regular,4月,紙,定型,600,40\n"
    "あおい市（架空）,2025,B01-03-01,,コア,fiscal_part,05,電子,,60,\n"
    "みどり市（架空）,2025,K02-01-02,P09,core,regular,4,paper,非定型,120,3\n"
)


@pytest.fixture
def store(tmp_path: Path) -> CityRowStore:
    names = {Dimension.CORE: {"core": "コア", "non_core": "ノンコア"}}
    return CityRowStore(tmp_path / "rows", lambda: names, ManualClock(), CountingIds())


def sent(tmp_path: Path, text: str, name: str = "明細.csv", encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def sums(store: CityRowStore, dimension: Dimension) -> dict[str, list[float]]:
    facts = store.facts()
    assert facts is not None
    view = ExploreView((dimension,), measures=(Measure.HOURS, Measure.CASES), source=Source.CITIES)
    table = explore(view, Asked(FixedFacts(facts)))
    return {k[0]: v for k, v in zip(table.row_keys, table.values.tolist(), strict=True)}


def test_rows_are_summed_by_whatever_they_tell(store, tmp_path):
    taken = store.take_in(sent(tmp_path, HEAD + ROWS), NoProgress())
    assert (taken.file.rows, taken.file.minutes, taken.problems) == (3, 780, ())
    assert sums(store, Dimension.CITY) == {
        "あおい市（架空）": [660, 40],
        "みどり市（架空）": [120, 3],
    }
    assert sums(store, Dimension.MAJOR_CLASS) == {"B01": [660, 40], "K02": [120, 3]}
    assert sums(store, Dimension.CORE) == {"core": [180, 3], "non_core": [600, 40]}
    assert sums(store, Dimension.MONTH) == {"04": [720, 43], "05": [60, 0]}
    assert sums(store, Dimension.STEP_TYPE) == {"": [60, 0], "P05": [600, 40], "P09": [120, 3]}


def test_files_as_excel_writes_them_in_japan_are_read(store, tmp_path):
    store.take_in(sent(tmp_path, HEAD + ROWS, encoding="cp932"), NoProgress())
    assert len(sums(store, Dimension.CITY)) == 2


def test_rows_that_cannot_be_used_are_left_out_and_told_by_line(store, tmp_path):
    nothing = "あおい市（架空）,2025,B01-03-01,,,,,,,0,\n"
    wrong = "あおい市（架空）,2025,住民票,,,,,,,10,\nあおい市（架空）,2025,B01-03-01,,,,13,,,10,\n"
    taken = store.take_in(sent(tmp_path, HEAD + wrong + nothing + ROWS), NoProgress())
    assert taken.file.left_out == 2
    assert [problem.line for problem in taken.problems] == [2, 3]
    assert "住民票" in taken.problems[0].message
    assert sum(v[0] for v in sums(store, Dimension.CITY).values()) == 780


def test_the_same_file_again_replaces_itself_and_another_one_is_added(store, tmp_path):
    first = sent(tmp_path, HEAD + ROWS)
    store.take_in(first, NoProgress())
    store.take_in(first, NoProgress())
    other = HEAD + "しろがね市（架空）,2024,B01-03-01,,,,,,,30,\n"
    store.take_in(sent(tmp_path, other, "other.csv"), NoProgress())
    assert [file.rows for file in store.files()] == [3, 1]
    assert sums(store, Dimension.YEAR) == {"2024": [30, 0], "2025": [780, 43]}


def test_a_file_taken_away_takes_its_rows_with_it(store, tmp_path):
    first = store.take_in(sent(tmp_path, HEAD + ROWS), NoProgress())
    other = HEAD + "しろがね市（架空）,2024,B01-03-01,,,,,,,30,\n"
    second = store.take_in(sent(tmp_path, other, "other.csv"), NoProgress())
    store.remove(first.file.key)
    assert sums(store, Dimension.CITY) == {"しろがね市（架空）": [30, 0]}
    store.remove(second.file.key)
    assert store.facts() is None


def test_a_file_without_the_needed_columns_is_refused_by_name(store, tmp_path):
    with pytest.raises(UnreadableInputError, match="業務コード"):
        store.take_in(sent(tmp_path, "都市名,年度,分\nA,2025,1\n"), NoProgress())
    assert store.files() == ()


def test_what_is_no_text_is_refused(store, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\x00\xff\xfe\x81" * 50)
    with pytest.raises(UnreadableInputError):
        store.take_in(path, NoProgress())


def test_stopping_leaves_what_was_there(store, tmp_path):
    store.take_in(sent(tmp_path, HEAD + ROWS), NoProgress())

    class Stop:
        def report(self, done: int, total: int, what: str) -> None:
            raise CancelledError(f"{what} {done} {total}")

    with pytest.raises(CancelledError):
        store.take_in(sent(tmp_path, HEAD + ROWS * 2, "more.csv"), Stop())
    assert [file.rows for file in store.files()] == [3]
