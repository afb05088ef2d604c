"""The proposal whether a task is core work, in the words of the entry page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.ui.pages.entry_facts import CoreWords
from bpr_studio.ui.pages.survey_words import core_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.services.core_review import CoreReview


class ReviewProposals:
    """Implements `entry_parts.CoreProposals` with the words of the name and the class.

    Args:
        review: weighs the evidence.
    """

    def __init__(self, review: CoreReview) -> None:
        self._review = review

    def for_task(self, fields: Mapping[str, object]) -> CoreWords | None:
        """The proposal for a task with these stored fields; None where nothing can be said."""
        found = self._review.proposal(str(fields.get("name") or ""), str(fields.get("code") or ""))
        if not found.tag:
            return None
        reason = f"{found.reason} {self._review.reason_names.get(found.reason, '')}".strip()
        agrees = fields.get("core_tag") == found.tag
        if found.reason and not fields.get("core_reason"):
            agrees = False
        return CoreWords(
            tag=found.tag,
            reason=found.reason,
            title=" ".join(filter(None, (core_word(found.tag), reason))),
            why=tuple(evidence.sentence for evidence in found.evidence),
            agrees=agrees,
        )
