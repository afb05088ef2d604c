"""Next year's round from last year's answers: a plan to look at first, then the rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.carry_over import (
    Part,
    carried_row,
    carried_slot,
    divided,
    heritage_of,
    shares_in,
)
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS
from bpr_studio.domain.workload.workflow import RoundState, round_state
from bpr_studio.services.rounds import find_round
from bpr_studio.services.survey_rounds import require_dx_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.author import Author
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.survey_rounds import RoundPlan, SurveyRounds
    from bpr_studio.services.views import Queries, RoundInfo, SectionStatus, UnitLine

_CHUNK: Final = 2_000  # rows per command: quick enough to stop in between
_SHARE: Final = "share_hundredths"

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Origin:
    """A section of last year whose rows go to a section of the new year.

    Attributes:
        percent: the share of its work that comes here.
        rows: rows that come here.
        minutes: their minutes a year.
    """

    unit_id: str
    unit_name: str
    percent: int
    rows: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CarriedSection:
    """A section of the new year and where its first rows come from."""

    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    origins: tuple[Origin, ...]

    @property
    def rows(self) -> int:
        """Rows it starts with."""
        return sum(origin.rows for origin in self.origins)

    @property
    def minutes(self) -> int:
        """Their minutes a year."""
        return sum(origin.minutes for origin in self.origins)


@dataclass(frozen=True, slots=True)
class DividedSection:
    """A section of last year that has several successors.

    Attributes:
        parts: id, name and share in percent of each successor, the largest first.
        assigned: the successor that gets all rows; "" when they are divided by share.
    """

    unit_id: str
    unit_name: str
    parts: tuple[tuple[str, str, int], ...]
    assigned: str = ""


@dataclass(frozen=True, slots=True)
class LeftSection:
    """A section of last year whose rows go nowhere; they stay in last year's round."""

    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    rows: int
    minutes: int


@dataclass(frozen=True, slots=True)
class NextRoundPlan:
    """What starting the new round would do.

    Attributes:
        round: the round as it will be.
        round_id: its id.
        previous: the round whose answers it starts from.
        sections: the sections that start with rows, in tree order.
        divided: sections of last year with several successors; rows can be assigned instead.
        left: sections of last year without successor.
        findings: what should be looked at before.
        places: for each section of last year its parts, as decided.
    """

    round: RoundPlan
    round_id: str
    previous: RoundInfo
    sections: tuple[CarriedSection, ...]
    divided: tuple[DividedSection, ...]
    left: tuple[LeftSection, ...]
    findings: tuple[Finding, ...]
    places: Mapping[str, tuple[Part, ...]] = field(repr=False)

    @property
    def rows(self) -> int:
        """Rows to be carried over."""
        return sum(section.rows for section in self.sections)

    @property
    def minutes(self) -> int:
        """Their minutes a year."""
        return sum(section.minutes for section in self.sections)


class NextRounds:
    """Starts a survey round from the answers of the round before."""

    def __init__(
        self, store: UndoableStore, queries: Queries, author: Author, rounds: SurveyRounds
    ) -> None:
        """Work for whoever is at the keyboard.

        Args:
            store: where the rows are written.
            queries: last year's answers and both organisations.
            author: who does it.
            rounds: plans the round itself.
        """
        self._store = store
        self._queries = queries
        self._author = author
        self._rounds = rounds

    def plan(
        self, previous_round_id: str, plan: RoundPlan, assign: Mapping[str, str] | None = None
    ) -> NextRoundPlan:
        """What the new round would start with; nothing is written.

        Args:
            previous_round_id: the round whose answers are carried over.
            plan: the new round.
            assign: sections of last year whose rows all go to one section of the new year,
                instead of by share: for split ones, and for those without successor.

        Raises:
            RefusedError: the rounds do not fit together, or the plan is not sound.
        """
        self._rounds.require_sound(plan)
        previous = find_round(self._queries, previous_round_id)
        self._require_neighbours(previous, plan)
        return _Planner(self._queries, previous, plan, self._round_id(plan, previous)).plan(
            assign or {}
        )

    def _require_neighbours(self, previous: RoundInfo, plan: RoundPlan) -> None:
        if previous.kind != plan.kind or plan.fiscal_year - previous.fiscal_year not in {0, 1}:
            raise RefusedError(
                tr("Answers are carried over from the survey of the year before only."),
                kept=tr("Nothing was changed."),
                remedy=tr("Choose a survey of {year}.", year=FiscalYear(plan.fiscal_year - 1)),
            )

    def _round_id(self, plan: RoundPlan, previous: RoundInfo) -> str:
        """The id of the round; one whose start was stopped half-way is gone on with."""
        for found in self._queries.rounds():
            same = (found.fiscal_year, found.kind) == (plan.fiscal_year, plan.kind)
            planned = round_state(found.state) is RoundState.PLANNED
            if same and planned and found.previous_round_id == previous.id:
                return found.id
        return self._rounds.id_for(plan)

    def start(self, plan: NextRoundPlan, progress: Progress) -> str:
        """Make the round with its first rows, as one step of undo; returns its id.

        Rows that are there already stay as they are, so a start that was stopped goes on when
        it is planned and started again.

        Args:
            plan: what to do.
            progress: told about each section.

        Raises:
            RefusedError: the person is not the DX office, or the workspace cannot be written.
            CancelledError: stopped; the rows made so far stay, and one undo takes them back.
        """
        require_dx_office(self._author)
        label = tr("Start {name} from last year's answers", name=plan.round.name)
        with self._store.gesture(label):
            self._store.commit(label, self._rounds.plan_changes(plan.round, plan.round_id))
            for chunk in self._chunks(plan, progress):
                self._store.commit(label, chunk)
        progress.report(plan.rows, plan.rows, "")
        return plan.round_id

    def _chunks(self, plan: NextRoundPlan, progress: Progress) -> Iterator[list[Change]]:
        """The rows in bites, each of whole sections."""
        source = _Rows(self._queries, plan)
        done = 0
        bite: list[Change] = []
        for section in plan.sections:
            progress.report(done, plan.rows, section.unit_name)
            bite += source.changes(section)
            done += section.rows
            if len(bite) >= _CHUNK:
                yield bite
                bite = []
        yield bite


