"""Charts counted from single tasks, steps and flows: what the cube of hours does not know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.shared.chart_values import (
    Bubble,
    BubbleChart,
    DependencyChart,
    DependencyRow,
    FreshnessChart,
    FreshnessRow,
    HeatMapChart,
)
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.domain.workload.key_names import nature_names
from bpr_studio.domain.workload.statements import others_name
from bpr_studio.domain.workload.statements_figures import StepSpread, widest_spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class TaskFact(NamedTuple):
    """What charts ask of one task; a tuple, since a city has 60,000 of them.

    Attributes:
        minutes: minutes a year over all staff categories.
        core: "core", "non_core" or "".
        reason: code of the reason for it, "" for none.
        nature: "routine", "semi_routine", "non_routine" or "".
        people: how many people can do it, None where not told.
    """

    id: str
    unit_id: str
    code: str
    name: str
    minutes: int
    core: str
    reason: str
    nature: str
    people: int | None


class StepFact(NamedTuple):
    """What charts ask of one step of an As-Is flow.

    Attributes:
        unit_id: unit of the round's year that does it.
        code: class of the flow or its task.
        item_id: task whose detailed survey it answers, "" for a flow drawn without a survey.
        kind: step type (P01 …), "" where none is given.
        minutes: minutes a year.
        expertise: 1 (little) to 3 (much), None where not given.
    """

    unit_id: str
    code: str
    item_id: str
    kind: str
    minutes: int
    expertise: int | None


class FlowFact(NamedTuple):
    """What charts ask of one As-Is flow.

    Attributes:
        item_id: task it shows; "" where it shows all tasks of its class in its unit.
        reviewed_on: day of the last review (ISO), "" when never.
    """

    name: str
    unit_id: str
    code: str
    item_id: str
    reviewed_on: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the rows of a chart are made: by units below the scope, or by class in a section.

    Attributes:
        labels: names by key, in display order.
        key: key of a unit id and a class code; "" for what has no place.
        opens: rows can be opened with their key.
    """

    labels: Mapping[str, str]
    key: Callable[[str, str], str]
    opens: bool

    def name(self, key: str) -> str:
        """The name of a row."""
        return self.labels.get(key) or key or tr("(not given)")

    def opened(self, key: str) -> str:
        """What a row opens."""
        return key if self.opens else ""


# --- expertise and routine ---

_EXPERTISE_NAMES: Final = (N_("little"), N_("some"), N_("much"))
_PROFESSIONAL: Final = frozenset({"R4", "R7"})  # professional support, qualification by law
_NAMED: Final = 3


def expertise_of_reason(reason: str) -> int | None:
    """How much expertise the reason of a core tag speaks for; None where it says nothing. [C].

    Reasons for non-core work (N…) speak for little; professional support and work that law gives
    to qualified staff (R4, R7) for much; the other reasons for core work for some.
    """
    if reason in _PROFESSIONAL:
        return 3
    return {"N": 1, "R": 2}.get(reason[:1])


@dataclass(frozen=True, slots=True)
class Expertise:
    """The matrix, and what it was made of.

    Attributes:
        by_steps: minutes of tasks placed by what their steps say.
        by_reason: minutes of tasks placed by the reason of their core tag.
    """

    chart: BubbleChart
    by_steps: int
    by_reason: int


@dataclass(slots=True)
class _Cell:
    minutes: int = 0
    core: int = 0
    tasks: int = 0
    largest: list[tuple[int, str]] = field(default_factory=list)

    def add(self, task: TaskFact) -> None:
        self.minutes += task.minutes
        self.core += task.minutes if task.core == "core" else 0
        self.tasks += 1
        if len(self.largest) < _NAMED or task.minutes > self.largest[-1][0]:
            self.largest.append((task.minutes, task.name))
            self.largest.sort(key=lambda entry: -entry[0])
            del self.largest[_NAMED:]


def expertise_chart(tasks: Iterable[TaskFact], steps: Iterable[StepFact]) -> Expertise:
    """Hours by how much expertise they need and how routine they are.

    Args:
        tasks: the tasks of the scope.
        steps: steps; those of the tasks' detailed surveys say more than reasons.
    """
    from_steps = _expertise_of_steps(steps)
    cells: dict[tuple[int, int], _Cell] = defaultdict(_Cell)
    natures = nature_names()
    columns = {nature: x for x, nature in enumerate(natures)}
    unplaced = by_steps = by_reason = 0
    for task in tasks:
        level = from_steps.get(task.id)
        told = level or expertise_of_reason(task.reason)
        x = columns.get(task.nature)
        if told is None or x is None:
            unplaced += task.minutes
            continue
        cells[x, told - 1].add(task)
        if level:
            by_steps += task.minutes
        else:
            by_reason += task.minutes
    bubbles = tuple(
        Bubble("", x, y, cell.minutes, cell.core, cell.tasks,
               tuple(name for _, name in cell.largest if name))
        for (x, y), cell in sorted(cells.items(), key=lambda entry: (-entry[0][1], entry[0][0]))
    )  # fmt: skip
    chart = BubbleChart(
        x_name=tr("How routine"),
        x_labels=tuple(natures.values()),
        y_name=tr("Expertise"),
        y_labels=tuple(map(tr_source, _EXPERTISE_NAMES)),
        bubbles=bubbles,
        unplaced=unplaced,
    )
    return Expertise(chart, by_steps, by_reason)


