"""Values of importing other makers' sheets: an opened file, a proposal, a preview, an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.findings import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.workload.grown_headers import Headings
    from bpr_studio.domain.workload.mapping import MappingProfile
    from bpr_studio.domain.workload.sheet_picture import SheetPicture


@dataclass(frozen=True, slots=True)
class GrownBook:
    """A file of another maker, opened.

    Attributes:
        path: where it lies.
        pictures: its sheets that hold anything.
    """

    path: Path
    pictures: tuple[SheetPicture, ...]

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    def picture(self, sheet: str) -> SheetPicture:
        """The sheet of this name; the first one where there is none."""
        return next((p for p in self.pictures if p.name == sheet), self.pictures[0])


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file may be read, for somebody to look at.

    Attributes:
        profile: the columns as understood; its name is that of a stored profile that fits.
        sheet: name of the sheet it was made by.
        headings: where the headings of that sheet stand; None where no table was found.
    """

    profile: MappingProfile
    sheet: str
    headings: Headings | None


class LineState(StrEnum):
    """What becomes of a line that can be read."""

    NEW = "new"
    STORED = "stored"  # stored already with the same values
    BLOCKED = "blocked"  # stored already with other values, which stay


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One task as it would be stored.

    Attributes:
        sheet: name of the sheet.
        row: row of the sheet, from 1.
        unit_id: the section.
        unit_name: its name.
        item: row id of the task.
        values: stored fields.
        state: what becomes of it.
    """

    sheet: str
    row: int
    unit_id: str
    unit_name: str
    item: str
    values: Mapping[str, object]
    state: LineState


@dataclass(frozen=True, slots=True)
class GrownPreview:
    """What a file brings.

    Attributes:
        file: its name.
        lines: the tasks that can be read, in order.
        findings: every repair, doubt and refusal.
        refused: lines with an error.
    """

    file: str
    lines: tuple[PreviewLine, ...]
    findings: tuple[Finding, ...]
    refused: int = 0

    @property
    def new(self) -> tuple[PreviewLine, ...]:
        """The lines that would be stored."""
        return tuple(line for line in self.lines if line.state is LineState.NEW)

    @property
    def sections(self) -> tuple[str, ...]:
        """Names of the sections the new lines belong to."""
        return tuple(dict.fromkeys(line.unit_name for line in self.new))

    def count(self, state: LineState) -> int:
        """Number of lines in a state."""
        return sum(1 for line in self.lines if line.state is state)

    def findings_at(self, level: Level) -> int:
        """Number of findings at a level."""
        return sum(1 for finding in self.findings if finding.level is level)


@dataclass(frozen=True, slots=True)
class GrownReport:
    """What became of all files of one import.

    Attributes:
        files: one preview per file, in order; its new lines are stored unless it was a trial.
        cancelled: the user stopped it; the files listed are done.
    """

    files: tuple[GrownPreview, ...]
    cancelled: bool = False

    @property
    def added(self) -> int:
        """Lines taken over in all."""
        return sum(len(file.new) for file in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def refused(self) -> int:
        """Lines, or whole files, that were not taken over because of an error."""
        return sum(1 for finding in self.findings if finding.level is Level.ERROR)
