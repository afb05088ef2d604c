"""The projection: one table per entity, as SQLModel classes; rows never leave this package.

Tables hold the shown value of every field; they follow from the op log and can be rebuilt.
Synced tables carry no foreign keys, UNIQUE or CHECK constraints, since an op of another PC
must always apply; rules are findings. All columns may be NULL: an op sets only some fields.
The schema on disk is made by the numbered files in `schema/`; a test compares the two.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, Text
from sqlmodel import Field, SQLModel

from bpr_studio.adapters.db import columns
from bpr_studio.adapters.db.columns import STRICT, STRICT_KEYED
from bpr_studio.adapters.db.tables_reform import (
    CandidateVerdictRow,
    CityFlowRow,
    GoalValueRow,
    ImprovementActualRow,
    ImprovementClaimRow,
    ImprovementRow,
    ProcedureRow,
    ProcedureStepRow,
    SavedViewRow,
    StaffCountRow,
)


class WorkspaceRow(SQLModel, table=True):
    """The workspace itself: one row."""

    __tablename__: ClassVar[str] = "workspace"
    __table_args__ = STRICT
    id: str = columns.row_id()
    city_code: str | None = columns.text()
    city_name: str | None = columns.text()
    fictitious: int | None = columns.integer()
    fiscal_year: int | None = columns.integer()
    round_id: str | None = columns.text()
    population: int | None = columns.integer()


class ActorRow(SQLModel, table=True):
    """A local database and the person who writes in it."""

    __tablename__: ClassVar[str] = "actor"
    __table_args__ = STRICT
    id: str = columns.row_id()
    user: str | None = columns.text()
    role: str | None = columns.text()


class TaskClassRow(SQLModel, table=True):
    """One code of the common classification."""

    __tablename__: ClassVar[str] = "task_class"
    __table_args__ = STRICT
    id: str = columns.row_id()
    code: str | None = columns.text()
    level: int | None = columns.integer()
    parent_code: str | None = columns.text()
    name: str | None = columns.text()
    core_hint: str | None = columns.text()
    department: str | None = columns.text()
    source: str | None = columns.text()
    mark: str | None = columns.text()
    sort_key: int | None = columns.integer()


class ListItemRow(SQLModel, table=True):
    """One entry of a fixed list: staff categories, step types, frequencies, cities and so on."""

    __tablename__: ClassVar[str] = "list_item"
    __table_args__ = STRICT
    id: str = columns.row_id()
    list: str | None = columns.text()
    code: str | None = columns.text()
    name: str | None = columns.text()
    name_en: str | None = columns.text()
    attributes: str | None = columns.json()
    source: str | None = columns.text()
    mark: str | None = columns.text()
    sort_key: int | None = columns.integer()


class YearSettingRow(SQLModel, table=True):
    """Working time of one fiscal year."""

    __tablename__: ClassVar[str] = "year_setting"
    __table_args__ = STRICT
    id: str = columns.row_id()
    fiscal_year: int | None = columns.integer()
    working_days: int | None = columns.integer()
    minutes_per_day: int | None = columns.integer()
    leave_days: int | None = columns.integer()
    source: str | None = columns.text()
    mark: str | None = columns.text()


class StaffYearRow(SQLModel, table=True):
    """Yearly minutes and cost of one head of a staff category in one fiscal year."""

    __tablename__: ClassVar[str] = "staff_year"
    __table_args__ = STRICT
    id: str = columns.row_id()
    fiscal_year: int | None = columns.integer()
    staff_category: str | None = columns.text()
    minutes_per_head: int | None = columns.integer()
    yen_per_hour: int | None = columns.integer()


class OrgUnitRow(SQLModel, table=True):
    """One unit of the organisation in one fiscal year; nested-set and path are derived."""

    __tablename__: ClassVar[str] = "org_unit"
    __table_args__ = STRICT
    id: str = columns.row_id()
    fiscal_year: int | None = columns.integer()
    code: str | None = columns.text()
    name: str | None = columns.text()
    level: str | None = columns.text()
    parent_id: str | None = columns.text()
    sort_key: int | None = columns.integer()
    lft: int | None = columns.derived_integer()
    rgt: int | None = columns.derived_integer()
    bureau_id: str | None = columns.derived_text()
    division_id: str | None = columns.derived_text()
    section_id: str | None = columns.derived_text()
    path: str | None = columns.derived_text()


class SuccessionRow(SQLModel, table=True):
    """What became of a unit in the next year, and which share of it."""

    __tablename__: ClassVar[str] = "succession"
    __table_args__ = STRICT
    id: str = columns.row_id()
    from_id: str | None = columns.text()
    to_id: str | None = columns.text()
    kind: str | None = columns.text()
    share_percent: int | None = columns.integer()


class HeadcountRow(SQLModel, table=True):
    """Heads (hundredths) and recorded overtime (minutes a year) of a unit by category."""

    __tablename__: ClassVar[str] = "headcount"
    __table_args__ = STRICT
    id: str = columns.row_id()
    unit_id: str | None = columns.text()
    staff_category: str | None = columns.text()
    heads_hundredths: int | None = columns.integer()
    overtime_minutes: int | None = columns.integer()


class SurveyRoundRow(SQLModel, table=True):
    """One survey of all sections in one fiscal year."""

    __tablename__: ClassVar[str] = "survey_round"
    __table_args__ = STRICT
    id: str = columns.row_id()
    fiscal_year: int | None = columns.integer()
    kind: str | None = columns.text()
    name: str | None = columns.text()
    format_id: str | None = columns.text()
    format_version: int | None = columns.integer()
    core_definition: str | None = columns.text()
    minutes_per_full_timer: int | None = columns.integer()
    state: str | None = columns.text()
    opens_on: str | None = columns.text()
    due_on: str | None = columns.text()
    target: str | None = columns.text()
    core_definition_id: str | None = columns.text()
    previous_round_id: str | None = columns.text()
    overall_round_id: str | None = columns.text()


class SurveySheetRow(SQLModel, table=True):
    """The answer of one section in one round."""

    __tablename__: ClassVar[str] = "survey_sheet"
    __table_args__ = STRICT
    id: str = columns.row_id()
    round_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    state: str | None = columns.text()
    file_name: str | None = columns.text()
    file_digest: str | None = columns.text()
    collected_at: str | None = columns.text()
    due_on: str | None = columns.text()
    reason: str | None = columns.text()
    approved_digest: str | None = columns.text()
    approved_by: str | None = columns.text()
    approved_at: str | None = columns.text()


class SheetEventRow(SQLModel, table=True):
    """One deed on a section's sheet: submitted, checked, approved, returned, reminded and so on."""

    __tablename__: ClassVar[str] = "sheet_event"
    __table_args__ = STRICT
    id: str = columns.row_id()
    round_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    kind: str | None = columns.text()
    state: str | None = columns.text()
    at: str | None = columns.text()
    user: str | None = columns.text()
    role: str | None = columns.text()
    reason: str | None = columns.text()
    digest: str | None = columns.text()


