"""The rows of the progress board: what is told about each section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.section_checks import (
    SectionCheck,
    checks_of,
    has_answered,
    load_of,
    non_core_share,
)
from bpr_studio.services.waiting import days_late
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number, as_percent
from bpr_studio.ui.pages.survey_words import (
    check_hint,
    check_word,
    short_day,
    state_key,
    state_word,
)
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.views import SectionStatus
    from bpr_studio.ui.grid.columns import Row

ANSWERED: Final = "answered"
DOUBTFUL: Final = "doubtful"
FINDINGS: Final = "findings"
_LEVEL: Final = 100_000  # errors stand before warnings when findings are sorted


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Open findings of one section."""

    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which sections are shown.

    Attributes:
        state: a state key; "" for all.
        overdue: only those past their day.
        bureau: id of a bureau; "" for all.
        look: "" for all, `ANSWERED`, `DOUBTFUL`, `FINDINGS` or a `SectionCheck`.
        words: parts of names or codes, folded.
    """

    state: str = ""
    overdue: bool = False
    bureau: str = ""
    look: str = ""
    words: tuple[str, ...] = ()

    def passes(self, section: SectionStatus, findings: FindingCount | None, today: str) -> bool:
        """Whether a section is shown."""
        return (
            self.state in {"", state_key(section)}
            and (not self.overdue or days_late(section, today) > 0)
            and self.bureau in {"", section.bureau_id}
            and self._looked_at(section, findings)
            and _named(section, self.words)
        )

    def _looked_at(self, section: SectionStatus, findings: FindingCount | None) -> bool:
        match self.look:
            case "":
                return True
            case "answered":
                return has_answered(section)
            case "doubtful":
                return has_answered(section) and bool(checks_of(section))
            case "findings":
                return findings is not None and bool(findings.errors or findings.warnings)
            case check:
                return SectionCheck(check) in checks_of(section)


def board_columns(tooltip: Callable[[Row], str]) -> tuple[ColumnSpec, ...]:
    """The columns of the board; `tooltip` explains the state of a row."""
    days, hours = tr("days"), tr("h")
    number = as_number()
    return (
        ColumnSpec("code", tr("Code"), width=88),
        ColumnSpec("bureau", tr("Bureau"), width=104),
        ColumnSpec("name", tr("Section"), width=132, stretch=True),
        ColumnSpec("state", tr("State"), width=144, tooltip=tooltip),
        ColumnSpec("due", tr("Due"), width=124, format=short_day),
        ColumnSpec("late", tr("Late"), days, Align.RIGHT, 64, number, mark=_late_mark),
        ColumnSpec("findings", tr("Open findings"), width=104, format=findings_text),
        ColumnSpec("tasks", tr("Tasks"), "", Align.RIGHT, 60, number, summed=True),
        ColumnSpec("minutes", tr("Work"), hours, Align.RIGHT, 96, as_hours(), summed=True),
        ColumnSpec("load", tr("Use of capacity"), "%", Align.RIGHT, 128, as_percent(0)),
        ColumnSpec("non_core", tr("Non-core"), "%", Align.RIGHT, 112, as_percent()),
    )


def board_row(section: SectionStatus, findings: FindingCount | None, today: str) -> Row:
    """What the board tells about a section."""
    answered = has_answered(section)
    return (
        section.unit_id,
        section.unit_code,
        section.bureau_name,
        section.unit_name,
        state_word(state_key(section)),
        section.due_on or None,
        days_late(section, today) or None,
        findings_value(findings),
        section.tasks if answered else None,
        section.minutes if answered else None,
        load_of(section),
        non_core_share(section),
    )


def findings_value(findings: FindingCount | None) -> int | None:
    """Findings as a number to sort by; None while they are not known."""
    return findings.errors * _LEVEL + findings.warnings if findings is not None else None


def findings_text(value: object) -> str:
    """Findings as people read them, from their number; "…" while they are not known."""
    if not isinstance(value, int):
        return "…"
    errors, warnings = divmod(value, _LEVEL)
    parts = [ntr("{n:,} error", "{n:,} errors", errors)] if errors else []
    parts += [ntr("{n:,} warning", "{n:,} warnings", warnings)] if warnings else []
    return "・".join(parts) or tr("none")


def state_tooltip(section: SectionStatus) -> str:
    """What stands out in a section, and why its sheet was returned."""
    lines = [tr("Returned: {reason}", reason=section.reason)] if section.reason else []
    lines += [f"{check_word(check)}：{check_hint(check)}" for check in checks_of(section)]
    return "\n".join(lines) or tr("Nothing stands out.")


def _late_mark(value: object) -> Tone | None:
    return Tone.ERROR if value else None


def _named(section: SectionStatus, words: tuple[str, ...]) -> bool:
    text = folded(f"{section.unit_code} {section.unit_name} {section.bureau_name}")
    return all(word in text for word in words)
