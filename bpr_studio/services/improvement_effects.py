"""What the register saves in the city or a unit of it: one value for page, report and `--json`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.claims import start_year
from bpr_studio.domain.reform.effects import cost_of, sums_of, telling_year
from bpr_studio.domain.reform.goals import Filled
from bpr_studio.domain.reform.improvement import ImprovementKind, ImprovementState
from bpr_studio.domain.reform.words import kind_name
from bpr_studio.domain.shared.chart_values import (
    BurnUpChart,
    BurnUpSeries,
    BurnUpYear,
    Tone,
    WaterfallChart,
    WaterfallStep,
)
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.answer import CoreSplit
from bpr_studio.domain.workload.statements import caption
from bpr_studio.services.report_values import Chart, Column, ReportTable
from bpr_studio.services.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.reform.effects import Booked, Cost, Sums
    from bpr_studio.domain.reform.goals import GoalPlan
    from bpr_studio.domain.workload.answer import Provenance
    from bpr_studio.services.improvements import Improvements
    from bpr_studio.services.report_values import Cell
    from bpr_studio.services.views import Queries

_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the plan in minutes a year.

    Attributes:
        due: fiscal year it is to be reached in, 0 where none is set.
    """

    minutes: int
    due: int = 0


@dataclass(frozen=True, slots=True)
class Targets:
    """What the plan aims at; the centre's is part of the total and never added to it."""

    total: Target
    centre: Target


def targets_of(plan: GoalPlan) -> Targets:
    """The targets of the goals that the register fills; 0 where the plan has none."""

    def target(filled: Filled) -> Target:
        found = (goal for goal in plan.goals if goal.filled is filled and goal.target)
        goal = next(found, None)
        if goal is None or goal.target is None:
            return Target(0)
        return Target(int(goal.target * _MINUTES), goal.due or 0)

    return Targets(target(Filled.REGISTER), target(Filled.REGISTER_CENTRE))