class WorkItemRow(SQLModel, table=True):
    """One task of a section with its yearly work time by staff category."""

    __tablename__: ClassVar[str] = "work_item"
    __table_args__ = STRICT
    id: str = columns.row_id()
    round_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    slot: str | None = columns.text()
    sort_key: int | None = columns.integer()
    code: str | None = columns.text()
    name: str | None = columns.text()
    legal_basis: str | None = columns.text()
    affair_kind: str | None = columns.text()
    nature: str | None = columns.text()
    minutes_regular: int | None = columns.integer()
    minutes_reemployed_full: int | None = columns.integer()
    minutes_reemployed_short: int | None = columns.integer()
    minutes_fixed_term: int | None = columns.integer()
    minutes_fiscal_full: int | None = columns.integer()
    minutes_fiscal_part: int | None = columns.integer()
    minutes_dispatched: int | None = columns.integer()
    minutes_contractor: int | None = columns.integer()
    month_profile: str | None = columns.json()
    case_count: int | None = columns.integer()
    case_unit: str | None = columns.text()
    medium: str | None = columns.text()
    system_name: str | None = columns.text()
    outsourced_percent: int | None = columns.integer()
    manual: str | None = columns.text()
    manual_updated: str | None = columns.text()
    people_count: int | None = columns.integer()
    core_tag: str | None = columns.text()
    core_reason: str | None = columns.text()
    issue: str | None = columns.text()
    wish: str | None = columns.text()
    method: str | None = columns.text()
    confidence: str | None = columns.text()
    note: str | None = columns.text()
    year_minutes: int | None = columns.derived_integer()
    search_name: str | None = columns.derived_text()
    previous_id: str | None = columns.text()
    carry: str | None = columns.text()
    change_reason: str | None = columns.text()
    core_note: str | None = columns.text()
    share_hundredths: int | None = columns.integer()
    figures_hash: int | None = columns.derived_integer()


