"""The home page of the DX office: the whole city at a glance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours, fte_of
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import SUBMITTED, SheetState, sheet_state
from bpr_studio.services.section_checks import SectionCheck, checks_of, sums_of
from bpr_studio.ui.pages.home_parts import (
    FigureCard,
    Part,
    ShortLabel,
    StackedBar,
    Way,
    WayButton,
    walk_in_order,
)
from bpr_studio.ui.pages.home_steps import next_step
from bpr_studio.ui.pages.inbox import InboxCard
from bpr_studio.ui.pages.survey_words import (
    check_hint,
    check_word,
    core_word,
    moment_text,
    role_word,
    share_text,
)
from bpr_studio.ui.qt.badges import Swatch
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.deeds import DeedLine
    from bpr_studio.services.section_checks import SectionSums
    from bpr_studio.services.views import RoundInfo, SectionStatus

GOAL_MINUTES: Final = 100_000 * 60
"""The plan's goal: hours a year to be saved by fiscal year 2025 (KPI G1)."""


class CityHome(QWidget):
    """What waits, progress, key figures, what to look at, quick ways, recent deeds."""

    def __init__(self, go_to: Callable[[Jump], None]) -> None:
        super().__init__()
        self._go_to = go_to
        self.inbox = InboxCard(go_to)
        self._advice = label("", kind="strong", wrap=True)
        self._bar = StackedBar(16)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(16)
        self._done = label("", kind="secondary", wrap=True)
        self.hours = FigureCard(tr("Work time a year"), tr("h"))
        self.non_core = FigureCard(tr("Non-core share"), "%", with_bar=True)
        self.person_years = FigureCard(tr("Person-years"), tr("people"))
        self.goal = FigureCard(tr("Goal of the DX plan"), tr("h a year"))
        self._cards: tuple[Card, ...] = ()
        self._checks = QVBoxLayout()
        self._deeds = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.inbox, 1)
        first.addWidget(self._progress_card(), 1)
        column.addLayout(first)
        column.addLayout(self._figures())
        column.addLayout(self._lower())
        column.addStretch(1)

    def show_city(
        self,
        sections: Sequence[SectionStatus],
        found: RoundInfo | None,
        deeds: Sequence[DeedLine],
    ) -> None:
        """Show the state of the survey; sections that are not asked do not count."""
        sections = [section for section in sections if section.state]
        self._advice.setText(next_step(sections).advice)
        self._show_progress(sections)
        self._show_figures(sums_of(sections), found)
        self._show_checks(sections)
        self._show_deeds(deeds)

    def order_keys(self) -> None:
        """Let the Tab key follow the page: what waits, what stands out, the quick ways."""
        walk_in_order([self.inbox, *self._cards])

    # -- building --------------------------------------------------------------------------------

    def _progress_card(self) -> Card:
        card = Card(tr("How far the survey is"))
        card.column.addWidget(self._advice)
        card.column.addWidget(self._bar)
        card.column.addLayout(self._legend)
        card.column.addWidget(self._done)
        card.column.addStretch(1)
        return card

    def _figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in (self.hours, self.non_core, self.person_years, self.goal):
            row.addWidget(card, 1)
        return row

    def _lower(self) -> QHBoxLayout:
        checks = Card(tr("To be looked at"))
        checks.column.setSpacing(4)
        self._checks.setSpacing(0)
        checks.column.addLayout(self._checks)
        checks.column.addStretch(1)
        recent = Card(tr("Done lately"))
        self._deeds.setSpacing(8)
        recent.column.addLayout(self._deeds)
        recent.column.addStretch(1)
        quick = self._quick_card()
        self._cards = (checks, quick)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(checks, 6)
        row.addWidget(quick, 5)
        row.addWidget(recent, 4)
        return row

    def _quick_card(self) -> Card:
        card = Card(tr("What you can do"))
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, (icon, title, hint, jump) in enumerate(_quick_ways()):
            way = Way(icon, title, partial(self._go_to, jump), hint=hint)
            grid.addWidget(WayButton(way, tile=True), place, 0)
        card.column.addLayout(grid)
        card.column.addStretch(1)
        return card

    # -- filling ---------------------------------------------------------------------------------

    def _show_progress(self, sections: Sequence[SectionStatus]) -> None:
        states = [sheet_state(section.state) for section in sections]
        accepted = states.count(SheetState.ACCEPTED)
        handed_in = sum(state in SUBMITTED for state in states)
        returned = states.count(SheetState.RETURNED)
        missing = len(sections) - handed_in - returned
        parts = (
            Part(accepted, "success", _of_state(tr("accepted"), accepted)),
            Part(handed_in - accepted, "accent", _of_state(tr("on the way"), handed_in - accepted)),
            Part(returned, "warning", _of_state(tr("returned"), returned)),
            Part(missing, "pressed", _of_state(tr("not handed in"), missing)),
        )
        self._bar.set_parts(parts)
        clear_layout(self._legend)
        for part in parts:
            self._legend.addWidget(_legend_entry(part), 1)
        share = share_text(handed_in / len(sections) if sections else None, 0)
        self._done.setText(
            tr(
                "{done:,} of {n:,} sections have handed in ({rate})",
                done=handed_in,
                n=len(sections),
                rate=share,
            )
        )

    def _show_figures(self, sums: SectionSums, found: RoundInfo | None) -> None:
        if not sums.minutes or found is None:
            waiting = tr("shown as soon as answers are collected")
            for card in (self.hours, self.non_core, self.person_years):
                card.say("–", waiting)
            self.goal.say(format_hours(GOAL_MINUTES), tr("to be saved by the DX plan"))
            return
        self.hours.say(
            format_hours(sums.minutes),
            tr("{n:,} tasks of {sections:,} sections", n=sums.tasks, sections=sums.answered),
        )
        self._show_non_core(sums)
        per_head = found.minutes_per_full_timer / 60
        remark = tr("one person-year = {hours:,.2f} h", hours=per_head)
        if sums.load is not None:
            used = tr("{share} of the capacity", share=share_text(sums.load, 0))
            remark = f"{remark} ・ {used}"
        self.person_years.say(f"{fte_of(sums.minutes, per_head):,.1f}" if per_head else "–", remark)
        self.goal.say(
            format_hours(GOAL_MINUTES),
            tr(
                "{of_all} of all work, {of_non_core} of non-core work",
                of_all=share_text(GOAL_MINUTES / sums.minutes, 2),
                of_non_core=share_text(GOAL_MINUTES / sums.non_core) if sums.non_core else "–",
            ),
        )

    def _show_non_core(self, sums: SectionSums) -> None:
        share = sums.non_core_share
        remark = tr("{hours} h non-core work", hours=format_hours(sums.non_core))
        if sums.untagged:
            remark += tr(", {hours} h not judged", hours=format_hours(sums.untagged))
        self.non_core.say(share_text(share).removesuffix("%"), remark)
        if self.non_core.bar is not None:
            self.non_core.bar.set_parts(
                [
                    Part(
                        sums.judged - sums.non_core,
                        Tone.CORE.value,
                        f"{core_word('core')} {format_hours(sums.judged - sums.non_core)}",
                    ),
                    Part(
                        sums.non_core,
                        Tone.NON_CORE.value,
                        f"{core_word('non_core')} {format_hours(sums.non_core)}",
                    ),
                    Part(
                        sums.untagged,
                        "line_strong",
                        f"{core_word('')} {format_hours(sums.untagged)}",
                    ),
                ]
            )

    def _show_checks(self, sections: Sequence[SectionStatus]) -> None:
        clear_layout(self._checks)
        counts = dict.fromkeys(SectionCheck, 0)
        for section in sections:
            for check in checks_of(section):
                counts[check] += 1
        for check, n in counts.items():
            if n:
                self._checks.addWidget(WayButton(self._way_of(check, n), tile=False))
        if not any(counts.values()):
            text = tr("Nothing stands out.") if sections else tr("There is nothing to check yet.")
            self._checks.addWidget(label(text, kind="secondary", wrap=True))

    def _way_of(self, check: SectionCheck, n: int) -> Way:
        missing = check is SectionCheck.MISSING
        return Way(
            "circle-dashed" if missing else "warning",
            check_word(check),
            partial(self._go_to, Jump("survey", f"state:{check.value}")),
            hint=check_hint(check),
            count=ntr("{n:,} section", "{n:,} sections", n),
            tone=Tone.SECONDARY if missing else Tone.WARNING,
        )

    def _show_deeds(self, deeds: Sequence[DeedLine]) -> None:
        clear_layout(self._deeds)
        for deed in deeds:
            self._deeds.addWidget(_deed_line(deed))
        if not deeds:
            self._deeds.addWidget(label(tr("Nothing was done yet."), kind="secondary"))


