"""Overlapping edits in words: what a row, a field and a value are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.conflict_words import ConflictWords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.conflict_views import Issue
    from bpr_studio.services.views import RoundInfo

    LoadFormat = Callable[[str, int], SurveyFormat]

TASK: Final = "work_item"
ELEMENT: Final = "flow_element"
DETAILED: Final = "detailed"

_KINDS: Final[Mapping[str, str]] = {
    TASK: N_("Task"),
    ELEMENT: N_("Drawing"),
    "flow": N_("Business flow"),
    "survey_sheet": N_("Survey sheet"),
    "survey_round": N_("Survey round"),
    "cell_comment": N_("Remark at a cell"),
    "org_unit": N_("Organisation"),
    "headcount": N_("Number of staff"),
    "staff_year": N_("Working hours of staff"),
    "year_setting": N_("Working days of the year"),
    "task_class": N_("Classification"),
    "list_item": N_("Fixed list"),
    "workspace": N_("City"),
    "city_data": N_("Figures of a city"),
    "city_figure": N_("Figures of a city"),
    "city_flow": N_("Flow of another city"),
    "staff_count": N_("Staff by department"),
    "improvement": N_("Improvement"),
    "improvement_claim": N_("Saving at a task"),
    "improvement_actual": N_("Hours really saved"),
    "candidate_verdict": N_("Decision on a candidate"),
    "goal_value": N_("Value of a goal"),
    "procedure": N_("Procedure of the ledger"),
    "procedure_step": N_("Step for a procedure"),
}
_FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "lane": N_("Lane"),
    "parent": N_("Part of"),
    "ends": N_("From and to"),
    "host": N_("Attached to"),
    "subtype": N_("Kind"),
    "kind": N_("Kind"),
    "default_flow": N_("Usual way"),
    "refers_to": N_("Stands for"),
    "linked_flow": N_("Linked flow"),
    "derived_from": N_("Taken from"),
    "code": N_("Code"),
    "class_code": N_("Class"),
    "unit_id": N_("Section"),
    "due_on": N_("Due on"),
    "opens_on": N_("Opens on"),
    "state": N_("State"),
    "verdict": N_("Verdict"),
    "reason": N_("Reason"),
    "text": N_("Text"),
    "note": N_("Note"),
    "share_hundredths": N_("Share (%)"),
    "core_note": N_("Why core or non-core"),
    "change_reason": N_("Why it changed"),
    "heads_hundredths": N_("Number of staff"),
    "overtime_minutes": N_("Overtime"),
    "minutes_per_head": N_("Working hours of staff"),
    "working_days": N_("Working days"),
    "minutes_per_day": N_("Working hours a day"),
    "leave_days": N_("Days of leave"),
    "decision": N_("Decision on the seal"),
    "written_decision": N_("Decision on the written form"),
    "in_person_decision": N_("Decision on the visit"),
    "decision_reason": N_("Reason"),
    "amended_rule": N_("Rule amended"),
    "effective_on": N_("In force from"),
    "cases_total": N_("Cases a year"),
    "city_alone": N_("The city alone can change it"),
}
FREE_TEXTS: Final = frozenset(
    {
        *("name", "legal_basis", "system_name", "issue", "wish", "note", "core_note", "text"),
        *("change_reason", "improvement", "manual_text", "seal_basis", "paper_basis"),
        *("in_person_basis", "reason", "version_name"),
    }
)
"""Fields where any text may stand."""

_REFERENCES: Final = frozenset({"lane", "parent", "host", "refers_to", "default_flow"})
_SHORT: Final = 60


class OverlapWords:
    """Words for the issues of one look at the list; loads each format and flow once."""

    def __init__(
        self,
        rounds: Mapping[str, RoundInfo],
        load_format: LoadFormat,
        flow: Callable[[str], ProcessModel | None],
    ) -> None:
        """Take what words come from.

        Args:
            rounds: the survey rounds by id.
            load_format: the survey format by kind and version, in the user's language.
            flow: a stored flow, for the names of its elements.
        """
        self._rounds = rounds
        self._load = load_format
        self._flow = flow
        self._formats: dict[tuple[str, int], ConflictWords | None] = {}
        self._flows: dict[str, ProcessModel | None] = {}

    def title(self, issue: Issue) -> str:
        """What the row is called."""
        if issue.name:
            return issue.name
        kind = _KINDS.get(issue.entity)
        return tr("{kind} without a name", kind=tr_source(kind)) if kind else issue.entity

    def kind(self, issue: Issue) -> str:
        """What kind of thing the row is: a task, a business flow and so on."""
        if issue.entity == ELEMENT and issue.flow_name:
            return issue.flow_name
        kind = _KINDS.get(issue.entity)
        return tr_source(kind) if kind else issue.entity

    def header(self, issue: Issue, field: str) -> str:
        """The heading of a field; that it is about the whole row where there is none."""
        if not field:
            return tr("Whole line")
        words = self._words(issue)
        found = words.header(field) if words is not None else field
        if found != field:
            return found
        name = _FIELDS.get(field)
        return tr_source(name) if name else field

    def text(self, issue: Issue, field: str, value: object) -> str:
        """A value as people read it."""
        if value is None or value in ("", [], {}):
            return tr("(empty)")
        if issue.entity == ELEMENT and field in _REFERENCES:
            return self._named(issue.flow_id, value)
        if field == "ends" and isinstance(value, list | tuple):
            return " → ".join(self._named(issue.flow_id, end) for end in value)
        if isinstance(value, list | tuple):
            return tr(", ").join(map(str, value))
        said = ("yes" if value else "no") if isinstance(value, bool) else value
        if isinstance(value, float):
            return f"{value:,.10g}"
        words = self._words(issue)
        return words.text(field, said) if words is not None else str(said)

    def _named(self, flow_id: str, element_id: object) -> str:
        if flow_id not in self._flows:
            self._flows[flow_id] = self._flow(flow_id)
        model = self._flows[flow_id]
        element = model.find(str(element_id)) if model is not None else None
        name = element.name.replace("\n", " ") if element is not None else ""
        return name[:_SHORT] or str(element_id)

    def _words(self, issue: Issue) -> ConflictWords | None:
        """The headings of the form the row belongs to."""
        if issue.entity not in {TASK, ELEMENT}:
            return None
        found = self._rounds.get(issue.round_id)
        if found is not None:
            key = (found.format_id, found.format_version)
        else:
            key = (DETAILED, 1) if issue.entity == ELEMENT else ("overall", 1)
        if key not in self._formats:
            self._formats[key] = self._loaded(*key)
        return self._formats[key]

    def _loaded(self, kind: str, version: int) -> ConflictWords | None:
        try:
            return ConflictWords(self._load(kind, version))
        except FileNotFoundError:
            return None  # a form of a newer program: fields are told by their names
