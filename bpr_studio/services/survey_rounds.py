"""Survey rounds: plan, open, remind, close, lock, and how far a round is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.domain.workload.workflow import (
    DX_OFFICE,
    SUBMITTED,
    Deed,
    RoundState,
    SheetState,
    round_label,
    round_state,
    sheet_state,
)
from bpr_studio.services.round_progress import (
    are_days,
    progress_of,
    reminder_for,
)
from bpr_studio.services.rounds import find_round
from bpr_studio.services.sheet_states import sheet_id
from bpr_studio.services.workspaces import WORKSPACE_ID

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.author import Author
    from bpr_studio.services.round_progress import (
        Reminder,
        RoundProgress,
    )
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import Queries, RoundInfo

CoreTexts = Callable[[], Mapping[str, str]]
"""The sentence of each definition of core work by its id, the usual one first."""

_FORMATS: Final = {"overall": ("overall", 1), "detailed": ("detailed", 1)}
_USUAL_DAYS: Final = 28  # four weeks to fill in, unless the DX office says otherwise


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A survey round as it is planned.

    Attributes:
        fiscal_year: western year whose organisation is asked.
        kind: "overall" (全体調査) or "detailed" (詳細調査).
        name: as people call it.
        format_id: the common format, with its released version.
        core_definition_id: which definition of core work holds.
        core_definition: its sentence.
        minutes_per_full_timer: yearly minutes of one full-timer.
        opens_on: first day to fill in (ISO).
        due_on: day the sheets are due (ISO).
        unit_ids: the sections asked; None for all of the year.
        previous_round_id: last year's round it starts from, "" for none.
        overall_round_id: the 全体調査 a detailed round goes on from, "" for none.
    """

    fiscal_year: int
    kind: str
    name: str
    format_id: str
    format_version: int
    core_definition_id: str
    core_definition: str
    minutes_per_full_timer: int
    opens_on: str
    due_on: str
    unit_ids: frozenset[str] | None = None
    previous_round_id: str = ""
    overall_round_id: str = ""


