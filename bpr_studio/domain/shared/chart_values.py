"""What charts show, before anybody has decided how it looks.

The values carry their own names, so that whoever counts something can hand over a chart without
the chart knowing the subject. Hours are whole minutes. Every chart has rows in display order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a part of a bar means; charts give each meaning its colour and its pattern.

    The series `A` … `H` mean nothing by themselves; in the order of their letters they can be
    told apart best.
    """

    CORE = "core"
    NON_CORE = "non_core"
    UNTAGGED = "untagged"
    DONE = "done"  # settled, reached
    UNDER_WAY = "under_way"
    OPEN = "open"  # still to be done
    IDLE = "idle"  # does not apply, not known
    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    H = "h"


SERIES = (Tone.A, Tone.B, Tone.C, Tone.D, Tone.E, Tone.F, Tone.G, Tone.H)
"""Tones for categories, in the order to be used."""


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One change between the first and the last column.

    Attributes:
        key: what it opens, "" for nothing.
        minutes: change; what goes away is negative.
        kind: kind of the change, e.g. a value of `ImprovementKind`; free to the caller.
        tone: how sure it is: `DONE` for reached, `UNDER_WAY` for planned, `OPEN` for an idea.
    """

    key: str
    label: str
    minutes: int
    kind: str = ""
    tone: Tone = Tone.DONE


@dataclass(frozen=True, slots=True)
class WaterfallChart:
    """From what there is to what will be left, change by change.

    Attributes:
        start_label: name of the first column, e.g. 現在.
        start: minutes of the first column.
        steps: the changes in display order.
        end_label: name of the last column, e.g. 実施後.
    """

    start_label: str
    start: int
    steps: tuple[WaterfallStep, ...]
    end_label: str

    @property
    def change(self) -> int:
        """All changes together."""
        return sum(step.minutes for step in self.steps)

    @property
    def end(self) -> int:
        """Minutes of the last column."""
        return self.start + self.change


@dataclass(frozen=True, slots=True)
class BurnUpYear:
    """One fiscal year of a burn-up.

    Attributes:
        label: the year for people, e.g. 令和5.
        plan: level planned for this year.
        actual: level reached in this year, None where nothing is recorded yet.
    """

    label: str
    plan: int
    actual: int | None = None


@dataclass(frozen=True, slots=True)
class BurnUpSeries:
    """Plan and actual of one target.

    Attributes:
        name: what is counted, e.g. 削減時間（全体）.
        years: oldest first; levels as they shall be drawn. The chart adds nothing up: for a
            target in hours *a year* give what is saved in that year by everything that runs.
        target: level aimed at.
        target_label: the target in words, e.g. 目標 100,000時間/年（令和7年度）.
        due: label of the year the target is due in, "" where none is.
    """

    name: str
    years: tuple[BurnUpYear, ...]
    target: int
    target_label: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class BurnUpChart:
    """Savings by fiscal year, held against a target.

    Attributes:
        total: everything.
        of_which: a part of the total with a target of its own; never added to it.
    """

    total: BurnUpSeries
    of_which: BurnUpSeries | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: a number of things or minutes."""

    key: str
    label: str
    value: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class PartsRow:
    """One bar and its parts, which make up the whole.

    Attributes:
        key: what it opens, "" for nothing.
        parts: in the order of the bar; parts of zero may be left out.
    """

    key: str
    label: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """The whole bar."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class ProgressChart:
    """How far things are: bars of 100 %, with the number of things behind each.

    Attributes:
        unit: what is counted, e.g. 手続 or 件.
        heads: headings that stand above groups of rows, as (index of the first row, text).
    """

    rows: tuple[PartsRow, ...]
    unit: str
    heads: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MixChart:
    """What hours are made of: bars of 100 %, or as long as their hours.

    Attributes:
        rows: parts are minutes.
        absolute: bars as long as their hours.
    """

    rows: tuple[PartsRow, ...]
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class HeatMapChart:
    """Minutes by two things, the more the darker.

    Attributes:
        row_keys: what rows open, "" for nothing (a row that sums up others).
        column_labels: names of the columns; long ones are broken into lines.
        minutes: `minutes[row][column]`.
        marked: columns to be pointed out, by place.
    """

    row_keys: tuple[str, ...]
    row_labels: tuple[str, ...]
    column_keys: tuple[str, ...]
    column_labels: tuple[str, ...]
    minutes: tuple[tuple[int, ...], ...]
    marked: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        """All minutes."""
        return sum(map(sum, self.minutes))


@dataclass(frozen=True, slots=True)
class Bubble:
    """The hours of one cell of a matrix.

    Attributes:
        x: place of its column, from 0.
        y: place of its row, from 0 at the bottom.
        core: minutes of it that are core work.
        tasks: how many tasks or steps are behind it.
        named: the largest of them, for the words beside the pointer.
    """

    key: str
    x: int
    y: int
    minutes: int
    core: int
    tasks: int
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BubbleChart:
    """A matrix of two ordered properties; the area of a bubble is its hours.

    Attributes:
        x_name: what the columns mean.
        x_labels: columns, left to right.
        y_name: what the rows mean.
        y_labels: rows, bottom to top.
        unplaced: minutes that have no place, since one of the two is not known.
    """

    x_name: str
    x_labels: tuple[str, ...]
    y_name: str
    y_labels: tuple[str, ...]
    bubbles: tuple[Bubble, ...]
    unplaced: int = 0

    @property
    def total(self) -> int:
        """Minutes of all bubbles."""
        return sum(bubble.minutes for bubble in self.bubbles)


@dataclass(frozen=True, slots=True)
class DependencyRow:
    """Tasks of one unit that only one person can do.

    Attributes:
        tasks: tasks of which the number of people is known.
        alone: those with one person.
        minutes: minutes of `tasks`.
        alone_minutes: minutes of `alone`.
        largest: name of the largest task with one person, "" for none.
        largest_minutes: its minutes.
        unknown: tasks of which the number of people is not known.
    """

    key: str
    label: str
    tasks: int
    alone: int
    minutes: int
    alone_minutes: int
    largest: str = ""
    largest_minutes: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class DependencyChart:
    """Where work depends on one person (属人化)."""

    rows: tuple[DependencyRow, ...]


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """Flows of one unit: how much work they cover and how old their last review is.

    Attributes:
        tasks: tasks of the unit in the round.
        covered: tasks that have a flow.
        minutes: minutes of all tasks.
        covered_minutes: minutes of the covered tasks.
        fresh: flows reviewed in this or the last fiscal year.
        due: flows reviewed two or three fiscal years ago.
        old: flows reviewed longer ago.
        never: flows nobody has reviewed.
        oldest: name of the flow that waits longest, "" for none.
    """

    key: str
    label: str
    tasks: int
    covered: int
    minutes: int
    covered_minutes: int
    fresh: int = 0
    due: int = 0
    old: int = 0
    never: int = 0
    oldest: str = ""

    @property
    def flows(self) -> int:
        """All flows of the unit."""
        return self.fresh + self.due + self.old + self.never


@dataclass(frozen=True, slots=True)
class FreshnessChart:
    """How much of the work is drawn as flows, and how fresh they are."""

    rows: tuple[FreshnessRow, ...]


FigureChart = (
    WaterfallChart
    | BurnUpChart
    | ProgressChart
    | MixChart
    | HeatMapChart
    | BubbleChart
    | DependencyChart
    | FreshnessChart
)
