"""The detailed survey of the demo city (架空): the steps of a dozen tasks in three sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.domain.process.element import Header
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import to_records
from bpr_studio.domain.process.step import CORE, NON_CORE, Step
from bpr_studio.domain.process.step_list import Lanes, arranged, new_step
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.check_values import minutes_in
from bpr_studio.domain.workload.workflow import (
    KAIZEN_LEADER,
    PROMOTER,
    Deed,
    RoundState,
    SheetState,
)
from bpr_studio.services.demo.course import USER
from bpr_studio.services.flows import element_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.services.demo.organisation import DemoSection

_KIND: Final = "detailed"
_TASKS: Final = 4  # of each section
_LEAST, _MOST = 10, 240  # minutes of a case
_STATES: Final = (SheetState.LEADER_CHECK, SheetState.DRAFT, SheetState.RETURNED)
_REASON: Final = "待ち日数と手戻りの率が空欄の作業があります。確認してください。（架空の理由）"
_LANES: Final = {
    "resident": "住民・事業者",
    "counter": "窓口",
    "person_in_charge": "担当",
    "approver": "決裁者",
    "processing_center": "集中処理センター",
    "contractor": "委託事業者",
    "system": "システム",
    "other_section": "他課",
    "other_agency": "他機関",
}
_FITTING: Final = (1.0, 0.95, 1.08, 0.97, 0.72, 1.0, 1.05, 0.9, 1.34, 1.02, 0.98, 1.0)
"""Steps ÷ hours of the overall survey, task by task; two of them are off by more than 20 %."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One step of a kind of work: name, type, who acts, its part of the time, and what is special."""

    name: str
    step_type: str
    actor: str
    weight: int
    more: Mapping[str, Any]


def _p(name: str, step_type: str, actor: str, weight: int, **more: object) -> _Pattern:
    return _Pattern(name, step_type, actor, weight, more)


_CLERK: Final = "person_in_charge"
_APPLICATION: Final = (
    _p("申請書を受付", "P05", "counter", 14, medium="paper", paper=True, paper_basis="rule"),
    _p("本人を確認", "P06", "counter", 8, in_person=True, in_person_basis="law"),
    _p("添付書類を確認", "P06", "counter", 12, seal=True, seal_basis="practice", rework_percent=8),
    _p("申請内容を入力", "P10", _CLERK, 24, system="業務システム（架空）", medium="mixed"),
    _p("入力内容を照合", "P11", _CLERK, 12, medium="mixed", rework_percent=3),
    _p("要件を審査", "P08", _CLERK, 14, judgement=True, expertise=2, waiting_days=1.0),
    _p("決裁", "P09", "approver", 4, waiting_days=2.0, judgement=True, seal=True),
    _p("通知書を印刷", "P12", _CLERK, 5, forms_out=("決定通知書",)),
    _p("通知書を封入・発送", "P13", _CLERK, 7, medium="paper"),
)
_PAYMENT: Final = (
    _p("請求書を受付", "P05", _CLERK, 12, medium="paper", paper=True, paper_basis="rule"),
    _p("請求内容を確認", "P11", _CLERK, 22, rework_percent=6, forms_in=("請求書", "納品書")),
    _p("支出命令を起票", "P10", _CLERK, 34, system="財務会計システム（架空）"),
    _p("決裁", "P09", "approver", 8, waiting_days=2.0, seal=True, seal_basis="practice"),
    _p("支払データを登録", "P14", _CLERK, 14, system="財務会計システム（架空）"),
    _p("証拠書類を保管", "P16", _CLERK, 10, medium="paper"),
)
_INQUIRY: Final = (
    _p("照会文書を受領", "P07", _CLERK, 6, medium="electronic"),
    _p("関係課へ照会", "P07", _CLERK, 20, medium="electronic", issue="様式が毎回変わる（架空）"),
    _p("回答を集計", "P15", _CLERK, 38, waiting_days=5.0, rework_percent=10),
    _p("内容を点検", "P11", _CLERK, 18),
    _p("決裁", "P09", "approver", 8, waiting_days=1.0),
    _p("回答を送付", "P13", _CLERK, 10, medium="electronic"),
)
_GUIDANCE: Final = (
    _p("電話・窓口で案内", "P01", "counter", 56, in_person=True, in_person_basis="practice"),
    _p("担当へ取次ぎ", "P01", "counter", 10),
    _p("応対の記録を入力", "P10", "counter", 24, medium="electronic"),
    _p("記録を保管", "P16", _CLERK, 10),
)
_KINDS: Final = (
    (("支払", "経費", "給与", "精算", "収納", "請求", "契約", "予算", "支出"), _PAYMENT),
    (("照会", "統計", "集計", "調査", "報告"), _INQUIRY),
    (("案内", "電話", "来客", "問合せ", "応対", "窓口"), _GUIDANCE),
)
_RHYTHMS: Final = (("daily", 242.0), ("weekly", 52.0), ("monthly", 12.0))
"""Frequency and times a year, the most frequent first."""

