"""Ready rows for kinds of sections, and ready shapes of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import language
from bpr_studio.domain.workload.cell_rules import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One task a kind of section usually has."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RowTemplate:
    """The tasks of a kind of section.

    Attributes:
        fits: words in the names of sections it is for; none for all sections.
        name_en: its name in English; the tasks keep the names the office uses.
    """

    id: str
    name: str
    fits: tuple[str, ...]
    rows: tuple[TemplateRow, ...]
    name_en: str = ""

    @property
    def title(self) -> str:
        """Its name in the language of the user."""
        return self.name_en if language() == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class MonthPreset:
    """A ready shape of the year: twelve whole percents, April first, sum 100."""

    id: str
    name: str
    percents: tuple[int, ...]
    name_en: str = ""

    @property
    def title(self) -> str:
        """Its name in the language of the user."""
        return self.name_en if language() == "en" and self.name_en else self.name


def fit_of(template: RowTemplate, unit_name: str) -> int:
    """How well a template fits a section: length of the longest word found, 0 for none."""
    return max((len(word) for word in template.fits if word in unit_name), default=0)


def ranked(templates: Iterable[RowTemplate], unit_name: str) -> tuple[RowTemplate, ...]:
    """All templates: those that fit the section's name best, those for all, then the others."""

    def key(template: RowTemplate) -> tuple[int, bool]:
        return -fit_of(template, unit_name), bool(template.fits)

    return tuple(sorted(templates, key=key))


def missing_rows(
    template: RowTemplate, present: Iterable[tuple[str, str]]
) -> tuple[TemplateRow, ...]:
    """The rows of a template that a sheet does not have yet.

    Args:
        template: the template.
        present: code and name of the sheet's rows.
    """
    known = {(code, squeezed(name)) for code, name in present}
    return tuple(row for row in template.rows if (row.code, squeezed(row.name)) not in known)