def _of_state(text: str, n: int) -> str:
    count = ntr("{n:,} section", "{n:,} sections", n)
    return f"{text} {count}"


def _legend_entry(part: Part) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(Swatch(part.tone), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(ShortLabel(part.name), 1)
    return made


def _deed_line(deed: DeedLine) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(
        icon_label("clock-counter-clockwise", Tone.SECONDARY), 0, Qt.AlignmentFlag.AlignTop
    )
    texts = QVBoxLayout()
    texts.setSpacing(2)
    texts.addWidget(ShortLabel(deed.label))
    texts.addWidget(ShortLabel(f"{moment_text(deed.at)} ・ {deed.user}", kind="caption"))
    row.addLayout(texts, 1)
    made.setToolTip(tr("{user} ({role})", user=deed.user, role=role_word(deed.role)))
    return made


def _quick_ways() -> tuple[tuple[str, str, str, Jump], ...]:
    return (
        (
            "paper-plane-tilt",
            tr("Hand out survey workbooks"),
            tr("one workbook for each section"),
            Jump("survey", "hand-out"),
        ),
        (
            "file-arrow-down",
            tr("Collect survey workbooks"),
            tr("look first, then take over"),
            Jump("survey", "collect"),
        ),
        (
            "flow-arrow",
            tr("Import business flows"),
            tr("BPMN files, one or many"),
            Jump("flows", "import"),
        ),
        (
            "file-pdf",
            tr("Make a report"),
            tr("as PDF, workbook or HTML"),
            Jump("analysis", "report"),
        ),
    )
