"""Real small workspaces of a fictitious city (架空) for tests; every figure is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.workspaces import NewWorkspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YEAR = 2026
CITY_NAME = "みなと市（架空）"
DX_OFFICER = Person("dx01", "dx_office")

_BUREAUS = (
    ("総務市民局", ("市民課", "総務課", "人事課", "法務課")),
    ("財政局", ("市民税課", "資産税課", "納税課", "契約課")),
    ("保健福祉局", ("障害福祉課", "介護保険課", "保護課", "健康推進課")),
    ("子ども家庭局", ("保育課", "子育て支援課", "児童相談課", "青少年課")),
    ("都市整備局", ("道路管理課", "公園課", "建築指導課", "河川課")),
    ("教育委員会事務局", ("学校教育課", "学務課", "生涯学習課", "図書館")),
    ("東区役所", ("区総務課", "区市民課", "区保健福祉課", "区まちづくり課")),
    ("西区役所", ("西区総務課", "西区市民課", "西区保健福祉課", "西区まちづくり課")),
)

_TASKS = (
    # code, name, hours of one person, cases, unit, medium, core tag, reason
    ("B01-03-01", "住民票の写しの交付", 820, 18200, "件", "mixed", "non_core", "N1"),
    ("B01-01-01", "転入届の受付", 640, 6400, "件", "paper", "non_core", "N2"),
    ("K01-01-01", "出退勤・休暇の管理", 120, None, "", "digital", "non_core", "N3"),
    ("K02-01-02", "起案・決裁", 310, 1500, "件", "digital", "core", "R2"),
    ("K03-02-02", "請求書の支払処理", 260, 2200, "件", "paper", "non_core", "N4"),
    ("K06-01-01", "基本計画の策定", 480, None, "", "digital", "core", "R3"),
    ("K08-02-02", "市民相談への対応", 560, 3100, "件", "mixed", "core", "R4"),
    ("K07-02-02", "庁内照会への回答", 180, 240, "件", "digital", "non_core", "N5"),
    ("K07-03-01", "関係課との協議", 220, None, "", "mixed", "core", "R5"),
    ("K01-02-03", "郵便物の収受・発送", 150, 9000, "通", "paper", "non_core", "N1"),
    ("B01-02-01", "職権による記載・消除", 210, 420, "件", "paper", "core", "R1"),
    ("Z99-99-99", "その他の業務", 60, None, "", "", "", ""),
)


@dataclass(frozen=True, slots=True)
class CityPlan:
    """How large the city is and how far its survey.

    Attributes:
        bureaus: number of bureaus, at most eight.
        sections: sections in each of them; more than four get numbered names.
        tasks: tasks of each section that has answered.
        answered: the first so many sections have answered; None for all.
    """

    bureaus: int = 2
    sections: int = 3
    tasks: int = 12
    answered: int | None = None


def empty_workspace(folder: Path, person: Person = DX_OFFICER) -> Workspace:
    """A new workspace with the fixed lists and its first survey round, nothing else."""
    return Workspace.create(
        folder,
        person,
        NewWorkspace(
            city_code="",
            city_name=CITY_NAME,
            fictitious=True,
            fiscal_year=YEAR,
            core_definition="職員でなければできない業務をコア業務とする。",
            minutes_per_full_timer=112_065,
            population=420_000,
        ),
    )


def built_workspace(
    folder: Path, plan: CityPlan | None = None, person: Person = DX_OFFICER
) -> Workspace:
    """A workspace with organisation, staff and answers as planned."""
    plan = plan or CityPlan()
    workspace = empty_workspace(folder, person)
    workspace.store.commit("組織の登録", list(organisation_rows(plan)))
    for number, code in enumerate(section_codes(plan)):
        if plan.answered is None or number < plan.answered:
            workspace.store.commit(
                f"{section_name(code)}の回収", list(answer_rows(workspace.round_id, code, plan))
            )
    return workspace


def unit_id(code: str) -> str:
    """Row id of a unit of the built city."""
    return planned_id("org_unit", YEAR, code)


def section_codes(plan: CityPlan) -> list[str]:
    """Codes of all sections in tree order: "0101" is the first section of the first bureau."""
    return [f"{b + 1:02}{s + 1:02}" for b in range(plan.bureaus) for s in range(plan.sections)]


def section_name(code: str) -> str:
    """Name of a section by its code."""
    names = _BUREAUS[int(code[:2]) - 1][1]
    number = int(code[2:]) - 1
    rest = number // len(names)
    return (
        names[number % len(names)] if rest == 0 else f"{names[number % len(names)]}第{rest + 1}係"
    )


def organisation_rows(plan: CityPlan) -> Iterator[PutRow]:
    """Units and staff."""
    for bureau in range(plan.bureaus):
        code = f"{bureau + 1:02}"
        name = _BUREAUS[bureau][0]
        yield _unit(code, name, "ward" if name.endswith("区役所") else "bureau", "", bureau)
    for number, code in enumerate(section_codes(plan)):
        yield _unit(code, section_name(code), "section", unit_id(code[:2]), number)
        for category, heads in _heads(code, number, plan):
            yield PutRow(
                "headcount",
                planned_id("headcount", unit_id(code), category),
                {
                    "unit_id": unit_id(code),
                    "staff_category": category,
                    "heads_hundredths": heads,
                    "overtime_minutes": 6_000 if category == "regular" else 0,
                },
            )


def _heads(code: str, number: int, plan: CityPlan) -> tuple[tuple[str, int], ...]:
    """Staff in hundredths that can just do the work, a little more or less in every section."""
    needed = sum(_hours(code, place) for place in range(plan.tasks)) / 18.5
    fitting = round(needed * (1.0, 1.1, 0.94, 1.02, 0.8, 1.06, 1.35)[number % 7])
    return (("regular", fitting * 3 // 4), ("fiscal_part", fitting // 3))


def _hours(code: str, number: int) -> int:
    """Hours a year of a task."""
    return _TASKS[number % len(_TASKS)][2] * (70 + (7 * int(code) + 13 * number) % 61) // 100


def _unit(code: str, name: str, level: str, parent: str, place: int) -> PutRow:
    return PutRow(
        "org_unit",
        unit_id(code),
        {
            "fiscal_year": YEAR,
            "code": code,
            "name": name,
            "level": level,
            "parent_id": parent,
            "sort_key": place,
        },
    )


def answer_rows(round_id: str, code: str, plan: CityPlan) -> Iterator[PutRow]:
    """The answer of one section: its sheet and its tasks."""
    for number in range(plan.tasks):
        task = _TASKS[number % len(_TASKS)]
        suffix = f"（{number // len(_TASKS) + 1}）" if number >= len(_TASKS) else ""
        hours = _hours(code, number)
        tagged = bool(task[6]) or int(code) % 3 != 0  # a few sections leave work unjudged
        yield PutRow(
            "work_item",
            task_id(round_id, code, number),
            {
                "round_id": round_id,
                "unit_id": unit_id(code),
                "slot": f"{number + 1:04}",
                "sort_key": number,
                "code": task[0],
                "name": task[1] + suffix,
                "minutes_regular": hours * 45,
                "minutes_fiscal_part": hours * 15,
                "case_count": task[3],
                "case_unit": task[4] or None,
                "medium": task[5] or None,
                "core_tag": (task[6] or "non_core") if tagged else None,
                "core_reason": task[7] or None,
            },
        )
    yield PutRow(
        "survey_sheet",
        planned_id("survey_sheet", round_id, unit_id(code)),
        {
            "round_id": round_id,
            "unit_id": unit_id(code),
            "state": "collected",
            "file_name": f"業務量調査_{code}_{section_name(code)}.xlsx",
            "file_digest": f"digest-{code}",
            "collected_at": "2026-06-01T09:00:00+00:00",
        },
    )


def task_id(round_id: str, code: str, number: int) -> str:
    """Row id of a task of the built city, counted from 0."""
    return planned_id("work_item", round_id, unit_id(code), f"{number + 1:04}")
