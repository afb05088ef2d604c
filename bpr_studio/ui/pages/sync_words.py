"""The words of sync: how far the work is, since when, and what happens to it meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync.status import Glance
from bpr_studio.services.sync.troubles import Level
from bpr_studio.ui.pages.survey_words import moment_text
from bpr_studio.ui.pages.sync_facts import SectionState, Trust
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from datetime import datetime

    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.ui.pages.sync_facts import SyncFacts

_JUST: Final = timedelta(minutes=1)
_DAYS_TOLD: Final = timedelta(days=14)
STEPS: Final = (Glance.SAVED, Glance.SHARED, Glance.RECEIVED)
"""The way of the own work, in order."""

_SECTION_MARKS: Final = {
    SectionState.BLOCKED: ("warning-circle", Tone.ERROR),
    SectionState.GAP: ("hourglass", Tone.WARNING),
    SectionState.SILENT: ("clock", Tone.WARNING),
    SectionState.FINE: ("check-circle", Tone.SUCCESS),
    SectionState.NOBODY: ("circle-dashed", Tone.SECONDARY),
}


def ago(now: datetime, then: datetime | None) -> str:
    """How long ago something was; the moment itself when that is long; "" for never.

    A moment in the future (a clock was set back) counts as just now.
    """
    if then is None:
        return ""
    past = now - then
    if past < _JUST:
        return tr("just now")
    if past < timedelta(hours=1):
        return ntr("{n} minute ago", "{n} minutes ago", past // timedelta(minutes=1))
    if past < timedelta(days=1):
        return ntr("{n} hour ago", "{n} hours ago", past // timedelta(hours=1))
    if past < _DAYS_TOLD:
        return ntr("{n} day ago", "{n} days ago", past.days)
    return moment_text(then)


def step_word(step: Glance) -> str:
    """One step of the own work in two or three words."""
    words = {
        Glance.SAVED: tr("Saved"),
        Glance.SHARED: tr("Shared"),
        Glance.RECEIVED: tr("Received by DX"),
        Glance.NOT_SHARED: tr("This PC only"),
        Glance.WAITING: tr("Waiting for approval"),
    }
    return words[step]


def glance_word(status: SyncStatus) -> str:
    """The state of the own work in two or three words; a pause must not be forgotten."""
    return tr("Sync paused") if status.paused else step_word(status.glance)


def reached(status: SyncStatus) -> int:
    """How many of the three steps all of the own work has taken; it is always saved."""
    return STEPS.index(status.glance) + 1 if status.glance in STEPS else 1


def level_mark(level: Level) -> tuple[str, Tone]:
    """Icon and colour of a trouble."""
    marks = {
        Level.NONE: ("check-circle", Tone.SUCCESS),
        Level.NOTICE: ("info", Tone.ACCENT),
        Level.WARNING: ("warning", Tone.WARNING),
        Level.ALARM: ("warning-circle", Tone.ERROR),
    }
    return marks[level]


def meanwhile(facts: SyncFacts) -> str:
    """What happens to the work, and what may be done, in one or two sentences."""
    status = facts.status
    if status.paused:
        return tr(
            "You paused sync: nothing goes out and nothing comes in. Press “Go on with sync” as"
            " soon as it may go on."
        )
    if status.troubles and status.troubles[0].level >= Level.WARNING:
        return status.troubles[0].meanwhile
    match status.glance:
        case Glance.NOT_SHARED:
            return tr("Nobody else sees your work yet. Go on as usual; nothing is missing.")
        case Glance.WAITING:
            return _while_waiting(status)
        case Glance.SAVED:
            return tr(
                "Go on working. If you close the program now, nothing is lost: what is left is"
                " shared the next time it is open."
            )
        case _:
            return tr("You can close the program at any time.")


def _while_waiting(status: SyncStatus) -> str:
    if status.renewed:
        return tr("Go on as usual. What others share arrives as before.")
    return tr(
        "Organisation, lists and standard flows are here already. The survey sheet of your"
        " section comes with the approval."
    )


def contact_sentence(facts: SyncFacts) -> str:
    """When the shared place answered last."""
    then = facts.status.last_contact
    if then is None:
        return tr("No contact yet")
    return tr("Last contact {ago}", ago=ago(facts.now, then))


def section_word(state: SectionState) -> str:
    """The state of a section's exchange in a few words."""
    words = {
        SectionState.BLOCKED: tr("Files refused"),
        SectionState.GAP: tr("Something is missing"),
        SectionState.SILENT: tr("Silent for long"),
        SectionState.FINE: tr("In order"),
        SectionState.NOBODY: tr("Nobody takes part"),
    }
    return words[state]


def section_mark(word: object) -> tuple[str, Tone]:
    """Icon and colour of the word for a section's state."""
    marks = {section_word(state): mark for state, mark in _SECTION_MARKS.items()}
    return marks.get(str(word), ("circle", Tone.SECONDARY))


def trust_word(trust: Trust) -> str:
    """What the file server says about who asks."""
    words = {
        Trust.SAME: tr("Confirmed by the server"),
        Trust.OTHER: tr("Written by somebody else"),
        Trust.UNKNOWN: tr("The server does not tell"),
    }
    return words[trust]


def trust_mark(word: object) -> tuple[str, Tone]:
    """Icon and colour of the word for trust."""
    marks = {
        trust_word(Trust.SAME): ("check-circle", Tone.SUCCESS),
        trust_word(Trust.OTHER): ("warning", Tone.ERROR),
        trust_word(Trust.UNKNOWN): ("question", Tone.SECONDARY),
    }
    return marks.get(str(word), ("question", Tone.SECONDARY))
