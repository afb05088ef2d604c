"""What lint knows about a flow beside the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from bpr_studio.domain.process.model import ProcessModel


@dataclass(frozen=True, slots=True)
class LintFacts:
    """Facts about the flow as a whole; a rule that needs a missing one says nothing.

    Attributes:
        today: the day lint runs on.
        reviewed_on: the day the flow was last looked through.
        as_is: the flow a To-Be was made from.
    """

    today: date | None = None
    reviewed_on: date | None = None
    as_is: ProcessModel | None = None


NO_FACTS: Final = LintFacts()