class SurveyRounds:
    """The survey rounds of a workspace; changing them is the DX office's."""

    def __init__(
        self, store: UndoableStore, queries: Queries, author: Author, core_texts: CoreTexts
    ) -> None:
        """Work for whoever is at the keyboard.

        Args:
            store: where rounds are written.
            queries: what there is.
            author: who does it, and when.
            core_texts: the known definitions of core work.
        """
        self._store = store
        self._queries = queries
        self._author = author
        self._core_texts = core_texts

    # -- planning --------------------------------------------------------------------------------

    def proposal(self, fiscal_year: int, kind: str = "overall") -> RoundPlan:
        """A plan to start from: working time of the year, definition and format in use.

        Args:
            fiscal_year: western year.
            kind: "overall" or "detailed".

        Raises:
            RefusedError: no working time is known at all.
        """
        rounds = self._queries.rounds()
        same = [r for r in rounds if r.kind == kind and r.fiscal_year <= fiscal_year]
        before = next((r for r in same if r.fiscal_year < fiscal_year), None)
        overall = next(
            (r for r in rounds if (r.kind, r.fiscal_year) == ("overall", fiscal_year)), None
        )
        definition = self._definition(overall or (same[0] if same else None))
        form = (before.format_id, before.format_version) if before else _FORMATS[kind]
        today = date.fromisoformat(self._author.today())
        detailed = kind == "detailed"
        title = tr("Detailed survey") if detailed else tr("Overall survey")
        return RoundPlan(
            fiscal_year=fiscal_year,
            kind=kind,
            name=tr("{title} of {year}", title=title, year=_year_name(fiscal_year)),
            format_id=form[0],
            format_version=form[1],
            core_definition_id=definition[0],
            core_definition=definition[1],
            minutes_per_full_timer=self._minutes(fiscal_year),
            opens_on=today.isoformat(),
            due_on=(today + timedelta(days=_USUAL_DAYS)).isoformat(),
            previous_round_id=before.id if before and not detailed else "",
            overall_round_id=overall.id if overall and detailed else "",
        )

    def _definition(self, found: RoundInfo | None) -> tuple[str, str]:
        """Id and sentence of the definition in use, else of the usual one."""
        texts = self._core_texts()
        if found is not None and found.core_definition:
            known = next((k for k, text in texts.items() if text == found.core_definition), "")
            return found.core_definition_id or known, found.core_definition
        return next(iter(texts.items()), ("", ""))

    def _minutes(self, fiscal_year: int) -> int:
        """Yearly minutes of a full-timer; of the nearest year before where it is not known."""
        years = self._queries.working_years()
        known = [y for y in years if y.fiscal_year <= fiscal_year] or list(years[:1])
        if not known:
            raise RefusedError(
                tr("No working time of any year is known."),
                remedy=tr("Enter working days and hours in the settings."),
            )
        return known[-1].working_days * known[-1].minutes_per_day

    def plan(self, plan: RoundPlan) -> str:
        """Note a round that will be opened later; returns its id.

        Raises:
            RefusedError: it cannot be held as planned, or the person is not the DX office.
        """
        require_dx_office(self._author)
        self.require_sound(plan)
        round_id = self.id_for(plan)
        label = tr("Plan the survey {name}", name=plan.name)
        self._store.commit(label, self.plan_changes(plan, round_id))
        return round_id

    def revise(self, round_id: str, plan: RoundPlan) -> None:
        """Change a planned or running round; year and kind stay.

        Raises:
            RefusedError: it cannot be held as planned, it is closed, a section that is no
                longer asked has begun, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.PLANNED, RoundState.OPEN)
        self.require_sound(plan)
        if (plan.fiscal_year, plan.kind) != (found.fiscal_year, found.kind):
            raise RefusedError(
                tr("Year and kind of a survey cannot be changed."),
                kept=tr("Nothing was changed."),
                remedy=tr("Plan another survey."),
            )
        label = tr("Change the survey {name}", name=plan.name)
        changes = [
            PutRow("survey_round", round_id, {**_round_fields(plan), "state": found.state}),
            *self._sheets(round_id, sorted(plan.unit_ids or ())),
            *self._no_longer(round_id, plan.unit_ids),
        ]
        self._store.commit(label, changes)

    def plan_changes(self, plan: RoundPlan, round_id: str) -> list[Change]:
        """What makes a planned round; its sections are those named, or all when it opens."""
        fields = {**_round_fields(plan), "state": RoundState.PLANNED.value}
        sheets = self._sheets(round_id, sorted(plan.unit_ids or ()))
        return [PutRow("survey_round", round_id, fields), *sheets]

    def id_for(self, plan: RoundPlan) -> str:
        """The id the next round of this year and kind gets; planned, so that two PCs agree."""
        workspace = self._queries.workspace()
        city = () if workspace.fictitious else (workspace.city_code,)
        taken = {r.id for r in self._queries.rounds()}
        number = 1
        while True:
            later = () if number == 1 else (number,)
            found = planned_id("survey_round", *city, plan.fiscal_year, plan.kind, *later)
            if found not in taken:
                return found
            number += 1

    def require_sound(self, plan: RoundPlan) -> None:
        """Whether a round can be held as planned.

        Raises:
            RefusedError: no name, no hours, wrong days, or sections that are not there.
        """
        if not plan.name.strip():
            raise _refused(tr("A survey needs a name."), tr("Type a name."))
        if plan.minutes_per_full_timer <= 0:
            raise _refused(
                tr("The yearly hours of a full-timer must be more than 0."), tr("Type the hours.")
            )
        if not are_days(plan.opens_on, plan.due_on) or plan.due_on < plan.opens_on:
            raise _refused(
                tr("The survey cannot be due before it opens."), tr("Choose other days.")
            )
        sections = self._section_ids(plan.fiscal_year)
        if not sections:
            raise _refused(
                tr("There are no sections in {year}.", year=FiscalYear(plan.fiscal_year)),
                tr("Import the organisation of the year in the settings."),
            )
        if plan.unit_ids is not None and not plan.unit_ids <= set(sections):
            raise _refused(
                tr("A chosen section is not in the organisation of the year."),
                tr("Choose the sections again."),
            )

    def _section_ids(self, fiscal_year: int) -> list[str]:
        return [u.id for u in self._queries.units(fiscal_year) if u.level == "section"]

    def _sheets(self, round_id: str, units: Iterable[str]) -> Iterator[Change]:
        """The sheets of sections that are asked; what is in them stays."""
        known = {section.unit_id: section.state for section in self._queries.sections(round_id)}
        for unit in units:
            fields = {"round_id": round_id, "unit_id": unit}
            if known.get(unit, "") in {"", SheetState.DRAFT}:
                fields["state"] = SheetState.DRAFT.value
            yield PutRow("survey_sheet", sheet_id(round_id, unit), fields)

    def _no_longer(self, round_id: str, chosen: Collection[str] | None) -> Iterator[Change]:
        """The sheets of sections that shall not be asked any more."""
        if chosen is None:
            return
        for section in self._queries.sections(round_id):
            if not section.state or section.unit_id in chosen:
                continue
            if section.tasks or section.since:
                sentence = tr("{unit} has begun its sheet already.", unit=section.unit_name)
                raise _refused(sentence, tr("Leave the section in the survey."))
            yield DeleteRow("survey_sheet", sheet_id(round_id, section.unit_id))

    # -- the course of a round -------------------------------------------------------------------

    def open(self, round_id: str) -> None:
        """Let the sections fill in.

        Raises:
            RefusedError: it is open already, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.PLANNED)
        asked = () if found.target == "chosen" else self._section_ids(found.fiscal_year)
        label = tr("Open the survey {name}", name=found.name)
        self._set_state(found, RoundState.OPEN, label, self._sheets(round_id, asked))

    def close(self, round_id: str) -> None:
        """End filling in; the DX office may still accept and return.

        Raises:
            RefusedError: it is not open, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.OPEN)
        self._set_state(found, RoundState.CLOSED, tr("Close the survey {name}", name=found.name))

    def lock(self, round_id: str) -> None:
        """Make the figures final: nobody changes anything any more.

        Raises:
            RefusedError: it is not closed, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.CLOSED)
        self._set_state(found, RoundState.LOCKED, tr("Lock the survey {name}", name=found.name))

    def reopen(self, round_id: str) -> None:
        """Let the sections fill in again.

        Raises:
            RefusedError: it is open, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.CLOSED, RoundState.LOCKED)
        self._set_state(found, RoundState.OPEN, tr("Open the survey {name} again", name=found.name))

    def make_current(self, round_id: str) -> None:
        """Make it the round that all pages start with.

        Raises:
            RefusedError: there is no such round, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = find_round(self._queries, round_id)
        fields = {"round_id": found.id, "fiscal_year": found.fiscal_year}
        label = tr("Show the survey {name} everywhere", name=found.name)
        self._store.commit(label, [SetFields("workspace", WORKSPACE_ID, fields)])

    def set_due(self, round_id: str, due_on: str, unit_ids: Sequence[str] = ()) -> None:
        """Change the day sheets are due: of some sections, or of the round.

        Args:
            round_id: the survey round.
            due_on: the day (ISO); "" gives sections the round's day again.
            unit_ids: the sections; empty for the round itself.

        Raises:
            RefusedError: it is no day, the round is closed, or the person is not the DX office.
        """
        require_dx_office(self._author)
        found = self._require(round_id, RoundState.PLANNED, RoundState.OPEN)
        if not (are_days(due_on) or (unit_ids and not due_on)):
            raise _refused(tr("{day} is no day.", day=due_on), tr("Type it like 2026-06-30."))
        changes: list[Change] = [
            PutRow(
                "survey_sheet",
                sheet_id(round_id, unit),
                {"round_id": round_id, "unit_id": unit, "due_on": due_on or None},
            )
            for unit in unit_ids
        ]
        if not unit_ids:
            changes.append(SetFields("survey_round", found.id, {"due_on": due_on}))
        self._store.commit(tr("Change the due day"), changes)

    def _set_state(
        self, found: RoundInfo, state: RoundState, label: str, more: Iterable[Change] = ()
    ) -> None:
        change = SetFields("survey_round", found.id, {"state": state.value})
        self._store.commit(label, [change, *more])

    def _require(self, round_id: str, *states: RoundState) -> RoundInfo:
        found = find_round(self._queries, round_id)
        state = round_state(found.state)
        if state not in states:
            raise _refused(
                tr(
                    "The survey is at “{state}”; this cannot be done now.", state=round_label(state)
                ),
                tr("Open, close or lock it first."),
            )
        return found

    # -- how far it is ---------------------------------------------------------------------------

    def round_progress(self, round_id: str) -> RoundProgress:
        """How far a round is: by bureau, by state, and who is overdue.

        Raises:
            RefusedError: there is no such round.
        """
        found = find_round(self._queries, round_id)
        return progress_of(found, self._queries.sections(round_id), self._author.today())

    def reminders(self, round_id: str, unit_ids: Collection[str] = ()) -> tuple[Reminder, ...]:
        """The letters to sections whose sheet is missing; nothing is written.

        Args:
            round_id: the survey round.
            unit_ids: only these; empty for all that have not handed in.

        Raises:
            RefusedError: there is no such round.
        """
        found = find_round(self._queries, round_id)
        today = self._author.today()
        return tuple(
            reminder_for(found, section, today)
            for section in self._queries.sections(round_id)
            if section.state and sheet_state(section.state) not in SUBMITTED
            if not unit_ids or section.unit_id in unit_ids
        )

    def remind(
        self, states: SheetStates, round_id: str, unit_ids: Collection[str] = ()
    ) -> tuple[Reminder, ...]:
        """Note that sections were reminded, and give the letters.

        Args:
            states: notes the reminders in the course of the sheets.
            round_id: the survey round.
            unit_ids: only these; empty for all that have not handed in.

        Raises:
            RefusedError: the round is not running, or the person is not the DX office.
        """
        require_dx_office(self._author)
        self._require(round_id, RoundState.OPEN, RoundState.CLOSED)
        letters = self.reminders(round_id, unit_ids)
        states.do(Deed.REMIND, round_id, [letter.unit_id for letter in letters])
        return letters


