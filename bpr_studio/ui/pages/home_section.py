"""The home page of a section: where its answer stands and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.quantities import format_hours, fte_of
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import SUBMITTED, SheetState, sheet_state
from bpr_studio.services.round_progress import day_text
from bpr_studio.services.section_checks import (
    SectionCheck,
    checks_of,
    has_answered,
    load_of,
    non_core_share,
)
from bpr_studio.services.waiting import days_late
from bpr_studio.ui.pages.entry_steps import StepStrip
from bpr_studio.ui.pages.home_parts import FigureCard, Part, TaskBar, Way, WayButton
from bpr_studio.ui.pages.inbox import InboxCard
from bpr_studio.ui.pages.survey_words import (
    check_hint,
    check_word,
    core_tone,
    core_word,
    share_text,
)
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.services.views import RoundInfo, SectionStatus


class SectionHome(QWidget):
    """What waits, where the sheet is, the section's own figures, what stands out."""

    def __init__(self, go_to: Callable[[Jump], None], today: Callable[[], str]) -> None:
        super().__init__()
        self._go_to = go_to
        self._today = today
        self.inbox = InboxCard(go_to)
        self._strip = StepStrip()
        self._state = label("", wrap=True)
        self._reason = label("", kind="strong", wrap=True)
        self.hours = FigureCard(tr("Work time a year"), tr("h"))
        self.non_core = FigureCard(tr("Non-core share"), "%", with_bar=True)
        self.load = FigureCard(tr("Use of capacity"), "%")
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        steps = Card(tr("Where your sheet is"))
        for part in (self._strip, self._state, self._reason):
            steps.column.addWidget(part)
        steps.column.addStretch(1)
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in (self.hours, self.non_core, self.load):
            figures.addWidget(card, 1)
        checks = Card(tr("To be looked at"))
        checks.column.addLayout(self._checks)
        checks.column.addStretch(1)
        largest = Card(tr("Tasks with most hours"))
        self._largest = QVBoxLayout()
        self._largest.setSpacing(10)
        largest.column.addLayout(self._largest)
        largest.column.addStretch(1)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(largest, 1)
        lower.addWidget(checks, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.inbox, 1)
        first.addWidget(steps, 1)
        column.addLayout(first)
        column.addLayout(figures)
        column.addLayout(lower)
        column.addStretch(1)

    def show_section(
        self,
        own: SectionStatus,
        found: RoundInfo | None,
        largest: Sequence[TaskLine],
    ) -> None:
        """Show where a section stands.

        Args:
            own: the section.
            found: the survey round, None before the first one.
            largest: the tasks with most hours, the largest first.
        """
        state = sheet_state(own.state)
        self._strip.show_state(state, changed=own.changed_after_approval)
        self._state.setText(state_sentence(own, self._today()))
        returned = own.reason if state is SheetState.RETURNED else ""
        self._reason.setText(tr("Reason: {reason}", reason=returned) if returned else "")
        self._reason.setVisible(bool(returned))
        self._show_figures(own, found)
        self._show_checks(own, None)
        self._show_largest(largest)

    def show_findings(self, own: SectionStatus, levels: Sequence[Level]) -> None:
        """Say what the checks found; until then nothing is claimed to be right.

        Args:
            own: the section.
            levels: how grave each finding is.
        """
        self._show_checks(own, levels)

    def _show_largest(self, largest: Sequence[TaskLine]) -> None:
        clear_layout(self._largest)
        longest = max((line.minutes for line in largest), default=0)
        for line in largest:
            amount = tr("{hours} h", hours=format_hours(line.minutes))
            share = line.minutes / longest if longest else 0.0
            tone = core_tone(line.core_tag) or Tone.SECONDARY
            name = f"{line.name}（{core_word(line.core_tag)}）"
            self._largest.addWidget(TaskBar(name, amount, share, tone))
        if not largest:
            text = tr("shown as soon as your answer is collected")
            self._largest.addWidget(label(text, kind="secondary"))

    def _show_figures(self, own: SectionStatus, found: RoundInfo | None) -> None:
        if not has_answered(own):
            waiting = tr("shown as soon as your answer is collected")
            for card in (self.hours, self.non_core, self.load):
                card.say("–", waiting)
            return
        per_head = found.minutes_per_full_timer / 60 if found else 0
        tasks = tr("{n:,} tasks", n=own.tasks)
        if per_head:
            years = tr("{years:,.1f} person-years", years=fte_of(own.minutes, per_head))
            tasks = f"{tasks} ・ {years}"
        self.hours.say(format_hours(own.minutes), tasks)
        share = non_core_share(own)
        self.non_core.say(
            share_text(share).removesuffix("%"),
            tr("{hours} h non-core work", hours=format_hours(own.non_core)),
        )
        core = own.minutes - own.untagged - own.non_core
        if self.non_core.bar is not None:
            self.non_core.bar.set_parts(
                [
                    Part(core, Tone.CORE.value, core_word("core")),
                    Part(own.non_core, Tone.NON_CORE.value, core_word("non_core")),
                    Part(own.untagged, "line_strong", core_word("")),
                ]
            )
        self.load.say(
            share_text(load_of(own), 0).removesuffix("%"),
            tr("capacity {hours} h; 85% to 115% is usual", hours=format_hours(own.capacity)),
        )

    def _show_checks(self, own: SectionStatus, levels: Sequence[Level] | None) -> None:
        clear_layout(self._checks)
        ways = [
            Way(
                "warning",
                check_word(check),
                lambda: self._go_to(Jump("survey", f"section:{own.unit_code}")),
                hint=check_hint(check),
                tone=Tone.WARNING,
            )
            for check in checks_of(own)
            if check is not SectionCheck.MISSING
        ]
        counted = _counted(levels or ())
        if counted:
            ways.insert(0, self._way_to_findings(own, counted))
        for way in ways:
            self._checks.addWidget(WayButton(way, tile=False))
        if not ways:
            self._checks.addWidget(label(_nothing_found(own, levels), kind="secondary"))

    def _way_to_findings(self, own: SectionStatus, counted: str) -> Way:
        code = own.unit_code
        jump = (
            Jump("detailed", f"detailed:{code}")
            if own.detailed
            else Jump("entry", f"section:{code} findings")
        )
        hint = tr("Each stands beside the sheet, with the cell it is about.")
        return Way("list-checks", counted, lambda: self._go_to(jump), hint=hint, tone=Tone.WARNING)


