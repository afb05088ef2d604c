"""What the page of sync does: asks the exchange process, or writes what only concerns this PC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bpr_studio.app.sync_reader import SyncReader
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.bundles import SUFFIX
from bpr_studio.services.sync.enrolment import Approval
from bpr_studio.services.sync.facts import with_pause
from bpr_studio.services.sync.joining import ask_again
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.troubles import TroubleKind
from bpr_studio.ui.pages.sync_facts import (
    FilesTaken,
    Founded,
    OfficeDesk,
    ProbeLine,
    ProbeResult,
    SyncDesk,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.requests import Request
    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.ui.pages.sync_facts import FoundingPlan, SyncFacts


class Exchange(Protocol):
    """The exchange of the window (`SyncSupervisor`)."""

    @property
    def status(self) -> SyncStatus:
        """The state now."""

    def request_now(self) -> None:
        """Begin at once; on the window's thread."""

    def ask(self, name: str, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Let the exchange process do a job, beside the window's thread."""


def sync_desk(
    workspace: Workspace, role: str, exchange: Exchange | None, join: Callable[[], object]
) -> SyncDesk:
    """The desk of a window.

    Args:
        workspace: the open one.
        role: of the person at the keyboard.
        exchange: with others; None where the workspace is open for reading only.
        join: leaves for the questions of joining.
    """
    is_office = role == DX_OFFICE and exchange is not None
    reader = SyncReader(workspace, office=is_office)
    desk = _Desk(workspace, reader, exchange)
    return SyncDesk(
        facts=desk.facts,
        members=reader.members,
        history=reader.history,
        request_now=desk.request_now,
        write_bundle=desk.write_bundle,
        rescue=desk.rescue,
        read_bundles=desk.read_bundles,
        probe=desk.probe,
        save_text=_save_text,
        join=join,
        ask_again=desk.ask_again,
        pause=desk.pause if exchange is not None else None,
        found=desk.found if is_office else None,
        office=_office_of(reader, desk) if is_office else None,
        bundle_suffix=SUFFIX,
    )


def _office_of(reader: SyncReader, desk: _Desk) -> OfficeDesk:
    return OfficeDesk(
        requests=reader.requests,
        sections=reader.sections,
        refused=reader.refused,
        upkeep=reader.upkeep,
        approve=desk.approve,
        refuse=desk.refuse,
        revoke=desk.revoke,
        pack=lambda progress: desk.say("pack", {}, progress),
        check=lambda progress: desk.say("check", {"repair": False}, progress),
        repair=lambda progress: desk.say("check", {"repair": True}, progress),
    )


class _Desk:
    """The deeds. Those with a `Progress` run beside the window's thread."""

    def __init__(self, workspace: Workspace, reader: SyncReader, exchange: Exchange | None) -> None:
        self._workspace = workspace
        self._reader = reader
        self._exchange = exchange

    def facts(self) -> SyncFacts:
        """The state now."""
        return self._reader.facts(self._exchange.status if self._exchange else None)

    def request_now(self) -> None:
        """Let the exchange begin at once."""
        if self._exchange is not None:
            self._exchange.request_now()

    # -- by the exchange process -------------------------------------------------------------------

    def ask(self, name: str, given: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Let the exchange process do a job.

        Raises:
            RefusedError: it cannot be done, or this window only reads.
        """
        if self._exchange is None:
            raise RefusedError(
                tr("This workspace is open for reading only."),
                remedy=tr("Close the other window, then open it again."),
            )
        return self._exchange.ask(name, given, progress)

    def say(self, name: str, given: Mapping[str, Any], progress: Progress) -> str:
        """Let the exchange process do a job that answers with sentences."""
        return " ".join(map(str, self.ask(name, given, progress)["sentences"]))

    def write_bundle(self, file: Path, progress: Progress) -> str:
        """Write what was not written to a file before."""
        return self.say("bundle_write", {"path": str(file)}, progress)

    def rescue(self, file: Path, progress: Progress) -> str:
        """Write the own unsent changes."""
        return self.say("bundle_rescue", {"path": str(file)}, progress)

    def read_bundles(self, files: Sequence[Path], progress: Progress) -> FilesTaken:
        """Take handover files in, one after the other; one that cannot be does not stop the rest.

        Raises:
            BprError: it was the only file and could not be taken in.
        """
        taken: list[FilesTaken] = []
        for file in files:
            try:
                taken.append(self._read_bundle(file, progress))
            except (RefusedError, UnreadableInputError) as error:
                if len(files) == 1:
                    raise
                taken.append(_told(file, f"{error.message} {error.remedy}", doubtful=True))
        return FilesTaken(
            "\n".join(one.sentence for one in taken), any(one.doubtful for one in taken)
        )

    def _read_bundle(self, file: Path, progress: Progress) -> FilesTaken:
        found = self.ask("bundle_read", {"path": str(file)}, progress)
        said = " ".join(map(str, found["sentences"]))
        return _told(file, said, doubtful=bool(found["doubtful"]))

    def probe(self, address: str, progress: Progress) -> ProbeResult:
        """Look at a place."""
        return probe_result(self.ask("probe", {"address": address}, progress))

    def found(self, plan: FoundingPlan, progress: Progress) -> Founded:
        """Begin to share."""
        info = self._workspace.queries.workspace()
        given = {
            "address": plan.address,
            "city": info.city_name,
            "fictitious": info.fictitious,
            "user": self._workspace.person.user,
            "name": plan.name,
            "key_file": str(plan.key_file),
            "passphrase": plan.passphrase,
        }
        made = self.ask("found", given, progress)
        return Founded(str(made["check_number"]), plan.key_file)

    # -- on this PC: the exchange process carries it out with its next cycle -----------------------

    def approve(self, ids: Sequence[str], progress: Progress) -> str:
        """Let PCs take part, as they asked."""
        progress.report(0, len(ids), tr("Signing"))
        asked = {one.actor: one for one in self._reader.open_requests()}
        approvals = [_as_asked(asked[actor]) for actor in ids if actor in asked]
        if approvals:
            parts = self._reader.parts
            parts.enrolment.approve(parts.own_signer, approvals)
        n = len(approvals)
        return ntr("{n:,} PC takes part now.", "{n:,} PCs take part now.", n)

    def refuse(self, actor: str, reason: str, progress: Progress) -> str:
        """Do not let a PC take part."""
        progress.report(0, 1, tr("Signing"))
        for one in self._reader.open_requests():
            if one.actor == actor:
                parts = self._reader.parts
                parts.enrolment.decline(parts.own_signer, one, reason)
        return tr("The request was refused; whoever asked reads the reason.")

    def ask_again(self, progress: Progress) -> str:
        """Ask the DX office once more, after it declined or the key of this PC was lost."""
        progress.report(0, 1, tr("Asking again"))
        parts = self._reader.parts
        if self._is_key_missing:
            self.ask("anew", {}, progress)
            return tr("The DX office is asked again with the next exchange.")
        log, now = parts.log, parts.clock.now()
        actor = log.identity().actor
        log.note(ask_again(log.facts(), actor, self._reader.roster, now))
        return tr("The DX office is asked again with the next exchange.")

    def pause(self, paused: bool) -> str:  # noqa: FBT001  # the page gives it so
        """Stop the exchange for now, or let it go on."""
        self._reader.parts.log.note(with_pause(paused=paused))
        if paused:
            return tr("Sync is paused. What you change stays on this PC until it goes on.")
        self.request_now()
        return tr("Sync goes on.")

    @property
    def _is_key_missing(self) -> bool:
        status = self.facts().status
        return any(one.kind is TroubleKind.KEY_MISSING for one in status.troubles)

    def revoke(self, actor: str, reason: str, progress: Progress) -> str:
        """End the sharing of a PC."""
        progress.report(0, 1, tr("Signing"))
        parts = self._reader.parts
        parts.enrolment.revoke(parts.own_signer, actor, reason)
        return tr("The sharing of this PC was ended. What it shared before stays.")


def _told(file: Path, said: str, *, doubtful: bool) -> FilesTaken:
    text = said.strip()
    named = text if file.name in text else tr("{file}: {said}", file=file.name, said=text)
    return FilesTaken(named, doubtful)


def _as_asked(request: Request) -> Approval:
    scopes = (section_scope(request.section),) if request.section else ()
    return Approval(request, request.role, scopes)


_VERDICTS = {
    "ok": Verdict.GOOD,
    "warning": Verdict.DOUBTFUL,
    "fault": Verdict.BAD,
    "unknown": Verdict.UNKNOWN,
}


def probe_result(document: Mapping[str, Any]) -> ProbeResult:
    """The report of the share probe as the page shows it.

    Args:
        document: as `ProbeReport.document` makes it.
    """
    import json

    return ProbeResult(
        address=str(document["folder"]),
        headline=str(document["headline"]),
        usable=bool(document["usable"]),
        lines=tuple(
            ProbeLine(
                str(check["title"]),
                str(check["sentence"]),
                _VERDICTS.get(str(check["verdict"]), Verdict.UNKNOWN),
                str(check["remedy"]),
            )
            for check in document["checks"]
        ),
        document=json.dumps(document, ensure_ascii=False, indent=2),
    )


def _save_text(file: Path, text: str) -> None:
    from bpr_studio.adapters.fs.files import replace_file

    replace_file(file, text.encode())
