"""The answers of a work step in words: who acts, medium, what is needed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from bpr_studio.domain.process.step import Step

_ACTORS: Final = {
    "resident": N_("Resident"),
    "counter": N_("Counter"),
    "person_in_charge": N_("Person in charge"),
    "approver": N_("Approver"),
    "processing_center": N_("Processing center"),
    "contractor": N_("Contractor"),
    "system": N_("System"),
    "other_section": N_("Other section"),
    "other_agency": N_("Other agency"),
}
_MEDIA: Final = {
    "paper": N_("Paper"),
    "electronic": N_("Electronic"),
    "digital": N_("Electronic"),
    "mixed": N_("Paper and electronic"),
}

_BASES: Final = {
    "law": N_("law"),
    "ordinance": N_("city ordinance"),
    "rule": N_("rule"),
    "outline": N_("guideline"),
    "practice": N_("practice without a rule"),
}
_EXPERTISE: Final = {
    "1": N_("anybody can do it"),
    "2": N_("after training"),
    "3": N_("long experience or qualification"),
}


def actor_word(step: Step) -> str:
    """Who acts, "" when not answered."""
    return _word(_ACTORS, step.actor_category)


def medium_word(step: Step) -> str:
    """On paper or not, "" when not answered."""
    return medium_of(step.medium)


def medium_of(code: str) -> str:
    """The word for a medium."""
    return _word(_MEDIA, code)


def expertise_word(step: Step) -> str:
    """Who can do it, "" when not answered."""
    return _word(_EXPERTISE, str(step.expertise or ""))


def needs_of(step: Step) -> list[str]:
    """Seal, written form and presence, each with its basis where one is known."""
    return [
        tr("{need} ({basis})", need=word, basis=_word(_BASES, basis)) if basis else word
        for needed, word, basis in (
            (step.seal, tr("Seal"), step.seal_basis),
            (step.paper, tr("Written form"), step.paper_basis),
            (step.in_person, tr("Presence"), step.in_person_basis),
        )
        if needed
    ]


def yes_or_no(answer: bool | None) -> str:  # noqa: FBT001  # the answer itself
    """An answer, "" when there is none."""
    if answer is None:
        return ""
    return tr("Yes") if answer else tr("No")


def _word(words: dict[str, str], code: str) -> str:
    return tr_source(words[code]) if code in words else code
