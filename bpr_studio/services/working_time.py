"""Working time of a fiscal year: days, hours a day, leave, and the hours of one head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import ListQueries, WorkingYear

DAYS: Final = (1, 366)
MINUTES_A_DAY: Final = (1, 24 * 60)
LEAVE: Final = (0, 366)
MINUTES_A_YEAR: Final = (0, 366 * 24 * 60)
YEN: Final = (0, 1_000_000)


class WorkingTimes:
    """Changes the working time of a workspace; every change is a step of undo."""

    def __init__(self, store: Store, queries: ListQueries) -> None:
        self._store = store
        self._queries = queries

    def set_year(
        self,
        fiscal_year: int,
        *,
        working_days: int | None = None,
        minutes_per_day: int | None = None,
        leave_days: int | None = None,
    ) -> None:
        """Change what is given; categories of staff that work full time follow.

        A category follows when its yearly minutes were days × minutes of the year before the
        change, or a whole percentage of it; hours typed otherwise stay.

        Args:
            fiscal_year: western year.
            working_days: Monday to Friday less holidays.
            minutes_per_day: regular working minutes.
            leave_days: days of leave a full-timer takes.

        Raises:
            RefusedError: the year is not known, or a value is out of bounds.
        """
        old = self._year(fiscal_year)
        days = old.working_days if working_days is None else working_days
        minutes = old.minutes_per_day if minutes_per_day is None else minutes_per_day
        leave = old.leave_days if leave_days is None else leave_days
        for value, bounds in ((days, DAYS), (minutes, MINUTES_A_DAY), (leave, LEAVE)):
            _require(value, bounds)
        fields = {
            "fiscal_year": fiscal_year,
            "working_days": days,
            "minutes_per_day": minutes,
            "leave_days": leave,
            "source": None,
            "mark": None,
        }
        year = PutRow("year_setting", planned_id("year_setting", fiscal_year), fields)
        before = old.working_days * old.minutes_per_day
        self._store.commit(
            tr("Change the working time of {year}", year=FiscalYear(fiscal_year)),
            [year, *self._followers(fiscal_year, before, days * minutes)],
        )

    def _followers(self, fiscal_year: int, before: int, after: int) -> Iterator[Change]:
        for line in self._queries.years(fiscal_year):
            percent = round(100 * line.minutes_per_head / before) if before else 0
            if line.minutes_per_head and before * percent // 100 == line.minutes_per_head:
                row = planned_id("staff_year", fiscal_year, line.staff_category)
                yield SetFields("staff_year", row, {"minutes_per_head": after * percent // 100})

    def set_head(self, fiscal_year: int, staff_category: str, minutes: int) -> None:
        """Change the yearly minutes of one head of a category.

        Raises:
            RefusedError: the value is out of bounds.
        """
        _require(minutes, MINUTES_A_YEAR)
        self._put(fiscal_year, staff_category, {"minutes_per_head": minutes})

    def set_cost(self, fiscal_year: int, staff_category: str, yen_per_hour: int | None) -> None:
        """Change what an hour of a category costs; None where it is not known.

        Raises:
            RefusedError: the value is out of bounds.
        """
        if yen_per_hour is not None:
            _require(yen_per_hour, YEN)
        self._put(fiscal_year, staff_category, {"yen_per_hour": yen_per_hour})

    def add_year(self, fiscal_year: int) -> None:
        """Make the working time of another year, alike the nearest one that is known.

        Raises:
            RefusedError: it is known already, or none is.
        """
        known = {year.fiscal_year: year for year in self._queries.working_years()}
        if fiscal_year in known or not known:
            raise _refused(
                tr("The working time of {year} is known already.", year=FiscalYear(fiscal_year))
                if known
                else tr("No working time of any year is known."),
                tr("Choose another year."),
            )
        nearest = min(known, key=lambda year: abs(year - fiscal_year))
        like = known[nearest]
        fields = {
            "fiscal_year": fiscal_year,
            "working_days": like.working_days,
            "minutes_per_day": like.minutes_per_day,
            "leave_days": like.leave_days,
        }
        changes: list[Change] = [
            PutRow("year_setting", planned_id("year_setting", fiscal_year), fields)
        ]
        for line in self._queries.years(nearest):
            row = planned_id("staff_year", fiscal_year, line.staff_category)
            staff = {
                "fiscal_year": fiscal_year,
                "staff_category": line.staff_category,
                "minutes_per_head": line.minutes_per_head,
                "yen_per_hour": line.yen_per_hour,
            }
            changes.append(PutRow("staff_year", row, staff))
        label = tr("Add the working time of {year}", year=FiscalYear(fiscal_year))
        self._store.commit(label, changes)

    def _year(self, fiscal_year: int) -> WorkingYear:
        for year in self._queries.working_years():
            if year.fiscal_year == fiscal_year:
                return year
        raise _refused(
            tr("The working time of {year} is not known.", year=FiscalYear(fiscal_year)),
            tr("Add the year first."),
        )

    def _put(self, fiscal_year: int, category: str, fields: dict[str, object]) -> None:
        row = planned_id("staff_year", fiscal_year, category)
        whole = {"fiscal_year": fiscal_year, "staff_category": category, **fields}
        label = tr("Change the hours of one head in {year}", year=FiscalYear(fiscal_year))
        self._store.commit(label, [PutRow("staff_year", row, whole)])


def _require(value: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= value <= bounds[1]:
        raise _refused(
            tr("{value:,} cannot be right here.", value=value),
            tr("Type a number from {low:,} to {high:,}.", low=bounds[0], high=bounds[1]),
        )


def _refused(message: str, remedy: str) -> RefusedError:
    return RefusedError(message, kept=tr("Nothing was changed."), remedy=remedy)
