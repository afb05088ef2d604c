"""The projection: one table per entity, as SQLModel classes; rows never leave this package.

Tables hold the shown value of every field; they follow from the op log and can be rebuilt.
Synced tables carry no foreign keys, UNIQUE or CHECK constraints, since an op of another PC
must always apply; rules are findings. All columns may be NULL: an op sets only some fields.
The schema on disk is made by the numbered files in `schema/`; a test compares the two.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import REAL, Integer, Text
from sqlmodel import Field, SQLModel

# STRICT tables know INTEGER, TEXT, REAL and BLOB only, so every column names its type.
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_STRICT_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _id() -> Any:
    return Field(primary_key=True, sa_type=Text)


def _text() -> Any:
    return Field(default=None, sa_type=Text, nullable=True)


def _int() -> Any:
    return Field(default=None, sa_type=Integer, nullable=True)


def _real() -> Any:
    return Field(default=None, sa_type=REAL, nullable=True)


def _json() -> Any:
    """A composite value as canonical JSON text."""
    return Field(
        default=None, sa_type=Text, nullable=True, sa_column_kwargs={"info": {"json": True}}
    )


def _derived_int() -> Any:
    """A column that is calculated, never set by an op."""
    return Field(
        default=None, sa_type=Integer, nullable=True, sa_column_kwargs={"info": {"derived": True}}
    )


def _derived_text() -> Any:
    return Field(
        default=None, sa_type=Text, nullable=True, sa_column_kwargs={"info": {"derived": True}}
    )


class WorkspaceRow(SQLModel, table=True):
    """The workspace itself: one row."""

    __tablename__: ClassVar[str] = "workspace"
    __table_args__ = _STRICT
    id: str = _id()
    city_code: str | None = _text()
    city_name: str | None = _text()
    fictitious: int | None = _int()
    fiscal_year: int | None = _int()
    round_id: str | None = _text()
    population: int | None = _int()


class ActorRow(SQLModel, table=True):
    """A local database and the person who writes in it."""

    __tablename__: ClassVar[str] = "actor"
    __table_args__ = _STRICT
    id: str = _id()
    user: str | None = _text()
    role: str | None = _text()


class TaskClassRow(SQLModel, table=True):
    """One code of the common classification."""

    __tablename__: ClassVar[str] = "task_class"
    __table_args__ = _STRICT
    id: str = _id()
    code: str | None = _text()
    level: int | None = _int()
    parent_code: str | None = _text()
    name: str | None = _text()
    core_hint: str | None = _text()
    department: str | None = _text()
    source: str | None = _text()
    mark: str | None = _text()
    sort_key: int | None = _int()


class ListItemRow(SQLModel, table=True):
    """One entry of a fixed list: staff categories, step types, frequencies, cities and so on."""

    __tablename__: ClassVar[str] = "list_item"
    __table_args__ = _STRICT
    id: str = _id()
    list: str | None = _text()
    code: str | None = _text()
    name: str | None = _text()
    name_en: str | None = _text()
    attributes: str | None = _json()
    source: str | None = _text()
    mark: str | None = _text()
    sort_key: int | None = _int()


class YearSettingRow(SQLModel, table=True):
    """Working time of one fiscal year."""

    __tablename__: ClassVar[str] = "year_setting"
    __table_args__ = _STRICT
    id: str = _id()
    fiscal_year: int | None = _int()
    working_days: int | None = _int()
    minutes_per_day: int | None = _int()
    leave_days: int | None = _int()
    source: str | None = _text()
    mark: str | None = _text()


class StaffYearRow(SQLModel, table=True):
    """Yearly minutes and cost of one head of a staff category in one fiscal year."""

    __tablename__: ClassVar[str] = "staff_year"
    __table_args__ = _STRICT
    id: str = _id()
    fiscal_year: int | None = _int()
    staff_category: str | None = _text()
    minutes_per_head: int | None = _int()
    yen_per_hour: int | None = _int()


class OrgUnitRow(SQLModel, table=True):
    """One unit of the organisation in one fiscal year; nested-set and path are derived."""

    __tablename__: ClassVar[str] = "org_unit"
    __table_args__ = _STRICT
    id: str = _id()
    fiscal_year: int | None = _int()
    code: str | None = _text()
    name: str | None = _text()
    level: str | None = _text()
    parent_id: str | None = _text()
    sort_key: int | None = _int()
    lft: int | None = _derived_int()
    rgt: int | None = _derived_int()
    bureau_id: str | None = _derived_text()
    division_id: str | None = _derived_text()
    section_id: str | None = _derived_text()
    path: str | None = _derived_text()


class SuccessionRow(SQLModel, table=True):
    """What became of a unit in the next year, and which share of it."""

    __tablename__: ClassVar[str] = "succession"
    __table_args__ = _STRICT
    id: str = _id()
    from_id: str | None = _text()
    to_id: str | None = _text()
    kind: str | None = _text()
    share_percent: int | None = _int()


class HeadcountRow(SQLModel, table=True):
    """Heads (hundredths) and recorded overtime (minutes a year) of a unit by category."""

    __tablename__: ClassVar[str] = "headcount"
    __table_args__ = _STRICT
    id: str = _id()
    unit_id: str | None = _text()
    staff_category: str | None = _text()
    heads_hundredths: int | None = _int()
    overtime_minutes: int | None = _int()


class SurveyRoundRow(SQLModel, table=True):
    """One survey of all sections in one fiscal year."""

    __tablename__: ClassVar[str] = "survey_round"
    __table_args__ = _STRICT
    id: str = _id()
    fiscal_year: int | None = _int()
    kind: str | None = _text()
    name: str | None = _text()
    format_id: str | None = _text()
    format_version: int | None = _int()
    core_definition: str | None = _text()
    minutes_per_full_timer: int | None = _int()
    state: str | None = _text()
    opens_on: str | None = _text()
    due_on: str | None = _text()
    target: str | None = _text()
    core_definition_id: str | None = _text()
    previous_round_id: str | None = _text()
    overall_round_id: str | None = _text()


class SurveySheetRow(SQLModel, table=True):
    """The answer of one section in one round."""

    __tablename__: ClassVar[str] = "survey_sheet"
    __table_args__ = _STRICT
    id: str = _id()
    round_id: str | None = _text()
    unit_id: str | None = _text()
    state: str | None = _text()
    file_name: str | None = _text()
    file_digest: str | None = _text()
    collected_at: str | None = _text()
    due_on: str | None = _text()
    reason: str | None = _text()
    approved_digest: str | None = _text()
    approved_by: str | None = _text()
    approved_at: str | None = _text()


class SheetEventRow(SQLModel, table=True):
    """One deed on a section's sheet: submitted, checked, approved, returned, reminded and so on."""

    __tablename__: ClassVar[str] = "sheet_event"
    __table_args__ = _STRICT
    id: str = _id()
    round_id: str | None = _text()
    unit_id: str | None = _text()
    kind: str | None = _text()
    state: str | None = _text()
    at: str | None = _text()
    user: str | None = _text()
    role: str | None = _text()
    reason: str | None = _text()
    digest: str | None = _text()