class CellCommentRow(SQLModel, table=True):
    """A remark somebody pinned to one cell of a sheet."""

    __tablename__: ClassVar[str] = "cell_comment"
    __table_args__ = STRICT
    id: str = columns.row_id()
    round_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    item_id: str | None = columns.text()
    field: str | None = columns.text()
    text: str | None = columns.text()
    at: str | None = columns.text()
    user: str | None = columns.text()
    role: str | None = columns.text()
    settled: int | None = columns.integer()


class MappingProfileRow(SQLModel, table=True):
    """How the columns of a foreign survey workbook map to the common format; JSON in `body`."""

    __tablename__: ClassVar[str] = "mapping_profile"
    __table_args__ = STRICT
    id: str = columns.row_id()
    name: str | None = columns.text()
    body: str | None = columns.json()
    at: str | None = columns.text()
    user: str | None = columns.text()


class TermLessonRow(SQLModel, table=True):
    """The DX office said which code a wording means; the suggestions learn from it."""

    __tablename__: ClassVar[str] = "term_lesson"
    __table_args__ = STRICT
    id: str = columns.row_id()
    term: str | None = columns.text()
    code: str | None = columns.text()
    at: str | None = columns.text()
    user: str | None = columns.text()


class FlowRow(SQLModel, table=True):
    """One process model: its name, whose it is, and what belongs to the whole document."""

    __tablename__: ClassVar[str] = "flow"
    __table_args__ = STRICT
    id: str = columns.row_id()
    name: str | None = columns.text()
    version_kind: str | None = columns.text()
    unit_id: str | None = columns.text()
    class_code: str | None = columns.text()
    file_name: str | None = columns.text()
    file_digest: str | None = columns.text()
    model_name: str | None = columns.text()
    definitions_id: str | None = columns.text()
    target_namespace: str | None = columns.text()
    namespaces: str | None = columns.json()
    carried: str | None = columns.json()
    round_id: str | None = columns.text()
    work_item_id: str | None = columns.text()
    family_id: str | None = columns.text()
    derived_from: str | None = columns.text()
    version_name: str | None = columns.text()
    reviewed_on: str | None = columns.text()
    library_key: str | None = columns.text()
    note: str | None = columns.text()


class FlowVersionRow(SQLModel, table=True):
    """A state of a flow somebody kept on purpose: the whole model as JSON, never changed."""

    __tablename__: ClassVar[str] = "flow_version"
    __table_args__ = STRICT
    id: str = columns.row_id()
    flow_id: str | None = columns.text()
    name: str | None = columns.text()
    note: str | None = columns.text()
    at: str | None = columns.text()
    user: str | None = columns.text()
    role: str | None = columns.text()
    steps: int | None = columns.integer()
    model: str | None = columns.json()


