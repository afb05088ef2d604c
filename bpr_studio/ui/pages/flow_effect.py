"""What a To-Be saves, in words: sums for a narrow panel, changes for a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from bpr_studio.domain.process.effects import ChangeKind
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.process.effects import StepEffect, StepFigures, ToBeEffect
    from bpr_studio.ui.grid.columns import Row

_CHANGES_SHOWN = 12


class EffectSums(QWidget):
    """Hours, hand-overs, approvals, paper and seals before and after, and the largest changes."""

    def __init__(self, effect: ToBeEffect, *, changes: bool = True) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(effect_sentence(effect), kind="strong", wrap=True))
        column.addLayout(_table(sum_lines(effect)))
        if effect.after.unanswered:
            n = effect.after.unanswered
            text = ntr(
                "{n:,} step of this version has no minutes or cases yet and counts as 0.",
                "{n:,} steps of this version have no minutes or cases yet and count as 0.",
                n,
            )
            column.addWidget(label(text, kind="secondary", wrap=True))
        if changes:
            for line in change_sentences(effect)[:_CHANGES_SHOWN]:
                column.addWidget(label(line, wrap=True))


def effect_sentence(effect: ToBeEffect) -> str:
    """The finding in one sentence."""
    minutes = effect.difference.minutes
    hours = format_hours(abs(minutes), decimals=1)
    if minutes < 0:
        return tr("Saves {hours} hours a year.", hours=hours)
    if minutes > 0:
        return tr("Takes {hours} hours a year more.", hours=hours)
    return tr("The hours of a year stay the same.")


def sum_lines(effect: ToBeEffect) -> list[tuple[str, str, str, str]]:
    """Name, before, after and difference of each figure, as people read them."""
    before, after, difference = effect.before, effect.after, effect.difference

    def line(
        name: str, of: Callable[[StepFigures], int], show: Callable[[int], str]
    ) -> tuple[str, str, str, str]:
        return name, show(of(before)), show(of(after)), _signed(of(difference), show)

    return [
        line(tr("Hours of a year"), lambda f: f.minutes, _hours),
        line(tr("Hand-overs"), lambda f: f.handovers, _plain),
        line(tr("Approvals"), lambda f: f.approvals, _plain),
        line(tr("Steps on paper"), lambda f: f.paper, _plain),
        line(tr("Seals"), lambda f: f.seals, _plain),
    ]


def change_sentences(effect: ToBeEffect) -> list[str]:
    """One line for each step to which something happens, those that save most first."""
    return [
        tr("{what}: {name} ({difference})", what=what_word(one), name=one.name, difference=figures)
        if (figures := difference_words(one.difference))
        else tr("{kind}: {name}", kind=what_word(one), name=one.name)
        for one in effect.changes
    ]


def what_word(effect: StepEffect) -> str:
    """What happens to a step."""
    match effect.kind:
        case ChangeKind.REMOVED:
            return tr("Dropped")
        case ChangeKind.ADDED:
            return tr("New")
        case ChangeKind.CHANGED if effect.moved:
            return tr("Done by somebody else")
        case ChangeKind.CHANGED:
            return tr("Altered")
        case ChangeKind.SAME:
            return tr("Unchanged")


def difference_words(difference: StepFigures) -> str:
    """The figures that differ, e.g. "▲20.0 hours, ▲1 seal"; "" for none."""
    words: list[tuple[int, Callable[[int], str]]] = [
        (difference.minutes, lambda n: tr("{n} hours", n=_signed(n, _hours))),
        (difference.handovers, lambda n: tr("{n} hand-overs", n=_signed(n, _plain))),
        (difference.approvals, lambda n: tr("{n} approvals", n=_signed(n, _plain))),
        (difference.paper, lambda n: tr("{n} on paper", n=_signed(n, _plain))),
        (difference.seals, lambda n: tr("{n} seals", n=_signed(n, _plain))),
    ]
    return tr(", ").join(word(value) for value, word in words if value)


def change_columns() -> tuple[ColumnSpec, ...]:
    """The columns of a table of changes; the first value of a row is the step to go to."""
    return (
        ColumnSpec("what", tr("Change"), width=130),
        ColumnSpec("name", tr("Step"), width=200, stretch=True),
        ColumnSpec("before", tr("Before"), tr("hours"), Align.RIGHT, 100, format=as_hours(1)),
        ColumnSpec("after", tr("After"), tr("hours"), Align.RIGHT, 100, format=as_hours(1)),
        ColumnSpec(
            "hours",
            tr("Difference"),
            tr("hours"),
            Align.RIGHT,
            110,
            format=as_hours(1),
            summed=True,
        ),
        _count_column("handovers", tr("Hand-overs")),
        _count_column("approvals", tr("Approvals")),
        _count_column("paper", tr("Paper")),
        _count_column("seals", tr("Seals")),
    )


def change_rows(effect: ToBeEffect) -> list[Row]:
    """The rows of `change_columns`."""
    return [
        (
            one.to_be or one.as_is,
            what_word(one),
            one.name,
            one.before.minutes if one.as_is else None,
            one.after.minutes if one.to_be else None,
            one.difference.minutes,
            one.difference.handovers,
            one.difference.approvals,
            one.difference.paper,
            one.difference.seals,
        )
        for one in effect.changes
    ]


def _count_column(key: str, title: str) -> ColumnSpec:
    return ColumnSpec(key, title, "", Align.RIGHT, 84, format=as_number(), summed=True)


def _table(lines: Sequence[tuple[str, str, str, str]]) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(10)
    table.setVerticalSpacing(2)
    heads = ("", tr("Before"), tr("After"), tr("Difference"))
    for place, head in enumerate(heads):
        table.addWidget(_cell(head, place, kind="caption"), 0, place)
    for row, line in enumerate(lines, start=1):
        for place, text in enumerate(line):
            kind = "strong" if place == len(line) - 1 else ""
            table.addWidget(_cell(text, place, kind=kind), row, place)
    table.setColumnStretch(0, 1)
    return table


def _cell(text: str, place: int, *, kind: str) -> QWidget:
    made = label(text, kind=kind)
    side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return made


def _hours(minutes: int) -> str:
    return format_hours(minutes, decimals=1)


def _plain(number: int) -> str:
    return f"{number:,}"


def _signed(value: int, show: Callable[[int], str]) -> str:
    if not value:
        return "±0"
    return f"▲{show(-value)}" if value < 0 else f"+{show(value)}"