class WorkItemRow(SQLModel, table=True):
    """One task of a section with its yearly work time by staff category."""

    __tablename__: ClassVar[str] = "work_item"
    __table_args__ = _STRICT
    id: str = _id()
    round_id: str | None = _text()
    unit_id: str | None = _text()
    slot: str | None = _text()
    sort_key: int | None = _int()
    code: str | None = _text()
    name: str | None = _text()
    legal_basis: str | None = _text()
    affair_kind: str | None = _text()
    nature: str | None = _text()
    minutes_regular: int | None = _int()
    minutes_reemployed_full: int | None = _int()
    minutes_reemployed_short: int | None = _int()
    minutes_fixed_term: int | None = _int()
    minutes_fiscal_full: int | None = _int()
    minutes_fiscal_part: int | None = _int()
    minutes_dispatched: int | None = _int()
    minutes_contractor: int | None = _int()
    month_profile: str | None = _json()
    case_count: int | None = _int()
    case_unit: str | None = _text()
    medium: str | None = _text()
    system_name: str | None = _text()
    outsourced_percent: int | None = _int()
    manual: str | None = _text()
    manual_updated: str | None = _text()
    people_count: int | None = _int()
    core_tag: str | None = _text()
    core_reason: str | None = _text()
    issue: str | None = _text()
    wish: str | None = _text()
    method: str | None = _text()
    confidence: str | None = _text()
    note: str | None = _text()
    year_minutes: int | None = _derived_int()
    search_name: str | None = _derived_text()
    previous_id: str | None = _text()
    carry: str | None = _text()
    change_reason: str | None = _text()
    core_note: str | None = _text()
    share_hundredths: int | None = _int()
    figures_hash: int | None = _derived_int()


