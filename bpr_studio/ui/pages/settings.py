"""The settings page: organisation, classification, lists, fiscal years, display."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.settings_classes import ClassesTab
from bpr_studio.ui.pages.settings_display import DisplayTab
from bpr_studio.ui.pages.settings_lists import ListsTab
from bpr_studio.ui.pages.settings_organisation import OrganisationTab
from bpr_studio.ui.pages.settings_takeover import TakeoverView
from bpr_studio.ui.pages.settings_years import YearsTab
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.organisations import Organisations, Takeover
    from bpr_studio.services.views import Queries
    from bpr_studio.services.working_time import WorkingTimes
    from bpr_studio.ui.pages.settings_display import DisplayChoices
    from bpr_studio.ui.qt.page import PageHost

TABS: Final = ("organisation", "classes", "lists", "years", "display")
"""What `open_target` understands; "organisation:import" asks for a workbook at once."""

_ORGANISATION_KINDS: Final = frozenset({"org_unit", "headcount", "staff_year", "succession"})
_LIST_KINDS: Final = frozenset({"task_class", "list_item", "year_setting", "staff_year"})


class SettingsPage(Page):
    """Tabs; what is changed is kept at once and can be undone.

    Args:
        host: the window.
        queries: what the workspace holds.
        organisations: imports, exports and edits the organisation.
        choices: language, look and role of the person.
        sources: titles of the cited sources by id, shown as tooltips.
        times: stores the working time; None where nothing may be changed.
        tabs: the tabs of the person's role, some of `TABS`.
    """

    def __init__(  # noqa: PLR0913  # the parts a settings page has
        self,
        host: PageHost,
        queries: Queries,
        organisations: Organisations,
        choices: DisplayChoices,
        sources: Mapping[str, str],
        *,
        times: WorkingTimes | None = None,
        tabs: Sequence[str] = TABS,
    ) -> None:
        super().__init__(host, title=tr("Settings"), icon="gear-six")
        self._organisations = organisations
        self._queries = queries
        self._takeover: Takeover | None = None
        self._choices = choices
        self._sources = sources
        self._times = times
        self._keys = tuple(tab for tab in TABS if tab in tabs)
        self._loaded: set[str] = set()
        self.organisation = OrganisationTab(queries, organisations)
        self._organisation_views = QStackedWidget()
        self._organisation_views.addWidget(self.organisation)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName(tr("Settings"))
        self._tabs.tabBar().setAccessibleName(tr("Settings"))
        self._tabs.tabBar().setDrawBase(False)
        titles = _titles()
        for key in self._keys:
            tab = self._organisation_views if key == "organisation" else _Later()
            self._tabs.addTab(tab, titles[key])
        self.title_line.setMinimumHeight(40)  # alike with and without buttons
        self._views = QStackedWidget()
        self._views.addWidget(self._tabs)
        self.set_content(self._views)
        self._make_actions()
        self._tabs.currentChanged.connect(self._tab_shown)
        self.organisation.failed.connect(self._show_failure)

    # -- the tabs, each built when it is first looked at -----------------------------------------

    @cached_property
    def classes(self) -> ClassesTab:
        """The classification."""
        return ClassesTab(self._queries, self._sources)

    @cached_property
    def lists(self) -> ListsTab:
        """The fixed lists."""
        return ListsTab(self._queries, self._sources)

    @cached_property
    def years(self) -> YearsTab:
        """Working time by fiscal year."""
        made = YearsTab(self._queries, self._sources, self._times)
        made.failed.connect(self._show_failure)
        return made

    @cached_property
    def display(self) -> DisplayTab:
        """Language, look and role."""
        return DisplayTab(self._choices)

    @cached_property
    def takeover(self) -> TakeoverView:
        """What an imported list would change."""
        names = {item.code: item.name for item in self._queries.items("staff_category")}
        made = TakeoverView(names)
        self._views.addWidget(made)
        return made

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read what the tab in front shows."""
        self._tab_shown()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & _LIST_KINDS:
            self._loaded.clear()
            self._tab_shown()
        elif kinds & _ORGANISATION_KINDS:
            self._loaded.discard("organisation")
            if self.current_tab == "organisation":
                self._tab_shown()

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The tab in front."""
        return (Crumb(self._tabs.tabText(self._tabs.currentIndex())),)

    def open_target(self, target: str) -> None:
        """Show a tab; see `TABS`."""
        tab, _, deed = target.partition(":")
        if tab in self._keys:
            self.leave_takeover()
            self._tabs.setCurrentIndex(self._keys.index(tab))
        if deed == "import" and "organisation" in self._keys:
            self.ask_for_list()

    # -- importing the organisation ----------------------------------------------------------------

    @property
    def current_tab(self) -> str:
        """The tab in front, one of `TABS`."""
        return self._keys[self._tabs.currentIndex()]

    @property
    def tabs(self) -> tuple[str, ...]:
        """The tabs of the person's role."""
        return self._keys

    @property
    def shows_takeover(self) -> bool:
        """Whether the effects of an import are being looked at."""
        return self._views.currentWidget() is not self._tabs

    @property
    def take_action(self) -> QAction:
        """Takes over the list that was looked at."""
        return self._take

    def ask_for_list(self) -> None:
        """Ask for the workbook with the organisation list."""
        workbooks, everything = tr("Workbooks"), tr("All files")
        file, _ = QFileDialog.getOpenFileName(
            self,
            tr("Workbook with the organisation list"),
            "",
            f"{workbooks} (*.xlsx *.xlsm);;{everything} (*)",
        )
        if file:
            self.look_at(Path(file))

    def look_at(self, path: Path) -> None:
        """Show what taking over a workbook would change; nothing is written."""

        def look(progress: Progress) -> Takeover:
            progress.report(0, 1, path.name)
            return self._organisations.look_at(path)

        self.run_task(tr("Reading the organisation list"), look, self._show_takeover)

    def take_over(self) -> None:
        """Take over the list that was looked at."""
        takeover = self._takeover
        if takeover is None:
            return
        self._take.setEnabled(False)

        def take(progress: Progress) -> int:
            progress.report(0, 1, tr("Organisation"))
            self._organisations.take_over(takeover)
            return takeover.file.fiscal_year

        self.run_task(tr("Taking over the organisation list"), take, self._taken_over)

    def leave_takeover(self) -> None:
        """Back to the tabs; nothing was changed."""
        self._takeover = None
        self._views.setCurrentWidget(self._tabs)
        self.set_title(tr("Settings"))
        self._set_actions_of_tab()
        self.host.place_changed()

    def ask_where_to_export(self) -> None:
        """Ask for a file name and write the organisation of the year shown."""
        year = FiscalYear(self.organisation.fiscal_year)
        name = tr("Organisation {year}.xlsx", year=year.era_name)
        kinds = tr("Workbooks") + " (*.xlsx)"
        title = tr("Export the organisation")
        file, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if file:
            self.export(Path(file))

    def export(self, path: Path) -> None:
        """Write the organisation of the year shown as a workbook."""
        year = self.organisation.fiscal_year

        def write(progress: Progress) -> Path:
            progress.report(0, 1, path.name)
            self._organisations.export(path, year)
            return path

        self.run_task(tr("Exporting the organisation"), write, self._exported)

    # -- inside ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._import = make_action(
            self,
            tr("Import a list"),
            self.ask_for_list,
            icon_name="file-arrow-down",
            tip=tr("Import the organisation from a workbook; you see the effects first"),
        )
        self._export = make_action(
            self,
            tr("Export"),
            self.ask_where_to_export,
            icon_name="file-arrow-up",
            tip=tr("Write a workbook that can be changed and imported again"),
        )
        self._take = make_action(self, tr("Take over"), self.take_over, icon_name="check")
        self._leave = make_action(
            self, tr("Do not take over"), self.leave_takeover, icon_name="arrow-left"
        )
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._find)

    def _find(self) -> None:
        if self.current_tab == "organisation":
            self.organisation.focus_search()
        elif self.current_tab == "classes":
            self.classes.focus_search()

    def _tab_shown(self) -> None:
        tab = self.current_tab
        if tab not in self._loaded:
            self._loaded.add(tab)
            self._load_tab(tab)
        if not self.shows_takeover:
            self._set_actions_of_tab()
        self.host.place_changed()

    def _load_tab(self, tab: str) -> None:
        match tab:
            case "organisation":
                self._load_organisation()
            case "classes":
                self._put(self.classes)
                self.classes.load()
            case "lists":
                self._put(self.lists)
                self.lists.load()
            case "years":
                self._put(self.years)
                self.years.load()
            case _:
                self._put(self.display)

    def _put(self, tab: QWidget) -> None:
        """Put a tab into its place."""
        place = self._tabs.currentWidget()
        if isinstance(place, _Later):
            place.fill(tab)

    def _load_organisation(self) -> None:
        self.organisation.load()
        if self.organisation.has_years:
            self._organisation_views.setCurrentWidget(self.organisation)
            return
        if self._organisation_views.count() == 1:
            self._organisation_views.addWidget(self._empty_organisation())
        self._organisation_views.setCurrentIndex(1)

    def _empty_organisation(self) -> EmptyState:
        return EmptyState(
            "tree-structure",
            tr("The organisation is not registered yet."),
            explanation=tr(
                "Export an empty list, fill in bureaus, sections and staff, and import it."
                " You see what will change before anything is written."
            ),
            next_step=Deed(tr("Import a list"), self.ask_for_list),
            sample=Deed(tr("Export an empty list"), self.ask_where_to_export),
        )

    def _set_actions_of_tab(self) -> None:
        shown = self.current_tab == "organisation"
        self.set_actions([self._import, self._export] if shown else [])

    def _show_takeover(self, takeover: Takeover) -> None:
        self._takeover = takeover
        self.takeover.show_takeover(takeover)
        self._take.setEnabled(takeover.possible and bool(takeover.effects))
        self._views.setCurrentWidget(self.takeover)
        year = FiscalYear(takeover.file.fiscal_year)
        subtitle = (
            tr("Nothing has been changed yet. Look through it, then take it over.")
            if takeover.possible
            else tr(
                "The list has errors. Correct the cells named at the right and import it again."
            )
        )
        self.set_title(tr("What the list of {year} changes", year=year), subtitle=subtitle)
        self.set_actions([self._take, self._leave])

    def _taken_over(self, year: int) -> None:
        count = len(self._takeover.effects) if self._takeover else 0
        self.leave_takeover()
        self._loaded.discard("organisation")
        self._tab_shown()
        self.organisation.show_year(year)
        text = ntr("{n:,} change was taken over.", "{n:,} changes were taken over.", count)
        self.notices.show_notice(Notice(text, Tone.SUCCESS))

    def _exported(self, path: Path) -> None:
        self.notices.show_notice(Notice(tr("Written: {path}", path=path), Tone.SUCCESS))

    def _show_failure(self, error: BprError) -> None:
        self.notices.show_error(error)

    def open_files(self, files: Sequence[Path]) -> None:
        """Look at an organisation list that was dropped on the window."""
        self._tabs.setCurrentIndex(self._keys.index("organisation"))
        self.look_at(files[0])


def _titles() -> dict[str, str]:
    return {
        "organisation": tr("Organisation"),
        "classes": tr("Classification"),
        "lists": tr("Fixed lists"),
        "years": tr("Settings of the fiscal year"),
        "display": tr("Display"),
    }


class _Later(QWidget):
    """The place of a tab that is built when it is first looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def fill(self, tab: QWidget) -> None:
        """Put the tab in; a second time changes nothing."""
        if not self._column.count():
            self._column.addWidget(tab)
