"""Personal data in texts that files bring, told before they are stored.

Texts typed in the window wait for a second look (`ui/pages/entry_work.py`); those of a returned
workbook are warned about while it is only looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.workload.personal_data import PersonalHint, doubt_words
from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.shared.findings import Place
    from bpr_studio.domain.workload.survey_format import SurveyFormat

Hints: TypeAlias = Callable[[str], tuple[PersonalHint, ...]]
"""What looks like personal data in a text; see `PersonalDataGuard.hints`."""

RULE: Final = "personal-data"


def no_hints(_text: str) -> tuple[PersonalHint, ...]:
    """Nobody looks for personal data."""
    return ()


class PersonalTexts:
    """Says what looks like personal data; the same text is looked at once."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._known: dict[str, str] = {}

    def doubt(self, text: str) -> str:
        """Why a text should not be stored as it is; "" where nothing was found in it."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = doubt_words(self._hints(text))
        return found

    def findings(
        self,
        fields: Mapping[str, object],
        free: frozenset[str],
        place: Callable[[str], Place],
    ) -> Iterator[Finding]:
        """A warning for every doubtful text of a line.

        Args:
            fields: the texts and other values that would be stored, by field.
            free: the fields into which anything can be written, see `free_fields`.
            place: where the value of a field stands.
        """
        for name, value in fields.items():
            if name in free and isinstance(value, str):
                said = self.doubt(value)
                if said:
                    yield Finding(Level.WARNING, RULE, said, place(name), value)


def free_fields(survey_format: SurveyFormat) -> frozenset[str]:
    """The stored fields of a form into which anything can be written."""
    return frozenset(c.field for c in survey_format.columns if c.kind is FieldKind.TEXT)
