"""What is kept about the comparison: which cities were chosen, and why figures differ.

Both belong to this PC, as other views people keep. Each is one row of `saved_view`, written
through undo, so that a slip can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.similar import Choice, Selection
from bpr_studio.domain.benchmark.why import QUESTIONS
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.domain.workload.cube import HoursCube
    from bpr_studio.services.author import Author
    from bpr_studio.services.benchmarking import FiguresSource
    from bpr_studio.services.events import Committed
    from bpr_studio.services.exploring_views import KeptView
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import RoundInfo, YearLine

SELECTION_PAGE: Final = "benchmark.selection"
REASONS_PAGE: Final = "benchmark.reasons"
_VIEW: Final = "saved_view"
_PERCENT: Final = range(1, 1_001)
_COUNT: Final = range(1, 101)


class KeptQueries(Protocol):
    """What is kept on a page."""

    def kept_views(self, page: str) -> Sequence[KeptView]:
        """What somebody has kept on a page, by name."""


class TermQueries(Protocol):
    """Our own hours by staff category, and their prices."""

    def rounds(self) -> Sequence[RoundInfo]:
        """All rounds of the survey."""

    def hours(self, round_id: str) -> HoursCube:
        """The hours of a round."""

    def years(self, fiscal_year: int) -> Sequence[YearLine]:
        """Working time and price of a year by staff category."""


class ComparisonMemory:
    """Keeps the selection and the noted reasons; implements `benchmarking.Memory`."""

    def __init__(self, store: Store, queries: KeptQueries, author: Author) -> None:
        self._store = store
        self._queries = queries
        self._author = author

    def selection(self) -> Selection:
        """Which cities were last compared with; the usual ones when nothing readable is kept."""
        for view in self._queries.kept_views(SELECTION_PAGE):
            return _selection_of(view.body)
        return Selection()

    def remember(self, selection: Selection) -> None:
        """Keep the selection; undo brings the one before back."""
        if selection == self.selection():
            return
        body = {
            "choice": selection.choice.value,
            "count": selection.count,
            "percent": selection.percent,
            "like_wards": selection.like_wards,
            "left_out": sorted(selection.left_out),
            "worst_grade": selection.worst_grade.value,
        }
        label = tr("Choose the cities to compare with")
        self._put(label, SELECTION_PAGE, "selection", body)

    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """What was noted about the reasons, by class code and key of the question."""
        return {
            view.name: {key: value for key, value in view.body.items() if isinstance(value, str)}
            for view in self._queries.kept_views(REASONS_PAGE)
        }

    def note(self, code: str, question: str, answer: str) -> None:
        """Keep what was found out about one class; "" takes the note away.

        Args:
            code: class code.
            question: key of the question.
            answer: plain text.

        Raises:
            ValueError: there is no such question.
        """
        if question not in {one.key for one in QUESTIONS}:
            msg = f"no such question: {question}"
            raise ValueError(msg)
        before = self.answers().get(code, {})
        answer = answer.strip()
        if before.get(question, "") == answer:
            return
        body = {key: text for key, text in {**before, question: answer}.items() if text}
        label = tr("Note why figures of {code} differ", code=code)
        if body:
            self._put(label, REASONS_PAGE, code, body)
        else:
            self._store.commit(label, [DeleteRow(_VIEW, planned_id(_VIEW, REASONS_PAGE, code))])

    def _put(self, label: str, page: str, name: str, body: Mapping[str, object]) -> None:
        fields: dict[str, object] = {
            "page": page,
            "name": name,
            "body": body,
            "at": self._author.moment(),
            "user": self._author.who().user,
        }
        self._store.commit(label, [PutRow(_VIEW, planned_id(_VIEW, page, name), fields)])


def _selection_of(body: Mapping[str, object]) -> Selection:
    """What can be read of a kept selection; the rest is as usual."""
    usual = Selection()
    choices = {choice.value: choice for choice in Choice}
    grades = {grade.value: grade for grade in Grade}
    left_out = body.get("left_out")
    return Selection(
        choice=choices.get(str(body.get("choice")), usual.choice),
        count=_number(body.get("count"), _COUNT, usual.count),
        percent=_number(body.get("percent"), _PERCENT, usual.percent),
        like_wards=body.get("like_wards") is True,
        left_out=frozenset(map(str, left_out)) if isinstance(left_out, list) else usual.left_out,
        worst_grade=grades.get(str(body.get("worst_grade")), usual.worst_grade),
    )


def _number(value: object, allowed: range, usual: int) -> int:
    return value if isinstance(value, int) and value in allowed else usual


class KeptFigures:
    """Our figures, read again only when something was written; implements `FiguresSource`.

    Reading them takes most of the time of a comparison, and choosing cities changes nothing of
    them. Tell `forget` of everything that is written.
    """

    def __init__(self, source: FiguresSource) -> None:
        self._source = source
        self._own: dict[FiscalYear, CityFigures | None] = {}
        self._round = 0

    def own(self, year: FiscalYear) -> CityFigures | None:
        """Our city's figures of one year, or None when nobody has answered for it."""
        if year in self._own:
            return self._own[year]
        before = self._round
        found = self._source.own(year)
        if before == self._round:  # nothing was written while they were read
            self._own[year] = found
        return found

    def partners(self) -> Sequence[CityFigures]:
        """Everything imported from other cities, of any year."""
        return self._source.partners()

    def forget(self, event: Committed) -> None:
        """Something was written: read again, unless it was only a view people keep."""
        if event.kinds != {_VIEW}:
            self._round += 1
            self._own = {}


class OwnStaff:
    """Our hours by staff category and their price; implements `benchmarking.OwnTerms`."""

    def __init__(self, queries: TermQueries) -> None:
        self._queries = queries

    def staff_minutes(self, year: FiscalYear) -> Mapping[str, int]:
        """Our minutes of a year by staff category."""
        overall = (r for r in self._queries.rounds() if r.kind == OVERALL)
        found = next((r for r in overall if r.fiscal_year == year.year), None)
        if found is None:
            return {}
        cube = self._queries.hours(found.id)
        table = cube.pivot(PivotQuery(found.id, (Dimension.STAFF,)))
        return {
            keys[0]: sum(minutes)
            for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
        }

    def yen_per_hour(self, year: FiscalYear) -> int | None:
        """What an hour costs on average; None unless each category with hours has its price."""
        prices = {line.staff_category: line.yen_per_hour for line in self._queries.years(year.year)}
        spent = {code: minutes for code, minutes in self.staff_minutes(year).items() if minutes}
        total, yen = sum(spent.values()), 0
        for code, minutes in spent.items():
            price = prices.get(code)
            if price is None:
                return None
            yen += minutes * price
        return round(yen / total) if total else None
