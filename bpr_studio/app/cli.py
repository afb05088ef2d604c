"""The command line: `bpr-studio COMMAND …` (docs/cli.md)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bpr_studio import __version__
from bpr_studio.app.commands import (
    benchmark,
    bundle,
    check,
    figures,
    flow,
    flow_lint,
    goals,
    hub,
    improve,
    procedure,
    reports,
    share,
    survey,
    survey_check,
    survey_dig,
    survey_round,
    survey_show,
    survey_states,
    sync,
    sync_people,
    workspaces,
)
from bpr_studio.app.commands.session import session_for
from bpr_studio.app.output import Output
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr

app = typer.Typer(
    name="bpr-studio",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=tr("Workload survey, business flows and their analysis for a city."),
)
app.add_typer(
    survey.app,
    name="survey",
    help=tr("Run a survey: its rounds, workbooks, approvals, checks and tasks to dig into."),
)
app.add_typer(flow.app, name="flow", help=tr("Process models in and out."))
app.add_typer(benchmark.app, name="benchmark", help=tr("Figures of other cities."))
app.add_typer(improve.app, name="improve", help=tr("What could be improved, and the register."))
app.add_typer(share.app, name="share", help=tr("Look at a shared folder before it is used."))
app.add_typer(sync.app, name="sync", help=tr("Exchange with other PCs over a shared place."))
app.add_typer(
    bundle.app,
    name="bundle",
    help=tr("Carry work by file between networks that do not meet."),
)
app.add_typer(hub.app, name="hub", help=tr("A PostgreSQL server as place of exchange."))
app.add_typer(procedure.app, name="procedure", help=tr("The procedure ledger and its review."))
app.add_typer(goals.app, name="goals", help=tr("The goals of the plan and their values."))
flow_lint.add_to(flow.app)
survey_check.add_to(survey.app)
sync_people.add_to(sync.app)
survey_dig.add_to(survey.app)
survey_show.add_to(survey.app)
survey_states.add_to(survey.app)
survey.app.add_typer(survey_round.app, name="round", help=tr("Plan, open and close surveys."))
workspaces.add_to(app)
figures.add_to(app)
reports.add_to(app)
check.add_to(app)


def _version(wanted: bool) -> None:  # noqa: FBT001  # typer calls it so
    if wanted:
        Output(as_json=False).result(None, [__version__])
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    workspace: Annotated[
        Path | None, typer.Option(help=tr("Folder of the workspace; default: the last one."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document on standard output."))
    ] = False,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that stand before the command."""
    context.obj = session_for(workspace, as_json=as_json)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 usage, 3 unreadable."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(args=_options_first(given), prog_name="bpr-studio")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except BprError as error:
        Output(as_json="--json" in given).error(error)
        return error.exit_code
    return 0


def _options_first(given: list[str]) -> list[str]:
    """Let the common options stand after the command too: `flow list --json`."""
    front: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(given):
        word = given[index]
        if word == "--json" or word.startswith("--workspace="):
            front.append(word)
        elif word == "--workspace" and index + 1 < len(given):
            front += given[index : index + 2]
            index += 1
        else:
            rest.append(word)
        index += 1
    return [*front, *rest]
