"""Process models in the workspace: import, export, list."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.process.records import RECORD_FIELDS, header_record_of, to_records
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.flow_export import AS_USUAL, NO_CAPTION, caption_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.records import ElementRecord
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.author import Author
    from bpr_studio.services.flow_export import ExportOptions, FlowCaption
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import Queries


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A process model as read from a file.

    Attributes:
        model: the model.
        findings: everything repaired, kept without being understood, or doubtful.
        digest: SHA-256 of the file's bytes, hexadecimal.
    """

    model: ProcessModel
    findings: tuple[Finding, ...]
    digest: str


class FlowFiles(Protocol):
    """Process models as files."""

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The BPMN files among files and folders, in a stable order.

        Raises:
            UnreadableInputError: a place does not exist.
        """

    def read(self, path: Path) -> FlowFile:
        """Read one BPMN file.

        Raises:
            UnreadableInputError: it is no readable BPMN.
        """

    def write(
        self,
        path: Path,
        model: ProcessModel,
        options: ExportOptions = AS_USUAL,
        caption: FlowCaption = NO_CAPTION,
    ) -> tuple[Path, ...]:
        """Write a model as BPMN, SVG, PNG, PDF or XLSX, by the ending of `path`.

        Args:
            path: the file; pictures of further diagrams get its name with "-2", "-3" ….
            model: the model.
            options: paper, pages and scale.
            caption: what printed pages and tables say about the flow.

        Returns:
            The files written.

        Raises:
            RefusedError: the ending is unknown, or the file cannot be written.
        """


@dataclass(frozen=True, slots=True)
class FlowOwner:
    """Whose flow it is and what it describes; all parts may be "".

    Attributes:
        unit_id: section.
        class_code: code of the classification.
        version_kind: "as_is", "to_be", "standard" or "draft".
    """

    unit_id: str = ""
    class_code: str = ""
    version_kind: str = "as_is"


class ImportState(StrEnum):
    """What became of one file."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"  # the same file was imported before
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one BPMN file.

    Attributes:
        flow_id: id of the stored model, "" when refused.
        elements: number of elements of the model.
    """

    file: str
    state: ImportState
    flow_id: str = ""
    name: str = ""
    elements: int = 0
    findings: tuple[Finding, ...] = ()


class Flows:
    """The process models of one workspace."""

    def __init__(
        self, store: UndoableStore, queries: Queries, files: FlowFiles, author: Author
    ) -> None:
        self._store = store
        self._queries = queries
        self._files = files
        self._author = author

    def import_files(
        self, places: Sequence[Path], progress: Progress, owner: FlowOwner | None = None
    ) -> list[ImportOutcome]:
        """Take over BPMN files, each whole or not at all; a bad one does not stop the others.

        A file of which the very same bytes were imported before is left alone.

        Raises:
            UnreadableInputError: a place does not exist.
            CancelledError: the user stopped; the files already taken over stay.
        """
        paths = self._files.find(places)
        outcomes = []
        with self._store.gesture(tr("Import of business flows")):
            for number, path in enumerate(paths):
                progress.report(number, len(paths), path.name)
                outcomes.append(self._import_file(path, owner or FlowOwner()))
        progress.report(len(paths), len(paths), "")
        return outcomes

    def _import_file(self, path: Path, owner: FlowOwner) -> ImportOutcome:
        try:
            read = self.read(path)
        except CancelledError:
            raise
        except BprError as error:
            finding = Finding(Level.ERROR, "file-refused", str(error), Place(file=path.name))
            return ImportOutcome(path.name, ImportState.REFUSED, findings=(finding,))
        flow_id = planned_id("flow", "file", read.digest)
        elements = sum(1 for _ in read.model.elements())
        name = read.model.header.name or path.stem
        if self._queries.flow_line(flow_id) is not None:
            state = ImportState.UNCHANGED
        else:
            state = ImportState.IMPORTED
            source: dict[str, object] = {"file_name": path.name, "file_digest": read.digest}
            label = tr("Import the flow {name}", name=name)
            self._store.commit(label, self._changes(flow_id, name, read.model, owner, source))
        return ImportOutcome(path.name, state, flow_id, name, elements, read.findings)

    def read(self, path: Path) -> FlowFile:
        """Read a BPMN file without storing it.

        Raises:
            UnreadableInputError: it is no readable BPMN.
        """
        return self._files.read(path)

    def add(
        self, name: str, model: ProcessModel, owner: FlowOwner, *, library_key: str = ""
    ) -> str:
        """Store a new model and return its id.

        Args:
            name: of the flow.
            model: what is drawn.
            owner: section and class.
            library_key: the flow of the library it began as, "" for none.
        """
        source: dict[str, object] = {"library_key": library_key} if library_key else {}
        flow_id = self._author.ids.new()
        label = tr("Add the flow {name}", name=name)
        self._store.commit(label, self._changes(flow_id, name, model, owner, source))
        return flow_id

    def export(
        self, flow_id: str, path: Path, options: ExportOptions = AS_USUAL
    ) -> tuple[Path, ...]:
        """Write a stored model as BPMN, SVG, PNG, PDF or XLSX, by the ending of `path`.

        Returns:
            The files written; pictures of further diagrams are files of their own.

        Raises:
            RefusedError: there is no such model, or the file cannot be written.
        """
        return self._files.write(path, self.model(flow_id), options, self._caption(flow_id))

    def _caption(self, flow_id: str) -> FlowCaption:
        line = self._queries.flow_line(flow_id)
        if line is None:
            return NO_CAPTION
        fictitious = self._queries.workspace().fictitious
        return caption_of(line, self._author.today(), self._name_of, fictitious=fictitious)

    def _name_of(self, list_name: str, code: str) -> str:
        names = {line.code: line.name for line in self._queries.items(list_name)}
        return names.get(code, code)

    def convert(
        self,
        path: Path,
        model: ProcessModel,
        caption: FlowCaption,
        options: ExportOptions = AS_USUAL,
    ) -> tuple[Path, ...]:
        """Write a model that is no stored flow of a section; otherwise as `export`."""
        return self._files.write(
            path, model, options, replace(caption, made_on=self._author.today())
        )

    def model(self, flow_id: str) -> ProcessModel:
        """A stored model.

        Raises:
            RefusedError: there is none with this id.
        """
        found = self._queries.flow(flow_id)
        if found is None:
            raise RefusedError(
                tr("There is no flow with the id {id}.", id=flow_id),
                remedy=tr("See the list of flows for the ids."),
            )
        return found

    def delete(self, flow_ids: Sequence[str]) -> None:
        """Take models out of the lists; undo and history keep them."""
        changes: list[Change] = [DeleteRow("flow", flow_id) for flow_id in flow_ids]
        n = len(flow_ids)
        self._store.commit(ntr("Delete {n} flow", "Delete {n} flows", n), changes)

    def _changes(
        self,
        flow_id: str,
        name: str,
        model: ProcessModel,
        owner: FlowOwner,
        source: dict[str, object],
    ) -> Iterator[Change]:
        header = header_record_of(model.header)
        fields = asdict(header) | {"model_name": header.name, "name": name}
        yield PutRow("flow", flow_id, {**fields, **asdict(owner), **source})
        for record in to_records(model):
            yield PutRow(
                "flow_element", element_row_id(flow_id, record.id), element_fields(flow_id, record)
            )


def element_row_id(flow_id: str, element_id: str) -> str:
    """The row id of an element: its BPMN id is unique within its model only."""
    return planned_id("flow_element", flow_id, element_id)


def element_fields(flow_id: str, record: ElementRecord) -> dict[str, object]:
    """The fields stored for an element; empty ones are left out, both ends are one register."""
    values = {name: getattr(record, name) for name in RECORD_FIELDS}
    ends = [values.pop("source"), values.pop("target")]
    fields = {name: value for name, value in values.items() if value not in ("", None, [], {})}
    fields |= {"element_id": fields.pop("id"), "flow_id": flow_id}
    for flag in ("seal", "paper", "in_person"):
        if not fields.get(flag):
            fields.pop(flag, None)
    if any(ends):
        fields["ends"] = ends
    return fields
