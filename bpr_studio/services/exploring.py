"""The explorer: any question about hours, the tasks behind a cell, questions kept by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.crossing import Crossing
from bpr_studio.domain.workload.explore import Against, Source
from bpr_studio.domain.workload.explore_json import view_from_json, view_to_json
from bpr_studio.domain.workload.explore_table import Asked, explore
from bpr_studio.domain.workload.facts import FixedFacts
from bpr_studio.domain.workload.pivot import Dimension, Quantity
from bpr_studio.services.exploring_behind import RowsBehind, TasksBehind
from bpr_studio.services.exploring_facts import asked_of
from bpr_studio.services.exploring_starters import STARTERS, named
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.explore import ExploreTable, ExploreView
    from bpr_studio.domain.workload.facts import Facts
    from bpr_studio.services.author import Author
    from bpr_studio.services.events import Committed
    from bpr_studio.services.exploring_cities import CityRows, CityRowsFile, TakenIn
    from bpr_studio.services.exploring_views import ExploreQueries, KeptView
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import RoundInfo

PAGE: Final = "explorer"
_REMEMBERED: Final = 4  # rounds in the organisation of a year kept in memory
_KINDS: Final = frozenset(
    {
        *("work_item", "org_unit", "task_class", "list_item", "survey_round", "succession"),
        *("flow", "flow_element", "staff_year"),
    }
)


class Explorer:
    """Questions about one workspace and the rows other cities sent."""

    def __init__(
        self,
        undo: Store,
        queries: ExploreQueries,
        author: Author,
        *,
        city_rows: CityRows | None = None,
    ) -> None:
        """Take what it works with.

        Args:
            undo: where kept questions are written.
            queries: the workspace.
            author: who writes.
            city_rows: the rows other cities sent.
        """
        self._undo, self._queries, self._author = undo, queries, author
        self._city_rows = city_rows
        self._asked: dict[tuple[str, int], Asked] = {}

    def forget(self, event: Committed) -> None:
        """Drop what was remembered if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & _KINDS:
            self._asked = {}

    # -- questions ---------------------------------------------------------------------------------

    def table(self, view: ExploreView, section: str = "") -> ExploreTable:
        """The answer to a question.

        Args:
            view: what is asked.
            section: code of the only section the person may see, "" for all.

        Raises:
            RefusedError: there is no such round or field, or the table would be too large.
        """
        view = self.limited(view, section)
        if view.source is Source.CITIES:
            return explore(view, Asked(FixedFacts(self._cities())))
        rounds, year = self._needed(view)
        return explore(view, *(self._asked_of(one, year) for one in rounds))

    def is_ready(self, view: ExploreView) -> bool:
        """Whether the rows of a question are in memory, so that it is answered at once."""
        if view.source is Source.CITIES:
            return True
        rounds, year = self._needed(view)
        return all((one.id, year) in self._asked for one in rounds)

    @property
    def has_city_rows(self) -> bool:
        """Whether rows of other cities can be asked, or taken in."""
        return self._city_rows is not None

    def city_files(self) -> tuple[CityRowsFile, ...]:
        """Files of other cities' rows that were taken in, oldest first."""
        return self._city_rows.files() if self._city_rows else ()

    def take_city_rows(self, path: Path, progress: Progress) -> TakenIn:
        """Take a city's file of rows in.

        Raises:
            UnreadableInputError: it is not such a file; nothing was taken in.
            RefusedError: it cannot be kept here.
            CancelledError: somebody stopped; nothing was taken in.
        """
        if self._city_rows is None:
            raise RefusedError(tr("Rows of other cities cannot be kept here."))
        return self._city_rows.take_in(path, progress)

    def drop_city_rows(self, key: str) -> None:
        """Forget a file of rows."""
        if self._city_rows is not None:
            self._city_rows.remove(key)

    def limited(self, view: ExploreView, section: str) -> ExploreView:
        """The question as a section may ask it: about itself."""
        if not section or view.source is Source.CITIES:
            return view
        return view.filtered(Dimension.SECTION, (section,))

    def round_of(self, view: ExploreView) -> RoundInfo:
        """The survey a question is about.

        Raises:
            RefusedError: there is none.
        """
        return find_round(self._queries, view.round_id or self._queries.workspace().round_id)

    def rounds(self) -> tuple[RoundInfo, ...]:
        """The surveys that can be asked, newest first."""
        return tuple(r for r in self._queries.rounds() if r.kind != "detailed")

    def round_before(self, found: RoundInfo) -> RoundInfo | None:
        """The survey of the year before, None where there was none."""
        earlier = [r for r in self.rounds() if r.fiscal_year < found.fiscal_year]
        stated = next((r for r in earlier if r.id == found.previous_round_id), None)
        return stated or next(iter(earlier), None)

    def organisation_years(self) -> tuple[int, ...]:
        """Fiscal years whose organisation is known, newest first."""
        return tuple(reversed(self._queries.organisation_years()))

    def sections_of_both(self, view: ExploreView) -> tuple[str, ...]:
        """Sections, in the organisation of the question, that answered this year and last year."""
        found = self.round_of(view)
        before = self.round_before(found)
        if before is None:
            return ()
        year = view.org_year or found.fiscal_year
        asked = [self._asked_of(one, year) for one in (found, before)]
        keys = [_occurring(one.rows.facts(()), Dimension.SECTION) for one in asked]
        return tuple(key for key in keys[0] if key in set(keys[1]))

    def values_of(
        self, view: ExploreView, dimension: Dimension, section: str = ""
    ) -> tuple[tuple[str, str, int], ...]:
        """What a field can be filtered by: key, name and minutes, in the order of its list.

        Only what occurs in the rows, whatever the other filters say.
        """
        plain = replace(view, filters=(), rows=(dimension,), columns=(), against=Against.NOTHING)
        facts = self.facts_of(plain)
        limits = self.limited(plain, section).kept
        crossing = Crossing(facts, (dimension,), (), limits, wanted=frozenset())
        axis = facts.axes[dimension]
        minutes = _minutes_by_row(crossing)
        return tuple(
            (axis.keys[place], axis.labels[place], spent)
            for place, spent in zip(crossing.row_groups.tolist(), minutes, strict=True)
        )

    def facts_of(self, view: ExploreView) -> Facts:
        """The rows a question sums."""
        if view.source is Source.CITIES:
            return self._cities()
        found = self.round_of(view)
        asked = self._asked_of(found, view.org_year or found.fiscal_year)
        return asked.rows.facts(view.dimensions)

    def behind(
        self, table: ExploreTable, row: int | None, column: int | None
    ) -> TasksBehind | RowsBehind:
        """What is behind a cell: tasks of our survey, or rows another city sent.

        Args:
            table: the answer.
            row: number of the row, None for all rows.
            column: number of the column of numbers, None for all.
        """
        view = table.view
        facts = self.facts_of(view)
        crossing = Crossing(facts, view.rows, view.columns, view.kept, wanted=frozenset())
        rows, minutes = crossing.rows_of(
            _row_keys(table, row, crossing), _column_keys(table, column)
        )
        if view.source is Source.CITIES:
            return RowsBehind(facts, rows)
        return TasksBehind(facts, rows, minutes, self._queries)

    def _needed(self, view: ExploreView) -> tuple[list[RoundInfo], int]:
        """The survey of a question, last year's where it compares, and the organisation's year."""
        found = self.round_of(view)
        before = self.round_before(found) if view.against is Against.LAST_YEAR else None
        rounds = [one for one in (found, before) if one is not None]
        return rounds, view.org_year or found.fiscal_year

    def _asked_of(self, found: RoundInfo, org_year: int) -> Asked:
        key = found.id, org_year
        memory = self._asked  # what is written while rows are read puts another in its place
        asked = memory.get(key)
        if asked is None:
            asked = asked_of(self._queries, found, org_year)
            while len(memory) >= _REMEMBERED:
                memory.pop(next(iter(memory)))
            memory[key] = asked
        return asked

    def _cities(self) -> Facts:
        facts = self._city_rows.facts() if self._city_rows else None
        if facts is None:
            raise RefusedError(
                tr("No detailed rows of other cities have been taken in yet."),
                remedy=tr("Take in the file (CSV) a partner city sent."),
            )
        return facts

    # -- questions kept by name --------------------------------------------------------------------

    def starters(self) -> tuple[tuple[str, str, ExploreView], ...]:
        """Key, name and question of the views the program brings."""
        return tuple((key, named(key), view) for key, view in STARTERS.items())

    def kept(self) -> tuple[tuple[KeptView, ExploreView], ...]:
        """The questions somebody has kept, by name."""
        return tuple((line, view_from_json(line.body)) for line in self._queries.kept_views(PAGE))

    def view_named(self, name: str) -> ExploreView:
        """The kept question or starter of a name, or the starter of a key.

        Raises:
            RefusedError: there is none.
        """
        for line, view in self.kept():
            if line.name == name:
                return view
        for key, title, view in self.starters():
            if name in {key, title}:
                return view
        raise RefusedError(
            tr("There is no view named “{name}”.", name=name),
            remedy=tr("Look up the names on the page of the cross table."),
        )

    def keep(self, name: str, view: ExploreView) -> str:
        """Keep a question; one of the same name is replaced.

        Returns:
            The id of its row.

        Raises:
            RefusedError: the name is empty.
        """
        name = _usable(name)
        known = next((line.id for line, _ in self.kept() if line.name == name), "")
        row = known or self._author.ids.new()
        fields = {
            "page": PAGE,
            "name": name,
            "body": view_to_json(view),
            "at": self._author.moment(),
            "user": self._author.who().user,
        }
        label = tr("Keep the view “{name}”", name=name)
        self._undo.commit(label, [PutRow("saved_view", row, fields)])
        return row

    def rename(self, row: str, name: str) -> None:
        """Give a kept question another name.

        Raises:
            RefusedError: the name is empty, or another view has it.
        """
        name = _usable(name)
        if any(line.name == name and line.id != row for line, _ in self.kept()):
            raise RefusedError(
                tr("There is a view named “{name}” already.", name=name),
                remedy=tr("Choose another name."),
            )
        label = tr("Rename the view to “{name}”", name=name)
        self._undo.commit(label, [SetFields("saved_view", row, {"name": name})])

    def delete(self, row: str) -> None:
        """Forget a kept question."""
        name = next((line.name for line, _ in self.kept() if line.id == row), "")
        self._undo.commit(tr("Delete the view “{name}”", name=name), [DeleteRow("saved_view", row)])


def _occurring(facts: Facts, dimension: Dimension) -> tuple[str, ...]:
    crossing = Crossing(facts, (dimension,), (), {}, wanted=frozenset())
    return tuple(keys[0] for keys in crossing.row_keys)


def _minutes_by_row(crossing: Crossing) -> list[int]:
    minutes: list[int] = crossing.plain()[Quantity.MINUTES][:-1, -1].tolist()
    return minutes


def _row_keys(
    table: ExploreTable, row: int | None, crossing: Crossing
) -> frozenset[tuple[str, ...]] | None:
    if row is None:
        return None
    if table.others and row == len(table.row_keys) - 1:
        return frozenset(crossing.row_keys) - frozenset(table.row_keys[:-1])
    return frozenset({table.row_keys[row]})


def _column_keys(table: ExploreTable, column: int | None) -> frozenset[tuple[str, ...]] | None:
    if column is None or table.columns[column].total:
        return None
    return frozenset({table.columns[column].keys})


def _usable(name: str) -> str:
    usable = " ".join(name.split())
    if not usable:
        raise RefusedError(
            tr("A view needs a name."), remedy=tr("Write what the view is for, in a few words.")
        )
    return usable
