"""One survey round in full: its facts, and what can be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import RoundState, round_label, round_state
from bpr_studio.services.round_progress import day_text
from bpr_studio.ui.pages.survey_words import round_title, share_text
from bpr_studio.ui.qt.badges import badge
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from bpr_studio.services.round_progress import RoundProgress

_WIDTH: Final = 380
_TONES: Final = {
    RoundState.PLANNED: "",
    RoundState.OPEN: "accent",
    RoundState.CLOSED: "warning",
    RoundState.LOCKED: "success",
}


@dataclass(frozen=True, slots=True)
class RoundDeed:
    """A button of the card.

    Attributes:
        key: told when it is pressed.
        text: a verb.
        icon: icon name.
        danger: what it would change, how much, and what stays; asked about in place. "" for a
            deed that is done at once.
        primary: the usual next thing.
    """

    key: str
    text: str
    icon: str
    danger: str = ""
    primary: bool = False


def deeds_of(progress: RoundProgress, *, current: bool) -> tuple[RoundDeed, ...]:
    """What can be done with a round now, the usual next thing first.

    Args:
        progress: how far it is.
        current: all pages start with it.
    """
    state = round_state(progress.round.state)
    show = RoundDeed("current", tr("Show it on all pages"), "eye")
    after = RoundDeed("next", tr("Start next year's survey from it"), "calendar-check")
    again = RoundDeed(
        "reopen", tr("Open the survey again"), "lock-simple-open", _reopen_danger(progress)
    )
    ways: dict[RoundState, tuple[RoundDeed, ...]] = {
        RoundState.PLANNED: (
            RoundDeed("open", tr("Open the survey"), "play", primary=True),
            RoundDeed("revise", tr("Change the plan"), "pencil-simple"),
        ),
        RoundState.OPEN: (
            RoundDeed("board", tr("See the progress"), "list-checks", primary=True),
            RoundDeed("remind", tr("Remind the sections that are missing"), "bell"),
            RoundDeed("revise", tr("Change the plan or the due day"), "calendar-blank"),
            RoundDeed("close", tr("Close the survey"), "stop-circle", _close_danger(progress)),
        ),
        RoundState.CLOSED: (
            RoundDeed("lock", tr("Lock the survey"), "lock-simple", _lock_danger(progress)),
            again,
            after,
        ),
        RoundState.LOCKED: (after, again),
    }
    shown = () if current or state is RoundState.PLANNED else (show,)
    return (*ways[state], *shown)


def _close_danger(progress: RoundProgress) -> str:
    missing = progress.total.sections - progress.total.submitted
    return " ".join(
        (
            tr("“{name}” will be closed.", name=progress.round.name),
            *_counted_missing(missing),
            tr("Everything typed so far stays, and you can open it again."),
        )
    )


def _counted_missing(n: int) -> list[str]:
    if not n:
        return [tr("All sections have handed in.")]
    return [
        ntr(
            "{n:,} section that has not handed in can then change nothing.",
            "{n:,} sections that have not handed in can then change nothing.",
            n,
        )
    ]


def _lock_danger(progress: RoundProgress) -> str:
    pending = progress.total.sections - progress.total.accepted
    return " ".join(
        (
            tr("The figures of “{name}” will be final.", name=progress.round.name),
            ntr(
                "{n:,} sheet that was not accepted stays as it is; nobody changes it any more.",
                "{n:,} sheets that were not accepted stay as they are; nobody changes them any"
                " more.",
                pending,
            ),
            tr("All answers stay, and the DX office can open it again."),
        )
    )


def _reopen_danger(progress: RoundProgress) -> str:
    return " ".join(
        (
            tr("“{name}” will be open again.", name=progress.round.name),
            ntr(
                "{n:,} section can then change its figures.",
                "{n:,} sections can then change their figures.",
                progress.total.sections,
            ),
            tr("Approvals stay until a figure changes."),
        )
    )


class RoundCard(Card):
    """Facts and deeds of the round that is marked in the list.

    Signals:
        wanted: key of the deed somebody wants, after the question where it is a danger.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(_WIDTH)
        self._asked: RoundDeed | None = None
        self.actions_shown: list[QAction] = []
        self._title = label("", kind="section", wrap=True)
        self._badge = badge("")
        self._inside = QVBoxLayout()
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(8)
        self._question = _Question(self._confirm, self._leave)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        scrolled = QWidget()
        scrolled.setObjectName("scrolled")
        column = QVBoxLayout(scrolled)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(16)
        column.addLayout(self._inside)
        column.addLayout(self._buttons)
        column.addWidget(self._question)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Survey round"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(scrolled)
        self.column.addLayout(head)
        self.column.addWidget(area, 1)

    @property
    def question(self) -> str:
        """What somebody is asked about, "" for nothing."""
        return self._asked.danger if self._asked is not None else ""

    @property
    def deeds(self) -> list[str]:
        """The texts of the buttons."""
        return [action.text() for action in self.actions_shown]

    def show_round(self, progress: RoundProgress, *, current: bool) -> None:
        """Show a round.

        Args:
            progress: the round and how far it is.
            current: all pages start with it.
        """
        state = round_state(progress.round.state)
        self._title.setText(round_title(progress.round))
        self._badge.setText(round_label(state))
        self._badge.setProperty("tone", _TONES[state])
        self._badge.style().unpolish(self._badge)
        self._badge.style().polish(self._badge)
        self._leave()
        self._show_facts(progress, current=current)
        self._show_deeds(deeds_of(progress, current=current))

    def press(self, key: str) -> None:
        """Want a deed, as its button does."""
        for action in self.actions_shown:
            if action.data() == key:
                action.trigger()

    def confirm(self) -> None:
        """Say yes to the question."""
        self._confirm()

    def leave(self) -> None:
        """Leave the question; nothing was done."""
        self._leave()

    # -- inside ----------------------------------------------------------------------------------

    def _show_facts(self, progress: RoundProgress, *, current: bool) -> None:
        clear_layout(self._inside)
        holder = QWidget()
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in _facts(progress, current=current):
            text = label(value, wrap=True, selectable=True)
            form.addRow(label(name, kind="secondary"), text)
        self._inside.addWidget(holder)

    def _show_deeds(self, deeds: tuple[RoundDeed, ...]) -> None:
        clear_layout(self._buttons)
        for action in self.actions_shown:
            action.deleteLater()
        self.actions_shown = []
        for deed in deeds:
            action = make_action(self, deed.text, partial(self._press, deed), icon_name=deed.icon)
            action.setData(deed.key)
            self.actions_shown.append(action)
            kind = "primary" if deed.primary else ""
            self._buttons.addWidget(ActionButton(action, kind=kind))

    def _press(self, deed: RoundDeed) -> None:
        if not deed.danger:
            self.wanted.emit(deed.key)
            return
        self._asked = deed
        self._question.ask(deed.danger, deed.text)

    def _confirm(self) -> None:
        deed = self._asked
        self._leave()
        if deed is not None:
            self.wanted.emit(deed.key)

    def _leave(self) -> None:
        self._asked = None
        self._question.hide()


