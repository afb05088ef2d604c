"""Tables of improvement, goals, the procedure ledger and what belongs to them; see `tables`."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import SQLModel

from bpr_studio.adapters.db import columns
from bpr_studio.adapters.db.columns import STRICT


class ImprovementRow(SQLModel, table=True):
    """One measure that takes hours away: what, by whom, from when, at what cost."""

    __tablename__: ClassVar[str] = "improvement"
    __table_args__ = STRICT
    id: str = columns.row_id()
    unit_id: str | None = columns.text()
    name: str | None = columns.text()
    kind: str | None = columns.text()
    state: str | None = columns.text()
    description: str | None = columns.text()
    round_id: str | None = columns.text()
    rule: str | None = columns.text()
    class_code: str | None = columns.text()
    as_is_flow: str | None = columns.text()
    to_be_flow: str | None = columns.text()
    procedure_id: str | None = columns.text()
    start_month: str | None = columns.text()
    expected_minutes: int | None = columns.integer()
    yen_once: int | None = columns.integer()
    yen_yearly: int | None = columns.integer()
    owner_role: str | None = columns.text()
    centre: int | None = columns.integer()
    evidence: str | None = columns.text()
    use_of_freed: str | None = columns.text()
    use_note: str | None = columns.text()
    created_on: str | None = columns.text()
    note: str | None = columns.text()


class ImprovementClaimRow(SQLModel, table=True):
    """Minutes a year an improvement takes from one task or step; the same minute only once."""

    __tablename__: ClassVar[str] = "improvement_claim"
    __table_args__ = STRICT
    id: str = columns.row_id()
    improvement_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    work_item_id: str | None = columns.text()
    step_id: str | None = columns.text()
    minutes: int | None = columns.integer()


class ImprovementActualRow(SQLModel, table=True):
    """Minutes an improvement really saved in one fiscal year, with method and evidence."""

    __tablename__: ClassVar[str] = "improvement_actual"
    __table_args__ = STRICT
    id: str = columns.row_id()
    improvement_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    fiscal_year: int | None = columns.integer()
    minutes: int | None = columns.integer()
    method: str | None = columns.text()
    evidence: str | None = columns.text()
    recorded_on: str | None = columns.text()
    user: str | None = columns.text()


class CandidateVerdictRow(SQLModel, table=True):
    """A candidate for improvement somebody set aside, with the reason."""

    __tablename__: ClassVar[str] = "candidate_verdict"
    __table_args__ = STRICT
    id: str = columns.row_id()
    unit_id: str | None = columns.text()
    work_item_id: str | None = columns.text()
    step_id: str | None = columns.text()
    class_code: str | None = columns.text()
    rule: str | None = columns.text()
    verdict: str | None = columns.text()
    reason: str | None = columns.text()
    round_id: str | None = columns.text()
    minutes: int | None = columns.integer()
    at: str | None = columns.text()
    user: str | None = columns.text()


class GoalValueRow(SQLModel, table=True):
    """What a goal of the plan had reached in one fiscal year."""

    __tablename__: ClassVar[str] = "goal_value"
    __table_args__ = STRICT
    id: str = columns.row_id()
    goal: str | None = columns.text()
    fiscal_year: int | None = columns.integer()
    value: float | None = columns.real()
    as_of: str | None = columns.text()
    source: str | None = columns.text()
    note: str | None = columns.text()


class ProcedureRow(SQLModel, table=True):
    """One procedure of the ledger (手続台帳), with what it demands and what was decided."""

    __tablename__: ClassVar[str] = "procedure"
    __table_args__ = STRICT
    id: str = columns.row_id()
    unit_id: str | None = columns.text()
    number: str | None = columns.text()
    sort_key: int | None = columns.integer()
    name: str | None = columns.text()
    jurisdiction: str | None = columns.text()
    law: str | None = columns.text()
    clause: str | None = columns.text()
    kind: str | None = columns.text()
    actor: str | None = columns.text()
    recipient: str | None = columns.text()
    via: str | None = columns.text()
    affair_kind: str | None = columns.text()
    online_state: str | None = columns.text()
    online_concern: str | None = columns.text()
    online_when: str | None = columns.text()
    identity_proof: str | None = columns.text()
    fee: str | None = columns.text()
    fee_payment: str | None = columns.text()
    days_online: str | None = columns.text()
    days_offline: str | None = columns.text()
    application_system: str | None = columns.text()
    work_system: str | None = columns.text()
    cases_total: int | None = columns.integer()
    cases_online: int | None = columns.integer()
    cases_offline: int | None = columns.integer()
    entries: str | None = columns.text()
    attachments: str | None = columns.text()
    attachments_left_out: str | None = columns.text()
    submission: str | None = columns.text()
    electronic_signature: str | None = columns.text()
    life_event_person: str | None = columns.text()
    life_event_company: str | None = columns.text()
    profession: str | None = columns.text()
    form_number: str | None = columns.text()
    written_form: int | None = columns.integer()
    written_basis: str | None = columns.text()
    written_decision: str | None = columns.text()
    seal: int | None = columns.integer()
    seal_basis: str | None = columns.text()
    seal_purpose: str | None = columns.text()
    in_person: int | None = columns.integer()
    in_person_basis: str | None = columns.text()
    in_person_reason: str | None = columns.text()
    in_person_decision: str | None = columns.text()
    hearing: int | None = columns.integer()
    household_consent: int | None = columns.integer()
    city_alone: int | None = columns.integer()
    decision: str | None = columns.text()
    decision_reason: str | None = columns.text()
    amended_rule: str | None = columns.text()
    effective_on: str | None = columns.text()
    priority_number: int | None = columns.integer()
    class_code: str | None = columns.text()
    extra: str | None = columns.json()
    note: str | None = columns.text()


class ProcedureStepRow(SQLModel, table=True):
    """A step of a flow that exists for a procedure's written form, seal or visit."""

    __tablename__: ClassVar[str] = "procedure_step"
    __table_args__ = STRICT
    id: str = columns.row_id()
    procedure_id: str | None = columns.text()
    unit_id: str | None = columns.text()
    step_id: str | None = columns.text()
    requirement: str | None = columns.text()
    minutes_per_case: float | None = columns.real()


class SavedViewRow(SQLModel, table=True):
    """A question somebody keeps by name; JSON in `body`."""

    __tablename__: ClassVar[str] = "saved_view"
    __table_args__ = STRICT
    id: str = columns.row_id()
    page: str | None = columns.text()
    name: str | None = columns.text()
    body: str | None = columns.json()
    at: str | None = columns.text()
    user: str | None = columns.text()


class StaffCountRow(SQLModel, table=True):
    """Heads of one department of a city (定員管理), taken from the user's file."""

    __tablename__: ClassVar[str] = "staff_count"
    __table_args__ = STRICT
    id: str = columns.row_id()
    city_code: str | None = columns.text()
    city_name: str | None = columns.text()
    fiscal_year: int | None = columns.integer()
    department: str | None = columns.text()
    heads: int | None = columns.integer()
    fictitious: int | None = columns.integer()
    source: str | None = columns.text()
    file_name: str | None = columns.text()


class CityFlowRow(SQLModel, table=True):
    """A flow another city sent with its figures: the whole model as JSON."""

    __tablename__: ClassVar[str] = "city_flow"
    __table_args__ = STRICT
    id: str = columns.row_id()
    city_data_id: str | None = columns.text()
    code: str | None = columns.text()
    name: str | None = columns.text()
    model: str | None = columns.json()