class CellCommentRow(SQLModel, table=True):
    """A remark somebody pinned to one cell of a sheet."""

    __tablename__: ClassVar[str] = "cell_comment"
    __table_args__ = _STRICT
    id: str = _id()
    round_id: str | None = _text()
    unit_id: str | None = _text()
    item_id: str | None = _text()
    field: str | None = _text()
    text: str | None = _text()
    at: str | None = _text()
    user: str | None = _text()
    role: str | None = _text()
    settled: int | None = _int()


class MappingProfileRow(SQLModel, table=True):
    """How the columns of a foreign survey workbook map to the common format; JSON in `body`."""

    __tablename__: ClassVar[str] = "mapping_profile"
    __table_args__ = _STRICT
    id: str = _id()
    name: str | None = _text()
    body: str | None = _json()
    at: str | None = _text()
    user: str | None = _text()


class TermLessonRow(SQLModel, table=True):
    """The DX office said which code a wording means; the suggestions learn from it."""

    __tablename__: ClassVar[str] = "term_lesson"
    __table_args__ = _STRICT
    id: str = _id()
    term: str | None = _text()
    code: str | None = _text()
    at: str | None = _text()
    user: str | None = _text()


class FlowRow(SQLModel, table=True):
    """One process model: its name, whose it is, and what belongs to the whole document."""

    __tablename__: ClassVar[str] = "flow"
    __table_args__ = _STRICT
    id: str = _id()
    name: str | None = _text()
    version_kind: str | None = _text()
    unit_id: str | None = _text()
    class_code: str | None = _text()
    file_name: str | None = _text()
    file_digest: str | None = _text()
    model_name: str | None = _text()
    definitions_id: str | None = _text()
    target_namespace: str | None = _text()
    namespaces: str | None = _json()
    carried: str | None = _json()
    round_id: str | None = _text()
    work_item_id: str | None = _text()
    family_id: str | None = _text()
    derived_from: str | None = _text()
    version_name: str | None = _text()
    reviewed_on: str | None = _text()
    library_key: str | None = _text()
    note: str | None = _text()


class FlowVersionRow(SQLModel, table=True):
    """A state of a flow somebody kept on purpose: the whole model as JSON, never changed."""

    __tablename__: ClassVar[str] = "flow_version"
    __table_args__ = _STRICT
    id: str = _id()
    flow_id: str | None = _text()
    name: str | None = _text()
    note: str | None = _text()
    at: str | None = _text()
    user: str | None = _text()
    role: str | None = _text()
    steps: int | None = _int()
    model: str | None = _json()


class FlowElementRow(SQLModel, table=True):
    """One element of a process model; an activity's row is also the detailed-survey row.

    The fields are those of `domain.process.records.ElementRecord`, except that `id` is unique
    in the workspace, the BPMN id is `element_id`, and `ends` is [source, target], one register.
    """

    __tablename__: ClassVar[str] = "flow_element"
    __table_args__ = _STRICT
    id: str = _id()
    flow_id: str | None = _text()
    element_id: str | None = _text()
    kind: str | None = _text()
    subtype: str | None = _text()
    name: str | None = _text()
    parent: str | None = _text()
    sort_key: str | None = _text()
    lane: str | None = _text()
    host: str | None = _text()
    ends: str | None = _json()
    refers_to: str | None = _text()
    default_flow: str | None = _text()
    diagram: str | None = _text()
    bounds: str | None = _json()
    waypoints: str | None = _json()
    label_bounds: str | None = _json()
    notation: str | None = _json()
    step_type: str | None = _text()
    core_tag: str | None = _text()
    core_reasons: str | None = _json()
    actor_category: str | None = _text()
    staff_category: str | None = _text()
    minutes_per_case: float | None = _real()
    cases_per_year: float | None = _real()
    frequency: str | None = _text()
    waiting_days: float | None = _real()
    medium: str | None = _text()
    system: str | None = _text()
    forms_in: str | None = _json()
    forms_out: str | None = _json()
    seal: int | None = _int()
    paper: int | None = _int()
    in_person: int | None = _int()
    legal_basis: str | None = _text()
    issue: str | None = _text()
    improvement: str | None = _text()
    manual_text: str | None = _text()
    derived_from: str | None = _text()
    carried: str | None = _json()
    times_per_year: float | None = _real()
    cases_per_time: float | None = _real()
    judgement: int | None = _int()
    expertise: int | None = _int()
    personal_data: int | None = _int()
    rework_percent: int | None = _int()
    seal_basis: str | None = _text()
    paper_basis: str | None = _text()
    in_person_basis: str | None = _text()
    fragment: str | None = _text()
    linked_flow: str | None = _text()