_CORE_TYPES: Final = {"P08": "R2", "P09": "R1"}
_REASONS: Final = {
    "P01": "N6",
    "P05": "N1",
    "P06": "N2",
    "P07": "N5",
    "P10": "N3",
    "P11": "N4",
    "P12": "N5",
    "P13": "N1",
    "P14": "N3",
    "P15": "N5",
    "P16": "N7",
}


def detailed_rows(
    overall: SeedRow, sections: Iterable[DemoSection], work_items: Iterable[SeedRow]
) -> tuple[SeedRow, ...]:
    """The round, its sheets, targets and steps, to be stored after the tasks.

    Args:
        overall: the row of the overall survey it goes on from.
        sections: all sections, in order.
        work_items: their tasks.
    """
    items: dict[str, list[SeedRow]] = {}
    for item in work_items:
        if item.fields.get("core_tag") == NON_CORE and _is_likely(item):
            items.setdefault(item.fields["unit_id"], []).append(item)
    names = {section.unit.id: section.unit.name for section in sections}
    heaviest = sorted(
        (unit for unit in items if unit in names and len(items[unit]) >= _TASKS),
        key=lambda unit: (-sum(minutes_in(item.fields) for item in items[unit]), unit),
    )[: len(_STATES)]
    year = int(overall.fields["fiscal_year"])
    round_id = planned_id("survey_round", year, _KIND)
    rows = [_round_row(overall, year)]
    for place, (unit, state) in enumerate(zip(heaviest, _STATES, strict=False)):
        rows += _sheet_rows(round_id, unit, state, year)
        most = sorted(items[unit], key=lambda item: (-minutes_in(item.fields), item.id))[:_TASKS]
        for number, item in enumerate(most):
            begun = state is not SheetState.DRAFT or number < _TASKS - 1
            steps = _steps(item, _FITTING[place * _TASKS + number]) if begun else ()
            rows += _target_rows(round_id, item, names[unit], steps)
    return tuple(rows)


def _is_likely(item: SeedRow) -> bool:
    """Whether a case takes as long as steps of half a minute and more make together."""
    cases = item.fields.get("case_count") or 0
    return cases > 0 and _LEAST <= minutes_in(item.fields) / cases <= _MOST


def _round_row(overall: SeedRow, year: int) -> SeedRow:
    kept = ("core_definition", "core_definition_id", "minutes_per_full_timer")
    return SeedRow(
        "survey_round",
        (year, _KIND),
        {
            "fiscal_year": year,
            "kind": _KIND,
            "name": f"{FiscalYear(year).era_name} 詳細調査（架空）",
            "format_id": _KIND,
            "format_version": 1,
            **{name: overall.fields[name] for name in kept if overall.fields.get(name)},
            "state": RoundState.OPEN.value,
            "target": "chosen",
            "overall_round_id": overall.id,
            "opens_on": f"{year}-09-01",
            "due_on": f"{year + 1}-03-31",
        },
    )


