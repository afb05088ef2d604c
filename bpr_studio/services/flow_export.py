"""How a flow leaves the program: what stands around it, and how pages and pictures are cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.views import FlowLine

WRITE_ENDINGS: Final = (".bpmn", ".svg", ".png", ".pdf", ".xlsx")
"""Kinds of files flows are written as; ".xml" means BPMN too."""


class Paper(StrEnum):
    """The size of printed pages; they lie or stand as the drawing asks for."""

    A3 = "A3"
    A4 = "A4"


class Pages(StrEnum):
    """How a drawing comes on paper."""

    FIT = "fit"  # the whole drawing on one page
    TILE = "tile"  # in a readable size, over as many pages as that takes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What can be chosen about a file.

    Attributes:
        paper: of a PDF.
        pages: of a PDF.
        scale: pixels of a PNG for each diagram unit.
    """

    paper: Paper = Paper.A3
    pages: Pages = Pages.FIT
    scale: float = 2.0


AS_USUAL: Final = ExportOptions()


_VERSIONS: Final = {
    "as_is": N_("As-Is"),
    "standard": N_("Standard"),
    "to_be": N_("To-Be"),
    "draft": N_("Draft"),
}


def _code(_list_name: str, code: str) -> str:
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCaption:
    """What a printed flow says about itself; all parts may be "".

    Attributes:
        name: of the flow.
        section: whose flow it is.
        version: As-Is, To-Be … and what people call it.
        made_on: day of printing, ISO.
        fictitious: figures and names are made up (架空), which every page must say.
        name_of: the word of a code, by list ("step_type") and code ("P06").
    """

    name: str = ""
    section: str = ""
    version: str = ""
    made_on: str = ""
    fictitious: bool = False
    name_of: Callable[[str, str], str] = _code

    @property
    def label(self) -> str:
        """The word that must stand wherever made-up figures stand, else ""."""
        return tr("Fictitious sample") if self.fictitious else ""

    @property
    def line(self) -> str:
        """Section, version and day in one line."""
        return "　".join(part for part in (self.section, self.version, self.made_on) if part)


NO_CAPTION: Final = FlowCaption()


def caption_of(
    line: FlowLine, made_on: str, name_of: Callable[[str, str], str], *, fictitious: bool
) -> FlowCaption:
    """The caption of a stored flow."""
    kind = tr_source(_VERSIONS.get(line.version_kind, _VERSIONS["as_is"]))
    named = tr("{kind} ({name})", kind=kind, name=line.version_name)
    return FlowCaption(
        name=line.name,
        section=line.unit_name,
        version=named if line.version_name else kind,
        made_on=made_on,
        fictitious=fictitious,
        name_of=name_of,
    )
