"""Answers of the editing rules: may it be done, and if not, why.

Preview and action ask the same function, so that what is shown is what happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done.

    Attributes:
        reason: one translated sentence why not, "" when it may.
    """

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason


ALLOWED: Final = Verdict()


@dataclass(frozen=True, slots=True)
class ConnectionVerdict:
    """Which connection two elements may have.

    Attributes:
        kind: the family of the connection; None when none is possible.
        subtype: BPMN's word for it.
        reason: one translated sentence why none is possible, "" when one is.
    """

    kind: Kind | None
    subtype: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return self.kind is not None


class NotAllowedError(RefusedError):
    """A gesture the rules refuse; nothing was changed. The message is the rule's reason."""


def demand(verdict: Verdict | ConnectionVerdict) -> None:
    """Go on only when the rules allow it.

    Raises:
        NotAllowedError: they do not.
    """
    if not verdict:
        raise NotAllowedError(verdict.reason)
