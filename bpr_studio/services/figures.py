"""The charts of one scope: each with its finding, its table and what to do where it has no data.

Window, report and command line take the same `Figure`s, so that they show the same values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.chart_values import SERIES, MixChart, Part, PartsRow, Tone
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.domain.workload.fact_charts import (
    FlowScope,
    Grouping,
    dependency_chart,
    expertise_chart,
    freshness_chart,
    step_types_chart,
)
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.domain.workload.statements import (
    caption,
    caption_core_split,
    caption_month_load,
    caption_pareto,
    hours_in_words,
    largest_rows,
    month_totals,
    others_name,
    title_core_split,
    title_month_load,
    title_pareto,
)
from bpr_studio.domain.workload.statements_figures import (
    title_dependency,
    title_expertise,
    title_freshness,
    title_medium,
    title_staff,
    title_step_types,
)
from bpr_studio.services.figure_facts import RoundFacts
from bpr_studio.services.figure_tables import figure_table, spreads_table
from bpr_studio.services.report_tables import core_split_table, month_table, pareto_table
from bpr_studio.services.report_values import (
    Chart,
    CoreSplitChart,
    MonthLoadChart,
    ParetoChart,
    Section,
)
from bpr_studio.services.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.shared.chart_values import FigureChart
    from bpr_studio.domain.workload.answer import Answer, CoreSplit
    from bpr_studio.domain.workload.fact_charts import FlowFact, StepFact, TaskFact
    from bpr_studio.services.events import Committed
    from bpr_studio.services.figure_facts import FigureQueries
    from bpr_studio.services.report_values import ReportTable
    from bpr_studio.services.views import Queries

MOST_ROWS: Final = 24
"""Rows of a chart; what exceeds them is added up in a last one."""


class FigureName(StrEnum):
    """The charts, in the order they are offered."""

    UNITS = "units"
    CLASSES = "classes"
    MONTHS = "months"
    PARETO = "pareto"
    EXPERTISE = "expertise"
    STEP_TYPES = "step-types"
    MEDIUM = "medium"
    STAFF = "staff"
    DEPENDENCY = "dependency"
    FLOWS = "flows"
    CITIES = "cities"
    WATERFALL = "waterfall"
    BURN_UP = "burn-up"
    PROCEDURES = "procedures"


_TITLES: Final = {
    FigureName.UNITS: N_("Organisations"),
    FigureName.CLASSES: N_("Classes"),
    FigureName.MONTHS: N_("Months and capacity"),
    FigureName.PARETO: N_("Largest classes"),
    FigureName.EXPERTISE: N_("Expertise and routine"),
    FigureName.STEP_TYPES: N_("Kinds of steps"),
    FigureName.MEDIUM: N_("Paper and digital"),
    FigureName.STAFF: N_("Staff categories"),
    FigureName.DEPENDENCY: N_("Work of one person"),
    FigureName.FLOWS: N_("Business flows"),
    FigureName.CITIES: N_("Other cities"),
    FigureName.WATERFALL: N_("Improvements"),
    FigureName.BURN_UP: N_("On the way to the target"),
    FigureName.PROCEDURES: N_("Review of procedures"),
}

_LESSONS: Final = {
    FigureName.EXPERTISE: N_(
        "Tasks need a nature (routine …) and a reason for core or non-core; fill both in on the"
        " sheets of the survey."
    ),
    FigureName.STEP_TYPES: N_(
        "Steps with a kind, minutes and cases come from the detailed survey and from business"
        " flows. Choose tasks for the detailed survey, or enter the figures in a flow."
    ),
    FigureName.DEPENDENCY: N_(
        "The sheets of the survey ask how many people do a task. Fill that column in."
    ),
    FigureName.FLOWS: N_("Draw the first business flow; standard flows are there to start from."),
    FigureName.CITIES: N_("Import the figures of another city, or take the fictitious ones."),
    FigureName.WATERFALL: N_("Enter improvements, or make them from the candidates."),
    FigureName.BURN_UP: N_("Enter improvements with a start month, and what they really saved."),
    FigureName.PROCEDURES: N_("Import the ledger of procedures."),
}

#: Where the data of a chart is entered: the page and the words of the way there.
_PLACES: Final = {
    FigureName.EXPERTISE: ("survey", N_("Go to the survey")),
    FigureName.STEP_TYPES: ("detailed", N_("Go to the detailed survey")),
    FigureName.DEPENDENCY: ("survey", N_("Go to the survey")),
    FigureName.FLOWS: ("flows", N_("Go to the business flows")),
    FigureName.CITIES: ("benchmark", N_("Go to the comparison of cities")),
    FigureName.WATERFALL: ("improvement", N_("Go to the improvements")),
    FigureName.BURN_UP: ("goals", N_("Go to the goals")),
    FigureName.PROCEDURES: ("procedures", N_("Go to the procedures")),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart of one scope.

    Attributes:
        name: which chart.
        finding: the title of the chart, or why there is none.
        chart: None where there is no data.
        table: None where there is no data.
        opens: the keys of its rows are codes of units of the organisation.
        brief: a table for paper where the other one is too wide for a page.
    """

    name: FigureName
    finding: str
    chart: Chart | None = None
    table: ReportTable | None = None
    opens: bool = False
    brief: ReportTable | None = None

    @property
    def title(self) -> str:
        """What the chart is called."""
        return tr_source(_TITLES[self.name])

    @property
    def lesson(self) -> str:
        """What to do so that the chart has data."""
        found = _LESSONS.get(self.name)
        return tr_source(found) if found else tr("Collect the sheets of the survey first.")

    @property
    def place(self) -> tuple[str, str]:
        """The page where its data is entered, and the words of the way there."""
        page, words = _PLACES.get(self.name, ("survey", N_("Go to the survey")))
        return page, tr_source(words)


