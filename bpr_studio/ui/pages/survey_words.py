"""The words the survey pages use for states, checks, media and core tags."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.domain.workload.workflow import SheetState, sheet_state, state_label
from bpr_studio.services.section_checks import SectionCheck
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from bpr_studio.services.views import RoundInfo, SectionStatus


CHANGED: Final = "changed"
"""Key of the sheets that changed after the approval, beside the values of `SheetState`."""

STATE_KEYS: Final = (*(state.value for state in SheetState), CHANGED)
"""What `state_key` tells, in the order of the way."""

_STATE_MARKS: Final = {
    SheetState.DRAFT.value: ("note-pencil", Tone.SECONDARY),
    SheetState.LEADER_CHECK.value: ("user", Tone.ACCENT),
    SheetState.CHIEF_APPROVAL.value: ("identification-badge", Tone.ACCENT),
    SheetState.DX_ACCEPTANCE.value: ("hourglass", Tone.ACCENT),
    SheetState.ACCEPTED.value: ("check-circle", Tone.SUCCESS),
    SheetState.RETURNED.value: ("arrow-u-up-left", Tone.WARNING),
    CHANGED: ("warning", Tone.WARNING),
}


def state_key(section: SectionStatus) -> str:
    """Where a sheet stands: a value of `SheetState`, or `CHANGED`; "" where none is asked."""
    if not section.state:
        return ""
    return CHANGED if section.changed_after_approval else sheet_state(section.state).value


def state_word(key: str) -> str:
    """The word for a state key."""
    if key == CHANGED:
        return state_label(SheetState.DX_ACCEPTANCE, changed=True)
    return state_label(SheetState(key)) if key else tr("Not asked")


def state_mark(word: object) -> tuple[str, Tone]:
    """Icon and colour of a state word."""
    marks = {state_word(key): mark for key, mark in _STATE_MARKS.items()}
    return marks.get(str(word), ("prohibit", Tone.SECONDARY))


def check_word(check: SectionCheck) -> str:
    """A check as a short heading."""
    words = {
        SectionCheck.MISSING: tr("No answer yet"),
        SectionCheck.LOAD_HIGH: tr("Much work (above 115%)"),
        SectionCheck.LOAD_LOW: tr("Little work (below 85%)"),
        SectionCheck.NO_STAFF: tr("Staff not known"),
        SectionCheck.UNTAGGED: tr("Core or non-core not judged"),
        SectionCheck.ONE_SIDED: tr("Only core or only non-core"),
    }
    return words[check]


def check_hint(check: SectionCheck) -> str:
    """What a check means and what to do about it."""
    hints = {
        SectionCheck.MISSING: tr("Ask for the workbook, or collect it if it has come back."),
        SectionCheck.LOAD_HIGH: tr("Were tasks counted twice, or is staff missing?"),
        SectionCheck.LOAD_LOW: tr("Are tasks missing?"),
        SectionCheck.NO_STAFF: tr("Enter the staff in the settings to compare."),
        SectionCheck.UNTAGGED: tr("For some tasks neither core nor non-core is chosen."),
        SectionCheck.ONE_SIDED: tr("All tasks are judged alike; was that meant?"),
    }
    return hints[check]


def core_word(tag: object) -> str:
    """The word for a core tag."""
    words = {"core": tr("Core"), "non_core": tr("Non-core")}
    return words.get(str(tag or ""), tr("Not judged"))


def core_tone(tag: object) -> Tone | None:
    """The mark of a core tag; work not judged has none."""
    return {"core": Tone.CORE, "non_core": Tone.NON_CORE}.get(str(tag or ""))


def medium_word(medium: object) -> str:
    """The word for a medium."""
    words = {"paper": tr("Paper"), "digital": tr("Digital"), "mixed": tr("Mixed"), "": ""}
    text = str(medium or "")
    return words.get(text, text)


def role_word(role: str) -> str:
    """The name of a role."""
    words = {
        "member": tr("Member of staff"),
        "promoter": tr("Promoter"),
        "kaizen_leader": tr("Kaizen leader"),
        "section_chief": tr("Section chief"),
        "dx_office": tr("DX office"),
    }
    return words.get(role, role)


def moment_text(moment: datetime | str) -> str:
    """Day and time on this PC's clock.

    Args:
        moment: a moment, or one as ISO text.
    """
    local = _moment(moment).astimezone()
    if language() == "ja":
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def _moment(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def short_day(day: object) -> str:
    """A stored day as tables show it: 2026/07/31; "" for none."""
    return str(day or "").replace("-", "/")


def round_title(found: RoundInfo) -> str:
    """Fiscal year and name of a survey round; the year only once."""
    year = FiscalYear(found.fiscal_year)
    return found.name if year.era_name in found.name else f"{year} {found.name}"


def share_text(share: float | None, decimals: int = 1) -> str:
    """A share between 0 and 1 in percent, a dash where there is none."""
    return "–" if share is None else f"{share * 100:,.{decimals}f}%"