def _counted(levels: Sequence[Level]) -> str:
    """The open findings in words, "" for none; notices want nothing done."""
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    parts = [ntr("{n:,} error", "{n:,} errors", errors)] if errors else []
    parts += [ntr("{n:,} warning", "{n:,} warnings", warnings)] if warnings else []
    return "・".join(parts)


def _nothing_found(own: SectionStatus, levels: Sequence[Level] | None) -> str:
    if not has_answered(own):
        return tr("There is nothing to check yet.")
    return tr("Checking the answers") if levels is None else tr("Nothing stands out.")


def state_sentence(own: SectionStatus, today: str) -> str:
    """Where the sheet is and whom it waits for, in a sentence or two."""
    state = sheet_state(own.state)
    if own.changed_after_approval:
        return tr("Figures changed after the approval. The section chief approves them again.")
    sentences = {
        SheetState.DRAFT: tr("The sheet is being filled in. Allow 20 minutes."),
        SheetState.RETURNED: tr("The sheet came back. Correct it and submit it again."),
        SheetState.LEADER_CHECK: tr("The sheet was submitted and waits for the leader's check."),
        SheetState.CHIEF_APPROVAL: tr("The sheet was checked and waits for the chief's approval."),
        SheetState.DX_ACCEPTANCE: tr("The sheet was approved and is with the DX office."),
        SheetState.ACCEPTED: tr("The DX office accepted the sheet. Thank you."),
    }
    return " ".join(part for part in (sentences[state], _due_sentence(own, today)) if part)


def _due_sentence(own: SectionStatus, today: str) -> str:
    if not own.due_on or sheet_state(own.state) in SUBMITTED:
        return ""
    late = days_late(own, today)
    day = day_text(own.due_on)
    if late:
        return ntr(
            "It was due on {day}, {n:,} day ago.",
            "It was due on {day}, {n:,} days ago.",
            late,
            day=day,
        )
    return tr("It is due on {day}.", day=day)