def section_of(figure: Figure) -> Section:
    """A chart as a part of a report: its finding, picture and table."""
    notes = () if figure.chart is not None else (figure.lesson,)
    table = figure.brief or figure.table
    key = figure.name.replace("-", "_")
    return Section(key, figure.title, figure.finding, figure.chart, table, notes)


def empty_figure(name: FigureName) -> Figure:
    """A chart nobody has data for yet."""
    return Figure(name, tr("No data yet."))


# --- charts of an answer ---


def answer_figures(answer: Answer) -> tuple[Figure, ...]:
    """The charts made of the sums alone: organisation, classes, months, largest classes."""
    return (
        _split(FigureName.UNITS, tr("Organisation"), answer, answer.units),
        _split(FigureName.CLASSES, tr("Class"), answer, answer.classes),
        _months(answer),
        _pareto(answer),
    )


def _split(name: FigureName, heading: str, answer: Answer, rows: Sequence[CoreSplit]) -> Figure:
    finding = title_core_split(rows)
    if not any(row.total for row in rows):
        return Figure(name, finding)
    text = caption_core_split(answer.provenance)
    chart = Chart(name, finding, text, CoreSplitChart(largest_rows(rows, MOST_ROWS)))
    table = core_split_table(name, finding, heading, rows)
    return Figure(name, finding, chart, table, opens=name is FigureName.UNITS)


def _months(answer: Answer) -> Figure:
    finding = title_month_load(answer.months)
    if not any(month_totals(answer.months)):
        return Figure(FigureName.MONTHS, finding)
    text = caption_month_load(answer.provenance)
    chart = Chart("months", finding, text, MonthLoadChart(answer.months))
    return Figure(FigureName.MONTHS, finding, chart, month_table(answer.months))


def _pareto(answer: Answer) -> Figure:
    finding = title_pareto(answer.pareto)
    if not any(item.minutes for item in answer.pareto):
        return Figure(FigureName.PARETO, finding)
    text = caption_pareto(answer.provenance)
    chart = Chart("pareto", finding, text, ParetoChart(answer.pareto))
    return Figure(
        FigureName.PARETO, finding, chart, pareto_table(answer.pareto, len(answer.pareto))
    )


# --- charts of tasks, steps and flows ---


_KINDS: Final = frozenset(
    {"work_item", "org_unit", "survey_round", "task_class", "list_item", "flow", "flow_element"}
)
_PAPER: Final = frozenset({"paper", "mixed"})
_MEDIUM_TONES: Final = {"paper": Tone.B, "mixed": Tone.D, "digital": Tone.A}


