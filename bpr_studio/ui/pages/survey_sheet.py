"""One line about the answer of a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.section_checks import has_answered, load_of, non_core_share
from bpr_studio.ui.pages.survey_words import moment_text, share_text

if TYPE_CHECKING:
    from bpr_studio.services.views import SectionStatus


def sheet_sentence(section: SectionStatus) -> str:
    """Bureau, tasks, hours, shares and when it was collected."""
    parts = [section.bureau_name] if section.bureau_name else []
    if not has_answered(section):
        return " ・ ".join([*parts, tr("Not answered")])
    parts += [
        tr("{n:,} tasks", n=section.tasks),
        tr("{hours} h", hours=format_hours(section.minutes)),
        tr("non-core {share}", share=share_text(non_core_share(section))),
    ]
    load = load_of(section)
    if load is not None:
        parts.append(tr("{share} of the capacity", share=share_text(load, 0)))
    if section.collected_at:
        parts.append(tr("collected {moment}", moment=moment_text(section.collected_at)))
    return " ・ ".join(parts)
