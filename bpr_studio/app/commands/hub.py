"""`hub`: a PostgreSQL server as place of exchange, prepared and looked after (docs/cli.md)."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.domain.replication.names import is_scope
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr

app = typer.Typer(no_args_is_help=True)

Address = Annotated[
    str,
    typer.Argument(
        metavar="ADDRESS",
        help=tr("Address of the server, of a role that administers it, without a password."),
    ),
]


@app.command("prepare", help=tr("Make a PostgreSQL server ready for exchange; twice does no harm."))
def prepare(context: typer.Context, address: Address) -> None:
    """Make a server ready for exchange."""
    from bpr_studio.adapters.share import postgres

    session: Session = context.obj
    postgres.prepare(address)
    session.output.result({"address": address}, [tr("The server is ready for exchange.")])


@app.command("allow", help=tr("Say which sections a role of the server may exchange."))
def allow(
    context: typer.Context,
    address: Address,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=tr("An existing role."))],
    scope: Annotated[
        list[str] | None, typer.Option(help=tr("e.g. sec-0101; may be repeated."))
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--everything", help=tr("All of it: the DX office."))
    ] = False,
) -> None:
    """Say which scopes a role may read and write; those said before are forgotten."""
    from bpr_studio.adapters.share import postgres

    session: Session = context.obj
    scopes = sorted(set(scope or []))
    strange = [one for one in scopes if not is_scope(one)]
    if strange:
        raise RefusedError(
            tr("This is no scope of the exchange: {names}", names=", ".join(strange)),
            kept=tr("Nothing was changed."),
            remedy=tr(
                "The scope of a section is called like its code: {example}", example="sec-0101"
            ),
        )
    postgres.allow(address, role, scopes, everything=everything)
    allowed = ["*"] if everything else scopes
    session.output.result({"role": role, "scopes": allowed}, [f"{role}: {' '.join(allowed)}"])


@app.command(
    "publish", help=tr("Write the tables anew for tools of analysis, beside the exchange.")
)
def publish(context: typer.Context, address: Address) -> None:
    """Write copies of the workspace's tables into the schema `bpr_bi` of a server."""
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.publishing import READER, SCHEMA
    from bpr_studio.adapters.db.publishing import publish as write
    from bpr_studio.adapters.share.postgres import administering

    session: Session = context.obj
    with (
        contextlib.closing(Database(session.folder, read_only=True)) as database,
        administering(address) as connection,
    ):
        done = write(database, connection, TerminalProgress())
    document = {"schema": SCHEMA, "reader": READER, "tables": done.tables, "rows": done.rows}
    sentence = ntr(
        "{n} row was written to the schema {schema}.",
        "{n} rows were written to the schema {schema}.",
        done.rows,
        schema=SCHEMA,
    )
    session.output.result(document, [sentence])