class Figures:
    """The charts of the analysis."""

    def __init__(self, queries: Queries, facts: FigureQueries, today: Callable[[], str]) -> None:
        """Prepare.

        Args:
            queries: what the workspace holds.
            facts: single tasks, steps and flows.
            today: the day ages are counted to (ISO).
        """
        self._queries = queries
        self._asked = facts
        self._today = today
        self._facts: dict[str, RoundFacts] = {}
        self._turn = 0

    def forget(self, event: Committed) -> None:
        """Read anew after a change; a subscriber of the bus."""
        if event.kinds & _KINDS:
            self._turn += 1
            self._facts = {}

    def of_scope(self, round_id: str, unit_code: str = "") -> tuple[Figure, ...]:
        """The charts of expertise, kinds of steps, medium, staff, single persons and flows.

        Args:
            round_id: the survey round.
            unit_code: code of a bureau, ward, division or section; "" for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        maker = _Maker(self._queries, Scope(self._queries, round_id, unit_code))
        tasks, steps, flows = self._inside(maker.scope)
        today = date.fromisoformat(self._today())
        return (
            maker.expertise(tasks, steps),
            maker.step_types(steps),
            maker.medium(),
            maker.staff(),
            maker.dependency(tasks),
            maker.flows(FlowScope(tasks, flows, today)),
        )

    def _inside(
        self, scope: Scope
    ) -> tuple[Sequence[TaskFact], Sequence[StepFact], Sequence[FlowFact]]:
        found = self._facts_of(scope)
        return found.all if scope.unit is None else found.inside(scope.unit_ids)

    def _facts_of(self, scope: Scope) -> RoundFacts:
        round_id, year = scope.round.id, scope.round.fiscal_year
        turn, found = self._turn, self._facts.get(round_id)
        if found is None:
            found = RoundFacts(
                self._asked.task_facts(round_id),
                self._asked.step_facts(round_id, year),
                self._asked.flow_facts(round_id, year),
            )
            if turn == self._turn:  # nothing was written while it was read
                self._facts = {round_id: found}
        return found


class _Maker:
    """Makes the charts of one scope."""

    def __init__(self, queries: Queries, scope: Scope) -> None:
        self._queries = queries
        self.scope = scope
        self._provenance = scope.provenance()
        self._below = scope.level_below()
        self._grouping = self._grouped()
        self._heading = tr("Organisation") if self._below else tr("Middle class")

    def expertise(self, tasks: Sequence[TaskFact], steps: Sequence[StepFact]) -> Figure:
        """Expertise and routine."""
        found = expertise_chart(tasks, steps)
        made_of = tr(
            "Expertise: from the steps of the detailed survey {steps}, from the reason for core "
            "or non-core {reasons} (N… little; R… some; R4, R7 much: our own rule); not known "
            "{unplaced}",
            steps=hours_in_words(found.by_steps),
            reasons=hours_in_words(found.by_reason),
            unplaced=hours_in_words(found.chart.unplaced),
        )
        return self._figure(FigureName.EXPERTISE, title_expertise(found.chart), found.chart,
                            tr("hours a year"), made_of, known=bool(found.chart.total))  # fmt: skip

    def step_types(self, steps: Sequence[StepFact]) -> Figure:
        """Kinds of steps by unit."""
        items = self._queries.items("step_type")
        names = {item.code: item.title for item in items}
        core = frozenset(i.code for i in items if i.attributes.get("core_default") == "core")
        found = step_types_chart(steps, names, core, self._steps_grouped(steps), MOST_ROWS)
        drawn = found.chart.total - found.surveyed
        made_of = tr(
            "Steps of As-Is flows: detailed survey {surveyed}, other flows {drawn}",
            surveyed=hours_in_words(found.surveyed),
            drawn=hours_in_words(drawn),
        )
        finding = title_step_types(found.spreads)
        figure = self._figure(FigureName.STEP_TYPES, finding, found.chart,
                              tr("hours a year"), made_of, known=bool(found.chart.total))  # fmt: skip
        if figure.chart is None:
            return figure
        return replace(figure, brief=spreads_table(finding, found.spreads, figure.chart.caption))

    def medium(self) -> Figure:
        """Paper and digital."""
        chart = self._mix(Dimension.MEDIUM, lambda key, _: _MEDIUM_TONES.get(key, Tone.H))
        return self._figure(FigureName.MEDIUM, title_medium(chart, _PAPER), chart,
                            tr("hours a year; share of all hours"), "")  # fmt: skip

    def staff(self) -> Figure:
        """Staff categories."""
        chart = self._mix(Dimension.STAFF, lambda _, place: SERIES[place % len(SERIES)])
        return self._figure(FigureName.STAFF, title_staff(chart), chart,
                            tr("hours a year; share of all hours"), "")  # fmt: skip

    def dependency(self, tasks: Sequence[TaskFact]) -> Figure:
        """Work that hangs on one person."""
        chart = dependency_chart(tasks, self._grouping, MOST_ROWS)
        unknown = sum(row.unknown for row in chart.rows)
        note = ntr(
            "{n:,} task without the number of people is left out",
            "{n:,} tasks without the number of people are left out",
            unknown,
        )
        return self._figure(FigureName.DEPENDENCY, title_dependency(chart), chart,
                            tr("hours a year; share of the tasks with a number of people"),
                            note if unknown else "",
                            known=any(row.tasks for row in chart.rows))  # fmt: skip

    def flows(self, scope: FlowScope) -> Figure:
        """Coverage and freshness of flows."""
        chart = freshness_chart(scope, self._grouping, MOST_ROWS)
        note = tr(
            "Covered: a task with an As-Is flow of its own or of its class in its unit. Last "
            "review by fiscal year, counted on {day:%Y-%m-%d}",
            day=scope.today,
        )
        return self._figure(FigureName.FLOWS, title_freshness(chart), chart,
                            tr("share of the hours; number of flows"), note,
                            known=any(row.flows for row in chart.rows))  # fmt: skip

    def _figure(  # noqa: PLR0913, PLR0917  # what every chart must say
        self,
        name: FigureName,
        finding: str,
        data: FigureChart,
        unit: str,
        note: str,
        known: bool = True,  # noqa: FBT001, FBT002  # see above
    ) -> Figure:
        if not known or (isinstance(data, MixChart) and not any(r.total for r in data.rows)):
            return Figure(name, finding)
        text = tr(" | ").join(part for part in (caption(self._provenance, unit), note) if part)
        chart = Chart(name, finding, text, data)
        table = figure_table(name, finding, self._heading, data, text)
        return Figure(name, finding, chart, table, opens=self._below is not None)

    # --- rows ---

    def _grouped(self) -> Grouping:
        if self._below is None:
            return self._by_class()
        above = {
            Dimension.BUREAU: {unit.id: unit.bureau_id for unit in self.scope.units},
            Dimension.DIVISION: {unit.id: unit.division_id for unit in self.scope.units},
            Dimension.SECTION: {unit.id: unit.section_id for unit in self.scope.units},
        }[self._below]
        return self._by_unit(above)

    def _by_unit(self, above: Mapping[str, str]) -> Grouping:
        units = {unit.id: unit for unit in self.scope.units}
        labels = {units[i].code: units[i].name for i in above.values() if i in units}

        def key(unit_id: str, _code: str) -> str:
            unit = units.get(above.get(unit_id, ""))
            return unit.code if unit else ""

        return Grouping(labels, key, opens=True)

    def _by_class(self) -> Grouping:
        labels = {line.code: line.name for line in self._queries.classes()}
        return Grouping(labels, lambda _unit, code: code[:6], opens=False)

    def _steps_grouped(self, steps: Sequence[StepFact]) -> Grouping:
        """Sections where they fit into the chart, for candidates are found across sections."""
        if self._below is None:
            return self._grouping
        above = {unit.id: unit.section_id for unit in self.scope.units}
        sections = {above.get(step.unit_id, "") for step in steps if step.minutes > 0}
        return self._by_unit(above) if len(sections) <= MOST_ROWS else self._grouping

    def _mix(self, dimension: Dimension, tone: Callable[[str, int], Tone]) -> MixChart:
        rows = self._below or Dimension.MIDDLE_CLASS
        query = self.scope.query((rows,), dimension)
        table = self._queries.hours(query.round_id).pivot(query)
        found = [
            PartsRow(
                keys[0] if self._below else "",
                labels[0],
                tuple(
                    Part(key, label, value, tone(key, place))
                    for place, (key, label, value) in enumerate(
                        zip(table.column_keys, table.column_labels, minutes, strict=True)
                    )
                ),
            )
            for keys, labels, minutes in zip(
                table.row_keys, table.row_labels, table.minutes, strict=True
            )
        ]
        return MixChart(_folded(sorted(found, key=lambda row: -row.total)))


def _folded(rows: Sequence[PartsRow]) -> tuple[PartsRow, ...]:
    """At most `MOST_ROWS` rows; the smallest are added up in a last one."""
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    shown, rest = rows[: MOST_ROWS - 1], rows[MOST_ROWS - 1 :]
    parts = tuple(
        Part(part.key, part.label, sum(row.parts[place].value for row in rest), part.tone)
        for place, part in enumerate(rest[0].parts)
    )
    return (*shown, PartsRow("", others_name(len(rest)), parts))