def _expertise_of_steps(steps: Iterable[StepFact]) -> dict[str, int]:
    """For each task the mean of its steps by their minutes, rounded half up."""
    weights: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for step in steps:
        if step.item_id and step.expertise in {1, 2, 3} and step.minutes > 0:
            weights[step.item_id] += step.minutes
            sums[step.item_id] += step.minutes * (step.expertise or 0)
    return {item: (2 * sums[item] + weights[item]) // (2 * weights[item]) for item in weights}


# --- step types ---


@dataclass(frozen=True, slots=True)
class StepTypes:
    """The heat map, how far each kind of step is spread, and what it was made of.

    Attributes:
        spreads: one per column.
        surveyed: minutes of steps of the detailed survey; the others are of drawn flows.
    """

    chart: HeatMapChart
    spreads: tuple[StepSpread, ...]
    surveyed: int


def step_types_chart(
    steps: Sequence[StepFact],
    names: Mapping[str, str],
    core: frozenset[str],
    grouping: Grouping,
    most: int,
) -> StepTypes:
    """Minutes of steps by unit and kind of step.

    Args:
        steps: the steps of the scope.
        names: kinds of steps in display order.
        core: kinds that are core work by themselves.
        grouping: what makes a row.
        most: rows at most; what exceeds them is added up in a last one.
    """
    columns = _columns(steps, names)
    places = {kind: place for place, kind in enumerate(columns)}
    cells: dict[str, list[int]] = defaultdict(lambda: [0] * len(columns))
    units: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        if step.minutes > 0:
            cells[grouping.key(step.unit_id, step.code)][places[step.kind]] += step.minutes
            units[step.kind].add(step.unit_id)
    sums = [sum(row[place] for row in cells.values()) for place in range(len(columns))]
    spreads = tuple(
        StepSpread(label, minutes, len(units[kind]), core=kind in core)
        for (kind, label), minutes in zip(columns.items(), sums, strict=True)
    )
    ordered = sorted(cells, key=lambda key: (-sum(cells[key]), key))
    shown, rest = _shown(ordered, most)
    rows = [tuple(cells[key]) for key in shown]
    labels = [grouping.name(key) for key in shown]
    if rest:
        rows.append(tuple(sum(cells[key][place] for key in rest) for place in range(len(columns))))
        labels.append(others_name(len(rest)))
    widest = widest_spread(spreads)
    chart = HeatMapChart(
        row_keys=(*map(grouping.opened, shown), *([""] if rest else [])),
        row_labels=tuple(labels),
        column_keys=tuple(columns),
        column_labels=tuple(columns.values()),
        minutes=tuple(rows),
        marked=frozenset({spreads.index(widest)} if widest else ()),
    )
    return StepTypes(chart, spreads, sum(s.minutes for s in steps if s.item_id and s.minutes > 0))


def _columns(steps: Iterable[StepFact], names: Mapping[str, str]) -> dict[str, str]:
    """All known kinds, and last the steps that say none or an unknown one."""
    strange = sorted({step.kind for step in steps if step.minutes > 0} - names.keys())
    return {**names, **{kind: kind or tr("(not given)") for kind in strange}}


def _shown(ordered: Sequence[str], most: int) -> tuple[Sequence[str], Sequence[str]]:
    """The rows to show and those to add up."""
    if len(ordered) <= most:
        return ordered, ()
    return ordered[: most - 1], ordered[most - 1 :]


# --- work that hangs on one person ---


@dataclass(slots=True)
class _Alone:
    tasks: int = 0
    alone: int = 0
    minutes: int = 0
    alone_minutes: int = 0
    largest: str = ""
    largest_minutes: int = -1
    unknown: int = 0

    def add(self, task: TaskFact) -> None:
        if not task.people:
            self.unknown += 1
            return
        self.tasks += 1
        self.minutes += task.minutes
        if task.people == 1:
            self.alone += 1
            self.alone_minutes += task.minutes
            if task.minutes > self.largest_minutes:
                self.largest, self.largest_minutes = task.name, task.minutes

    def join(self, other: _Alone) -> None:
        self.tasks += other.tasks
        self.alone += other.alone
        self.minutes += other.minutes
        self.alone_minutes += other.alone_minutes
        self.unknown += other.unknown
        if other.largest_minutes > self.largest_minutes:
            self.largest, self.largest_minutes = other.largest, other.largest_minutes

    def row(self, key: str, label: str) -> DependencyRow:
        return DependencyRow(
            key, label, self.tasks, self.alone, self.minutes, self.alone_minutes,
            self.largest, max(self.largest_minutes, 0), self.unknown,
        )  # fmt: skip


def dependency_chart(tasks: Iterable[TaskFact], grouping: Grouping, most: int) -> DependencyChart:
    """Tasks with one person, by unit; the rows with most such hours first.

    Args:
        tasks: the tasks of the scope.
        grouping: what makes a row.
        most: rows at most; what exceeds them is added up in a last one.
    """
    counts: dict[str, _Alone] = defaultdict(_Alone)
    for task in tasks:
        counts[grouping.key(task.unit_id, task.code)].add(task)
    ordered = sorted(counts, key=lambda key: (-counts[key].alone_minutes, key))
    shown, rest = _shown(ordered, most)
    rows = [counts[key].row(grouping.opened(key), grouping.name(key)) for key in shown]
    if rest:
        joined = _Alone()
        for key in rest:
            joined.join(counts[key])
        rows.append(joined.row("", others_name(len(rest))))
    return DependencyChart(tuple(rows))


# --- flows ---


@dataclass(slots=True)
class _Drawn:
    tasks: int = 0
    covered: int = 0
    minutes: int = 0
    covered_minutes: int = 0
    ages: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    oldest: str = ""
    oldest_day: str = "9999"

    def add_task(self, task: TaskFact, *, covered: bool) -> None:
        self.tasks += 1
        self.minutes += task.minutes
        if covered:
            self.covered += 1
            self.covered_minutes += task.minutes

    def add_flow(self, flow: FlowFact, age: int) -> None:
        self.ages[age] += 1
        if age and flow.reviewed_on < self.oldest_day:
            self.oldest, self.oldest_day = flow.name, flow.reviewed_on

    def join(self, other: _Drawn) -> None:
        self.tasks += other.tasks
        self.covered += other.covered
        self.minutes += other.minutes
        self.covered_minutes += other.covered_minutes
        self.ages = [a + b for a, b in zip(self.ages, other.ages, strict=True)]
        if other.oldest_day < self.oldest_day:
            self.oldest, self.oldest_day = other.oldest, other.oldest_day

    def row(self, key: str, label: str) -> FreshnessRow:
        fresh, due, old, never = self.ages
        return FreshnessRow(
            key, label, self.tasks, self.covered, self.minutes, self.covered_minutes,
            fresh, due, old, never, self.oldest,
        )  # fmt: skip


def review_age(reviewed_on: str, today: date) -> int:
    """0 this or last fiscal year, 1 two or three years ago, 2 longer ago, 3 never."""
    if not reviewed_on:
        return 3
    try:
        day = date.fromisoformat(reviewed_on[:10])
    except ValueError:
        return 3  # a day nobody can read is no review
    years = FiscalYear.of(today).year - FiscalYear.of(day).year
    return 0 if years <= 1 else 1 if years <= 3 else 2


@dataclass(frozen=True, slots=True)
class FlowScope:
    """What the chart of flows is counted from.

    Attributes:
        tasks: the tasks of the scope.
        flows: its As-Is flows.
        today: the day ages are counted to.
    """

    tasks: Sequence[TaskFact]
    flows: Sequence[FlowFact]
    today: date


def freshness_chart(scope: FlowScope, grouping: Grouping, most: int) -> FreshnessChart:
    """How much work has a flow, and the age of the flows' reviews; most covered hours first.

    A task is covered by a flow of its own, or by one of its class in its unit.
    """
    own = {flow.item_id for flow in scope.flows if flow.item_id}
    of_class = {(f.unit_id, f.code) for f in scope.flows if f.code and not f.item_id}
    counts: dict[str, _Drawn] = defaultdict(_Drawn)
    for task in scope.tasks:
        covered = task.id in own or (task.unit_id, task.code) in of_class
        counts[grouping.key(task.unit_id, task.code)].add_task(task, covered=covered)
    for flow in scope.flows:
        age = review_age(flow.reviewed_on, scope.today)
        counts[grouping.key(flow.unit_id, flow.code)].add_flow(flow, age)
    ordered = sorted(
        counts, key=lambda key: (-counts[key].covered_minutes, -sum(counts[key].ages), key)
    )
    shown, rest = _shown(ordered, most)
    rows = [counts[key].row(grouping.opened(key), grouping.name(key)) for key in shown]
    if rest:
        joined = _Drawn()
        for key in rest:
            joined.join(counts[key])
        rows.append(joined.row("", others_name(len(rest))))
    return FreshnessChart(tuple(rows))
