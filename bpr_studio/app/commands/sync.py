"""`sync`: exchange with other PCs from a script, while no window is open (docs/cli.md)."""

from __future__ import annotations

import contextlib
import getpass
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpr_studio.app.commands.exchange import opened
from bpr_studio.app.commands.session import Session
from bpr_studio.app.commands.sync_documents import (
    outcome_document,
    outcome_lines,
    request_document,
    request_lines,
    status_document,
    status_lines,
)
from bpr_studio.app.output import TerminalProgress
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER

if TYPE_CHECKING:
    from bpr_studio.app.sync_exchange import OpenExchange
    from bpr_studio.services.sync.outcome import CycleOutcome
    from bpr_studio.services.sync.requests import Request

app = typer.Typer(invoke_without_command=True)

_EVERY = 30.0  # seconds between two exchanges
_MOST_ROUNDS = 5  # exchanges in a row that each make the next one worth while

Place = Annotated[str, typer.Argument(metavar="PLACE", help=tr("Shared folder."))]
Name = Annotated[str, typer.Option(help=tr("Name shown to others; default: the login name."))]


@app.callback()
def sync(
    context: typer.Context,
    share: Annotated[
        str, typer.Option(metavar="PLACE", help=tr("Exchange over this place, too, from now on."))
    ] = "",
    *,
    once: Annotated[bool, typer.Option(help=tr("Exchange once instead of until stopped."))] = False,
) -> None:
    """Exchange with every place of this workspace."""
    if context.invoked_subcommand is not None:
        return
    session: Session = context.obj
    with opened(session) as exchange:
        if share:
            exchange.jobs["use"]({"address": _address(share)}, TerminalProgress())
        if once:
            outcomes = _exchange(exchange)
            session.output.result(
                {"places": [outcome_document(outcome) for outcome in outcomes]},
                [line for outcome in outcomes for line in outcome_lines(outcome)],
            )
            if any(outcome.fault is not None for outcome in outcomes):
                raise typer.Exit(1)
        else:
            _exchange_until_stopped(session, exchange)


def _exchange_until_stopped(session: Session, exchange: OpenExchange) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            for outcome in _exchange(exchange):
                for line in outcome_lines(outcome):
                    session.output.message(line)
            time.sleep(_EVERY)


def _exchange(exchange: OpenExchange) -> list[CycleOutcome]:
    """Exchange with every place, as long as going on brings more.

    Raises:
        RefusedError: this workspace is not shared.
    """
    from bpr_studio.app.sync_jobs import not_shared

    targets = exchange.targets()
    if not targets:
        raise _paused() if exchange.is_paused else not_shared()
    last: dict[str, CycleOutcome] = {}
    for _ in range(_MOST_ROUNDS):
        outcomes = [
            exchange.exchange(address, TerminalProgress(), push=True, demanded=True)
            for address in targets
        ]
        last |= {outcome.target: _both(last.get(outcome.target), outcome) for outcome in outcomes}
        if not any(outcome.more for outcome in outcomes):
            break
    return list(last.values())


def _paused() -> RefusedError:
    return RefusedError(
        tr("Sync is paused."),
        kept=tr("The work is kept on this PC."),
        remedy=tr("“sync resume” lets it go on."),
    )


def _both(earlier: CycleOutcome | None, outcome: CycleOutcome) -> CycleOutcome:
    """The outcome of two exchanges in a row."""
    if earlier is None:
        return outcome
    pulled = replace(
        outcome.pulled,
        segments=earlier.pulled.segments + outcome.pulled.segments,
        ops=earlier.pulled.ops + outcome.pulled.ops,
    )
    return replace(
        outcome,
        sealed=earlier.sealed + outcome.sealed,
        placed=earlier.placed + outcome.placed,
        verified=earlier.verified + outcome.verified,
        confirmed=earlier.confirmed + outcome.confirmed,
        blocks=earlier.blocks + outcome.blocks,
        pulled=pulled,
    )


@app.command(
    "status", help=tr("How far the work of this PC has come; also while a window is open.")
)
def status(context: typer.Context) -> None:
    """Tell the state of exchange from the local database."""
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.app.sync_session import DatabaseSource
    from bpr_studio.app.system import SystemClock
    from bpr_studio.services.sync.status import status_of

    session: Session = context.obj
    with contextlib.closing(Database(session.folder, read_only=True)) as database:
        found = status_of(DatabaseSource(database).read(), SystemClock().now())
    session.output.result(status_document(found), status_lines(found))


@app.command("pause", help=tr("Let nothing go out or come in until it is resumed."))
def pause(context: typer.Context) -> None:
    """Stop the exchange for now."""
    _set_pause(context, paused=True)


@app.command("resume", help=tr("Let the exchange go on."))
def resume(context: typer.Context) -> None:
    """Let the exchange go on."""
    _set_pause(context, paused=False)


def _set_pause(context: typer.Context, *, paused: bool) -> None:
    from bpr_studio.services.sync.facts import with_pause

    session: Session = context.obj
    with opened(session) as exchange:
        exchange.parts.log.note(with_pause(paused=paused))
    session.output.result(
        {"paused": paused}, [tr("Sync is paused.") if paused else tr("Sync goes on.")]
    )


