"""The attributes of a work step (作業): what the detailed survey asks about one activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STEP_TYPES: Final = tuple(f"P{number:02}" for number in range(1, 19))
"""Codes of the 18 step types (作業属性)."""

CORE: Final = "core"
NON_CORE: Final = "non_core"

BASES: Final = ("law", "ordinance", "rule", "outline", "practice")
"""Why a seal, paper or presence is asked for: 法律, 条例, 規則, 要綱, 慣行."""

EXPERTISE: Final = (1, 2, 3)
"""専門性: 1 anybody, 2 after training, 3 long experience or a qualification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step is, costs and needs; "" or None means: not answered yet.

    Attributes:
        step_type: 作業属性, one of `STEP_TYPES`.
        core_tag: "core" or "non_core".
        core_reasons: reason codes of the tag, e.g. ("R1",).
        actor_category: who acts, e.g. counter, person_in_charge, approver.
        staff_category: staff category, e.g. regular, contractor.
        minutes_per_case: work minutes for one case; halves are common.
        cases_per_year: cases that reach this step in a year, after branching.
        frequency: frequency code, e.g. monthly.
        waiting_days: days a case waits before this step.
        medium: 媒体, "paper", "electronic" or "mixed".
        system: the information system used.
        forms_in: forms (帳票) that come in.
        forms_out: forms that go out.
        seal: a seal (押印) is needed.
        paper: paper (書面) is needed.
        in_person: presence (対面) is needed.
        legal_basis: law or rule that asks for it.
        issue: 課題 noted at the step.
        improvement: 改善 idea noted at the step.
        manual_text: how to do the step (業務マニュアル).
        derived_from: id of the step this one was copied from; such steps never count as
            survey hours.
        times_per_year: 回数, how often a year it is done.
        cases_per_time: 件数/回, cases done each time.
        judgement: 判断有無, whether somebody has to decide something.
        expertise: 専門性, one of `EXPERTISE`.
        personal_data: 個人情報・番号利用, whether personal data are used.
        rework_percent: ミス・手戻り率, share of cases done again, 0 to 100.
        seal_basis: why a seal is needed, one of `BASES`.
        paper_basis: why paper is needed, one of `BASES`.
        in_person_basis: why presence is needed, one of `BASES`.
    """

    step_type: str = ""
    core_tag: str = ""
    core_reasons: tuple[str, ...] = ()
    actor_category: str = ""
    staff_category: str = ""
    minutes_per_case: float | None = None
    cases_per_year: float | None = None
    frequency: str = ""
    waiting_days: float | None = None
    medium: str = ""
    system: str = ""
    forms_in: tuple[str, ...] = ()
    forms_out: tuple[str, ...] = ()
    seal: bool = False
    paper: bool = False
    in_person: bool = False
    legal_basis: str = ""
    issue: str = ""
    improvement: str = ""
    manual_text: str = ""
    derived_from: str = ""
    times_per_year: float | None = None
    cases_per_time: float | None = None
    judgement: bool | None = None
    expertise: int | None = None
    personal_data: bool | None = None
    rework_percent: int | None = None
    seal_basis: str = ""
    paper_basis: str = ""
    in_person_basis: str = ""

    @property
    def yearly_cases(self) -> float | None:
        """Cases a year: times × cases each time where both are known, else `cases_per_year`."""
        if self.times_per_year is None or self.cases_per_time is None:
            return self.cases_per_year
        return self.times_per_year * self.cases_per_time


NO_STEP: Final = Step()
