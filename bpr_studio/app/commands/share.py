"""`share probe`: what a shared folder can do, tried out before it is used as place of exchange."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.app.probing import probe_folder
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.sync.probing import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.services.sync.probing import ProbeReport

app = typer.Typer(no_args_is_help=True)

_MARKS: Final = {
    Verdict.OK: N_("Good"),
    Verdict.WARNING: N_("Doubtful"),
    Verdict.FAULT: N_("Not usable"),
    Verdict.UNKNOWN: N_("Not told"),
}


@app.command("probe", help=tr("Try out what a shared folder can do, with small files of its own."))
def probe(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=tr("The shared folder."))],
) -> None:
    """Try out what a shared folder can do."""
    session: Session = context.obj
    report = probe_folder(folder, TerminalProgress())
    session.output.result(report.document(), _lines(report))
    if not report.usable:
        raise typer.Exit(1)


def _lines(report: ProbeReport) -> Iterator[str]:
    for check in report.checks:
        yield f"[{tr_source(_MARKS[check.verdict])}] {check.title}: {check.sentence}"
        if check.remedy:
            yield f"    → {check.remedy}"
    if report.leftovers:
        yield tr("These files could not be taken away: {files}", files=", ".join(report.leftovers))
    yield report.headline


@app.command("watch", hidden=True)
def watch() -> None:
    """Tell another process when files are seen on a share; `share probe` starts it."""
    from bpr_studio.adapters.share.probe_watcher import watch as serve

    serve(sys.stdin, sys.stdout)