def _year_name(fiscal_year: int) -> str:
    """A fiscal year as it stands in names."""
    year = FiscalYear(fiscal_year)
    return year.era_name if language() == "ja" else str(year)


def require_dx_office(author: Author) -> None:
    """Whether the person at the keyboard may plan, open and close surveys.

    Raises:
        RefusedError: they are not the DX office.
    """
    if author.role != DX_OFFICE:
        raise _refused(
            tr("Only the DX office plans, opens and closes surveys."),
            tr("Ask the DX office to do it."),
        )


def _refused(message: str, remedy: str) -> RefusedError:
    return RefusedError(message, kept=tr("Nothing was changed."), remedy=remedy)


def _round_fields(plan: RoundPlan) -> dict[str, object]:
    return {
        "fiscal_year": plan.fiscal_year,
        "kind": plan.kind,
        "name": plan.name.strip(),
        "format_id": plan.format_id,
        "format_version": plan.format_version,
        "core_definition": plan.core_definition,
        "core_definition_id": plan.core_definition_id or None,
        "minutes_per_full_timer": plan.minutes_per_full_timer,
        "opens_on": plan.opens_on,
        "due_on": plan.due_on,
        "target": "all" if plan.unit_ids is None else "chosen",
        "previous_round_id": plan.previous_round_id or None,
        "overall_round_id": plan.overall_round_id or None,
    }
