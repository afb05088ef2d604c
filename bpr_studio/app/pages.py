"""The pages of the window: which there are, where they stand, and which a role has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.app import page_makers as make
from bpr_studio.app.roles import view_of
from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.ui.qt.page import PageFactory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.page_makers import WindowDeeds
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.qt.page import Page, PageHost


@dataclass(frozen=True, slots=True)
class _Entry:
    """One page; `under`, `listed` and `files` as in `PageFactory`."""

    key: str
    title: str
    icon: str
    create: Callable[[Workspace, WindowDeeds, PageHost], Page]
    files: tuple[str, ...] = ()
    under: str = ""
    listed: bool = True


_ENTRIES: Final = (
    _Entry("home", N_("Home"), "house", make.home),
    _Entry("survey", N_("Survey"), "clipboard-text", make.survey, (".xlsx", ".xlsm", ".csv")),
    _Entry(
        "entry",
        N_("Survey sheet of a section"),
        "pencil-simple",
        make.entry,
        under="survey",
        listed=False,
    ),
    _Entry(
        "import-sheets",
        N_("Import sheets of another form"),
        "table",
        make.import_sheets,
        (".xlsx", ".xlsm", ".csv"),
        under="survey",
    ),
    _Entry(
        "core-review",
        N_("Core or non-core: where sections differ"),
        "scales",
        make.core_review,
        under="survey",
    ),
    _Entry("unsorted", N_("Tasks without a class"), "tag", make.unsorted, under="survey"),
    _Entry("rounds", N_("Survey rounds"), "calendar-check", make.rounds, under="survey"),
    _Entry("digging", N_("Where to dig"), "target", make.digging, under="survey"),
    _Entry("detailed", N_("Detailed survey"), "list-numbers", make.detailed, under="survey"),
    _Entry("flows", N_("Business flows"), "flow-arrow", make.flows, (".bpmn", ".xml")),
    _Entry("flow", N_("Business flows"), "flow-arrow", make.flow, under="flows", listed=False),
    _Entry(
        "flow-compare",
        N_("Business flows"),
        "columns",
        make.flow_compare,
        under="flows",
        listed=False,
    ),
    _Entry("analysis", N_("Analysis"), "chart-bar", make.analysis),
    _Entry("explorer", N_("Figures explorer"), "table", make.explorer, under="analysis"),
    _Entry(
        "benchmark", N_("Comparison of cities"), "buildings", make.benchmark, (".json", ".xlsx")
    ),
    _Entry("improvement", N_("Reform"), "chart-line-up", make.improvement),
    _Entry(
        "candidates",
        N_("Candidates for improvement"),
        "lightbulb",
        make.candidates,
        under="improvement",
    ),
    _Entry(
        "procedures",
        N_("Procedure ledger"),
        "list-checks",
        make.procedures,
        under="improvement",
    ),
    _Entry(
        "procedure-import",
        N_("Import procedures"),
        "file-arrow-down",
        make.procedure_import,
        under="improvement",
        listed=False,
    ),
    _Entry("goals", N_("Goals"), "flag", make.goals, under="improvement"),
    _Entry("sync", N_("Sync"), "arrows-clockwise", make.sync, (".zip",)),
    _Entry("conflicts", N_("Overlapping edits"), "arrows-left-right", make.conflicts, under="sync"),
    _Entry("settings", N_("Settings"), "gear", make.settings),
)
"""In the order of the rail; the table of `roles` says who has which."""


def pages_of(workspace: Workspace, deeds: WindowDeeds) -> tuple[PageFactory, ...]:
    """The pages of the user's role in the order of the rail."""
    known = view_of(deeds.role).pages
    return tuple(
        PageFactory(
            entry.key,
            tr_source(entry.title),
            entry.icon,
            partial(entry.create, workspace, deeds),
            at_foot=entry.key == "settings",
            files=entry.files,
            under=entry.under,
            listed=entry.listed,
        )
        for entry in _ENTRIES
        if entry.key in known
    )
