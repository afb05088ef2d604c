"""`sync members`, `sync trust`, `sync end`: who takes part, who lets others in, whose part ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bpr_studio.app.commands.exchange import opened
from bpr_studio.app.commands.session import Session
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE

if TYPE_CHECKING:
    from bpr_studio.app.sync_parts import SyncParts
    from bpr_studio.domain.replication.ports import Signer
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.services.sync.requests import Request

Actor = Annotated[str, typer.Argument(metavar="ACTOR", help=tr("Name of the PC's database."))]
KeyFile = Annotated[
    Path | None, typer.Option(help=tr("File of the key of the city, where this PC may not sign."))
]
WordsFile = Annotated[
    Path | None, typer.Option(help=tr("File whose first line is the passphrase of the key."))
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `sync`."""
    app.command("members", help=tr("Who takes part, and who did."))(members)
    app.command(
        "trust",
        help=tr(
            "Let a PC of the DX office let others in; with the key of the city also this PC itself,"
            " when the one before is lost."
        ),
    )(trust)
    app.command("end", help=tr("End the part of a PC that was lost or whose person has left."))(end)


def members(context: typer.Context) -> None:
    """List who takes part, as far as this PC knows."""
    session: Session = context.obj
    with opened(session) as exchange:
        roster = exchange.parts.enrolment.roster
    everybody = (*roster.members, *roster.former)
    session.output.result(
        {"members": [_document(roster, one) for one in everybody]},
        [f"{one.actor}  {one.name}  {one.role}  {' '.join(one.scopes)}" for one in everybody],
    )


def _document(roster: Roster, member: Member) -> dict[str, object]:
    return {
        "actor": member.actor,
        "name": member.name,
        "user": member.user,
        "pc": member.pc,
        "role": member.role,
        "scopes": list(member.scopes),
        "since": roster.moment(member.since),
        "active": member.active,
        "signs": member.actor in roster.admins,
    }


def trust(
    context: typer.Context,
    actor: Annotated[
        str,
        typer.Argument(metavar="ACTOR", help=tr("Name of the PC's database; default: this PC.")),
    ] = "",
    *,
    key_file: KeyFile = None,
    passphrase_file: WordsFile = None,
) -> None:
    """Let a PC of the DX office sign, which is let in first where it only asks."""
    session: Session = context.obj
    with opened(session) as exchange:
        parts = exchange.parts
        signer = _signer(parts, key_file, passphrase_file)
        who = actor or parts.log.identity().actor
        if parts.enrolment.roster.member(who) is None:
            _let_in(parts, signer, who)
        parts.enrolment.make_admin(signer, who)
    session.output.result({"trusted": who}, [who])


def _let_in(parts: SyncParts, signer: Signer, actor: str) -> None:
    from bpr_studio.services.sync.enrolment import Approval

    asked = next((one for one in _asked(parts) if one.actor == actor), None)
    if asked is None or asked.role != DX_OFFICE:
        raise RefusedError(
            tr("Nobody of this name asks to take part as DX office: {name}", name=actor),
            kept=tr("Nothing was changed."),
        )
    parts.enrolment.approve(signer, [Approval(asked, DX_OFFICE)])


def _asked(parts: SyncParts) -> list[Request]:
    """Who asks, this PC too."""
    from bpr_studio.domain.replication.names import request_name
    from bpr_studio.services.sync.enrolment import open_requests
    from bpr_studio.services.sync.requests import read_request

    roster = parts.enrolment.roster
    found = list(open_requests(parts.log, roster, parts.verifier))
    own = parts.log.identity()
    data = parts.tools.request(own.actor)
    if data is not None:
        found.append(read_request(data, request_name(own.actor), own.site, parts.verifier))
    return found


def end(
    context: typer.Context,
    actor: Actor,
    reason: Annotated[str, typer.Option(help=tr("Why, for the list of participants."))],
    key_file: KeyFile = None,
    passphrase_file: WordsFile = None,
) -> None:
    """End the part of a PC; what it shared until now stays."""
    session: Session = context.obj
    with opened(session) as exchange:
        parts = exchange.parts
        signer = _signer(parts, key_file, passphrase_file)
        if actor in parts.enrolment.roster.admins:
            parts.enrolment.dismiss(signer, actor, reason=reason)
        else:
            parts.enrolment.revoke(signer, actor, reason)
    session.output.result({"ended": actor}, [actor])


def _signer(parts: SyncParts, key_file: Path | None, passphrase_file: Path | None) -> Signer:
    """The key of the city where its file is given, else that of this PC."""
    from bpr_studio.adapters.share.key_files import PassphraseFiles

    if key_file is None or passphrase_file is None:
        return parts.own_signer
    try:
        words = passphrase_file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(
            tr("The passphrase could not be read from {file}.", file=passphrase_file),
            kept=tr("Nothing was changed."),
        ) from error
    return PassphraseFiles().open(key_file, words)