class FlowElementRow(SQLModel, table=True):
    """One element of a process model; an activity's row is also the detailed-survey row.

    The fields are those of `domain.process.records.ElementRecord`, except that `id` is unique
    in the workspace, the BPMN id is `element_id`, and `ends` is [source, target], one register.
    """

    __tablename__: ClassVar[str] = "flow_element"
    __table_args__ = STRICT
    id: str = columns.row_id()
    flow_id: str | None = columns.text()
    element_id: str | None = columns.text()
    kind: str | None = columns.text()
    subtype: str | None = columns.text()
    name: str | None = columns.text()
    parent: str | None = columns.text()
    sort_key: str | None = columns.text()
    lane: str | None = columns.text()
    host: str | None = columns.text()
    ends: str | None = columns.json()
    refers_to: str | None = columns.text()
    default_flow: str | None = columns.text()
    diagram: str | None = columns.text()
    bounds: str | None = columns.json()
    waypoints: str | None = columns.json()
    label_bounds: str | None = columns.json()
    notation: str | None = columns.json()
    step_type: str | None = columns.text()
    core_tag: str | None = columns.text()
    core_reasons: str | None = columns.json()
    actor_category: str | None = columns.text()
    staff_category: str | None = columns.text()
    minutes_per_case: float | None = columns.real()
    cases_per_year: float | None = columns.real()
    frequency: str | None = columns.text()
    waiting_days: float | None = columns.real()
    medium: str | None = columns.text()
    system: str | None = columns.text()
    forms_in: str | None = columns.json()
    forms_out: str | None = columns.json()
    seal: int | None = columns.integer()
    paper: int | None = columns.integer()
    in_person: int | None = columns.integer()
    legal_basis: str | None = columns.text()
    issue: str | None = columns.text()
    improvement: str | None = columns.text()
    manual_text: str | None = columns.text()
    derived_from: str | None = columns.text()
    carried: str | None = columns.json()
    times_per_year: float | None = columns.real()
    cases_per_time: float | None = columns.real()
    judgement: int | None = columns.integer()
    expertise: int | None = columns.integer()
    personal_data: int | None = columns.integer()
    rework_percent: int | None = columns.integer()
    seal_basis: str | None = columns.text()
    paper_basis: str | None = columns.text()
    in_person_basis: str | None = columns.text()
    fragment: str | None = columns.text()
    linked_flow: str | None = columns.text()


class CityDataRow(SQLModel, table=True):
    """Another city's figures: what they cover and how they were counted."""

    __tablename__: ClassVar[str] = "city_data"
    __table_args__ = STRICT
    id: str = columns.row_id()
    city_code: str | None = columns.text()
    city_name: str | None = columns.text()
    fiscal_year: int | None = columns.integer()
    population: int | None = columns.integer()
    core_definition: str | None = columns.text()
    staff_categories: str | None = columns.json()
    fictitious: int | None = columns.integer()
    file_name: str | None = columns.text()
    file_digest: str | None = columns.text()
    core_definition_id: str | None = columns.text()
    wards: int | None = columns.integer()
    staff_heads: int | None = columns.integer()
    prepared_on: str | None = columns.text()
    received_on: str | None = columns.text()
    program: str | None = columns.text()
    left_out: int | None = columns.integer()
    note: str | None = columns.text()
    prepared_by: str | None = columns.text()
    denominators: str | None = columns.json()


class CityFigureRow(SQLModel, table=True):
    """Hours, cases and denominator of one class, or of one step type in it, in another city."""

    __tablename__: ClassVar[str] = "city_figure"
    __table_args__ = STRICT
    id: str = columns.row_id()
    city_data_id: str | None = columns.text()
    code: str | None = columns.text()
    minutes: int | None = columns.integer()
    non_core_minutes: int | None = columns.integer()
    cases: int | None = columns.integer()
    denominator: str | None = columns.text()
    denominator_value: int | None = columns.integer()
    outsourced_percent: int | None = columns.integer()
    step_type: str | None = columns.text()
    sections: int | None = columns.integer()


class WorkHoursRow(SQLModel, table=True):
    """Derived: the minutes of a work item by staff category and month, ready to be summed.

    Wide by month (one row per item and category) and carrying the item's unit, class and
    tags, so that any pivot is one scan without joins (docs/decisions/0003). `item_first` is 1
    on one row of each item, so that its sum counts items.
    """

    __tablename__: ClassVar[str] = "work_hours"
    __table_args__ = STRICT_KEYED
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
    __table_args__ = STRICT_KEYED
    entity: str = Field(primary_key=True, sa_type=Text)
    row: str = Field(primary_key=True, sa_type=Text)
    field: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    heads: str = Field(sa_type=Text)


class OpRow(SQLModel, table=True):
    """The log: one row per op, never changed, never removed."""

    __tablename__: ClassVar[str] = "op"
    __table_args__ = STRICT_KEYED
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
    __table_args__ = STRICT_KEYED
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
    ImprovementRow,
    ImprovementClaimRow,
    ImprovementActualRow,
    CandidateVerdictRow,
    GoalValueRow,
    ProcedureRow,
    ProcedureStepRow,
    SavedViewRow,
    StaffCountRow,
    CityFlowRow,
)
"""The tables that are projections of ops; the table name is the entity name."""
