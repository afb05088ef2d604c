"""Makes the pages of the window from what an open workspace offers.

Every import of a page stands in its maker: a page is loaded when it is first opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bpr_studio.app.preferences import ROLES
from bpr_studio.app.roles import view_of
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.app.preferences import Preferences
    from bpr_studio.app.sync_supervisor import SyncSupervisor
    from bpr_studio.app.taking_part import OwnPart
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.ui.pages.settings_display import Standing
    from bpr_studio.ui.pages.survey_parts import Door
    from bpr_studio.ui.qt.page import Page, PageHost


@dataclass(frozen=True, slots=True)
class WindowDeeds:
    """What pages ask of the session they live in.

    Attributes:
        preferences: this user's choices as stored now.
        change: stores some of them.
        open_demo: leaves for the fictitious city.
        set_mode: light or dark, at once.
        reopen: opens the same workspace anew, so that another role or language holds.
        ask_again: leaves for the questions of the first start.
        join: leaves for the questions of joining a shared folder.
        sync: the exchange with others; None where the workspace is open for reading only.
    """

    preferences: Callable[[], Preferences]
    change: Callable[..., None]
    open_demo: Callable[[], object]
    set_mode: Callable[[str], None]
    reopen: Callable[[], object] = lambda: None
    ask_again: Callable[[], object] = lambda: None
    join: Callable[[], object] = lambda: None
    sync: SyncSupervisor | None = None

    @property
    def role(self) -> str:
        """The role of the person at the keyboard."""
        return self.preferences().role or DX_OFFICE


def demo_from(workspace: Workspace, deeds: WindowDeeds) -> Callable[[], object] | None:
    """The way to the fictitious city; none from inside of one."""
    return None if workspace.queries.workspace().fictitious else deeds.open_demo


def home(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Where everybody starts."""
    from bpr_studio.ui.pages.home import HomePage

    def findings(round_id: str, unit_id: str) -> Sequence[RowFinding]:
        return workspace.checking.section(round_id, unit_id)  # loaded when it is asked

    return HomePage(
        host,
        workspace.queries,
        workspace.store,
        workspace.inbox,
        role=deeds.role,
        today=workspace.author.today,
        section=deeds.preferences().section,
        remember_section=lambda code: deeds.change(section=code),
        show_sample=demo_from(workspace, deeds),
        findings=findings,
    )