class CityDataRow(SQLModel, table=True):
    """Another city's figures: what they cover and how they were counted."""

    __tablename__: ClassVar[str] = "city_data"
    __table_args__ = _STRICT
    id: str = _id()
    city_code: str | None = _text()
    city_name: str | None = _text()
    fiscal_year: int | None = _int()
    population: int | None = _int()
    core_definition: str | None = _text()
    staff_categories: str | None = _json()
    fictitious: int | None = _int()
    file_name: str | None = _text()
    file_digest: str | None = _text()
    core_definition_id: str | None = _text()


class CityFigureRow(SQLModel, table=True):
    """Hours, cases and denominator of one class in another city."""

    __tablename__: ClassVar[str] = "city_figure"
    __table_args__ = _STRICT
    id: str = _id()
    city_data_id: str | None = _text()
    code: str | None = _text()
    minutes: int | None = _int()
    non_core_minutes: int | None = _int()
    cases: int | None = _int()
    denominator: str | None = _text()
    denominator_value: int | None = _int()
    outsourced_percent: int | None = _int()


class WorkHoursRow(SQLModel, table=True):
    """Derived: the minutes of a work item by staff category and month, ready to be summed.

    Wide by month (one row per item and category) and carrying the item's unit, class and
    tags, so that any pivot is one scan without joins (docs/decisions/0003). `item_first` is 1
    on one row of each item, so that its sum counts items.
    """

    __tablename__: ClassVar[str] = "work_hours"
    __table_args__ = _STRICT_KEYED
    round_id: str = Field(primary_key=True, sa_type=Text)
    unit_id: str = Field(primary_key=True, sa_type=Text)
    item_id: str = Field(primary_key=True, sa_type=Text)
    staff: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(sa_type=Text)
    core: str = Field(sa_type=Text)
    medium: str = Field(sa_type=Text)
    nature: str = Field(sa_type=Text)
    item_first: int = Field(sa_type=Integer)
    minutes: int = Field(sa_type=Integer)
    m04: int = Field(sa_type=Integer)
    m05: int = Field(sa_type=Integer)
    m06: int = Field(sa_type=Integer)
    m07: int = Field(sa_type=Integer)
    m08: int = Field(sa_type=Integer)
    m09: int = Field(sa_type=Integer)
    m10: int = Field(sa_type=Integer)
    m11: int = Field(sa_type=Integer)
    m12: int = Field(sa_type=Integer)
    m01: int = Field(sa_type=Integer)
    m02: int = Field(sa_type=Integer)
    m03: int = Field(sa_type=Integer)


class MergeIssueRow(SQLModel, table=True):
    """Derived: what the merge of a row could not settle by itself.

    `kind` is "conflict" (several values, in `heads`), "deleted_but_edited", or "misfit" (a
    value the column cannot hold, from another version of the program).
    """

    __tablename__: ClassVar[str] = "merge_issue"
    __table_args__ = _STRICT_KEYED
    entity: str = Field(primary_key=True, sa_type=Text)
    row: str = Field(primary_key=True, sa_type=Text)
    field: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    heads: str = Field(sa_type=Text)


class OpRow(SQLModel, table=True):
    """The log: one row per op, never changed, never removed."""

    __tablename__: ClassVar[str] = "op"
    __table_args__ = _STRICT_KEYED
    actor: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=Integer)
    tag: str = Field(primary_key=True, sa_type=Text)
    t: int = Field(sa_type=Integer)
    tx: int = Field(sa_type=Integer)
    kind: str = Field(sa_type=Text)
    entity: str = Field(sa_type=Text)
    row: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    scope: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})


class LocalRow(SQLModel, table=True):
    """Facts about this PC only, never synced: actor id, counter, last hybrid time."""

    __tablename__: ClassVar[str] = "local"
    __table_args__ = _STRICT_KEYED
    name: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


SYNCED: tuple[type[SQLModel], ...] = (
    WorkspaceRow,
    ActorRow,
    TaskClassRow,
    ListItemRow,
    YearSettingRow,
    StaffYearRow,
    OrgUnitRow,
    SuccessionRow,
    HeadcountRow,
    SurveyRoundRow,
    SurveySheetRow,
    SheetEventRow,
    WorkItemRow,
    CellCommentRow,
    MappingProfileRow,
    TermLessonRow,
    FlowRow,
    FlowVersionRow,
    FlowElementRow,
    CityDataRow,
    CityFigureRow,
)
"""The tables that are projections of ops; the table name is the entity name."""