class _Planner:
    """Works out a plan."""

    def __init__(
        self, queries: Queries, previous: RoundInfo, plan: RoundPlan, round_id: str
    ) -> None:
        self._queries = queries
        self._previous = previous
        self._round = replace(plan, previous_round_id=previous.id)
        self._round_id = round_id
        self._before = {s.unit_id: s for s in queries.sections(previous.id)}
        self._units = {unit.id: unit for unit in queries.units(plan.fiscal_year)}
        self._findings: list[Finding] = []

    def plan(self, assign: Mapping[str, str]) -> NextRoundPlan:
        """The plan."""
        stated = self._stated()
        places = {unit: self._asked(parts) for unit, parts in stated.items()}
        for unit, target in assign.items():
            self._require_section(unit, target)
            places[unit] = (Part(target, 100),)
        source = _Rows(self._queries, self._empty(places))
        return replace(
            self._empty(places),
            sections=tuple(self._sections(places, source)),
            divided=tuple(self._divided(stated, assign)),
            left=tuple(self._left(places)),
            findings=tuple(self._findings),
        )

    def _empty(self, places: Mapping[str, tuple[Part, ...]]) -> NextRoundPlan:
        return NextRoundPlan(
            self._round, self._round_id, self._previous, (), (), (), (), places=places
        )

    def _stated(self) -> dict[str, tuple[Part, ...]]:
        """The successors of each section of last year that answered, as the lists state them."""
        if self._previous.fiscal_year == self._round.fiscal_year:
            return {unit: (Part(unit, 100),) for unit in self._before}
        found = heritage_of(self._before, self._queries.successions(self._round.fiscal_year))
        for unit, total in found.uneven.items():
            message = tr(
                "The shares of the successors of {name} add up to {total} % instead of 100 %."
                " The rows are divided in proportion.",
                name=self._before[unit].unit_name,
                total=total,
            )
            self._tell("carry-shares", message, self._before[unit])
        stated = {unit: self._in_sections(parts) for unit, parts in found.parts.items()}
        for unit in found.unstated:
            stated[unit] = self._of_same_code(self._before[unit])
        return stated

    def _in_sections(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The parts that lead to sections of the new year, units below them included."""
        percents: dict[str, int] = {}
        for part in parts:
            unit = self._units.get(part.unit_id)
            if unit is not None and unit.section_id:
                percents[unit.section_id] = percents.get(unit.section_id, 0) + part.percent
        return tuple(Part(section, percent) for section, percent in percents.items())

    def _of_same_code(self, section: SectionStatus) -> tuple[Part, ...]:
        """The section with the same code, where no succession is stated."""
        for unit in self._units.values():
            if unit.level == "section" and unit.code == section.unit_code:
                message = tr(
                    "No succession is stated for {name}; {later} has the same code and gets its"
                    " rows.",
                    name=section.unit_name,
                    later=unit.name,
                )
                self._tell("carry-same-code", message, section)
                return (Part(unit.id, 100),)
        return ()

    def _asked(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Parts without those of sections the new round does not ask."""
        asked = self._round.unit_ids
        return parts if asked is None else tuple(p for p in parts if p.unit_id in asked)

    def _require_section(self, origin: str, target: str) -> None:
        unit = self._units.get(target)
        asked = self._asked((Part(target, 100),))
        if origin not in self._before or unit is None or unit.level != "section" or not asked:
            raise RefusedError(
                tr("Rows can only be given to a section that is asked."),
                kept=tr("Nothing was changed."),
                remedy=tr("Choose another section."),
            )

    def _sections(
        self, places: Mapping[str, tuple[Part, ...]], source: _Rows
    ) -> Iterator[CarriedSection]:
        origins: dict[str, list[Origin]] = {}
        for unit, parts in places.items():
            before = self._before[unit]
            for place, part in enumerate(parts):
                rows, minutes = before.tasks, before.minutes
                if len(parts) > 1:
                    rows, minutes = source.size(unit, place)
                if rows:
                    origin = Origin(unit, before.unit_name, part.percent, rows, minutes)
                    origins.setdefault(part.unit_id, []).append(origin)
        for unit_id, line in self._units.items():
            if unit_id in origins:
                yield CarriedSection(
                    unit_id, line.code, line.name, self._bureau(line), tuple(origins[unit_id])
                )

    def _bureau(self, line: UnitLine) -> str:
        bureau = self._units.get(line.bureau_id)
        return bureau.name if bureau else ""

    def _divided(
        self, stated: Mapping[str, tuple[Part, ...]], assign: Mapping[str, str]
    ) -> Iterator[DividedSection]:
        for unit, parts in stated.items():
            if len(parts) > 1 and self._before[unit].tasks:
                named = tuple((p.unit_id, self._units[p.unit_id].name, p.percent) for p in parts)
                yield DividedSection(
                    unit, self._before[unit].unit_name, named, assign.get(unit, "")
                )

    def _left(self, places: Mapping[str, tuple[Part, ...]]) -> Iterator[LeftSection]:
        for unit, parts in places.items():
            section = self._before[unit]
            if parts or not section.tasks:
                continue
            message = ntr(
                "{name} has no successor that is asked; {n:,} row stays in last year's survey.",
                "{name} has no successor that is asked; {n:,} rows stay in last year's survey.",
                section.tasks,
                name=section.unit_name,
            )
            self._tell("carry-no-successor", message, section)
            yield LeftSection(
                unit,
                section.unit_code,
                section.unit_name,
                section.bureau_name,
                section.tasks,
                section.minutes,
            )

    def _tell(self, rule: str, message: str, section: SectionStatus) -> None:
        if section.tasks:
            self._findings.append(Finding(Level.WARNING, rule, message, value=section.unit_code))


class _Rows:
    """Last year's rows, as they come to the sections of the new year."""

    def __init__(self, queries: Queries, plan: NextRoundPlan) -> None:
        self._queries = queries
        self._plan = plan
        self._capacity = {s.unit_id: s.capacity for s in queries.sections(plan.previous.id)}
        self._below: dict[str, list[str]] = {}
        for unit in queries.units(plan.previous.fiscal_year):
            self._below.setdefault(unit.section_id, []).append(unit.id)
        self._divided: dict[str, list[list[Row]]] = {}

    def size(self, unit_id: str, place: int) -> tuple[int, int]:
        """Rows and minutes that a divided section gives to its part at `place`."""
        rows = self._parts(unit_id)[place]
        return len(rows), sum(_minutes(row) for row in rows)

    def changes(self, section: CarriedSection) -> Iterator[Change]:
        """The first rows of a section, numbered in order; those it has already stay."""
        known = self._queries.work_items(self._plan.round_id, section.unit_id)
        for place, row in enumerate(self._rows(section), start=1):
            slot = carried_slot(str(row["previous_id"]))
            item = planned_id("work_item", self._plan.round_id, section.unit_id, slot)
            if item not in known:
                where = {"round_id": self._plan.round_id, "unit_id": section.unit_id}
                yield PutRow("work_item", item, {**where, "slot": slot, "sort_key": place, **row})

    def _rows(self, section: CarriedSection) -> Iterator[Row]:
        origins: list[tuple[int, list[Row]]] = []
        for origin in section.origins:
            parts = self._plan.places[origin.unit_id]
            place = next(i for i, part in enumerate(parts) if part.unit_id == section.unit_id)
            capacity = self._capacity.get(origin.unit_id, 0) * parts[place].percent
            origins.append((capacity, self._parts(origin.unit_id)[place]))
        shares = shares_in([(capacity, [_share(r) for r in rows]) for capacity, rows in origins])
        for (_, rows), own in zip(origins, shares, strict=True):
            for row, share in zip(rows, own, strict=True):
                yield {**row, _SHARE: share} if _SHARE in row else row

    def _parts(self, unit_id: str) -> list[list[Row]]:
        """The rows of a section of last year by part; kept where there are several."""
        if unit_id in self._divided:
            return self._divided[unit_id]
        parts = self._plan.places[unit_id]
        whole = list(self._carried(unit_id))
        if len(parts) == 1:
            return [whole]
        weights = [part.percent for part in parts]
        split = [divided(row, weights) for row in whole]
        found = [[rows[i] for rows in split] for i in range(len(parts))]
        self._divided[unit_id] = [[row for row in rows if row is not None] for rows in found]
        return self._divided[unit_id]

    def _carried(self, unit_id: str) -> Iterator[Row]:
        for unit in self._below.get(unit_id, [unit_id]):
            stored = self._queries.work_items(self._plan.previous.id, unit)
            for item, fields in stored.items():
                yield carried_row(fields, item)


def _share(row: Mapping[str, object]) -> int:
    value = row.get(_SHARE)
    return value if isinstance(value, int) else 0


def _minutes(row: Mapping[str, object]) -> int:
    amounts = (row.get(name) for name in MINUTE_FIELDS)
    return sum(amount for amount in amounts if isinstance(amount, int) and amount > 0)
