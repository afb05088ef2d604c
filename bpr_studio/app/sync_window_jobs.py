"""What the window lets the exchange process do: try a folder, follow one, pack, check."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from bpr_studio.app.sync_jobs import look_at, site_at
from bpr_studio.app.system import new_actor
from bpr_studio.domain.replication.names import ORG
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync import facts as noted
from bpr_studio.services.sync.founding import pin
from bpr_studio.services.sync.joining import claim_of
from bpr_studio.services.sync.status import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bpr_studio.app.sync_parts import SyncParts
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.verifying import Checked

    Job = Callable[[Mapping[str, Any], Progress], dict[str, Any]]

CHECKED: Final = "checked"
"""Fact: what the last check came to, in a sentence."""
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Check(Protocol):
    """Looks whether everything is as it was written (`OpenExchange.check`)."""

    def __call__(self, progress: Progress, *, repair: bool) -> Checked:
        """Check, and put right what can be."""


def window_jobs(parts: SyncParts, check: Check) -> dict[str, Job]:
    """The jobs by name.

    - `probe` (address) → the report of the share probe (`ProbeReport.document`).
    - `follow` (address, check_number) → site, city, fictitious, check_number: the organisation is
      fetched from now on, before anybody said who works here.
    - `pack` () → sentences: the next exchange packs old files.
    - `anew` () → changes: asks to take part anew, after the key of this PC was lost.
    - `check` (repair) → sentences, open: number of things still not in order.

    Args:
        parts: of the exchange.
        check: looks at everything.
    """
    jobs = _Jobs(parts, check)
    return {
        "probe": _probe,
        "follow": jobs.follow,
        "pack": jobs.pack,
        "anew": jobs.anew,
        "check": jobs.check,
    }


def _probe(given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    from bpr_studio.app.probing import probe_folder, probe_hub

    address = str(given["address"])
    if "://" in address:
        return probe_hub(address, progress).document()
    return probe_folder(Path(address), progress).document()


class _Jobs:
    """The jobs over the parts of one workspace."""

    def __init__(self, parts: SyncParts, check: Check) -> None:
        self._parts = parts
        self._check = check

    def follow(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """Pin the key of a place whose number was compared; nothing is sent yet.

        Raises:
            RefusedError: it cannot be asked, says another number than was compared, or this
                workspace takes part in another exchange.
        """
        address = str(given["address"])
        progress.report(0, 0, tr("Looking at the place of exchange"))
        store = self._parts.store_at(address)
        said = look_at(address, store)
        site = site_at(address, store)
        if site is None or site.check_number != given["check_number"]:
            raise RefusedError(
                tr("The check number differs from that of this place."),
                kept=tr("Nothing was changed and nothing was sent."),
                remedy=tr("Compare the number with the DX office once more, digit by digit."),
            )
        pin(self._parts.log, site, ORG)
        self._parts.log.note(noted.with_target(address, address))
        return said

    def pack(self, _given: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        """Let the next exchange, which follows at once, pack without waiting for its day."""
        for address in self._parts.facts.targets:
            self._parts.log.note(
                noted.with_packed(address, _LONG_AGO) | noted.with_looked(address, _LONG_AGO)
            )
        return {
            "sentences": [
                tr("Old files are put together now, where there are many. You can go on working.")
            ]
        }

    def anew(self, _given: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        """Go on under a new actor with what nobody else has; the next exchange asks for it.

        Raises:
            RefusedError: the key is there, or nobody said who works at this PC.
        """
        log = self._parts.log
        identity = log.identity()
        if self._parts.signer(identity.actor) is not None or claim_of(log.facts()) is None:
            raise RefusedError(
                tr("The key of this PC is not missing."), kept=tr("Nothing was changed.")
            )
        log.note(noted.with_actors(self._parts.facts.actors | {identity.actor}))
        return {"changes": log.reissue(new_actor())}

    def check(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """Check everything, and remember what it came to.

        Raises:
            BprError: the local disk refuses, or an address makes no sense.
        """
        checked = self._check(progress, repair=bool(given["repair"]))
        sentences = list(_sentences(checked))
        when = moment(self._parts.clock.now())
        self._parts.log.note({CHECKED: f"{when}　{' '.join(sentences)}"})
        return {"sentences": sentences, "open": len(checked.open)}


def _sentences(checked: Checked) -> Iterator[str]:
    yield tr(
        "{segments:,} files with {ops:,} changes checked here, {files:,} compared with places of"
        " exchange.",
        segments=checked.segments,
        ops=checked.ops,
        files=checked.files,
    )
    repaired = sum(one.repaired for one in checked.found)
    if repaired:
        yield ntr("{n:,} thing was put right.", "{n:,} things were put right.", repaired)
    n = len(checked.open)
    if n:
        yield ntr(
            "{n:,} thing is not in order; please repair it, or tell the person in charge.",
            "{n:,} things are not in order; please repair them, or tell the person in charge.",
            n,
        )
    else:
        yield tr("Everything is in order.")