@dataclass(frozen=True)
class Effects:
    """What the register saves in one scope.

    Attributes:
        provenance: what must be named with the figures.
        before: hours of the survey by core tag: the two denominators.
        round_id: that survey.
        booked: the improvements that touch the scope, with their part in it.
        years: fiscal years, oldest first.
        targets: the plan's, for the whole city only; None elsewhere.
        running: the fiscal year that has not ended.
    """

    provenance: Provenance
    before: CoreSplit
    round_id: str
    booked: tuple[Booked, ...]
    years: tuple[int, ...]
    targets: Targets | None
    running: int

    @cached_property
    def sums(self) -> Sums:
        """Everything together."""
        return sums_of(self.booked, self.years)

    @cached_property
    def centre(self) -> Sums:
        """Those that count for the processing centre, too; contained in `sums`."""
        return sums_of((one for one in self.booked if one.improvement.plan.centre), self.years)

    @cached_property
    def of_round(self) -> tuple[tuple[ImprovementKind, int, int, int], ...]:
        """Kind, number, minutes a year decided and finished, of what this survey's hours lose.

        Minutes of other surveys' tasks are left out: these are gone from this one, or are not in
        it.
        """
        return tuple(
            (kind, n, decided, done)
            for kind in ImprovementKind
            for n, decided, done in (self._of_kind(kind),)
            if n
        )

    @property
    def off(self) -> int:
        """Minutes a year this survey's hours lose by what was decided."""
        return sum(decided for _, _, decided, _ in self.of_round)

    @property
    def share_of_all(self) -> float | None:
        """What is lost, of all hours; None where there are none."""
        return self.off / self.before.total if self.before.total else None

    @property
    def share_of_non_core(self) -> float | None:
        """What is lost, of the non-core hours; None where there are none."""
        return self.off / self.before.non_core if self.before.non_core else None

    def _of_kind(self, kind: ImprovementKind) -> tuple[int, int, int]:
        n = decided = done = 0
        for one in self.booked:
            if one.improvement.plan.kind is not kind or not one.decided or self._is_over(one):
                continue
            minutes = sum(p.minutes for p in one.parts if p.round_id == self.round_id)
            n += bool(minutes)
            decided += minutes
            done += minutes if one.improvement.state is ImprovementState.DONE else 0
        return n, decided, done

    def _is_over(self, one: Booked) -> bool:
        """Whether an improvement that names no task began before the survey was asked.

        Its hours are gone from the survey already.
        """
        begins = start_year(one.improvement.plan.start_month)
        year = self.provenance.fiscal_year.year
        return not one.improvement.plan.claims and begins is not None and begins < year

    # -- the waterfall ---------------------------------------------------------------------------

    @cached_property
    def waterfall(self) -> Chart:
        """From the hours of the survey to those that will be left, kind by kind."""
        steps = tuple(
            WaterfallStep(
                kind.value,
                kind_name(kind),
                -decided,
                kind.value,
                Tone.DONE if done == decided else Tone.UNDER_WAY,
            )
            for kind, _, decided, done in self.of_round
        )
        data = WaterfallChart(tr("Now"), self.before.total, steps, tr("Afterwards"))
        return Chart("improvement-waterfall", self.waterfall_title, self._caption(), data)

    @property
    def waterfall_title(self) -> str:
        """The finding of the waterfall."""
        if not self.off:
            return tr("No decided improvement takes away hours of this survey yet.")
        shares = [
            tr("{percent} % of {of}", percent=f"{share * 100:.2f}", of=of)
            for share, of in (
                (self.share_of_all, tr("all hours")),
                (self.share_of_non_core, tr("the non-core hours")),
            )
            if share is not None
        ]
        return tr(
            "What was decided takes away {hours} hours a year: {shares}.",
            hours=format_hours(self.off),
            shares=tr(", ").join(shares),
        )

    @cached_property
    def waterfall_table(self) -> ReportTable:
        """The figures of the waterfall."""
        rows: list[tuple[Cell, ...]] = [
            (tr("Now"), None, _hours(self.before.total), None, None, None)
        ]
        for kind, n, decided, done in self.of_round:
            rows.append(
                (
                    kind_name(kind),
                    n,
                    -_hours(decided),
                    _percent(decided, self.before.total, 2),
                    _percent(decided, self.before.non_core, 2),
                    _hours(done),
                )
            )
        after = self.before.total - self.off
        n = sum(count for _, count, _, _ in self.of_round)
        done_in_all = sum(done for *_, done in self.of_round)
        rows.append(
            (
                tr("Afterwards"),
                n,
                _hours(after),
                _percent(self.off, self.before.total, 2),
                _percent(self.off, self.before.non_core, 2),
                _hours(done_in_all),
            )
        )
        return ReportTable(
            "improvement-waterfall",
            self.waterfall_title,
            (
                Column(tr("Kind of improvement"), weight=2.0),
                Column(tr("Improvements"), tr("items"), 0),
                Column(tr("Hours a year"), tr("h"), 0, 1.3),
                Column(tr("Of all hours"), "%", 2),
                Column(tr("Of the non-core hours"), "%", 2),
                Column(tr("Of it finished"), tr("h"), 0, 1.2),
            ),
            tuple(rows),
            ("", *(kind.value for kind, *_ in self.of_round), ""),
            total=True,
            note=self._note(),
        )

    # -- the burn-up -----------------------------------------------------------------------------

    @cached_property
    def burn_up(self) -> Chart:
        """Plan and actual by fiscal year against the targets."""
        total = _series(tr("Hours saved"), self.sums, self._target(centre=False))
        part = _series(tr("Of which processing centre"), self.centre, self._target(centre=True))
        data = BurnUpChart(total, part if self.centre.count or self.targets else None)
        return Chart("improvement-burn-up", self.burn_up_title, self._caption(), data)

    @property
    def burn_up_title(self) -> str:
        """The finding of the burn-up."""
        last = telling_year(self.sums.years, self.running)
        if last is None:
            return tr("Nothing has been recorded as really saved yet.")
        year, hours = str(FiscalYear(last.fiscal_year)), format_hours(last.actual or 0)
        if self.targets is None or not self.targets.total.minutes:
            return tr("{hours} hours were really saved in {year}.", hours=hours, year=year)
        return tr(
            "{hours} hours were really saved in {year}: {percent} % of the target of {target}"
            " hours a year.",
            hours=hours,
            year=year,
            percent=f"{(last.actual or 0) * 100 / self.targets.total.minutes:.0f}",
            target=format_hours(self.targets.total.minutes),
        )

    @cached_property
    def burn_up_table(self) -> ReportTable:
        """The figures of the burn-up."""
        rows: list[tuple[Cell, ...]] = []
        for place, year in enumerate(self.sums.years):
            part = self.centre.years[place]
            target = self.targets.total.minutes if self.targets else 0
            rows.append(
                (
                    str(FiscalYear(year.fiscal_year)),
                    _hours(year.expected),
                    _hours_or_none(year.actual),
                    _percent(year.actual, target) if year.actual is not None else None,
                    self.sums.recorded[place],
                    _hours(part.expected),
                    _hours_or_none(part.actual),
                )
            )
        return ReportTable(
            "improvement-burn-up",
            self.burn_up_title,
            (
                Column(tr("Fiscal year"), weight=1.6),
                Column(tr("Plan"), tr("h"), 0, 1.2),
                Column(tr("Really saved"), tr("h"), 0, 1.2),
                Column(tr("Of the target"), "%", 1),
                Column(tr("Recorded by"), tr("items"), 0),
                Column(tr("Centre: plan"), tr("h"), 0, 1.2),
                Column(tr("Centre: really saved"), tr("h"), 0, 1.3),
            ),
            tuple(rows),
            note=self._note(),
        )

    # -- inside ----------------------------------------------------------------------------------

    def _target(self, *, centre: bool) -> Target:
        if self.targets is None:
            return Target(0)
        return self.targets.centre if centre else self.targets.total

    def _caption(self) -> str:
        n = tr("n = {n:,} improvements", n=self.sums.count)
        return tr(" | ").join((caption(self.provenance, tr("hours a year")), n))

    def _note(self) -> str:
        return tr(
            "Decided improvements only; those under study expect {ideas} hours a year more. The"
            " first year counts from the start month on. The centre is part of the whole and never"
            " added to it. {caption}",
            ideas=format_hours(self.sums.ideas),
            caption=self._caption(),
        )


