"""あなたを待っているもの: everything that waits for the person, each line leading where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.round_progress import day_text
from bpr_studio.services.waiting import WaitingKind
from bpr_studio.ui.pages.home_parts import Way, WayButton
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.services.views import RoundInfo
    from bpr_studio.services.waiting import Waiting

_SINGLE: Final = 3  # so many of a kind are named each, more are told as one line
_MOST_LINES: Final = 6

_MARKS: Final[Mapping[WaitingKind, tuple[str, Tone]]] = {
    WaitingKind.RETURNED: ("arrow-u-up-left", Tone.WARNING),
    WaitingKind.OVERDUE: ("clock", Tone.ERROR),
    WaitingKind.APPROVE_AGAIN: ("warning", Tone.WARNING),
    WaitingKind.APPROVE: ("identification-badge", Tone.ACCENT),
    WaitingKind.CONFIRM: ("checks", Tone.ACCENT),
    WaitingKind.ACCEPT: ("check-circle", Tone.ACCENT),
    WaitingKind.FILL: ("note-pencil", Tone.ACCENT),
    WaitingKind.CARRIED: ("clock-counter-clockwise", Tone.ACCENT),
    WaitingKind.COMMENTS: ("note", Tone.ACCENT),
}

_CITY_FILTERS: Final[Mapping[WaitingKind, str]] = {
    WaitingKind.ACCEPT: "state:dx_acceptance",
    WaitingKind.OVERDUE: "state:overdue",
}


class InboxCard(Card):
    """The list, or that there is nothing to do."""

    def __init__(self, go_to: Callable[[Jump], None]) -> None:
        super().__init__(tr("Waiting for you"))
        self._go_to = go_to
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)

    def show_waiting(self, waiting: Sequence[Waiting], facts: InboxFacts) -> None:
        """Show what waits, the most pressing first."""
        clear_layout(self._lines)
        ways = ways_of(waiting, facts, self._go_to)
        for way in ways[:_MOST_LINES]:
            self._lines.addWidget(WayButton(way, tile=False))
        if len(ways) > _MOST_LINES:
            rest = len(ways) - _MOST_LINES
            more = ntr("and {n:,} more at the survey", "and {n:,} more at the survey", rest)
            way = Way("caret-right", more, partial(self._go_to, Jump("survey")))
            self._lines.addWidget(WayButton(way, tile=False))
        if not ways:
            self._lines.addWidget(label(tr("Nothing is waiting for you."), kind="secondary"))


@dataclass(frozen=True, slots=True)
class InboxFacts:
    """What the lines are told by.

    Attributes:
        rounds: the survey rounds by id.
        current: id of the round all pages show.
        role: who it waits for.
    """

    rounds: Mapping[str, RoundInfo]
    current: str
    role: str


def ways_of(
    waiting: Sequence[Waiting], facts: InboxFacts, go_to: Callable[[Jump], None]
) -> list[Way]:
    """One line for each thing; for the DX office many of a kind are one line."""
    ways: list[Way] = []
    for (kind, round_id), group in groupby(waiting, key=lambda one: (one.kind, one.round_id)):
        items = list(group)
        many = facts.role == DX_OFFICE and len(items) > _SINGLE and kind in _CITY_FILTERS
        if many and round_id == facts.current:
            ways.append(_way_of_many(kind, len(items), facts.rounds.get(round_id), go_to))
        else:
            ways += [_way_of(item, facts, go_to) for item in items]
    return ways


def waiting_sentence(n: int) -> str:
    """How many things wait, in a sentence."""
    return ntr("{n:,} thing is waiting for you", "{n:,} things are waiting for you", n)


def jump_of(item: Waiting, rounds: Mapping[str, RoundInfo], current: str) -> Jump:
    """Where one thing is done: the sheet of its section.

    Args:
        item: what waits.
        rounds: the survey rounds by id.
        current: id of the round all pages show; sheets of others are reached over their board.
    """
    found = rounds.get(item.round_id)
    if found is not None and found.kind == "detailed":
        return Jump("detailed", f"detailed:{item.unit_code}")
    if item.round_id != current:
        return Jump("survey", f"round:{item.round_id}")
    return Jump("entry", f"section:{item.unit_code}")


def deed_of(kind: WaitingKind, *, city: bool = False) -> str:
    """What is to be done, as on a button.

    Args:
        kind: what waits.
        city: for the DX office, which reminds a section that is late.
    """
    if city and kind is WaitingKind.OVERDUE:
        return tr("Remind the section")
    words = {
        WaitingKind.RETURNED: tr("Correct the returned sheet"),
        WaitingKind.OVERDUE: tr("Submit the overdue sheet"),
        WaitingKind.APPROVE_AGAIN: tr("Approve the changed figures"),
        WaitingKind.APPROVE: tr("Approve the sheet"),
        WaitingKind.CONFIRM: tr("Check the sheet"),
        WaitingKind.ACCEPT: tr("Accept the sheet"),
        WaitingKind.FILL: tr("Fill in the sheet"),
        WaitingKind.CARRIED: tr("Confirm the rows of last year"),
        WaitingKind.COMMENTS: tr("Answer the remarks"),
    }
    return words[kind]


def _way_of(item: Waiting, facts: InboxFacts, go_to: Callable[[Jump], None]) -> Way:
    icon_name, tone = _MARKS[item.kind]
    city = facts.role == DX_OFFICE
    deed = deed_of(item.kind, city=city)
    return Way(
        icon_name,
        f"{item.unit_name}：{deed}" if city else deed,
        partial(go_to, jump_of(item, facts.rounds, facts.current)),
        hint=_hint(item, facts.rounds),
        count=_count(item),
        tone=tone,
    )


def _way_of_many(
    kind: WaitingKind, n: int, found: RoundInfo | None, go_to: Callable[[Jump], None]
) -> Way:
    icon_name, tone = _MARKS[kind]
    titles = {
        WaitingKind.ACCEPT: tr("Accept the approved sheets"),
        WaitingKind.OVERDUE: tr("Remind the sections that are late"),
    }
    return Way(
        icon_name,
        titles[kind],
        partial(go_to, Jump("survey", _CITY_FILTERS[kind])),
        hint=found.name if found else "",
        count=ntr("{n:,} section", "{n:,} sections", n),
        tone=tone,
    )


def _hint(item: Waiting, rounds: Mapping[str, RoundInfo]) -> str:
    if item.reason and item.kind is WaitingKind.RETURNED:
        return tr("Reason: {reason}", reason=item.reason)
    found = rounds.get(item.round_id)
    parts = [found.name] if found else []
    if item.due_on:
        parts.append(tr("due on {day}", day=day_text(item.due_on)))
    return " ・ ".join(parts)


def _count(item: Waiting) -> str:
    if item.days_late:
        return ntr("{n:,} day late", "{n:,} days late", item.days_late)
    if item.kind is WaitingKind.CARRIED:
        return ntr("{n:,} row", "{n:,} rows", item.count)
    if item.kind is WaitingKind.COMMENTS:
        return ntr("{n:,} remark", "{n:,} remarks", item.count)
    return ""
