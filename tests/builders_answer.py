"""Sample answers of a fictitious city (架空); every figure is invented."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.benchmark.compare import (
    Basis,
    ClassLevel,
    Comparison,
    Grade,
    Names,
    compare,
)
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.answer import (
    Answer,
    CoreSplit,
    MonthLoad,
    ParetoItem,
    Provenance,
    TaskLine,
)

HOUR = 60
TASKS = 59_412

_BUREAUS = (
    ("政策局", 310_000, 18),
    ("総務市民局", 1_180_000, 41),
    ("財政・変革局", 905_000, 47),
    ("保健福祉局", 2_240_000, 33),
    ("子ども家庭局", 1_330_000, 36),
    ("環境局", 870_000, 22),
    ("産業経済局", 640_000, 19),
    ("都市戦略局", 780_000, 21),
    ("都市整備局", 1_260_000, 20),
    ("上下水道局", 990_000, 27),
    ("教育委員会事務局", 1_120_000, 30),
    ("消防局", 760_000, 14),
    ("市立図書館・文化財の保存活用に関する特別調整事務局", 95_000, 39),
)

_CLASSES = (
    ("K01", "庶務・服務"),
    ("K02", "文書・法制"),
    ("K03", "予算・決算・会計"),
    ("K04", "契約・財産"),
    ("B01", "住民基本台帳"),
    ("B03", "固定資産税"),
    ("B07", "国民健康保険"),
    ("B09", "障害者福祉"),
    ("B11", "介護保険"),
    ("B12", "児童手当"),
    ("B13", "生活保護"),
    ("F05", "道路・河川の管理"),
)

_MONTH_WEIGHTS = (11, 9, 8, 8, 7, 7, 8, 8, 7, 8, 9, 12)


def provenance(**changes: object) -> Provenance:
    """Provenance of the fictitious city; `changes` replace single fields."""
    values: dict[str, object] = {
        "city": "見本市（架空）",
        "fictitious": True,
        "fiscal_year": FiscalYear(2026),
        "scope": "全庁",
        "core_definition": "職員でしかできない業務（公権力の行使・裁量的判断・政策立案など）",
        "hours_per_full_timer": 1_883.25,
        "sections": 361,
        "sections_expected": 365,
        "tasks": TASKS,
    }
    return Provenance(**{**values, **changes})  # type: ignore[arg-type] # one dict of mixed types


def core_split(
    key: str, label: str, hours: int, non_core_percent: int, *, untagged: int = 3
) -> CoreSplit:
    """A row of `hours`, of which `untagged` % are not judged."""
    minutes = hours * HOUR
    open_minutes = minutes * untagged // 100
    judged = minutes - open_minutes
    non_core = judged * non_core_percent // 100
    return CoreSplit(
        key=key,
        label=label,
        core=judged - non_core,
        non_core=non_core,
        untagged=open_minutes,
        tasks=hours // 220 + 1,
    )


def units() -> tuple[CoreSplit, ...]:
    """Thirteen bureaus in the order of the organisation."""
    tasks = spread(TASKS, [hours for _, hours, _ in _BUREAUS])
    return tuple(
        replace(core_split(f"{number + 1:02d}", name, hours, share), tasks=tasks[number])
        for number, (name, hours, share) in enumerate(_BUREAUS)
    )


def classes() -> tuple[CoreSplit, ...]:
    """Twelve major classes, largest first, whose minutes add up to those of `units`."""
    rows = units()
    weights = [31 - 2 * position for position in range(len(_CLASSES))]
    core = spread(sum(row.core for row in rows), weights)
    leaning = [weight * (5 + position * 7 % 11) for position, weight in enumerate(weights)]
    non_core = spread(sum(row.non_core for row in rows), leaning)
    untagged = spread(sum(row.untagged for row in rows), weights)
    tasks = spread(TASKS, weights)
    return tuple(
        CoreSplit(code, name, core[i], non_core[i], untagged[i], tasks[i])
        for i, (code, name) in enumerate(_CLASSES)
    )


def months(*, overload: bool = True, contractor: bool = True) -> MonthLoad:
    """A load curve with peaks in April and March; without `overload` it always fits."""
    total = sum(unit.total for unit in units())
    per_month = spread(total, _MONTH_WEIGHTS)
    open_work = tuple(minutes * 3 // 100 for minutes in per_month)
    non_core = tuple(minutes * 30 // 100 for minutes in per_month)
    core = tuple(m - o - n for m, o, n in zip(per_month, open_work, non_core, strict=True))
    capacity = total * (100 if overload else 150) // 1_200
    return MonthLoad(
        core=core,
        non_core=non_core,
        untagged=open_work,
        capacity=tuple(capacity for _ in per_month),
        contractor=tuple(m // 40 if contractor else 0 for m in per_month),
    )


def pareto(count: int = 84) -> tuple[ParetoItem, ...]:
    """`count` minor classes whose minutes fall quickly."""
    total = sum(unit.total for unit in units())
    minutes = spread(total, [round(100_000 / (rank + 4) ** 1.15) for rank in range(count)])
    return tuple(
        ParetoItem(
            key=f"{_CLASSES[rank % 12][0]}-{rank // 12 + 1:02d}-01",
            label=f"{_CLASSES[rank % 12][1]}の受付と審査 {rank // 12 + 1}",
            minutes=value,
            non_core=value * (10 + rank * 13 % 60) // 100,
        )
        for rank, value in enumerate(minutes)
    )


def staff() -> tuple[tuple[str, str, int], ...]:
    """The eight staff categories."""
    total = sum(unit.total for unit in units())
    parts = spread(total, [640, 30, 45, 20, 95, 120, 15, 35])
    names = (
        ("regular", "正規（常勤）"),
        ("reemployed_full", "再任用（フル）"),
        ("reemployed_short", "定年前再任用短時間"),
        ("fixed_term", "任期付"),
        ("fiscal_full", "会計年度（フル）"),
        ("fiscal_part", "会計年度（パート）"),
        ("dispatched", "派遣"),
        ("contractor", "委託（受託者）"),
    )
    return tuple((key, name, part) for (key, name), part in zip(names, parts, strict=True))


def tasks(count: int = 30) -> tuple[TaskLine, ...]:
    """The largest tasks; every fifth has no case count, every seventh is not judged."""
    return tuple(
        TaskLine(
            id=f"task-{rank}",
            unit_code=f"{rank % 13 + 1:02d}",
            unit_name=f"{_BUREAUS[rank % 13][0][:6]}窓口課",
            code=f"{_CLASSES[rank % 12][0]}-01-01",
            class_name=_CLASSES[rank % 12][1],
            name=f"{_CLASSES[rank % 12][1]}に関する届出の受付・審査・通知（第{rank + 1}係）",
            minutes=(48_000 - rank * 1_310) * HOUR + rank * 7,
            core_tag="" if rank % 7 == 6 else ("non_core" if rank % 3 else "core"),
            core_reason="",
            case_count=None if rank % 5 == 4 else 1_200 + rank * 37,
            case_unit="件",
            medium="paper" if rank % 2 else "digital",
        )
        for rank in range(count)
    )


def answer(**changes: object) -> Answer:
    """The whole fictitious city; `changes` replace single fields."""
    rows = units()
    values: dict[str, object] = {
        "provenance": provenance(),
        "total": CoreSplit(
            key="",
            label="全庁",
            core=sum(row.core for row in rows),
            non_core=sum(row.non_core for row in rows),
            untagged=sum(row.untagged for row in rows),
            tasks=TASKS,
        ),
        "units": rows,
        "classes": classes(),
        "months": months(),
        "pareto": pareto(),
        "staff": staff(),
        "largest_tasks": tasks(),
    }
    return Answer(**{**values, **changes})  # type: ignore[arg-type] # one dict of mixed types


def empty_answer() -> Answer:
    """A city in which nobody has answered yet."""
    zero = (0,) * 12
    return answer(
        provenance=provenance(sections=0, tasks=0),
        total=CoreSplit("", "全庁", 0, 0, 0, 0),
        units=(),
        classes=(),
        months=MonthLoad(zero, zero, zero, zero, zero),
        pareto=(),
        staff=(),
        largest_tasks=(),
    )


# --- other cities ---

STAFF_NAMES = {key: name for key, name, _ in staff()}
NAMES = Names(classes=dict(_CLASSES), staff=STAFF_NAMES)
DEFINITION = provenance().core_definition


def class_figure(code: str, hours: int, **changes: object) -> ClassFigure:
    """One class; `changes` replace single fields."""
    values: dict[str, object] = {"code": code, "minutes": hours * HOUR, **changes}
    return ClassFigure(**values)  # type: ignore[arg-type] # one dict of mixed types


def city(number: int, *figures: ClassFigure, **changes: object) -> CityFigures:
    """Fictitious city number `number` with a million residents; `changes` replace fields."""
    values: dict[str, object] = {
        "city_code": f"{900_001 + number}",
        "city_name": f"架空{number}市",
        "fiscal_year": 2026,
        "population": 1_000_000,
        "core_definition": DEFINITION,
        "staff_categories": ("regular", "fiscal_part"),
        "fictitious": True,
        "figures": figures,
    }
    return CityFigures(**{**values, **changes})  # type: ignore[arg-type] # one dict of mixed types


def own_city() -> CityFigures:
    """Our fictitious city's figures for the twelve major classes."""
    return city(0, *_city_classes(0), city_name="見本市（架空）", population=940_000)