class ImprovementEffects:
    """Counts the register against a survey and the targets of the plan.

    Args:
        queries: what the workspace holds.
        register: the improvements.
        targets: those of the plan; asked anew each time.
    """

    def __init__(
        self, queries: Queries, register: Improvements, targets: Callable[[], Targets]
    ) -> None:
        self._queries = queries
        self._register = register
        self._targets = targets

    def targets(self) -> Targets:
        """The targets of the plan."""
        return self._targets()

    def of(self, unit_code: str = "", round_id: str = "") -> Effects:
        """What the register saves in the city or a unit of it.

        Args:
            unit_code: code of a bureau, ward, division or section; "" for the whole city.
            round_id: the survey the waterfall starts from; "" for the one pages start with.

        Raises:
            RefusedError: there is no such survey or unit.
        """
        wanted = round_id or self._queries.workspace().round_id
        scope = Scope(self._queries, wanted, unit_code)
        known = self._register.register()
        found = known.booked
        if unit_code:
            inside = self._register.codes_below(unit_code)
            cut = (one.within(lambda part: part.unit_code in inside) for one in found)
            found = tuple(one for one in cut if one is not None)
        targets = None if unit_code else self._targets()
        return Effects(
            scope.provenance(),
            self._before(scope),
            wanted,
            found,
            known.years,
            targets,
            known.fiscal_year,
        )

    def cost(self, booked: Booked) -> Cost | None:
        """What an improvement costs against the work of full-timers it saves."""
        year = self._queries.workspace().fiscal_year
        yen = (y.yen_per_hour for y in self._queries.years(year) if y.staff_category == "regular")
        return cost_of(booked, next(yen, None))

    def _before(self, scope: Scope) -> CoreSplit:
        """The hours of the survey in the scope, as the list of sections has them."""
        found = [
            section
            for section in self._queries.sections(scope.round.id)
            if section.unit_id in scope.unit_ids
        ]
        minutes = sum(section.minutes for section in found)
        non_core = sum(section.non_core for section in found)
        untagged = sum(section.untagged for section in found)
        tasks = sum(section.tasks for section in found)
        return CoreSplit("", scope.name, minutes - non_core - untagged, non_core, untagged, tasks)


def _series(name: str, sums: Sums, target: Target) -> BurnUpSeries:
    years = tuple(
        BurnUpYear(FiscalYear(one.fiscal_year).short_name, one.expected, one.actual)
        for one in sums.years
    )
    due = FiscalYear(target.due).short_name if target.due else ""
    words = (
        tr(
            "Target {hours} h a year ({year})",
            hours=format_hours(target.minutes),
            year=due or tr("no year"),
        )
        if target.minutes
        else ""
    )
    return BurnUpSeries(name, years, target.minutes, words, due)


def _hours(minutes: int) -> int:
    return round(minutes / _MINUTES)


def _hours_or_none(minutes: int | None) -> int | None:
    return None if minutes is None else _hours(minutes)


def _percent(part: int, whole: int, digits: int = 1) -> float | None:
    return round(part / whole * 100, digits) if whole else None
