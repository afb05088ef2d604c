"""Importing procedures from the national inventory's layout or any sheet: propose, look, take over.

The columns are named once and remembered as a mapping profile. Nothing is written before
somebody has seen what a file brings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.procedures.layout import EXTRA
from bpr_studio.domain.procedures.reimport import LineState, ReadLine, compared
from bpr_studio.domain.procedures.sheet_lines import EXTRA_PREFIX, read_procedure_sheet
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import squeezed
from bpr_studio.domain.workload.grown_headers import HeaderFinder, headings_at, locate
from bpr_studio.domain.workload.mapping import (
    NAME,
    SECTION,
    ColumnMapping,
    MappingProfile,
    SectionFrom,
    SectionSource,
    profile_body,
    profile_from,
)
from bpr_studio.domain.workload.section_names import SectionName, SectionNames
from bpr_studio.services.grown_values import GrownBook, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.reimport import ImportLine
    from bpr_studio.domain.procedures.sheet_lines import SheetLine
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.grown_headers import Headings
    from bpr_studio.domain.workload.sheet_picture import SheetPicture
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.author import Author
    from bpr_studio.services.procedure_reading import ProcedureQueries
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.services.store import UndoableStore

ABOUT: Final = "procedures"
"""What the body of a profile says that it reads."""


class SheetFiles(Protocol):
    """Sheets as files."""

    def pictures(self, path: Path) -> tuple[SheetPicture, ...]:
        """The sheets of a file that hold anything.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it is a survey form of this program, or empty.
        """


class ImportQueries(Protocol):
    """What importing asks beside the ledger itself."""

    def mapping_profiles(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Name and body of every stored profile, by name."""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file brings; nothing is written yet.

    Attributes:
        file: its name.
        lines: every line that could be read.
        findings: every repair, doubt and refused cell.
        refused: lines that were left out.
        left_out: headings of columns that are not taken over.
    """

    file: str
    lines: tuple[ImportLine, ...]
    findings: tuple[Finding, ...]
    refused: int
    left_out: tuple[str, ...]

    @property
    def counts(self) -> Mapping[LineState, int]:
        """Number of lines by what becomes of them."""
        return Counter(line.state for line in self.lines)

    @property
    def kept(self) -> int:
        """Values of the ledger that stay, since the sheet says nothing there."""
        return sum(line.kept for line in self.lines)

    def to_store(self, *, conflicts: bool = False) -> tuple[ImportLine, ...]:
        """The lines that would be written.

        Args:
            conflicts: also those in doubt, as far as it is clear which procedure they mean.
        """
        wanted = {LineState.ADDED, LineState.CHANGED} | (
            {LineState.CONFLICT} if conflicts else set()
        )
        return tuple(line for line in self.lines if line.state in wanted and line.target)


class ProcedureImport:
    """Imports procedures into the ledger of one workspace; a `Fitter` for the mapping desk.

    Args:
        store: the window's undo stack.
        queries: reading.
        files: opens sheets.
        procedures: the ledger.
        author: who does it.
        own: row id of the only section somebody may write for, "" for all.
    """

    extra_first: Final = (SECTION,)
    extra_last: Final = (EXTRA,)
    many: Final = frozenset({EXTRA})

    def __init__(  # noqa: PLR0913, PLR0917  # what importing stands on
        self,
        store: UndoableStore,
        queries: ProcedureQueries,
        profiles: ImportQueries,
        files: SheetFiles,
        procedures: Procedures,
        author: Author,
        own: str = "",
    ) -> None:
        self._store = store
        self._queries = queries
        self._profiles = profiles
        self._files = files
        self._procedures = procedures
        self._author = author
        self._own = own
        self._finder = HeaderFinder(self.ledger.header_words)

    @property
    def ledger(self) -> Ledger:
        """The columns of the ledger."""
        return self._procedures.ledger

    # -- for the mapping desk --------------------------------------------------------------------

    def open(self, path: Path) -> GrownBook:
        """Open a file.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it is a survey form of this program, or empty.
        """
        return GrownBook(path, self._files.pictures(path))

    def survey_format(self, _round_id: str = "") -> SurveyFormat:
        """The columns of the ledger."""
        return self.ledger.format

    def propose(self, book: GrownBook, _round_id: str = "", sheet: str = "") -> Proposal:
        """How a file may be read: by a stored profile that fits, else by its headings."""
        pictures = [p for p in book.pictures if not sheet or p.name == sheet]
        for profile in self.profiles():
            for picture in pictures:
                headings = locate(picture, profile)
                if headings is not None:
                    return Proposal(profile, picture.name, headings)
        best: Proposal | None = None
        for picture in pictures or book.pictures:
            found = self._finder.find(picture)
            if found is None:
                continue
            profile = self.proposed_columns(book, picture.name, found)
            if best is None or len(profile.columns) > len(best.profile.columns):
                best = Proposal(profile, picture.name, found)
        empty = MappingProfile("", (), SectionSource(SectionFrom.CHOSEN))
        return best or Proposal(empty, (pictures or book.pictures)[0].name, None)

    def headings(self, book: GrownBook, sheet: str, top: int, rows: int) -> Headings:
        """The headings where somebody says they stand."""
        return headings_at(book.picture(sheet), top, rows)

    def proposed_columns(self, book: GrownBook, sheet: str, headings: Headings) -> MappingProfile:
        """What the columns below these headings may be."""
        plain = replace(
            headings,
            texts=tuple("" if t.startswith(EXTRA_PREFIX) else t for t in headings.texts),
        )
        found = self._finder.propose(book.picture(sheet), plain)
        kept = [t for t in headings.texts if t.startswith(EXTRA_PREFIX)]
        columns = (*found.columns, *(ColumnMapping(text, EXTRA) for text in kept))
        by_column = SECTION in found.targets
        source = SectionFrom.COLUMN if by_column else SectionFrom.CHOSEN
        return replace(
            found,
            columns=columns,
            section=SectionSource(source),
            fingerprint=headings.fingerprint,
        )

    def usual_values(self, _heading: str, target: str) -> dict[str, str]:
        """What entries usually stand for in a column of this target."""
        return self.ledger.usual_values(target)

    def missing(self, profile: MappingProfile) -> tuple[str, ...]:
        """What a profile needs and does not have: the name of the procedure."""
        return () if NAME in profile.targets else (NAME,)

    # -- looking ---------------------------------------------------------------------------------

    def preview(
        self,
        book: GrownBook,
        profile: MappingProfile,
        section_code: str = "",
        progress: Progress | None = None,
    ) -> ImportPreview:
        """What a file brings by a profile; nothing is written.

        Args:
            book: the file.
            profile: how it is read.
            section_code: the section of every line without one, "" for the whole city.
            progress: told about the rows.

        Raises:
            CancelledError: `progress` says so.
            RefusedError: no column holds the name of the procedure, or no sheet has these
                headings.
        """
        if self.missing(profile):
            raise RefusedError(
                tr("It is not yet said which column holds the name of the procedure."),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Click on the heading of a column and say what it is."),
            )
        findings: list[Finding] = []
        read: list[ReadLine] = []
        refused = 0
        left_out: dict[str, None] = {}
        for picture, headings in self._tables(book, profile):
            sheet = read_procedure_sheet(
                picture,
                headings,
                profile,
                self.ledger,
                file=book.name,
                fiscal_year=self._queries.workspace().fiscal_year,
                progress=progress,
            )
            findings += sheet.findings
            refused += sheet.refused
            lines = list(self._placed(book.name, picture.name, sheet.lines, section_code, findings))
            refused += len(sheet.lines) - len(lines)
            read += lines
            known = {column.heading for column in profile.columns}
            left_out.update((text, None) for text in headings.texts if text and text not in known)
        made = compared(read, self._procedures.all())
        return ImportPreview(book.name, made, tuple(findings), refused, tuple(left_out))

    def _tables(
        self, book: GrownBook, profile: MappingProfile
    ) -> list[tuple[SheetPicture, Headings]]:
        wanted = [p for p in book.pictures if not profile.sheets or p.name in profile.sheets]
        located = [(picture, locate(picture, profile)) for picture in wanted]
        found = [(picture, headings) for picture, headings in located if headings is not None]
        if not found:
            headings = tr(", ").join(c.heading for c in profile.columns)
            raise RefusedError(
                tr(
                    "No sheet of {name} has these headings: {headings}.",
                    name=book.name,
                    headings=headings,
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Choose another profile, or fit the headings once more."),
            )
        return found

    def _placed(
        self,
        file: str,
        sheet: str,
        lines: Sequence[SheetLine],
        section_code: str,
        findings: list[Finding],
    ) -> Iterator[ReadLine]:
        """The lines with their sections; those nobody may write are told and left out."""
        names = self._names()
        codes = {section.code: section.id for section in self._procedures.sections()}
        usual = self._own or codes.get(section_code, "")
        for line in lines:
            place = Place(file, sheet, tr("line {n}", n=line.row))
            unit = usual
            if line.section:
                found = names.exactly(line.section)
                if len(found) == 1:
                    unit = codes[found[0]]
                else:
                    findings.append(_no_section(line.section, place))
            if self._own and unit != self._own:
                findings.append(_not_ours(line.section, place))
                continue
            yield ReadLine(sheet, line.row, unit, line.values, line.blank)

    def _names(self) -> SectionNames:
        year = self._queries.workspace().fiscal_year
        return SectionNames(
            SectionName(u.code, u.name, u.path)
            for u in self._queries.units(year)
            if u.level == "section"
        )

    # -- taking over -----------------------------------------------------------------------------

    def take_over(self, preview: ImportPreview, *, conflicts: bool = False) -> int:
        """Store what a file brings as one step of undo; gives the number of lines.

        Args:
            preview: what was looked at.
            conflicts: also lines in doubt, as far as it is clear which procedure they mean.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        lines = preview.to_store(conflicts=conflicts)
        label = tr("Import {file}", file=preview.file)
        self._procedures.store_lines(label, {line.target: line.fields for line in lines})
        return len(lines)

    # -- profiles --------------------------------------------------------------------------------

    def profiles(self) -> tuple[MappingProfile, ...]:
        """The stored profiles for procedures by name; those of newer programs are left out."""
        found = []
        for name, body in self._profiles.mapping_profiles():
            if body.get("about") != ABOUT:
                continue
            try:
                found.append(profile_from(name, body))
            except ValueError:
                continue
        return tuple(found)

    def profile(self, name: str) -> MappingProfile:
        """The stored profile of this name.

        Raises:
            RefusedError: there is none.
        """
        for profile in self.profiles():
            if squeezed(profile.name) == squeezed(name):
                return profile
        raise RefusedError(
            tr("There is no profile called “{name}”.", name=name),
            remedy=tr("Import such a sheet once in the window and keep its profile under a name."),
        )

    def keep(self, profile: MappingProfile) -> None:
        """Store a profile under its name; one of the same name is replaced.

        Raises:
            RefusedError: it has no name, or the workspace cannot be written.
        """
        name = profile.name.strip()
        if not name:
            raise RefusedError(
                tr("The profile has no name yet."),
                remedy=tr("Write a name by which you find it again, e.g. that of the survey."),
            )
        fields = {
            "name": name,
            "body": {**profile_body(profile), "about": ABOUT},
            "at": self._author.moment(),
            "user": self._author.who().user,
        }
        row = planned_id("mapping_profile", ABOUT, squeezed(name))
        change = PutRow("mapping_profile", row, fields)
        self._store.commit(tr("Keep the profile “{name}”", name=name), [change])


def _no_section(text: str, place: Place) -> Finding:
    message = tr(
        "“{name}” is not one section of this year; the line stands without a section. Correct the"
        " name, or choose the section in the ledger.",
        name=text,
    )
    return Finding(Level.WARNING, "section-unknown", message, place, text)


def _not_ours(text: str, place: Place) -> Finding:
    message = tr("The line belongs to another section and was left out.")
    return Finding(Level.ERROR, "section-not-own", message, place, text)
