"""An improvement as the register keeps it: what is done, what it takes away, what it really saved.

The kinds are the official words of the city's plan, (7)(5)② and (4)①-④. All hours are whole
minutes a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ImprovementKind(StrEnum):
    """What an improvement does to work."""

    STREAMLINE = "streamline"  # 効率化
    CONSOLIDATE = "consolidate"  # 集約化
    DIGITIZE = "digitize"  # デジタル化
    OUTSOURCE = "outsource"  # BPO
    ABOLISH = "abolish"  # 改廃
    MERGE = "merge"  # 統合
    AUTOMATE = "automate"  # 自動化


class ImprovementState(StrEnum):
    """How far an improvement is; only `STOPPED` ones free what they claimed."""

    IDEA = "idea"  # 検討中
    PLANNED = "planned"  # 計画
    RUNNING = "running"  # 実施中
    DONE = "done"  # 完了
    STOPPED = "stopped"  # 中止


class UseOfFreed(StrEnum):
    """What the freed hours are used for (浮いた時間の使い道)."""

    RESIDENTS = "residents"  # 市民対応・相談支援
    PLANNING = "planning"  # 企画・政策立案
    OVERTIME = "overtime"  # 時間外勤務の縮減
    POSTS = "posts"  # 定員の再配置
    OTHER = "other"
    UNDECIDED = ""


class Method(StrEnum):
    """How an actual saving was found (実績の測り方)."""

    MEASURED = "measured"  # 実測
    RECORDED = "recorded"  # 実績記入
    ESTIMATED = "estimated"  # 推定
    RESURVEYED = "resurveyed"  # 業務量調査の再実施


@dataclass(frozen=True, slots=True)
class Claim:
    """Minutes a year an improvement takes from one task, or from one step of it.

    Attributes:
        id: row id, "" before it is stored.
        work_item_id: the task (`work_item`), "" where a step belongs to no task.
        step_id: row id of the step (`flow_element`), "" for a claim on the task as a whole.
        minutes: minutes a year that go away.
    """

    work_item_id: str
    step_id: str
    minutes: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Actual:
    """What was really saved in one fiscal year.

    Attributes:
        minutes: minutes saved in that fiscal year (not a yearly rate).
        method: how it was found.
        evidence: where it can be looked up; required.
    """

    fiscal_year: int
    minutes: int
    method: Method
    evidence: str
    recorded_on: str = ""
    user: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class NewImprovement:
    """What is known when an improvement is entered, by hand or from a candidate.

    Attributes:
        unit_id: section that owns it, "" for the whole city (the DX office writes those).
        rule: id of the rule of `surveys/candidate_rules.toml` that proposed it, "" by hand.
        class_code: class of the classification it is about, "" for none.
        start_month: "2026-10", first month without the work; "" while not decided.
        expected_minutes: minutes a year expected where no row or step is claimed.
        yen_once: cost to introduce it; None while unknown.
        yen_yearly: running cost a year; None while unknown.
        centre: counts for the processing centre (デジタル事務集中処理センター) as well.
        evidence: why an estimate above the usual band is right.
        procedure_id: row of the procedure ledger it comes from, "" for none.
    """

    name: str
    kind: ImprovementKind
    unit_id: str = ""
    description: str = ""
    round_id: str = ""
    rule: str = ""
    class_code: str = ""
    as_is_flow: str = ""
    to_be_flow: str = ""
    procedure_id: str = ""
    start_month: str = ""
    expected_minutes: int = 0
    yen_once: int | None = None
    yen_yearly: int | None = None
    owner_role: str = ""
    centre: bool = False
    evidence: str = ""
    use_of_freed: UseOfFreed = UseOfFreed.UNDECIDED
    use_note: str = ""
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Improvement:
    """One line of the register.

    Attributes:
        plan: what was entered; its claims are those stored.
        unit_code: code of the owning section, "" for the whole city.
        unit_name: its name for people.
        actuals: oldest fiscal year first.
        created_on: day it was entered (ISO).
    """

    id: str
    plan: NewImprovement
    state: ImprovementState
    unit_code: str = ""
    unit_name: str = ""
    created_on: str = ""
    note: str = ""
    actuals: tuple[Actual, ...] = field(default=())

    @property
    def expected_minutes(self) -> int:
        """Minutes a year expected: the sum of the claims, or what was entered without any."""
        claimed = sum(claim.minutes for claim in self.plan.claims)
        return claimed if self.plan.claims else self.plan.expected_minutes