@app.command("leave", help=tr("Exchange over a place no more, after a move to another one."))
def leave(context: typer.Context, place: Place) -> None:
    """Use a place of exchange no more; its files stay as they are."""
    from bpr_studio.services.sync.facts import without_target

    session: Session = context.obj
    address = _address(place)
    with opened(session) as exchange:
        targets = exchange.parts.facts.targets
        if address not in targets:
            raise RefusedError(
                tr("This workspace is not exchanged over {place}.", place=address),
                kept=tr("Nothing was changed."),
                remedy=tr("See “sync status” for its places."),
            )
        if len(targets) == 1:
            raise RefusedError(
                tr("{place} is the only place of exchange of this workspace.", place=address),
                kept=tr("Nothing was changed."),
                remedy=tr("Exchange over the new place first: “sync --share PLACE”."),
            )
        exchange.parts.log.note(without_target(address))
    session.output.result({"left": address}, [address])


@app.command("look", help=tr("What a place of exchange says of itself, with its check number."))
def look(context: typer.Context, place: Place) -> None:
    """Look at a place before joining it."""
    from bpr_studio.app.sync_jobs import look_at
    from bpr_studio.app.sync_parts import open_store

    session: Session = context.obj
    address = _address(place)
    said = look_at(address, open_store(address))
    session.output.result(said, [said["city"], said["check_number"]])


@app.command("found", help=tr("Begin the exchange of the city at an empty place, as DX office."))
def found(
    context: typer.Context,
    place: Place,
    key_file: Annotated[Path, typer.Option(help=tr("New file for the key of the city."))],
    passphrase_file: Annotated[
        Path, typer.Option(help=tr("File whose first line is the passphrase of the key."))
    ],
    name: Name = "",
) -> None:
    """Begin an exchange, and share what is there."""
    session: Session = context.obj
    city = _city(session)
    with opened(session) as exchange:
        given = {
            "address": _address(place),
            "city": city[0],
            "fictitious": city[1],
            "user": getpass.getuser(),
            "name": name or getpass.getuser(),
            "key_file": str(key_file),
            "passphrase": _first_line(passphrase_file),
        }
        made = exchange.jobs["found"](given, TerminalProgress())
        _exchange(exchange)
    session.output.result(made, [made["check_number"]])


@app.command("join", help=tr("Ask to take part; makes the workspace where there is none."))
def join(
    context: typer.Context,
    place: Place,
    number: Annotated[
        str, typer.Option("--check-number", help=tr("The number the DX office has told."))
    ],
    section: Annotated[str, typer.Option(help=tr("Code of the section."))] = "",
    role: Annotated[str, typer.Option(help=tr("Role of the person, e.g. section_chief."))] = "",
    name: Name = "",
) -> None:
    """Ask to take part in the exchange of the city."""
    session: Session = context.obj
    with opened(session, new=True) as exchange:
        given = {
            "address": _address(place),
            "check_number": number,
            "user": getpass.getuser(),
            "name": name or getpass.getuser(),
            "role": role or (MEMBER if section else DX_OFFICE),
            "section": section,
        }
        joined = exchange.jobs["join"](given, TerminalProgress())
        _exchange(exchange)
        actor = exchange.parts.log.identity().actor
    session.output.result({**joined, "actor": actor}, [joined["city"], actor])


@app.command("requests", help=tr("PCs that ask to take part."))
def requests(context: typer.Context) -> None:
    """List who asks."""
    session: Session = context.obj
    with opened(session) as exchange:
        asked = _asked(exchange)
    document = {"requests": [request_document(one) for one in asked]}
    session.output.result(document, request_lines(asked))


@app.command("approve", help=tr("Let PCs take part that ask to, and share that at once."))
def approve(
    context: typer.Context,
    actors: Annotated[
        list[str] | None, typer.Argument(metavar="ACTOR", help=tr("Name of the PC's database."))
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help=tr("All that ask to, but for PCs of the DX office."))
    ] = False,
) -> None:
    """Let PCs take part with the role and the section they ask for.

    Who asks for the rights of the DX office is let in by name only: anybody who can write to the
    folder can ask.
    """
    from bpr_studio.services.sync.enrolment import Approval
    from bpr_studio.services.sync.scopes import section_scope

    session: Session = context.obj
    with opened(session) as exchange:
        asked = {one.actor: one for one in _asked(exchange)}
        sections = [one.actor for one in asked.values() if one.role != DX_OFFICE]
        chosen = sections if every else list(actors or [])
        unknown = [actor for actor in chosen if actor not in asked]
        if unknown:
            raise RefusedError(
                tr("Nobody of this name asks to take part: {names}", names=", ".join(unknown)),
                kept=tr("Nothing was changed."),
            )
        approvals = [
            Approval(one, one.role, (section_scope(one.section),) if one.section else ())
            for one in map(asked.__getitem__, chosen)
        ]
        if approvals:
            exchange.parts.enrolment.approve(exchange.parts.own_signer, approvals)
            _exchange(exchange)
    session.output.result({"approved": chosen}, chosen)


def _asked(exchange: OpenExchange) -> tuple[Request, ...]:
    """Who asks, as far as the last exchange brought it."""
    from bpr_studio.services.sync.enrolment import open_requests

    parts = exchange.parts
    return open_requests(parts.log, parts.enrolment.roster, parts.verifier)


def _city(session: Session) -> tuple[str, bool]:
    """Name of the city of the workspace, and whether its figures are invented."""
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.queries import DatabaseQueries

    with contextlib.closing(Database(session.folder, read_only=True)) as database:
        info = DatabaseQueries(database).workspace()
    return info.city_name, info.fictitious


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(
            tr("The passphrase could not be read from {file}.", file=file),
            kept=tr("Nothing was changed."),
        ) from error


def _address(place: str) -> str:
    """An address that means the same place from everywhere."""
    return place if "://" in place else str(Path(place).absolute())
