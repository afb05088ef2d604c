"""`bundle export`, `bundle import`: work carried by file between networks that do not meet."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from bpr_studio.app.commands.exchange import opened
from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.app.sync_bundles import (
    taken_document,
    taken_sentences,
    written_document,
    written_sentences,
)
from bpr_studio.domain.replication.names import LIB, ORG
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER

app = typer.Typer(no_args_is_help=True)


@app.command("export", help=tr("Write what is new since last time to a handover file."))
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help=tr("The file to write, .zip."))],
    target: Annotated[
        str, typer.Option("--for", help=tr("For whom; what was written for them is left out."))
    ] = "",
    section: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a section; may be repeated."))
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help=tr("Also what was written before."))
    ] = False,
    unsent: Annotated[
        bool, typer.Option(help=tr("Only own work that no place of exchange has."))
    ] = False,
) -> None:
    """Write what is new since last time to a handover file."""
    from bpr_studio.services.sync.bundling import Order
    from bpr_studio.services.sync.scopes import section_scope

    session: Session = context.obj
    scopes = frozenset({ORG, LIB, *map(section_scope, section)}) if section else None
    order = Order(target, scopes, everything=everything, unsent=unsent)
    with opened(session) as exchange:
        written = exchange.bundles.write(output, order, TerminalProgress())
    session.output.result(
        {"file": str(output), **written_document(written)}, written_sentences(written)
    )


@app.command("import", help=tr("Take handover files in; twice does no harm."))
def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help=tr("Handover files."))],
) -> None:
    """Take handover files in."""
    session: Session = context.obj
    documents = []
    lines: list[str] = []
    refused = False
    with opened(session) as exchange:
        for path in paths:
            taken = exchange.bundles.take_in(path, TerminalProgress())
            documents.append({"file": str(path), **taken_document(taken)})
            lines += [f"{path.name}: {sentence}" for sentence in taken_sentences(taken)]
            refused |= bool(taken.pulled.refused or taken.pulled.fault)
    session.output.result({"files": documents}, lines)
    if refused:
        raise typer.Exit(1)


@app.command("join", help=tr("Ask to take part where no place of exchange can be reached."))
def join(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help=tr("File of the DX office."))],
    number: Annotated[
        str, typer.Option("--check-number", help=tr("The number the DX office has told."))
    ],
    section: Annotated[str, typer.Option(help=tr("Code of the section."))] = "",
    role: Annotated[str, typer.Option(help=tr("Role of the person, e.g. section_chief."))] = "",
    name: Annotated[
        str, typer.Option(help=tr("Name shown to others; default: the login name."))
    ] = "",
) -> None:
    """Ask to take part; the next handover file of this PC holds the request."""
    session: Session = context.obj
    given = {
        "check_number": number,
        "user": getpass.getuser(),
        "name": name or getpass.getuser(),
        "role": role or (MEMBER if section else DX_OFFICE),
        "section": section,
    }
    with opened(session, new=True) as exchange:
        joined = exchange.bundles.join(path, given, TerminalProgress())
        actor = exchange.parts.log.identity().actor
    session.output.result({**joined, "actor": actor}, [joined["city"], actor])
