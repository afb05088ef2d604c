"""`flow import`, `flow export`, `flow list`, `flow convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress, finding_document
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_export import AS_USUAL, ExportOptions, FlowCaption, Pages, Paper
from bpr_studio.services.flows import ImportState

app = typer.Typer(no_args_is_help=True)

Target = Annotated[
    Path,
    typer.Option("-o", "--output", help=tr("File ending in .bpmn, .svg, .png, .pdf or .xlsx.")),
]
PaperOption = Annotated[Paper, typer.Option("--paper", help=tr("Paper of a PDF."))]
PagesOption = Annotated[
    Pages,
    typer.Option(
        "--pages", help=tr("fit: the whole drawing on one page; tile: readable, over several.")
    ),
]
ScaleOption = Annotated[
    float,
    typer.Option("--scale", min=0.1, max=8.0, help=tr("Size of a PNG: pixels for each unit.")),
]


@app.command("import", help=tr("Take over process models drawn elsewhere."))
def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=tr("BPMN files, or folders."))],
) -> None:
    """Take over process models drawn elsewhere."""
    session: Session = context.obj
    with session.writing() as workspace:
        outcomes = workspace.flows.import_files(paths, TerminalProgress())
    for outcome in outcomes:
        session.output.kinds_of(outcome.findings)
    document = [
        {
            "file": outcome.file,
            "state": outcome.state.value,
            "id": outcome.flow_id,
            "name": outcome.name,
            "elements": outcome.elements,
            "findings": [finding_document(finding) for finding in outcome.findings],
        }
        for outcome in outcomes
    ]
    words = {
        ImportState.IMPORTED: tr("imported"),
        ImportState.UNCHANGED: tr("unchanged"),
        ImportState.REFUSED: tr("refused"),
    }
    session.output.result(
        {"files": document}, (f"{o.file}\t{words[o.state]}\t{o.flow_id}" for o in outcomes)
    )
    if any(outcome.state is ImportState.REFUSED for outcome in outcomes):
        raise typer.Exit(1)


@app.command("export", help=tr("Write a stored process model to a file."))
def export(
    context: typer.Context,
    flow_id: Annotated[str, typer.Argument(metavar="ID", help=tr("Id from “flow list”."))],
    output: Target,
    paper: PaperOption = Paper.A3,
    pages: PagesOption = Pages.FIT,
    scale: ScaleOption = AS_USUAL.scale,
) -> None:
    """Write a stored process model to a file."""
    session: Session = context.obj
    options = ExportOptions(paper=paper, pages=pages, scale=scale)
    with session.reading() as workspace:
        written = [str(path) for path in workspace.flows.export(flow_id, output, options)]
    session.output.result({"file": str(output), "files": written}, written)


@app.command("list", help=tr("All stored process models."))
def list_(context: typer.Context) -> None:
    """All stored process models."""
    session: Session = context.obj
    with session.reading() as workspace:
        flows = workspace.queries.flows()
    document = [
        {
            "id": flow.id,
            "name": flow.name,
            "version": flow.version_kind,
            "section": flow.unit_name,
            "class": flow.class_code,
            "elements": flow.elements,
            "activities": flow.activities,
        }
        for flow in flows
    ]
    lines = [f"{f.id}\t{f.name}\t{f.unit_name}\t{f.activities}" for f in flows]
    session.output.result({"flows": document}, lines)


@app.command("convert", help=tr("Read a process model and write it in another form."))
def convert(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="IN", help=tr("BPMN file to read."))],
    output: Target,
    paper: PaperOption = Paper.A3,
    pages: PagesOption = Pages.FIT,
    scale: ScaleOption = AS_USUAL.scale,
) -> None:
    """Read a process model and write it again, through model and database, as import does."""
    from bpr_studio.adapters.catalogs.lists import released_name
    from bpr_studio.app.scratch import scratch_workspace
    from bpr_studio.services.flows import FlowOwner

    session: Session = context.obj
    with scratch_workspace(session.person) as workspace:
        read = workspace.flows.read(source)
        session.output.kinds_of(read.findings)
        flow_id = workspace.flows.add(source.stem, read.model, FlowOwner())
        model = workspace.flows.model(flow_id)
        options = ExportOptions(paper=paper, pages=pages, scale=scale)
        caption = FlowCaption(name=model.header.name or source.stem, name_of=released_name)
        paths = workspace.flows.convert(output, model, caption, options)
    written = [str(path) for path in paths]
    document = {
        "file": str(output),
        "files": written,
        "findings": [finding_document(finding) for finding in read.findings],
    }
    session.output.result(document, written)