class _Question(QFrame):
    """A danger in place: what changes, how much, what stays; yes or no."""

    def __init__(self, yes: Callable[[], None], no: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setProperty("tone", "warning")
        self._text = label("", wrap=True)
        self._yes = QPushButton()
        self._yes.setProperty("kind", "primary")
        self._yes.clicked.connect(lambda _checked=False: yes())
        self._no = QPushButton(tr("Leave it"))
        self._no.clicked.connect(lambda _checked=False: no())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._text)
        column.addLayout(row)
        self.hide()

    def ask(self, text: str, deed: str) -> None:
        """Show the question; the keyboard is on the way back."""
        self._text.setText(text)
        self._yes.setText(deed)
        self.show()
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)


def _facts(progress: RoundProgress, *, current: bool) -> list[tuple[str, str]]:
    found, total = progress.round, progress.total
    kind = tr("Detailed survey") if found.kind == "detailed" else tr("Overall survey")
    facts = [
        (tr("Kind of survey"), kind),
        (tr("Period"), f"{day_text(found.opens_on) or '–'} ～ {day_text(found.due_on) or '–'}"),
        (tr("Sections asked"), ntr("{n:,} section", "{n:,} sections", total.sections)),
    ]
    if round_state(found.state) is not RoundState.PLANNED:
        facts += [
            (tr("Handed in"), f"{total.submitted:,}（{share_text(total.rate, 0)}）"),
            (tr("Accepted sheets"), f"{total.accepted:,}"),
            (tr("Past their day"), f"{total.overdue:,}"),
        ]
    hours = tr("{hours} h", hours=format_hours(found.minutes_per_full_timer, decimals=2))
    facts += [
        (tr("Hours a year of a full-timer"), hours),
        (tr("Version of the form"), tr("Version {n}", n=found.format_version)),
        (tr("Definition of core work"), found.core_definition),
    ]
    if current:
        facts.append((tr("Shown"), tr("All pages start with this survey.")))
    return facts