def survey(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """How far every section is."""
    from bpr_studio.ui.pages.survey import SurveyPage
    from bpr_studio.ui.pages.survey_parts import SurveyDesk

    desk = SurveyDesk(
        queries=workspace.queries,
        surveys=workspace.surveys,
        history=workspace.store,
        states=workspace.sheet_states,
        rounds=workspace.survey_rounds,
        checking=workspace.checking,
        undo=workspace.undo.undo,
        today=workspace.author.today,
        role=deeds.role,
        hints=workspace.personal_hints,
        section=lambda: deeds.preferences().section,
        doors=doors_of(deeds.role),
        survey_format=workspace.survey_format,
    )
    return SurveyPage(host, desk)


def doors_of(role: str) -> tuple[Door, ...]:
    """Where the tools of the survey lead for a role, in the order of a survey's year."""
    from bpr_studio.ui.pages.survey_parts import Door

    doors = (
        Door(
            tr("Survey rounds"),
            "calendar-check",
            Jump("rounds"),
            tr("Plan, open, close and lock surveys; start the next year"),
        ),
        Door(
            tr("Import sheets of another form"),
            "file-arrow-down",
            Jump("import-sheets"),
            tr("Workbooks with other columns: name the columns once, then see what they bring"),
        ),
        Door(
            tr("Core or non-core: where sections differ"),
            "scales",
            Jump("core-review"),
            tr("The same kind of task, judged core here and non-core there"),
        ),
        Door(
            tr("Tasks without a class"),
            "tag",
            Jump("unsorted"),
            tr("Sort what sections left under “other”, and teach the suggestions by it"),
        ),
        Door(
            tr("Where to dig"),
            "target",
            Jump("digging"),
            tr("The fewest tasks that hold most of the non-core hours"),
        ),
        Door(
            tr("Steps of the chosen tasks"),
            "list-numbers",
            Jump("detailed", "detailed"),
            tr("Write the work steps of tasks and compare their sum with the overall survey"),
        ),
    )
    known = view_of(role).pages
    return tuple(door for door in doors if door.jump.page in known)


def entry(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """The sheet of one section."""
    from bpr_studio.app.entry_page import entry_parts
    from bpr_studio.ui.pages.entry import EntryPage

    parts = entry_parts(
        workspace,
        deeds.role,
        layout=lambda: deeds.preferences().sheet_layout,
        keep_layout=lambda text: deeds.change(sheet_layout=text),
    )
    return EntryPage(host, parts)


def digging(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Where a detailed survey pays."""
    from bpr_studio.app.detailed_page import detailed_parts
    from bpr_studio.ui.pages.detailed_dig_page import DigPage

    return DigPage(host, detailed_parts(workspace, deeds.role))


def detailed(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """The tasks of the detailed survey and their steps."""
    from bpr_studio.app.detailed_page import detailed_parts
    from bpr_studio.ui.pages.detailed import DetailedPage

    own = "" if view_of(deeds.role).whole_city else deeds.preferences().section
    return DetailedPage(host, detailed_parts(workspace, deeds.role, own))


def import_sheets(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    """Survey sheets of other makers."""
    from bpr_studio.ui.pages.survey_import import SurveyImportPage

    return SurveyImportPage(host, workspace.queries, workspace.grown_sheets, workspace.undo.undo)


def core_review(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    """Where sections judge the same class differently."""
    from bpr_studio.ui.pages.core_review import CoreReviewPage

    return CoreReviewPage(host, workspace.core_review, lambda: workspace.round_id)


def unsorted(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    """Sorting what sections could not classify."""
    from bpr_studio.ui.pages.unsorted import SortingDesk, UnsortedPage

    desk = SortingDesk(
        queries=workspace.queries,
        reclassifying=workspace.reclassifying,
        finder=lambda: workspace.suggestions,
        undo=workspace.undo.undo,
        round_id=lambda: workspace.round_id,
    )
    return UnsortedPage(host, desk)


def rounds(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    """Survey rounds."""
    from bpr_studio.adapters.catalogs.definitions import load_core_definitions
    from bpr_studio.adapters.catalogs.formats import load_released_formats
    from bpr_studio.domain.shared.text import language
    from bpr_studio.ui.pages.survey_rounds import RoundsDesk, RoundsPage
    from bpr_studio.ui.pages.survey_rounds_form import Definition

    english = language() == "en"
    desk = RoundsDesk(
        queries=workspace.queries,
        rounds=workspace.survey_rounds,
        next_rounds=workspace.next_rounds,
        undo=workspace.undo.undo,
        today=workspace.author.today,
        definitions=[
            Definition(
                item.code, item.name_en if english else item.name, str(item.attributes["text"])
            )
            for item in load_core_definitions()
        ],
        versions=lambda kind: [one.version for one in load_released_formats(kind)],
    )
    return RoundsPage(host, desk)


def flows(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Business flows."""
    from bpr_studio.app.flow_page import flow_makers
    from bpr_studio.ui.pages.flows import FlowsPage

    makers = flow_makers(workspace, lambda: deeds.preferences().section)
    return FlowsPage(host, workspace.queries, workspace.flows, makers)


def flow(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """One flow being drawn."""
    from bpr_studio.app.flow_page import flow_editor_parts
    from bpr_studio.ui.pages.flow_editor import FlowEditorPage

    parts = flow_editor_parts(
        workspace,
        lambda: deeds.preferences().section,
        layout=lambda: deeds.preferences().flow_layout,
        keep_layout=lambda text: deeds.change(flow_layout=text),
    )
    return FlowEditorPage(host, parts)


def flow_compare(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Two versions of a flow side by side."""
    from bpr_studio.ui.pages.flow_compare import ComparePage

    can_book = "improvement" in view_of(deeds.role).pages
    return ComparePage(host, workspace.flow_versions, can_book=can_book)


def conflicts(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """What several people changed at the same time."""
    from bpr_studio.app.overlap_places import place_of
    from bpr_studio.ui.pages.conflicts import ConflictsDesk, ConflictsPage

    whole_city = view_of(deeds.role).whole_city
    desk = ConflictsDesk(
        conflicts=workspace.conflicts(lambda: deeds.preferences().section),
        undo=workspace.undo.undo,
        place_of=partial(place_of, workspace),
        whole_city=whole_city,
    )
    return ConflictsPage(host, desk)


def analysis(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Hours broken down."""
    from bpr_studio.app.figures import ChartDesk
    from bpr_studio.app.reports import report_content, save_chart, write_report
    from bpr_studio.ui.pages.analysis import AnalysisPage

    return AnalysisPage(
        host,
        workspace.queries,
        workspace.analysis,
        figures=ChartDesk(workspace).of,
        write_report=lambda unit, path: write_report(report_content(workspace, unit), path),
        save_chart=save_chart,
        show_sample=demo_from(workspace, deeds),
    )


def explorer(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """The cross table."""
    from bpr_studio.app.explorer_files import write_table
    from bpr_studio.services.exploring_tables import ExploreNotes
    from bpr_studio.ui.pages.explorer import ExplorerPage
    from bpr_studio.ui.pages.explorer_desk import ExplorerDesk

    whole_city = view_of(deeds.role).whole_city
    desk = ExplorerDesk(
        explorer=workspace.explorer,
        notes=ExploreNotes(workspace.explorer, workspace.queries),
        section=lambda: "" if whole_city else deeds.preferences().section,
        write=write_table,
        undo=workspace.undo.undo,
        show_sample=demo_from(workspace, deeds),
    )
    return ExplorerPage(host, desk)


def benchmark(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Our figures next to those of other cities."""
    from bpr_studio.adapters.catalogs.denominators import load_denominators
    from bpr_studio.app.reports import save_chart
    from bpr_studio.app.sample_cities import add_sample_cities
    from bpr_studio.ui.pages.benchmark import EXPORT, BenchmarkPage, Panel, Samples
    from bpr_studio.ui.pages.benchmark_denominators import DenominatorsPanel
    from bpr_studio.ui.pages.benchmark_export import ExportPanel
    from bpr_studio.ui.pages.benchmark_staff import StaffPanel

    panels: tuple[Panel, ...] = ()
    if workspace.cities.may_edit:  # what the city states, receives and gives away
        staff = StaffPanel(host, workspace.staff_reference, workspace.queries, workspace.undo.undo)
        leaving = ExportPanel(host, workspace.cities, workspace.queries)
        denominators = DenominatorsPanel(workspace.cities, workspace.queries, load_denominators())
        panels = (
            Panel(tr("Check against staff"), staff),
            Panel(tr("Our denominators"), denominators),
            Panel(tr("Write our figures"), leaving, EXPORT),
        )
    return BenchmarkPage(
        host,
        workspace.queries,
        workspace.cities,
        workspace.benchmarking,
        keeper=workspace.comparison_memory,
        save_chart=save_chart,
        undo=workspace.undo.undo,
        samples=Samples(partial(add_sample_cities, workspace), demo_from(workspace, deeds)),
        panels=panels,
    )


def improvement(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """The register of improvements."""
    from bpr_studio.app.improvement_page import improvement_parts
    from bpr_studio.ui.pages.improvement import ImprovementPage

    own = "" if view_of(deeds.role).whole_city else deeds.preferences().section
    return ImprovementPage(host, improvement_parts(workspace, deeds.role, own))


def candidates(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Where hours may go away."""
    from bpr_studio.app.candidates_page import candidate_parts
    from bpr_studio.ui.pages.candidates import CandidatesPage

    parts = candidate_parts(
        workspace,
        whole_city=view_of(deeds.role).whole_city,
        section=deeds.preferences().section,
        sample=demo_from(workspace, deeds),
    )
    return CandidatesPage(host, parts)


def procedures(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """The procedure ledger."""
    from bpr_studio.app.procedures_page import ledger_desk
    from bpr_studio.ui.pages.procedures import ProceduresPage

    own = "" if view_of(deeds.role).whole_city else deeds.preferences().section
    return ProceduresPage(host, ledger_desk(workspace, own, demo_from(workspace, deeds)))


def procedure_import(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Importing procedures from any sheet."""
    from bpr_studio.app.procedure_files import procedure_import as importer
    from bpr_studio.app.procedures_page import own_unit
    from bpr_studio.ui.pages.procedures_import import ProcedureImportPage

    own = "" if view_of(deeds.role).whole_city else deeds.preferences().section
    made = importer(workspace, own_unit(workspace, own))
    return ProcedureImportPage(host, workspace.procedures, made, workspace.undo.undo)


def goals(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Goals of the plan."""
    from bpr_studio.app.goals_page import goals_desk
    from bpr_studio.ui.pages.goals import GoalsPage

    return GoalsPage(host, goals_desk(workspace, deeds.role))


def sync(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """How the work comes to the others."""
    from bpr_studio.app.sync_desk import sync_desk
    from bpr_studio.ui.pages.sync import SyncPage

    desk = sync_desk(workspace, deeds.role, deeds.sync, deeds.join)
    listed = workspace.conflicts(lambda: deeds.preferences().section)
    return SyncPage(host, desk, overlaps=listed.count)


def standing_of(part: OwnPart | None) -> Standing:
    """Who decided on the role of the person."""
    from bpr_studio.ui.pages.settings_display import Standing

    if part is None:
        return Standing.CHOSEN
    return Standing.APPROVED if part.approved else Standing.ASKED


def settings(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    """Organisation, lists, years, and how the window looks."""
    from bpr_studio.adapters.catalogs.lists import load_sources
    from bpr_studio.ui.pages.settings import SettingsPage
    from bpr_studio.ui.pages.settings_display import DisplayChoices
    from bpr_studio.ui.qt.theme import current_theme

    chosen = deeds.preferences()
    view = view_of(deeds.role)
    part = workspace.part
    choices = DisplayChoices(
        language=chosen.language,
        mode=current_theme().mode.value,
        role=deeds.role,
        roles=ROLES,
        set_language=lambda language: deeds.change(language=language),
        set_mode=deeds.set_mode,
        set_role=lambda role: deeds.change(role=role),
        section=chosen.section,
        sections=lambda: [
            (unit.code, unit.name)
            for unit in workspace.queries.units(workspace.fiscal_year.year)
            if unit.level == "section"
            and (part is None or part.role == DX_OFFICE or part.is_own(unit.code))
        ],
        standing=standing_of(part),
        set_section=lambda code: deeds.change(section=code),
        reopen=deeds.reopen,
        ask_again=deeds.ask_again,
    )
    sources = {key: source.title for key, source in load_sources().items()}
    return SettingsPage(
        host,
        workspace.queries,
        workspace.organisations,
        choices,
        sources,
        times=workspace.working_times,
        tabs=view.settings,
    )
