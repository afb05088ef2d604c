"""What the page of cities is shown, what is remembered, and what an hour costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.figures import CityFigures
from bpr_studio.domain.benchmark.similar import Choice, Selection
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.services.benchmarking import Benchmarking, Request
from bpr_studio.services.benchmarking_memory import ComparisonMemory, KeptFigures, OwnStaff
from bpr_studio.services.comparison_report import answers_table, comparison_sections, grades_table
from bpr_studio.services.events import Committed
from bpr_studio.services.exploring_views import KeptView
from tests.builders_answer import NAMES, city, class_figure, own_city, partner_cities

YEAR = FiscalYear(2026)


class Shelf:
    """Figures kept in memory."""

    def __init__(self, own: CityFigures | None, *partners: CityFigures) -> None:
        self._own = own
        self._partners = partners

    def own(self, year: FiscalYear) -> CityFigures | None:
        return self._own if year == YEAR else None

    def partners(self) -> Sequence[CityFigures]:
        return self._partners


class Terms:
    """Our staff and price as a test says."""

    def __init__(self, staff: Mapping[str, int], yen: int | None = None) -> None:
        self._staff = staff
        self._yen = yen

    def staff_minutes(self, year: FiscalYear) -> Mapping[str, int]:
        return self._staff if year == YEAR else {}

    def yen_per_hour(self, year: FiscalYear) -> int | None:
        return self._yen if year == YEAR else None


class Notebook:
    """A selection and answers as a test says."""

    def __init__(self, selection: Selection, answers: Mapping[str, Mapping[str, str]]) -> None:
        self._selection = selection
        self._answers = answers

    def selection(self) -> Selection:
        return self._selection

    def answers(self) -> Mapping[str, Mapping[str, str]]:
        return self._answers


def test_every_city_is_listed_nearest_first_with_grade_and_choice():
    memory = Notebook(Selection(Choice.NEAREST, count=2), {})
    service = Benchmarking(Shelf(own_city(), own_city(), *partner_cities()), NAMES, memory=memory)
    shown = service.overview(YEAR, Request())
    names = [standing.figures.city_name for standing in shown.standings]
    assert names == ["架空5市", "架空4市", "架空2市", "架空1市", "架空3市"]
    assert [standing.chosen for standing in shown.standings] == [True, True, False, False, False]
    grades = {s.figures.city_name: s.city.grade for s in shown.standings if s.city}
    assert grades["架空4市"] is Grade.C
    assert shown.comparison is not None
    assert [other.name for other in shown.comparison.others] == ["架空4市", "架空5市"]
    assert "the 2 cities nearest" in shown.comparison.selection


def test_figures_of_another_year_of_a_city_are_listed_but_not_compared():
    partners = [city(1, class_figure("B01", 100), fiscal_year=year) for year in (2026, 2021)]
    shown = Benchmarking(Shelf(own_city(), *partners), NAMES).overview(YEAR, Request())
    assert [standing.city is None for standing in shown.standings] == [False, True]


def test_without_our_figures_the_others_are_still_listed():
    shown = Benchmarking(Shelf(None, *partner_cities()), NAMES).overview(YEAR, Request())
    assert shown.ours is None
    assert shown.comparison is None
    assert len(shown.standings) == 5


def test_reports_and_commands_use_the_remembered_cities():
    memory = Notebook(Selection(Choice.WITHIN, percent=30, worst_grade=Grade.C), {})
    service = Benchmarking(Shelf(own_city(), *partner_cities()), NAMES, memory=memory)
    found = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    assert [other.name for other in found.others] == ["架空2市", "架空4市", "架空5市"]
    assert found.worst_grade is Grade.C


def test_a_small_category_left_out_is_weighed_by_our_own_staff():
    lean = city(1, class_figure("B01", 100), staff_categories=("regular",))
    ours = city(0, class_figure("B01", 100))
    service = Benchmarking(Shelf(ours, lean), NAMES, terms=Terms({"regular": 99, "fiscal_part": 1}))
    found = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    assert found.others[0].grade is Grade.B


def test_cost_needs_the_price_of_our_hours():
    shelf = Shelf(own_city(), *partner_cities())
    with pytest.raises(RefusedError, match="not known") as refused:
        Benchmarking(shelf, NAMES, terms=Terms({})).compare(
            YEAR, Basis.PER_10K, ClassLevel.MAJOR, measure=Measure.COST
        )
    assert refused.value.remedy
    found = Benchmarking(shelf, NAMES, terms=Terms({}, 4_000)).compare(
        YEAR, Basis.PER_10K, ClassLevel.MAJOR, measure=Measure.COST
    )
    assert found.yen_per_hour == 4_000


# -- what reports say ---------------------------------------------------------------------------


def test_what_was_found_out_goes_into_the_report():
    memory = Notebook(Selection(), {"B01": {"systems": "共同利用"}, "Z99": {"wards": "別の分類"}})
    service = Benchmarking(Shelf(own_city(), *partner_cities()), NAMES, memory=memory)
    found = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    table = answers_table(found)
    assert table is not None
    assert table.rows == (("B01", "住民基本台帳", "Which systems are used", "共同利用"),)
    sections = list(comparison_sections(found, chart_rows=5, listed_classes=10))
    assert [section.key for section in sections] == [
        *("cities_per_10k", "cities_per_10k_each", "cities_per_10k_grades", "cities_per_10k_why"),
    ]


def test_the_report_names_every_city_with_grade_and_reasons():
    found = Benchmarking(Shelf(own_city(), *partner_cities()), NAMES).compare(
        YEAR, Basis.PER_10K, ClassLevel.MAJOR
    )
    table = grades_table("x", "X", found)
    assert [row[1] for row in table.rows] == ["B", "C", "B", "C", "B"]
    assert "figures of FY2024" in str(table.rows[3][5])
    assert table.note.startswith("A: told and counted alike")


# -- memory -------------------------------------------------------------------------------------


class Kept:
    """Stored views as a test says."""

    def __init__(self, **bodies: Mapping[str, object]) -> None:
        self._bodies = bodies

    def kept_views(self, page: str) -> Sequence[KeptView]:
        body = self._bodies.get(page.removeprefix("benchmark."))
        return [] if body is None else [KeptView("1", "selection", body)]


def remembered(body: Mapping[str, object] | None) -> Selection:
    kept = Kept() if body is None else Kept(selection=body)
    nobody: Any = None
    return ComparisonMemory(nobody, kept, nobody).selection()


def test_nothing_kept_is_the_usual_selection():
    assert remembered(None) == Selection()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3),
    max_leaves=5,
)
FIELDS = ("choice", "count", "percent", "like_wards", "left_out", "worst_grade")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_is_kept_a_usable_selection_comes_out(body):
    found = remembered(body)
    assert 1 <= found.count <= 100
    assert 1 <= found.percent <= 1_000
    assert isinstance(found.left_out, frozenset)


class Counting(Shelf):
    """Counts how often our figures are read."""

    def __init__(self, own: CityFigures | None) -> None:
        super().__init__(own)
        self.read = 0

    def own(self, year: FiscalYear) -> CityFigures | None:
        self.read += 1
        return super().own(year)


def test_our_figures_are_read_again_only_when_something_else_than_a_view_was_written():
    source = Counting(own_city())
    kept = KeptFigures(source)
    assert kept.own(YEAR) is kept.own(YEAR)
    kept.forget(Committed(frozenset({"saved_view"}), frozenset()))
    kept.own(YEAR)
    assert source.read == 1
    kept.forget(Committed(frozenset({"work_item", "saved_view"}), frozenset()))
    kept.own(YEAR)
    assert source.read == 2


def test_figures_written_over_while_they_are_read_are_not_kept():
    source = Counting(own_city())
    kept = KeptFigures(source)
    reading = source.own

    def interrupted(year: FiscalYear) -> CityFigures | None:
        kept.forget(Committed(frozenset({"work_item"}), frozenset()))
        return reading(year)

    source.own = interrupted  # type: ignore[method-assign] # the write falls into the reading
    kept.own(YEAR)
    kept.own(YEAR)
    assert source.read == 2


class Prices:
    """A survey of one round, its minutes by staff category and their prices."""

    def __init__(self, minutes: Mapping[str, int], prices: Mapping[str, int | None]) -> None:
        self._minutes = minutes
        self._prices = prices

    def rounds(self) -> Any:
        return (SimpleNamespace(id="r", kind="overall", fiscal_year=2026),)

    def hours(self, round_id: str) -> Any:
        assert round_id == "r"
        table = SimpleNamespace(
            row_keys=[(code,) for code in self._minutes],
            minutes=[[minutes] for minutes in self._minutes.values()],
        )
        return SimpleNamespace(pivot=lambda _query: table)

    def years(self, fiscal_year: int) -> Any:
        assert fiscal_year == YEAR.year
        return [
            SimpleNamespace(staff_category=code, yen_per_hour=yen)
            for code, yen in self._prices.items()
        ]


@pytest.mark.parametrize(
    ("minutes", "prices", "yen"),
    [
        ({"regular": 300, "fiscal_part": 100}, {"regular": 4_000, "fiscal_part": 2_000}, 3_500),
        ({"regular": 300, "fiscal_part": 100}, {"regular": 4_000, "fiscal_part": None}, None),
        ({"regular": 300, "fiscal_part": 0}, {"regular": 4_000}, 4_000),
        ({}, {"regular": 4_000}, None),
    ],
)
def test_an_hour_costs_the_average_and_nothing_is_guessed(minutes, prices, yen):
    assert OwnStaff(Prices(minutes, prices)).yen_per_hour(YEAR) == yen


def test_a_year_without_a_survey_has_no_staff():
    assert OwnStaff(Prices({"regular": 1}, {})).staff_minutes(FiscalYear(2020)) == {}