def _sheet_rows(round_id: str, unit: str, state: SheetState, year: int) -> Iterator[SeedRow]:
    place = {"round_id": round_id, "unit_id": unit}
    told = {"reason": _REASON} if state is SheetState.RETURNED else {}
    yield SeedRow("survey_sheet", (round_id, unit), {**place, "state": state.value, **told})
    if state is SheetState.DRAFT:
        return
    submitted = datetime(year, 9, 18, 2, 30, tzinfo=UTC)
    deeds = [(Deed.SUBMIT, SheetState.LEADER_CHECK, PROMOTER, submitted)]
    if state is SheetState.RETURNED:
        deeds.append((Deed.RETURN, state, KAIZEN_LEADER, submitted + timedelta(days=2)))
    for number, (deed, reached, role, at) in enumerate(deeds, start=1):
        fields = {
            **place,
            "kind": deed.value,
            "state": reached.value,
            "at": at.isoformat(),
            "user": USER,
            "role": role,
            **(told if deed is Deed.RETURN else {}),
        }
        yield SeedRow("sheet_event", (round_id, unit, number), fields)


def _target_rows(
    round_id: str, item: SeedRow, section: str, steps: Sequence[Element]
) -> Iterator[SeedRow]:
    name = item.fields["name"]
    target = SeedRow(
        "flow",
        (_KIND, round_id, item.id),
        {
            "name": name,
            "version_kind": "as_is",
            "unit_id": item.fields["unit_id"],
            "class_code": item.fields["code"],
            "round_id": round_id,
            "work_item_id": item.id,
            "model_name": name,
            "definitions_id": "Definitions_1",
            "target_namespace": Header().target_namespace,
        },
    )
    yield target
    if steps:
        model = arranged(ProcessModel(Header(), ()), steps, Lanes(_LANES, section))
        for record in to_records(model):
            yield SeedRow("flow_element", (target.id, record.id), element_fields(target.id, record))


def _steps(item: SeedRow, fitting: float) -> tuple[Element, ...]:
    """The steps of a task; together they take `fitting` times its hours."""
    pattern = _pattern(item.fields["name"])
    whole = sum(step.weight for step in pattern)
    rhythm = _rhythm(float(item.fields["case_count"]))
    a_case = minutes_in(item.fields) * fitting / rhythm["cases_per_year"]
    return tuple(
        _step(number, step, rhythm, a_case * step.weight / whole)
        for number, step in enumerate(pattern, start=1)
    )


def _rhythm(cases: float) -> dict[str, Any]:
    """How often the steps are done for so many cases a year."""
    found = (rhythm for rhythm in _RHYTHMS if cases >= rhythm[1])
    frequency, times = next(found, ("as_needed", max(cases, 1.0)))
    each = float(max(round(cases / times), 1))
    return {
        "frequency": frequency,
        "times_per_year": times,
        "cases_per_time": each,
        "cases_per_year": times * each,
    }


def _pattern(name: str) -> tuple[_Pattern, ...]:
    fits = (steps for words, steps in _KINDS if any(word in name for word in words))
    return next(fits, _APPLICATION)


def _step(number: int, pattern: _Pattern, rhythm: Mapping[str, Any], minutes: float) -> Element:
    core = pattern.step_type in _CORE_TYPES
    reason = _CORE_TYPES[pattern.step_type] if core else _REASONS[pattern.step_type]
    said: dict[str, Any] = {"medium": "mixed", "expertise": 3 if core else 1, **pattern.more}
    answered = Step(
        step_type=pattern.step_type,
        core_tag=CORE if core else NON_CORE,
        core_reasons=(reason,),
        actor_category=pattern.actor,
        staff_category="regular" if core else "fiscal_part",
        minutes_per_case=round(minutes, 1) or 0.1,
        **rhythm,
        **said,
    )
    return replace(new_step(f"Step_{number}"), name=pattern.name, step=answered)
