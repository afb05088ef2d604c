"""What lint tells: findings about elements, some with a fix that is one gesture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.shared.findings import Level


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe way to settle a finding.

    Attributes:
        label: what it does, as on a button, already translated.
        apply: does it as one gesture; raises a RefusedError where the flow has changed so that
            it no longer can.
    """

    label: str
    apply: Callable[[Editor], None] = field(compare=False)  # two looks give equal findings


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing a rule has to say.

    Attributes:
        rule: id of the rule, e.g. "fake-join" or "L05".
        level: how serious the profile takes it.
        element: id of the element it is about.
        place: what the element is called, such as “申請書を確認”.
        sentence: what it is, why it matters and what to do.
        related: further elements to look at.
        fix: a safe way to settle it, None where people have to decide.
    """

    rule: str
    level: Level
    element: str
    place: str
    sentence: str
    related: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def message(self) -> str:
        """The whole sentence with the name of the element in front."""
        return tr("{place}: {sentence}", place=self.place, sentence=self.sentence)

    @property
    def ids(self) -> tuple[str, ...]:
        """All elements to mark, the main one first."""
        return (self.element, *self.related)


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of a rule gives, before level and fix are known."""

    element: str
    sentence: str
    related: tuple[str, ...] = ()
