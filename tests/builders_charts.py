"""Chart values of a fictitious city (架空); every figure is invented."""

from __future__ import annotations

from bpr_studio.domain.shared.chart_values import (
    SERIES,
    Bubble,
    BubbleChart,
    BurnUpChart,
    BurnUpSeries,
    BurnUpYear,
    DependencyChart,
    DependencyRow,
    FigureChart,
    FreshnessChart,
    FreshnessRow,
    HeatMapChart,
    MixChart,
    Part,
    PartsRow,
    ProgressChart,
    Tone,
    WaterfallChart,
    WaterfallStep,
)

HOUR = 60
KINDS = ("改廃", "統合", "集約化", "デジタル化", "自動化", "BPO", "効率化")
BUREAUS = ("総務市民局", "財政局", "市立図書館・文化財の保存活用に関する特別調整事務局")
STAFF = ("正規", "再任用（フル）", "再任用（短時間）", "任期付", "会計年度（フル）",
         "会計年度（パート）", "派遣", "委託（受託者）")  # fmt: skip
STEPS = (
    "案内・問合せ対応", "相談・支援", "対象者抽出", "通知・勧奨の発送", "申請受付",
    "本人確認・形式確認", "調査・照会", "審査（実質）", "判断・決定・決裁", "入力作業", "照合・点検",
    "帳票作成・印刷", "封入・発送・交付", "収納・支払処理", "集計・統計・報告", "文書整理・保管",
    "会議・調整・折衝", "企画・立案・制度設計",
)  # fmt: skip


def waterfall(start: int = 180_000) -> WaterfallChart:
    """Seven kinds of change from `start` hours."""
    hours = (8_000, 3_000, 30_500, 21_000, 18_000, 14_000, 6_000)
    steps = tuple(
        WaterfallStep(f"k{i}", kind, -h * HOUR, tone=(Tone.DONE, Tone.UNDER_WAY, Tone.OPEN)[i % 3])
        for i, (kind, h) in enumerate(zip(KINDS, hours, strict=True))
    )
    return WaterfallChart("現在", start * HOUR, steps, "実施後")


def burn_up() -> BurnUpChart:
    """Six years against 100,000 hours, with the centre inside."""

    def series(name: str, share: float, target: str) -> BurnUpSeries:
        values = ((5, 4.1), (15, 12.4), (40, 33), (70, 71.2), (100, None), (104, None))
        years = tuple(
            BurnUpYear(
                f"令和{3 + i}",
                round(plan * share * 1000) * HOUR,
                None if actual is None else round(actual * share * 1000) * HOUR,
            )
            for i, (plan, actual) in enumerate(values)
        )
        return BurnUpSeries(name, years, round(100_000 * share) * HOUR, target, "令和7")

    return BurnUpChart(
        series("削減時間（全体）", 1, "目標 100,000時間/年（令和7年度）"),
        series("うちセンター", 0.3, "センターの目標 30,000時間/年"),
    )


def progress(rows: int = 3) -> ProgressChart:
    """How far seals and written forms are."""
    tones = (Tone.DONE, Tone.UNDER_WAY, Tone.OPEN, Tone.IDLE)
    names = ("見直し済み", "検討中", "未着手", "対象外")
    made = tuple(
        PartsRow(
            f"r{row}",
            ("市単独で見直し可能", "条例・規則", "国の法令")[row % 3],
            tuple(
                Part(name, name, 40 * (row + place + 1), tone)
                for place, (name, tone) in enumerate(zip(names, tones, strict=True))
            ),
        )
        for row in range(rows)
    )
    return ProgressChart(made, "手続", ((0, "押印"), (rows // 2, "書面")))


def mix(*, absolute: bool = False) -> MixChart:
    """Hours by eight staff categories."""
    rows = tuple(
        PartsRow(
            f"0{row + 1}",
            bureau,
            tuple(
                Part(name, name, (500 - 55 * place) * HOUR * (row + 1), SERIES[place])
                for place, name in enumerate(STAFF)
            ),
        )
        for row, bureau in enumerate(BUREAUS)
    )
    return MixChart(rows, absolute=absolute)


def heat_map(rows: int = 24) -> HeatMapChart:
    """Eighteen kinds of steps by section."""
    return HeatMapChart(
        row_keys=tuple(f"{row:04}" if row < rows - 1 else "" for row in range(rows)),
        row_labels=tuple(f"第{row}市民課" for row in range(rows)),
        column_keys=tuple(f"P{column + 1:02}" for column in range(len(STEPS))),
        column_labels=STEPS,
        minutes=tuple(
            tuple(((row * 37 + column * 91) % 17) ** 2 * 180 for column in range(len(STEPS)))
            for row in range(rows)
        ),
        marked=frozenset({9}),
    )


def bubbles() -> BubbleChart:
    """All nine cells."""
    made = tuple(
        Bubble("", x, y, (x + 1) * (4 - y) * 3_000 * HOUR, y * 2_000 * HOUR, 30, ("住民票の交付",))
        for x in range(3)
        for y in range(3)
    )
    return BubbleChart(
        "定型性", ("定型", "準定型", "非定型"), "専門性", ("低", "中", "高"), made, 90
    )


def dependency(rows: int = 3) -> DependencyChart:
    """Tasks of one person in some bureaus."""
    return DependencyChart(
        tuple(
            DependencyRow(f"{row:02}", BUREAUS[row % 3], 100, 20 + row, 50_000 * HOUR,
                          (9_000 + row) * HOUR, "予算要求資料の作成", 900 * HOUR, 4)
            for row in range(rows)
        )
    )  # fmt: skip


def freshness(rows: int = 3) -> FreshnessChart:
    """Flows of some bureaus."""
    return FreshnessChart(
        tuple(
            FreshnessRow(f"{row:02}", BUREAUS[row % 3], 100, 30, 900 * HOUR, 270 * HOUR,
                         12, 4, 2, row, "転入届")
            for row in range(rows)
        )
    )  # fmt: skip


def every_chart() -> dict[str, FigureChart]:
    """One chart of each kind, as large as they get in the window."""
    return {
        "waterfall": waterfall(),
        "waterfall of small changes": waterfall(13_200_000),
        "burn-up": burn_up(),
        "progress": progress(12),
        "mix": mix(),
        "mix of hours": mix(absolute=True),
        "heat map": heat_map(),
        "bubbles": bubbles(),
        "dependency": dependency(24),
        "freshness": freshness(24),
    }
