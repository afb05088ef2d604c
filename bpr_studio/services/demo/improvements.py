"""The register of improvements of the fictitious city (架空): ideas, measures, what they saved.

Those of earlier years have no survey they could name tasks of, and stand as they were entered;
those of the pilot and of this year claim real tasks of the demo, so that nothing counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.reform.effects import first_year
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
    UseOfFreed,
)
from bpr_studio.domain.shared.quantities import spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FULL_SECTIONS: Final = 365
FULL_EARLIER, FULL_PILOT, FULL_NEW, FULL_STOPPED = 74, 14, 28, 4
REACHED_HOURS: Final = 62_000
"""Hours a year the full city saves by the year before this one (invented; the goal is 100,000)."""
_FIRST_YEAR: Final = 2021
_LEAST_TASK: Final = 100 * 60
_MOST_CLAIM: Final = 900 * 60
_STARTS: Final = (4, 4, 4, 7, 10, 10, 1)
_BY_YEAR: Final = (10, 15, 22, 26, 27)  # percent of the earlier ones by fiscal year of their start


class _Template(NamedTuple):
    """A way to improve: how it is called, how much it usually saves, and who proves it."""

    text: str
    kind: ImprovementKind
    weight: int  # of its hours, relative to the others
    often: int
    method: Method
    evidence: str
    once: int  # yen
    yearly: int

    @property
    def centre(self) -> bool:
        """Whether the processing centre does it."""
        return self.kind is ImprovementKind.CONSOLIDATE


_K = ImprovementKind
_TEMPLATES: Final = (
    _Template("{what}の入力をRPAで行う", _K.AUTOMATE, 2, 9, Method.RECORDED,
              "RPAの実行記録と処理件数（架空）", 600_000, 240_000),
    _Template("{what}の申請書をAI-OCRで読み取る", _K.AUTOMATE, 4, 4, Method.MEASURED,
              "導入前後の30件の実測（架空）", 1_200_000, 600_000),
    _Template("{what}の入力と点検を集中処理センターで行う", _K.CONSOLIDATE, 20, 4,
              Method.RECORDED, "センターの処理件数と作業記録（架空）", 4_000_000, 9_000_000),
    _Template("{what}の受付と書類の確認を委託する", _K.OUTSOURCE, 34, 4, Method.RECORDED,
              "委託前後の窓口の作業記録（架空）", 2_000_000, 18_000_000),
    _Template("{what}をオンラインで受け付ける", _K.DIGITIZE, 8, 6, Method.ESTIMATED,
              "電子申請の件数×1件当たりの短縮分（架空）", 900_000, 360_000),
    _Template("{what}の決裁の段階を減らす", _K.STREAMLINE, 2, 4, Method.ESTIMATED,
              "決裁の件数×1件当たりの短縮分（架空）", 0, 0),
    _Template("{what}の照会と報告をやめる", _K.ABOLISH, 3, 4, Method.RECORDED,
              "廃止した照会の件数（架空）", 0, 0),
    _Template("{what}の台帳を一つにする", _K.MERGE, 5, 3, Method.MEASURED,
              "台帳の更新時間の実測（架空）", 800_000, 0),
)  # fmt: skip
_USES: Final = (
    (UseOfFreed.RESIDENTS, "窓口での相談の時間に充てる（架空）"),
    (UseOfFreed.OVERTIME, "年度末の時間外勤務を減らす（架空）"),
    (UseOfFreed.PLANNING, "制度の見直しの検討に充てる（架空）"),
    (UseOfFreed.POSTS, "訪問の担当に1人を移す（架空）"),
    (UseOfFreed.UNDECIDED, ""),
)
_ROLES: Final = ("カイゼンリーダー", "課長", "DX室", "推進員")


@dataclass(frozen=True, slots=True)
class DemoTask:
    """A non-core task of the demo that hours can be taken from.

    Attributes:
        unit_id: the section's row of this year, where it still exists.
        what: name of its class.
        earlier: it is a task of the pilot.
    """

    id: str
    unit_id: str
    unit_code: str
    code: str
    what: str
    minutes: int
    round_id: str
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class DemoSectionName:
    """A section of this year."""

    unit_id: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoImprovement:
    """One line of the invented register."""

    plan: NewImprovement
    state: ImprovementState
    created_on: str
    actuals: tuple[Actual, ...] = ()


def demo_improvements(
    tasks: Sequence[DemoTask],
    sections: Sequence[DemoSectionName],
    *,
    year: int,
    seed: int = 1,
) -> list[DemoImprovement]:
    """The invented register; equal arguments give equal registers.

    Args:
        tasks: non-core tasks of the pilot and of this year, in a fixed order.
        sections: the sections of this year, in tree order.
        year: this fiscal year.
        seed: another seed, another register.
    """
    made = _Maker(Random(f"improvements {seed}"), tasks, sections, year)  # noqa: S311  # a demo
    return [*made.earlier(), *made.of_pilot(), *made.of_this_year()]


class _Maker:
    def __init__(
        self,
        rng: Random,
        tasks: Sequence[DemoTask],
        sections: Sequence[DemoSectionName],
        year: int,
    ) -> None:
        self._rng = rng
        self._tasks = [task for task in tasks if task.minutes >= _LEAST_TASK]
        self._sections = sections
        self._year = year
        self._taken: set[str] = set()
        self._busy: set[str] = set()  # sections whose pilot tasks are claimed

    def _count(self, full: int) -> int:
        return max(2, full * len(self._sections) // FULL_SECTIONS)

    # -- before there was a survey ---------------------------------------------------------------

    def earlier(self) -> Iterator[DemoImprovement]:
        """Measures of the years before: running or finished, with what they saved."""
        names = [task for task in self._tasks if not task.earlier]
        if not names or not self._sections:
            return
        count = self._count(FULL_EARLIER)
        drawn = [self._template() for _ in range(count)]
        weights = [max(1, round(t.weight * self._rng.uniform(60, 140))) for t in drawn]
        total = REACHED_HOURS * 60 * len(self._sections) // FULL_SECTIONS
        starts = spread(count, _BY_YEAR)
        years = [_FIRST_YEAR + place for place, n in enumerate(starts) for _ in range(n)]
        for template, minutes, start in zip(drawn, spread(total, weights), years, strict=True):
            yield self._earlier(template, minutes, start, self._rng.choice(names))

    def _earlier(
        self, template: _Template, minutes: int, start: int, about: DemoTask
    ) -> DemoImprovement:
        rng = self._rng
        month = _month(start, rng.choice(_STARTS))
        expected = round(minutes * rng.uniform(0.92, 1.18))
        section = next((s for s in self._sections if s.code == about.unit_code), self._sections[0])
        plan = self._plan(template, about, "" if template.centre else section.unit_id, month)
        state = (
            ImprovementState.DONE
            if start + 3 <= self._year and rng.random() < 0.7
            else ImprovementState.RUNNING
        )
        actuals = tuple(
            Actual(
                then,
                round(
                    first_year(minutes, month) if then == start else minutes * _ramp(then, start)
                ),
                template.method,
                template.evidence,
                f"{then + 1}-05-{rng.randrange(10, 28)}",
                "架空",
            )
            for then in range(start, self._year)
        )
        plan = replace(plan, expected_minutes=expected)
        return DemoImprovement(plan, state, f"{start - 1}-11-{rng.randrange(10, 28)}", actuals)

    # -- with tasks of a survey ------------------------------------------------------------------

    def of_pilot(self) -> Iterator[DemoImprovement]:
        """Measures that rest on the pilot and began this year."""
        pool = [task for task in self._tasks if task.earlier]
        for task in self._some(pool, self._count(FULL_PILOT) if pool else 0):
            self._busy.add(task.unit_code)
            month = _month(self._year, self._rng.choice((4, 7, 10)))
            template = self._template(centre=False)
            plan = self._plan(template, task, task.unit_id, month, self._claims([task]))
            created = f"{self._year - 1}-12-{self._rng.randrange(10, 28)}"
            yield DemoImprovement(plan, ImprovementState.RUNNING, created)

    def of_this_year(self) -> Iterator[DemoImprovement]:
        """Measures that rest on this year's survey: planned, under study, a few stopped."""
        pool = [t for t in self._tasks if not t.earlier and t.unit_code not in self._busy]
        planned, stopped = self._count(FULL_NEW), self._count(FULL_STOPPED)
        for number, task in enumerate(self._some(pool, planned + stopped)):
            template = self._template()
            together = self._together(task, pool) if template.centre else [task]
            unit = "" if template.centre else task.unit_id
            month = _month(self._year + 1, self._rng.choice(_STARTS))
            plan = self._plan(template, task, unit, month, self._claims(together))
            created = f"{self._year}-10-{self._rng.randrange(1, 28):02}"
            yield DemoImprovement(plan, self._state(number, planned), created)

    def _state(self, number: int, planned: int) -> ImprovementState:
        if number >= planned:
            return ImprovementState.STOPPED
        return (ImprovementState.PLANNED, ImprovementState.PLANNED, ImprovementState.IDEA)[
            number % 3
        ]

    def _some(self, pool: Sequence[DemoTask], count: int) -> Iterator[DemoTask]:
        for task in self._rng.sample(list(pool), min(count, len(pool))):
            if task.id not in self._taken:
                self._taken.add(task.id)
                yield task

    def _together(self, task: DemoTask, pool: Sequence[DemoTask]) -> list[DemoTask]:
        """The same work of several sections, which the centre takes over."""
        same = [t for t in pool if t.code == task.code and t.id not in self._taken][:7]
        self._taken.update(t.id for t in same)
        return [task, *same]

    def _claims(self, tasks: Sequence[DemoTask]) -> tuple[Claim, ...]:
        return tuple(
            Claim(t.id, "", min(t.minutes * self._rng.randrange(35, 80) // 100, _MOST_CLAIM))
            for t in tasks
        )

    # -- one line --------------------------------------------------------------------------------

    def _template(self, *, centre: bool = True) -> _Template:
        known = [t for t in _TEMPLATES if centre or not t.centre]
        return self._rng.choices(known, [t.often for t in known])[0]

    def _plan(
        self,
        template: _Template,
        about: DemoTask,
        unit_id: str,
        month: str,
        claims: tuple[Claim, ...] = (),
    ) -> NewImprovement:
        use, use_note = self._rng.choice(_USES)
        return NewImprovement(
            name=template.text.format(what=about.what),
            kind=template.kind,
            unit_id=unit_id,
            description="架空の改善です。",
            round_id=about.round_id if claims else "",
            class_code=about.code,
            start_month=month,
            yen_once=template.once,
            yen_yearly=template.yearly,
            owner_role="DX室" if template.centre else self._rng.choice(_ROLES),
            centre=template.centre,
            evidence="ほかの市の公表値と試行の結果（架空）" if template.weight > 3 else "",
            use_of_freed=use,
            use_note=use_note,
            claims=claims,
        )


def _ramp(year: int, start: int) -> float:
    """People need a year to get used to something new."""
    return 0.94 if year == start + 1 else 1.0


def _month(fiscal_year: int, month: int) -> str:
    """A month of a fiscal year as it is stored."""
    return f"{fiscal_year + (month < 4)}-{month:02}"
