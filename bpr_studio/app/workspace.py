"""One open workspace with everything that works on it, built here and nowhere else.

What surveys and flows need stands in `survey_workspace`, figures and the reform here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bpr_studio.app.survey_workspace import SurveyWorkspace

if TYPE_CHECKING:
    from bpr_studio.adapters.sheets.city_rows import CityRowStore
    from bpr_studio.domain.reform.candidate_rules import RuleBook
    from bpr_studio.services.analysis import Analysis
    from bpr_studio.services.benchmarking import Benchmarking
    from bpr_studio.services.benchmarking_memory import ComparisonMemory
    from bpr_studio.services.candidates import Candidates
    from bpr_studio.services.cities import Cities
    from bpr_studio.services.exploring import Explorer
    from bpr_studio.services.figures import Figures
    from bpr_studio.services.goal_sources import LedgerCounts
    from bpr_studio.services.goals import Goals
    from bpr_studio.services.improvement_effects import ImprovementEffects, Targets
    from bpr_studio.services.improvements import Improvements
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.services.staff_reference import StaffReference


class Workspace(SurveyWorkspace):
    """An open workspace: queries to read, services to work, undo for this window."""

    @cached_property
    def analysis(self) -> Analysis:
        """Hours broken down."""
        from bpr_studio.services.analysis import Analysis

        return Analysis(self.queries)

    @cached_property
    def procedures(self) -> Procedures:
        """The procedure ledger."""
        from bpr_studio.adapters.catalogs.procedures import (
            load_priority_procedures,
            load_shown_ledger,
        )
        from bpr_studio.services.procedures import Procedures

        made = Procedures(
            self.undo,
            self.queries,
            load_shown_ledger(),
            load_priority_procedures(),
            self.author,
            self.improvements.create,
        )
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def improvements(self) -> Improvements:
        """The register of improvements."""
        from bpr_studio.services.improvements import Improvements

        made = Improvements(self.undo, self.queries, self.author, self._is_own)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def candidates(self) -> Candidates:
        """Candidates for improvement: found, explained, set aside, taken over."""
        from bpr_studio.adapters.catalogs.candidate_rules import load_rule_book
        from bpr_studio.services.candidates import Candidates, Setting

        def typed_twice(flow_id: str) -> bool:
            return any(one.rule == "L03" for one in self.flow_linting.lint(flow_id))

        def rules() -> RuleBook:
            return load_rule_book(self.database.folder)

        setting = Setting(rules, typed_twice, self._is_own)
        made = Candidates(self.undo, self.queries, setting, self.improvements, self.author)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def goals(self) -> Goals:
        """Goals of the plan."""
        from bpr_studio.adapters.catalogs.goals import load_goals
        from bpr_studio.services.goal_sources import WorkspaceSources
        from bpr_studio.services.goals import Goals

        sources = WorkspaceSources(
            self.queries,
            lambda: self.improvements.register().booked,
            self._ledger_counts,
            lambda: self.fiscal_year.year,
        )

        return Goals(
            self.undo,
            self.queries,
            lambda: load_goals(self.database.folder),
            sources,
            self.author,
        )

    @cached_property
    def city_rows(self) -> CityRowStore:
        """Detailed rows other cities sent, beside the workspace and never exchanged."""
        from bpr_studio.adapters.sheets.city_rows import CityRowStore
        from bpr_studio.services.exploring_cities import names_of_keys

        folder = self.database.folder / "city-rows"
        return CityRowStore(folder, lambda: names_of_keys(self.queries), self.clock, self.ids)

    @cached_property
    def explorer(self) -> Explorer:
        """Any question about hours, the tasks behind a cell, questions kept by name."""
        from bpr_studio.services.exploring import Explorer

        made = Explorer(self.undo, self.queries, self.author, city_rows=self.city_rows)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def improvement_effects(self) -> ImprovementEffects:
        """What the register saves, against the survey and the targets of the plan."""
        from bpr_studio.adapters.catalogs.goals import load_goals
        from bpr_studio.services.improvement_effects import ImprovementEffects, targets_of

        def targets() -> Targets:
            return targets_of(load_goals(self.database.folder))

        return ImprovementEffects(self.queries, self.improvements, targets)

    @cached_property
    def figures(self) -> Figures:
        """The charts of the analysis."""
        from bpr_studio.adapters.db.queries_figures import FigureQueriesInDatabase
        from bpr_studio.services.figures import Figures

        facts = FigureQueriesInDatabase(self.database)
        made = Figures(self.queries, facts, self.author.today)
        self.bus.subscribe(made.forget)
        return made

    def _is_own(self, code: str) -> bool:
        """Whether the person writes for the section with this code."""
        part = self.part
        return part is None or part.is_own(code)

    def _ledger_counts(self) -> LedgerCounts | None:
        from bpr_studio.services.goal_sources import LedgerCounts

        found = self.procedures.progress()
        if not found.procedures:
            return None
        return LedgerCounts(
            procedures=found.online.target,
            online=found.online.done,
            seals_gone=found.seals.gone,
            priority_online=found.priority.online,
        )

    @cached_property
    def cities(self) -> Cities:
        """Other cities' figures."""
        from bpr_studio.adapters.sheets.city_files import CityExchangeFiles
        from bpr_studio.app.city_exchange import BpmnTexts, exchange_lists
        from bpr_studio.services.cities import Cities

        return Cities(
            self.undo,
            self.queries,
            CityExchangeFiles(exchange_lists(self.queries)),
            author=self.author,
            flows=BpmnTexts(),
            hints=self.personal_hints,
        )

    @cached_property
    def staff_reference(self) -> StaffReference:
        """Staff by department as cities publish it."""
        from bpr_studio.adapters.catalogs.staff_departments import load_staff_departments
        from bpr_studio.adapters.sheets.staff_table import StaffTables
        from bpr_studio.services.staff_reference import StaffReference

        tables = StaffTables(load_staff_departments())
        return StaffReference(self.undo, self.queries, tables, load_staff_departments, self.author)

    @cached_property
    def comparison_memory(self) -> ComparisonMemory:
        """Which cities were chosen, and what was noted about the reasons."""
        from bpr_studio.services.benchmarking_memory import ComparisonMemory

        return ComparisonMemory(self.undo, self.queries, self.author)

    @cached_property
    def benchmarking(self) -> Benchmarking:
        """Our figures next to theirs."""
        from bpr_studio.domain.benchmark.terms import Names
        from bpr_studio.services.benchmarking import Benchmarking
        from bpr_studio.services.benchmarking_memory import KeptFigures, OwnStaff

        classes = {line.code: line.name for line in self.queries.classes()}
        steps = {line.code: line.title for line in self.queries.items("step_type")}
        figures = KeptFigures(self.cities)
        self.bus.subscribe(figures.forget)
        return Benchmarking(
            figures,
            Names(classes, self.staff_names, steps),
            terms=OwnStaff(self.queries),
            memory=self.comparison_memory,
        )
