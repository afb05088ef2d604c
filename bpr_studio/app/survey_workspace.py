"""One open workspace with what works on surveys, the organisation and flows.

Services are loaded when they are first used: none is needed to show the home page
(docs/decisions/0012).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.queries import DatabaseQueries
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.app.system import RandomIds, SystemClock, new_actor
from bpr_studio.app.taking_part import TakingPart
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.services.author import Author
from bpr_studio.services.events import EventBus
from bpr_studio.services.store import UndoStack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.app.taking_part import OwnPart
    from bpr_studio.domain.shared.ports import Clock, IdSource, Person
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.personal_data import PersonalHint
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.checking import Checking
    from bpr_studio.services.conflicts import Conflicts
    from bpr_studio.services.core_review import CoreReview
    from bpr_studio.services.detailed import Detailed
    from bpr_studio.services.digging import Digging
    from bpr_studio.services.entry import EntryDesk
    from bpr_studio.services.flow_editing import FlowDesk, Subscribe
    from bpr_studio.services.flow_library import FlowLibrary
    from bpr_studio.services.flow_linting import FlowLinting
    from bpr_studio.services.flow_making import FlowMaking
    from bpr_studio.services.flow_versions import FlowVersions
    from bpr_studio.services.flows import Flows
    from bpr_studio.services.grown_sheets import GrownSheets
    from bpr_studio.services.inbox import Inbox
    from bpr_studio.services.next_round import NextRounds
    from bpr_studio.services.organisations import Organisations
    from bpr_studio.services.reclassifying import Reclassifying
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.suggesting import Suggestions
    from bpr_studio.services.survey_rounds import SurveyRounds
    from bpr_studio.services.surveys import Surveys
    from bpr_studio.services.working_time import WorkingTimes
    from bpr_studio.services.workspaces import NewWorkspace


class SurveyWorkspace:
    """An open workspace: queries to read, services to work, undo for this window.

    Attributes:
        database: the open file; close the workspace with `close`.
        bus: tells after each commit what changed.
        queries: reading.
        store: the op store itself, for history and checks.
        undo: the undoable way to the store that all services write through.
    """

    def __init__(
        self,
        database: Database,
        person: Person,
        clock: Clock,
        ids: IdSource,
        progress: Progress | None = None,
    ) -> None:
        self.database = database
        self._person = person
        self._taking_part = TakingPart(database)
        database.named = self._taking_part.named
        self.clock = clock
        self.ids = ids
        self.bus = EventBus()
        self.queries = DatabaseQueries(database)
        self.bus.subscribe(self.queries.forget)
        self.store = OpStore(database, clock, self.bus, progress)
        if not database.read_only:
            self.store.sign_in(self.person, new_actor())
        self.undo = UndoStack(self.store)

    @property
    def part(self) -> OwnPart | None:
        """What the list of participants says of this PC; None where nothing is shared."""
        return self._taking_part.own

    @property
    def person(self) -> Person:
        """Who is at the keyboard, in the approved role where the workspace is shared."""
        part = self.part
        return self._person if part is None else replace(self._person, role=part.role)

    @person.setter
    def person(self, person: Person) -> None:
        self._person = person

    @classmethod
    def open(
        cls,
        folder: Path,
        person: Person,
        *,
        read_only: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Open the workspace in `folder`.

        Args:
            folder: where it lies.
            person: who works with it.
            read_only: only look at it.
            progress: told when a file of an older version is brought up to date.

        Raises:
            RefusedError: it is open elsewhere, not writable, or of a newer version.
            UnreadableInputError: there is none, or the file is damaged.
            CancelledError: bringing it up to date was stopped; the next opening goes on.
        """
        database = Database(folder, read_only=read_only)
        try:
            return cls(database, person, SystemClock(), RandomIds(), progress)
        except BaseException:
            database.close()
            raise

    @classmethod
    def create(cls, folder: Path, person: Person, new: NewWorkspace) -> Self:
        """Make a workspace with the fixed lists and the first survey round, and open it.

        Raises:
            RefusedError: there is one already, or the folder cannot be written.
        """
        from bpr_studio.adapters.catalogs.seeds import seed_rows
        from bpr_studio.services.workspaces import set_up

        workspace = cls(Database.create(folder), person, SystemClock(), RandomIds())
        set_up(workspace.store, seed_rows(), new)
        return workspace

    @cached_property
    def surveys(self) -> Surveys:
        """Hand out and collect."""
        from bpr_studio.app.files import SurveyWorkbooks
        from bpr_studio.services.surveys import Surveys

        return Surveys(
            self.undo, self.queries, SurveyWorkbooks(), self.sheet_states, self.personal_hints
        )

    @staticmethod
    def personal_hints(text: str) -> tuple[PersonalHint, ...]:
        """What looks like personal data in a text."""
        from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard

        return load_personal_data_guard().hints(text)

    @property
    def author(self) -> Author:
        """Who writes, when, and under which new ids."""
        return Author(lambda: self.person, self.clock, self.ids)

    @cached_property
    def sheet_states(self) -> SheetStates:
        """Submitting, confirming, approving, accepting, returning."""
        from bpr_studio.services.sheet_states import SheetStates

        def open_errors(round_id: str, unit_id: str) -> int:
            return self.checking.open_errors(round_id, unit_id)  # loaded when it is asked

        overlaps = self.queries.open_issues
        return SheetStates(self.undo, self.queries, self.author, open_errors, overlaps)

    def conflicts(self, section: Callable[[], str] = lambda: "") -> Conflicts:
        """Edits of several people that overlap, and settling them.

        Args:
            section: code of the person's section.
        """
        from bpr_studio.adapters.catalogs.formats import load_shown_format
        from bpr_studio.services.conflicts import Conflicts

        return Conflicts(self.undo, self.queries, self.author, load_shown_format, section)

    @cached_property
    def survey_rounds(self) -> SurveyRounds:
        """Survey rounds: plan, open, remind, close, lock."""
        from bpr_studio.adapters.catalogs.definitions import core_texts
        from bpr_studio.services.survey_rounds import SurveyRounds

        return SurveyRounds(self.undo, self.queries, self.author, core_texts)

    @cached_property
    def inbox(self) -> Inbox:
        """What waits for whoever is at the keyboard."""
        from bpr_studio.services.inbox import Inbox

        return Inbox(self.queries, self.author)

    @cached_property
    def working_times(self) -> WorkingTimes:
        """Working days and hours by fiscal year."""
        from bpr_studio.services.working_time import WorkingTimes

        return WorkingTimes(self.undo, self.queries)

    @cached_property
    def checking(self) -> Checking:
        """The checks of sections and of the whole city."""
        from bpr_studio.adapters.catalogs.formats import load_survey_format
        from bpr_studio.services.checking import Checking

        made = Checking(self.queries, load_survey_format)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def core_review(self) -> CoreReview:
        """Core and non-core: proposals, and where sections disagree."""
        from bpr_studio.adapters.catalogs.core_words import load_core_words
        from bpr_studio.services.core_review import CoreReview

        made = CoreReview(self.queries, load_core_words())
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def entry_desk(self) -> EntryDesk:
        """Editing the sheet of a section."""
        from bpr_studio.adapters.catalogs.entry import EntryListsFromFiles
        from bpr_studio.services.entry import EntryDesk

        lists = EntryListsFromFiles()
        return EntryDesk(self.undo, self.queries, lists, self.author, self.checking.facts)

    @cached_property
    def digging(self) -> Digging:
        """Where to dig for the detailed survey."""
        from bpr_studio.services.digging import Digging

        return Digging(self.queries)

    @cached_property
    def detailed(self) -> Detailed:
        """The detailed survey: targets and their steps."""
        from bpr_studio.adapters.catalogs.formats import load_shown_format
        from bpr_studio.services.detailed import Detailed

        return Detailed(self.undo, self.queries, self.survey_rounds, load_shown_format, self.author)

    @cached_property
    def next_rounds(self) -> NextRounds:
        """Next year's round from last year's answers."""
        from bpr_studio.services.next_round import NextRounds

        return NextRounds(self.undo, self.queries, self.author, self.survey_rounds)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Codes for the names of tasks."""
        from bpr_studio.adapters.catalogs.class_words import load_class_words
        from bpr_studio.services.suggesting import Suggestions

        made = Suggestions(self.undo, self.queries, load_class_words(), self.author)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def reclassifying(self) -> Reclassifying:
        """Sorting what sections could not classify."""
        from bpr_studio.services.reclassifying import Reclassifying

        made = Reclassifying(self.undo, self.queries, self.suggestions, self.author)
        self.bus.subscribe(made.forget)
        return made

    @cached_property
    def grown_sheets(self) -> GrownSheets:
        """Survey sheets of other makers."""
        from bpr_studio.adapters.catalogs.header_words import load_header_words
        from bpr_studio.app.files import GrownWorkbooks
        from bpr_studio.services.grown_sheets import GrownSheets

        return GrownSheets(
            self.undo,
            self.queries,
            GrownWorkbooks(),
            load_header_words(),
            self.suggestions,
            self.sheet_states,
            self.author,
            self.personal_hints,
        )

    @cached_property
    def organisations(self) -> Organisations:
        """The organisation by fiscal year."""
        from bpr_studio.adapters.sheets.organisation_book import OrganisationBooks
        from bpr_studio.services.organisations import Organisations

        return Organisations(self.undo, self.queries, OrganisationBooks(self.staff_names))

    @cached_property
    def flows(self) -> Flows:
        """Process models."""
        from bpr_studio.app.files import BpmnFiles
        from bpr_studio.services.flows import Flows

        return Flows(self.undo, self.queries, BpmnFiles(), self.author)

    @cached_property
    def flow_library(self) -> FlowLibrary:
        """Standard flows to start from, and fragments to put into flows."""
        from bpr_studio.adapters.catalogs.flow_library import load_flow_library
        from bpr_studio.app.files import BpmnFiles
        from bpr_studio.services.flow_library import FlowLibrary

        return FlowLibrary(load_flow_library, BpmnFiles())

    @cached_property
    def flow_versions(self) -> FlowVersions:
        """As-Is, standard, To-Be and drafts of flows, and their kept states."""
        from bpr_studio.services.flow_versions import FlowVersions

        return FlowVersions(self.undo, self.queries, self.author)

    @cached_property
    def flow_linting(self) -> FlowLinting:
        """Checking stored flows by the rules of notation and practice."""
        from datetime import date

        from bpr_studio.adapters.catalogs.lint_profile import load_lint_profile
        from bpr_studio.services.flow_linting import FlowLinting

        return FlowLinting(
            self.queries, load_lint_profile, lambda: date.fromisoformat(self.author.today())
        )

    def flow_desk(
        self, section: Callable[[], str] = lambda: "", subscribe: Subscribe | None = None
    ) -> FlowDesk:
        """Editing flows.

        Args:
            section: code of the person's section.
            subscribe: tells of commits on the thread that edits; by default the bus itself.
        """
        from bpr_studio.services.flow_editing import FlowDesk

        return FlowDesk(
            self.undo,
            self.queries,
            self.author,
            subscribe=subscribe or self.bus.subscribe,
            section=section,
        )

    def flow_making(self, section: Callable[[], str] = lambda: "") -> FlowMaking:
        """New flows and their names.

        Args:
            section: code of the person's section.
        """
        from bpr_studio.app.flow_lanes import blank_with_usual_lanes
        from bpr_studio.services.flow_making import FlowMaking

        return FlowMaking(
            self.undo,
            self.queries,
            self.flows,
            self.author,
            section=section,
            blank=blank_with_usual_lanes,
            library=self.flow_library.model,
        )

    @property
    def staff_names(self) -> dict[str, str]:
        """Names of the staff categories by code, in the order of the list."""
        return {line.code: line.name for line in self.queries.items("staff_category")}

    def survey_format(self) -> SurveyFormat:
        """The columns of the 全体調査 that pages start with, in the language of the user.

        Raises:
            FileNotFoundError: it is of a newer version of the program.
        """
        from bpr_studio.adapters.catalogs.formats import load_shown_format
        from bpr_studio.domain.workload.form import OVERALL

        for found in self.queries.rounds():
            if found.id == self.round_id and found.kind == OVERALL:
                return load_shown_format(found.format_id, found.format_version)
        return load_shown_format(OVERALL, 1)

    @property
    def fiscal_year(self) -> FiscalYear:
        """The year pages start with."""
        return FiscalYear(self.queries.workspace().fiscal_year)

    @property
    def round_id(self) -> str:
        """The survey round pages start with."""
        return self.queries.workspace().round_id

    def close(self) -> None:
        """Close the file, so that other programs can open it."""
        self.database.close()
