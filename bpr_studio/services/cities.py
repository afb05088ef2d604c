"""Other cities' figures in the workspace, and our own in the same form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.benchmark.compare import identity
from bpr_studio.domain.benchmark.figures import Receipt
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.cities_own import OwnFigures
from bpr_studio.services.cities_review import AS_USUAL, Reviewing
from bpr_studio.services.city_rights import is_office, require_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bpr_studio.domain.benchmark.figures import CityFigures, Denominator
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.author import Author
    from bpr_studio.services.cities_review import ExportReview, FlowTexts, ReviewWishes
    from bpr_studio.services.cities_views import ExchangeQueries
    from bpr_studio.services.personal_texts import Hints
    from bpr_studio.services.store import Store


@dataclass(frozen=True, slots=True)
class CityFile:
    """A city's figures as read from a file.

    Attributes:
        figures: what was read; incomplete where a finding is an error.
        findings: everything repaired, doubtful or wrong.
        digest: SHA-256 of the file, hexadecimal.
    """

    figures: CityFigures
    findings: tuple[Finding, ...]
    digest: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the file from being taken over."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


@dataclass(frozen=True, slots=True)
class CityPreview:
    """What taking over a file would change; nothing is written yet.

    Attributes:
        file_name: the file.
        read: what was read.
        before: what is stored of the same city and year, None where there is nothing.
        added: figures that are new, those of classes, step types and flows together.
        changed: figures that get other values.
        removed: stored figures the file no longer has.
    """

    file_name: str
    read: CityFile
    before: CityFigures | None
    added: int
    changed: int
    removed: int

    @property
    def unchanged(self) -> bool:
        """Whether exactly this file was taken over before."""
        receipt = self.before.receipt if self.before else None
        return receipt is not None and self.read.digest == receipt.file_digest != ""


class CityFiles(Protocol):
    """Figures of cities as exchange files."""

    def read(self, path: Path) -> CityFile:
        """Read an exchange file, XLSX or JSON by its ending.

        Raises:
            BprError: the file is no readable exchange file.
        """

    def write(self, path: Path, figures: CityFigures) -> None:
        """Write an exchange file, XLSX or JSON by the ending of `path`.

        Raises:
            RefusedError: the ending is unknown, or the file cannot be written.
        """

    def write_form(self, path: Path) -> None:
        """Write an empty form that a city without this program fills in.

        Raises:
            RefusedError: the ending is not .xlsx, or the file cannot be written.
        """


class Cities:
    """Figures of cities in one workspace; implements `benchmarking.FiguresSource`."""

    def __init__(  # noqa: PLR0913  # the parts of the workspace the exchange touches
        self,
        store: Store,
        queries: ExchangeQueries,
        files: CityFiles,
        *,
        author: Author | None = None,
        flows: FlowTexts | None = None,
        hints: Hints | None = None,
    ) -> None:
        """Exchange figures.

        Args:
            store: the window's undo stack.
            queries: reading.
            files: reads and writes exchange files.
            author: tells the day files are received, and who may write; without it the day
                stays open and everybody may.
            flows: flows as BPMN text; without it flows neither come nor leave.
            hints: looks for personal data in what leaves.
        """
        self._store = store
        self._queries = queries
        self._files = files
        self._author = author
        self._flows = flows
        self._own = OwnFigures(queries)
        self._reviewing = Reviewing(queries, self._own, flows, hints, author)

    @property
    def may_edit(self) -> bool:
        """Whether the user may take over, remove and state figures: they are the whole city's."""
        return is_office(self._author)

    # -- taking over -----------------------------------------------------------------------------

    def preview(self, path: Path) -> CityPreview:
        """Read a file and say what taking it over would change; nothing is written.

        Raises:
            BprError: the file is no readable exchange file.
        """
        read = self._files.read(path)
        read = replace(read, findings=(*read.findings, *self._findings(path.name, read.figures)))
        row = city_row_id(read.figures)
        before = next((c for c in self._queries.cities() if city_row_id(c) == row), None)
        mine, theirs = _by_key(before), _by_key(read.figures)
        return CityPreview(
            file_name=path.name,
            read=read,
            before=before,
            added=len(theirs.keys() - mine.keys()),
            changed=sum(1 for key in theirs.keys() & mine.keys() if theirs[key] != mine[key]),
            removed=len(mine.keys() - theirs.keys()),
        )

    def take_over(self, preview: CityPreview) -> CityFile:
        """Store what was looked at; figures of the same city and year are replaced.

        Raises:
            RefusedError: the file holds errors, or the user is not of the DX office; nothing was
                taken over.
        """
        require_office(self._author)
        errors = preview.read.errors
        if errors:
            raise RefusedError(
                ntr(
                    "{file} holds {n} error: {first}",
                    "{file} holds {n} errors. The first: {first}",
                    len(errors),
                    file=preview.file_name,
                    first=f"{errors[0].place} {errors[0].message}",
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Correct the file, or ask the other city for a new one."),
            )
        figures = preview.read.figures
        label = tr("Import the figures of {city}", city=figures.city_name)
        self._store.commit(
            label, self.changes(figures, preview.file_name, digest=preview.read.digest)
        )
        return preview.read

    def import_file(self, path: Path) -> CityFile:
        """Take over a city's figures; those of the same city and year are replaced.

        Raises:
            BprError: the file is no readable exchange file, or holds errors; nothing was taken
                over.
        """
        return self.take_over(self.preview(path))

    def _findings(self, file: str, figures: CityFigures) -> Iterator[Finding]:
        """What only the workspace can say of a file."""
        own = self._queries.workspace()
        if identity(figures) == (own.city_code or own.city_name):
            yield Finding(
                Level.ERROR,
                "own-city",
                tr("These are figures of our own city. Ours come from the survey."),
                Place(file),
            )
        if not figures.figures and not figures.steps:
            message = tr("There are no figures in the file. Fill in hours of at least one class.")
            yield Finding(Level.ERROR, "no-figures", message, Place(file))
        known = {line.code for line in self._queries.classes()}
        codes = {figure.code for figure in figures.figures} | {s.code for s in figures.steps}
        unknown = sorted(codes - known - {""})
        if known and unknown:
            yield Finding(
                Level.WARNING,
                "class-unknown",
                ntr(
                    "{n} class is not in our classification and cannot be compared: {codes}.",
                    "{n} classes are not in our classification and cannot be compared: {codes}.",
                    len(unknown),
                    codes=tr(", ").join(unknown[:10]),
                ),
                Place(file),
            )
        yield from self._flow_findings(file, figures)

    def _flow_findings(self, file: str, figures: CityFigures) -> Iterator[Finding]:
        if self._flows is None:
            return
        for flow in figures.flows:
            try:
                self._flows.read(flow.bpmn, flow.name)
            except BprError as error:
                message = tr("The flow “{name}” cannot be read: {why}", name=flow.name, why=error)
                yield Finding(Level.ERROR, "flow-unreadable", message, Place(file))

    def remove(self, figures: CityFigures) -> None:
        """Take a city's figures out of the comparison; undo brings them back.

        Raises:
            RefusedError: the user is not of the DX office.
        """
        require_office(self._author)
        label = tr("Remove the figures of {city}", city=figures.city_name)
        row = city_row_id(figures)
        parts = [DeleteRow(entity, part) for entity, part in dict(part_rows(figures, row))]
        self._store.commit(label, [DeleteRow("city_data", row), *parts])

    # -- our own ---------------------------------------------------------------------------------

    def own(self, year: FiscalYear) -> CityFigures | None:
        """Our city's figures of one year, or None when nobody has answered for it."""
        return self._own.figures(year)

    def partners(self) -> tuple[CityFigures, ...]:
        """Everything imported from other cities, of any year."""
        own = self._queries.workspace()
        ours = own.city_code or own.city_name
        return tuple(city for city in self._queries.cities() if identity(city) != ours)

    def flow(self, figures: CityFigures, name: str) -> ProcessModel | None:
        """A flow another city has sent, None where there is none of this name.

        Raises:
            BprError: it cannot be read.
        """
        found = next((flow for flow in figures.flows if flow.name == name), None)
        if found is None or self._flows is None:
            return None
        return self._flows.read(found.bpmn, found.name)

    def denominators(self, year: FiscalYear) -> tuple[Denominator, ...]:
        """What the work of our own classes depends on, as it was stated."""
        return self._own.denominators(year)

    def state_denominators(self, year: FiscalYear, given: Sequence[Denominator]) -> None:
        """Say what the work of our own classes depends on; replaces what was said before.

        Raises:
            RefusedError: the user is not of the DX office.
        """
        require_office(self._author)
        own = self._queries.workspace()
        row = planned_id("city_data", own.city_code or own.city_name, year.year)
        fields: dict[str, object] = {
            "city_code": own.city_code,
            "city_name": own.city_name,
            "fiscal_year": year.year,
            "fictitious": int(own.fictitious),
            "denominators": [[d.code, d.name, d.value] for d in given],
        }
        self._store.commit(tr("Denominators of our classes"), [PutRow("city_data", row, fields)])

    def review(self, year: FiscalYear, wishes: ReviewWishes = AS_USUAL) -> ExportReview | None:
        """Every line that would leave, and what is held back and why.

        None when nobody has answered for the year.
        """
        return self._reviewing.review(year, wishes)

    def export_reviewed(self, review: ExportReview, path: Path) -> None:
        """Write exactly what was looked at.

        Raises:
            RefusedError: personal data were found in a text, nothing may leave, or the file
                cannot be written.
        """
        if review.doubts:
            raise RefusedError(
                tr("Nothing was written: {doubt}", doubt=review.doubts[0]),
                remedy=tr("Change the text, then look at the contents again."),
            )
        if not review.leaving:
            raise RefusedError(
                tr("Nothing can leave: behind every figure stand fewer than three sections."),
                remedy=tr("Collect the survey of more sections first."),
            )
        self._files.write(path, review.figures)

    def export_own(self, year: FiscalYear, path: Path) -> CityFigures | None:
        """Write our reviewed figures without flows; None, and no file, without figures.

        Raises:
            RefusedError: the file cannot be written.
        """
        review = self.review(year)
        if review is None:
            return None
        self.export_reviewed(review, path)
        return review.figures

    def write_form(self, path: Path) -> None:
        """Write an empty form that a city without this program fills in.

        Raises:
            RefusedError: the ending is not .xlsx, or the file cannot be written.
        """
        self._files.write_form(path)

    # -- storing ---------------------------------------------------------------------------------

    def changes(
        self, figures: CityFigures, file_name: str, *, digest: str = ""
    ) -> Iterator[Change]:
        """What makes the stored figures of the city and year equal to `figures`."""
        city = city_row_id(figures)
        day = self._author.today() if self._author else ""
        receipt = Receipt(file_name, digest, day)
        yield PutRow("city_data", city, city_fields(figures, receipt))
        wanted = dict(part_rows(figures, city))
        for (entity, row), fields in wanted.items():
            yield PutRow(entity, row, fields)
        for stored in (c for c in self._queries.cities() if city_row_id(c) == city):
            for entity, row in dict(part_rows(stored, city)).keys() - wanted.keys():
                yield DeleteRow(entity, row)


def city_row_id(figures: CityFigures) -> str:
    """The row of a city's figures of one year: a fictitious city is known by its name."""
    return planned_id("city_data", figures.city_code or figures.city_name, figures.fiscal_year)


def city_fields(figures: CityFigures, receipt: Receipt) -> dict[str, object]:
    """The fields of `city_data`."""
    origin = figures.origin
    return {
        "city_code": figures.city_code,
        "city_name": figures.city_name,
        "fiscal_year": figures.fiscal_year,
        "population": figures.population,
        "core_definition": figures.core_definition,
        "core_definition_id": figures.core_definition_id or None,
        "staff_categories": list(figures.staff_categories),
        "fictitious": int(figures.fictitious),
        "wards": figures.wards,
        "staff_heads": figures.staff_heads,
        "left_out": figures.left_out,
        "denominators": [[d.code, d.name, d.value] for d in figures.denominators],
        "prepared_by": origin.prepared_by or None,
        "prepared_on": origin.prepared_on or None,
        "program": origin.program or None,
        "note": origin.remarks or None,
        "file_name": receipt.file_name,
        "file_digest": receipt.file_digest or None,
        "received_on": receipt.received_on or None,
    }


def part_rows(
    figures: CityFigures, city: str
) -> Iterator[tuple[tuple[str, str], dict[str, object]]]:
    """Entity, row and fields of everything that stands below a city's row."""
    for figure in figures.figures:
        yield (
            ("city_figure", planned_id("city_figure", city, figure.code)),
            {
                "city_data_id": city,
                "code": figure.code,
                "minutes": figure.minutes,
                "non_core_minutes": figure.non_core_minutes,
                "cases": figure.cases,
                "denominator": figure.denominator or None,
                "denominator_value": figure.denominator_value,
                "outsourced_percent": figure.outsourced_percent,
                "sections": figure.sections,
            },
        )
    for step in figures.steps:
        yield (
            ("city_figure", planned_id("city_figure", city, step.code, step.step_type)),
            {
                "city_data_id": city,
                "code": step.code or None,
                "step_type": step.step_type,
                "minutes": step.minutes,
                "non_core_minutes": step.non_core_minutes,
                "cases": step.cases,
                "sections": step.sections,
            },
        )
    for number, flow in enumerate(figures.flows):
        yield (
            ("city_flow", planned_id("city_flow", city, number)),
            {
                "city_data_id": city,
                "code": flow.code or None,
                "name": flow.name,
                "model": {"bpmn": flow.bpmn},
            },
        )


def _by_key(figures: CityFigures | None) -> dict[object, object]:
    """Every figure of a city by what it is about."""
    if figures is None:
        return {}
    return {
        **{("class", f.code): f for f in figures.figures},
        **{("step", s.code, s.step_type): s for s in figures.steps},
        **{("denominator", d.code, d.name): d.value for d in figures.denominators},
        **{("flow", f.code, f.name): f.bpmn for f in figures.flows},
    }
