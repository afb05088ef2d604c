"""The files services work with, as the adapters know them: the glue between ports and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.formats import (
    load_released_formats,
    load_shown_format,
    load_survey_format,
)
from bpr_studio.app.translations import TRANSLATIONS_FOLDER
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.services.flow_export import AS_USUAL, NO_CAPTION, WRITE_ENDINGS
from bpr_studio.services.flows import FlowFile

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.workload.form import FormContext, FormReading
    from bpr_studio.domain.workload.sheet_picture import SheetPicture
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.flow_export import ExportOptions, FlowCaption
    from bpr_studio.services.report_values import ReportContent, ReportTable

_BPMN: Final = frozenset({".bpmn", ".xml"})
_FORMS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv"})


def files_among(places: Sequence[Path], endings: frozenset[str]) -> list[Path]:
    """The files of certain kinds among files and folders, folders in order of names.

    A file that is named outright is taken whatever its ending, so that its reader can say what
    is wrong with it; in folders hidden files and Excel's lock files (~$…) are passed over.

    Raises:
        UnreadableInputError: a place does not exist.
    """
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = (path for path in place.rglob("*") if path.suffix.lower() in endings)
            found.extend(sorted(p for p in inside if not p.name.startswith((".", "~$"))))
        elif place.exists():
            found.append(place)
        else:
            raise UnreadableInputError(
                tr("There is no file or folder {path}", path=place),
                remedy=tr("Check the spelling of the path."),
            )
    return list(dict.fromkeys(found))


class BpmnFiles:
    """Process models as BPMN, pictures, pages and tables; implements `services.flows.FlowFiles`."""

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The BPMN files among files and folders."""
        return files_among(places, _BPMN)

    def read(self, path: Path) -> FlowFile:
        """Read one BPMN file."""
        from bpr_studio.adapters.bpmn.reader import read_bpmn
        from bpr_studio.adapters.fs.files import sha256_of

        reading = read_bpmn(path)
        return FlowFile(reading.model, reading.findings, sha256_of(path))

    def write(
        self,
        path: Path,
        model: ProcessModel,
        options: ExportOptions = AS_USUAL,
        caption: FlowCaption = NO_CAPTION,
    ) -> tuple[Path, ...]:
        """Write a model as BPMN, SVG, PNG, PDF or XLSX."""
        ending = path.suffix.lower()
        if ending in _BPMN:
            from bpr_studio.adapters.bpmn.writer import write_bpmn

            return _written({path: write_bpmn(model)})
        if ending == ".pdf":
            return _written({path: _flow_pdf(model, options, caption)})
        if ending == ".xlsx":
            write_flow_workbook(path, model, caption)
            return (path,)
        if ending in (".svg", ".png"):
            diagrams = range(max(len(model.diagrams()), 1))
            return _written(
                {
                    _numbered(path, number): _flow_picture(model, number, ending, options)
                    for number in diagrams
                }
            )
        raise RefusedError(
            tr(
                "Flows are written as {endings}, not as “{ending}”.",
                endings=" ".join(WRITE_ENDINGS),
                ending=ending,
            ),
            remedy=tr("Choose a file name with one of these endings."),
        )


def _written(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    from bpr_studio.adapters.fs.files import replace_file

    for path, data in files.items():
        replace_file(path, data)
    return tuple(files)


def _numbered(path: Path, number: int) -> Path:
    """The file of a diagram: the first has the name asked for, the next are called "…-2"."""
    return path.with_stem(f"{path.stem}-{number + 1}") if number else path


def _flow_picture(model: ProcessModel, diagram: int, ending: str, options: ExportOptions) -> bytes:
    if ending == ".svg":
        from bpr_studio.adapters.render.svg import flow_svg

        return flow_svg(model, diagram=diagram).encode()
    from bpr_studio.adapters.render.png import flow_png

    return flow_png(model, diagram=diagram, scale=options.scale)


def _flow_pdf(model: ProcessModel, options: ExportOptions, caption: FlowCaption) -> bytes:
    from bpr_studio.adapters.render.flow_pdf import flow_pdf
    from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders

    return flow_pdf(model, options, caption, find_report_fonts(font_folders()))


def write_flow_workbook(path: Path, model: ProcessModel, caption: FlowCaption) -> None:
    """Write the steps of a flow as a workbook.

    Raises:
        RefusedError: the file cannot be written.
    """
    from bpr_studio.adapters.sheets.result_book import A3, write_tables
    from bpr_studio.services.flow_tables import flow_tables

    tables = flow_tables(model, caption)
    write_tables(path, tables, label=caption.label, footer=caption.name, paper=A3)


class SurveyWorkbooks:
    """Survey forms as workbooks; implements `services.surveys.Forms`."""

    def write(self, folder: Path, context: FormContext) -> Path:
        """Write the form of one section into `folder` and return its path."""
        from bpr_studio.adapters.fs.files import make_folder
        from bpr_studio.adapters.fs.names import safe_name
        from bpr_studio.adapters.sheets.survey_form import write_form

        make_folder(folder)
        name = f"{context.unit_code}_{context.unit_name}_{context.fiscal_year}"
        path = folder / safe_name(name, ".xlsx")
        survey_format = load_survey_format(context.form_id, context.version)
        write_form(path, survey_format, context)
        return path

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The workbooks among files and folders."""
        return files_among(places, _FORMS)

    def read_all(
        self, paths: Sequence[Path], class_names: Mapping[str, str]
    ) -> Generator[FormReading | BprError]:
        """Read returned forms one after the other, many of them on all cores."""
        from bpr_studio.adapters.sheets.reading_pool import FormReaders

        formats = load_released_formats(OVERALL)
        return FormReaders(formats, class_names, TRANSLATIONS_FOLDER).read_all(paths)

    def survey_format(self, form_id: str, version: int) -> SurveyFormat:
        """The columns of a form, in the language of the user."""
        return load_shown_format(form_id, version)


class GrownWorkbooks:
    """Survey sheets of other makers; implements `services.grown_sheets.GrownFiles`."""

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The workbooks among files and folders."""
        return files_among(places, _FORMS)

    def pictures(self, path: Path) -> tuple[SheetPicture, ...]:
        """The sheets of a file that hold anything."""
        from bpr_studio.adapters.sheets.grown_sheet import read_pictures

        return read_pictures(path)

    def survey_format(self, form_id: str, version: int) -> SurveyFormat:
        """The columns of the common format, in the language of the user."""
        return load_shown_format(form_id, version)


def write_report_workbook(content: ReportContent, path: Path) -> None:
    """Write a report's tables as a workbook.

    Raises:
        RefusedError: the file cannot be written.
    """
    from bpr_studio.adapters.sheets.result_book import write_report_book

    write_report_book(path, content)


def write_table_workbook(table: ReportTable, path: Path) -> None:
    """Write one table as a workbook.

    Raises:
        RefusedError: the file cannot be written.
    """
    from bpr_studio.adapters.sheets.result_book import write_tables

    write_tables(path, [table])