def partner_cities() -> tuple[CityFigures, ...]:
    """Five fictitious partners, each with one thing counted differently."""
    return (
        city(1, *_city_classes(1), population=1_540_000),
        city(2, *_city_classes(2), population=720_000, staff_categories=("regular",)),
        city(3, *_city_classes(3), population=2_300_000, core_definition="専門性を要する業務"),
        city(4, *_city_classes(4), population=1_190_000, fiscal_year=2024),
        city(5, *_city_classes(5)[:7], population=810_000),
    )


def _city_classes(number: int) -> list[ClassFigure]:
    population = (940, 1_540, 720, 2_300, 1_190, 810)[number]
    figures = []
    for position, (code, _) in enumerate(_CLASSES):
        factor = 70 + (position * 37 + number * 53 + position * number * 11) % 90
        hours = population * (60 - 3 * position) * factor // 100
        # Common work is not counted in cases; the last class is told by two cities only.
        cases = population * (30 + position) if code[0] != "K" else None
        if code == "F05" and number > 2:
            continue
        figures.append(
            class_figure(
                code,
                hours,
                cases=cases,
                denominator="申請件数" if cases else "",
                outsourced_percent=(position * 5 + number * 7) % 40,
            )
        )
    return figures


def comparison(basis: Basis = Basis.PER_10K) -> Comparison:
    """Ours next to the five partners by major class, whatever their grade."""
    return compare(
        own_city(),
        partner_cities(),
        names=NAMES,
        basis=basis,
        level=ClassLevel.MAJOR,
        worst_grade=Grade.C,
    )


def comparisons() -> tuple[Comparison, ...]:
    """The two bases of the report."""
    return tuple(comparison(basis) for basis in (Basis.PER_10K, Basis.PER_CASE))
