"""`check`: is everything as it was written, here and on the places of exchange?"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bpr_studio.app.commands.exchange import opened
from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.sync.verifying import Checked, Doubt, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS: Final = {
    Doubt.FILE: N_("The file of the workspace is damaged. Please restore a backup."),
    Doubt.TABLES: N_("The tables differ from the history of changes."),
    Doubt.WRITER: N_("Nobody knows the writer of this file: {name}"),
    Doubt.SEGMENT: N_("A file kept here does not pass the checks: {name}"),
    Doubt.FORERUNNER: N_("The file before this one is missing here: {name}"),
    Doubt.OPS: N_("Changes of this file are missing in the history: {name}"),
    Doubt.PLACE: N_("The place of exchange could not be looked at: {target}"),
    Doubt.MISSING: N_("This file is missing or changed at the place of exchange: {name}"),
    Doubt.NOT_TAKEN: N_("{detail} files of {name} were not taken in yet."),
}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "check", help=tr("Check the workspace and its places of exchange from end to end.")
    )(check)


def check(
    context: typer.Context,
    *,
    repair: Annotated[
        bool, typer.Option(help=tr("Put right what can be: place files again, rebuild tables."))
    ] = False,
) -> None:
    """Check the workspace and its places of exchange from end to end."""
    session: Session = context.obj
    checked = _repaired(session) if repair else _looked_at(session)
    session.output.result(_document(checked), _lines(checked))
    if checked.open:
        raise typer.Exit(1)


def _repaired(session: Session) -> Checked:
    with opened(session) as exchange:
        return exchange.check(TerminalProgress(), repair=True)


def _looked_at(session: Session) -> Checked:
    """Check without writing, also while a window is open."""
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.app.sync_exchange import OpenExchange

    with contextlib.closing(Database(session.folder, read_only=True)) as database:
        return OpenExchange(database).check(TerminalProgress(), repair=False)


def _document(checked: Checked) -> dict[str, Any]:
    return {
        "segments": checked.segments,
        "changes": checked.ops,
        "files": checked.files,
        "found": [
            {
                "doubt": one.doubt.value,
                "name": one.name,
                "address": one.target,
                "detail": one.detail,
                "repaired": one.repaired,
            }
            for one in checked.found
        ],
    }


def _lines(checked: Checked) -> Iterator[str]:
    yield tr(
        "{segments:,} files with {ops:,} changes checked here, {files:,} compared with places of"
        " exchange.",
        segments=checked.segments,
        ops=checked.ops,
        files=checked.files,
    )
    for one in checked.found:
        yield f"[{_state(one)}] {_sentence(one)}"
    if not checked.found:
        yield tr("Everything is in order.")


def _state(one: Found) -> str:
    if one.repaired:
        return tr("Put right")
    return tr("Notice") if one.doubt is Doubt.NOT_TAKEN else tr("Error")


def _sentence(one: Found) -> str:
    return tr_source(_WORDS[one.doubt], name=one.name, target=one.target, detail=one.detail)
