"""Handover files of one workspace: put together for the command line and the exchange process."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.share.bundle import ZipBundles
from bpr_studio.app.sync_jobs import take_part
from bpr_studio.domain.replication.names import SITE
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync.bundling import BundleWriting, Order, Written
from bpr_studio.services.sync.founding import SiteRefusedError, read_site
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.unbundling import BundleTaking, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bpr_studio.app.sync_parts import SyncParts
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.ports import ShareStore


class Bundles:
    """Writes handover files and takes them in."""

    def __init__(self, parts: SyncParts, titles: Callable[[], Mapping[str, str]]) -> None:
        """Work on an open workspace.

        Args:
            parts: its exchange.
            titles: names of the scopes, asked when a file is written.
        """
        self._parts = parts
        self._titles = titles

    def write(self, path: Path, order: Order, progress: Progress) -> Written:
        """Write a file.

        Raises:
            RefusedError: this workspace is not shared, or the file cannot be written.
            CancelledError: the user stopped; nothing was written.
        """
        titles = self._titles()
        writing = BundleWriting(
            self._parts.tools, ZipBundles(), lambda scope: titles.get(scope, scope), self._shares()
        )
        return writing.write(path, order, progress)

    def take_in(self, path: Path, progress: Progress) -> Taken:
        """Take a file in.

        Raises:
            UnreadableInputError: it is no handover file, or damaged.
            RefusedError: it is of another deployment, or this workspace is not shared.
            CancelledError: the user stopped; what was taken in is whole and stays.
        """
        return BundleTaking(self._parts.tools, ZipBundles(), self._shares()).take_in(path, progress)

    def join(self, path: Path, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """Ask to take part where no place of exchange can be reached: the next file says so.

        Args:
            path: a handover file of the DX office.
            given: check_number, user, name, role, section.
            progress: told from time to time.

        Returns:
            site, city, fictitious, check_number.

        Raises:
            UnreadableInputError: it is no handover file, or damaged.
            RefusedError: the number differs, or this workspace takes part in another exchange.
        """
        with ZipBundles().open(path) as bundle:
            try:
                site = read_site(bundle.store.get(SITE))
            except (ShareFaultError, SiteRefusedError) as error:
                raise RefusedError(
                    tr("{name} does not say whose exchange it belongs to.", name=path.name),
                    kept=tr("Nothing of it was taken in."),
                    remedy=tr("Please have a handover file written by the DX office."),
                ) from error
        joined = take_part(self._parts, site, given)
        self.take_in(path, progress)
        return joined

    def _shares(self) -> list[ShareStore]:
        """Places of exchange that answered last time: a file must not wait for one that hangs."""
        facts = self._parts.facts
        found = []
        for address in facts.targets:
            if facts.fault(address) is None:
                with contextlib.suppress(RefusedError):  # an address that makes no sense
                    found.append(self._parts.store_at(address))
        return found

    def jobs(self) -> dict[str, Callable[[Mapping[str, Any], Progress], dict[str, Any]]]:
        """What the exchange process does for the window, by name.

        - `bundle_write` (path, target, everything) → sentences, segments, changes, size, left.
        - `bundle_rescue` (path): own work that no place of exchange has; results as above.
        - `bundle_read` (path) → sentences, segments, changes, conflicts.
        """
        return {
            "bundle_write": self._write_job,
            "bundle_rescue": self._rescue_job,
            "bundle_read": self._read_job,
        }

    def _write_job(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        order = Order(str(given.get("target", "")), everything=bool(given.get("everything")))
        return written_document(self.write(Path(given["path"]), order, progress))

    def _rescue_job(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        return written_document(self.write(Path(given["path"]), Order(unsent=True), progress))

    def _read_job(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        return taken_document(self.take_in(Path(given["path"]), progress))


def written_document(written: Written) -> dict[str, Any]:
    """What was written, as plain JSON values."""
    return {
        "sentences": list(written_sentences(written)),
        "segments": written.summary.segments,
        "changes": written.summary.ops,
        "size": written.size,
        "left": written.left,
        "unsealed": written.unsealed,
    }


def written_sentences(written: Written) -> Iterator[str]:
    """What was written, for people."""
    if written.summary.segments:
        yield ntr(
            "{n:,} change was written to the handover file.",
            "{n:,} changes were written to the handover file.",
            written.summary.ops,
        )
    elif written.summary.requests:
        yield tr("The request to take part was written to the handover file.")
    else:
        yield tr("There is nothing new since the last handover file for this target.")
    if written.left:
        yield tr("Not everything went into one file. Please write another one.")
    if written.unsealed:
        yield tr("Some changes stay on this PC until the DX office has let it take part.")


def taken_document(taken: Taken) -> dict[str, Any]:
    """What a file brought, as plain JSON values."""
    pulled = taken.pulled
    return {
        "sentences": list(taken_sentences(taken)),
        "segments": pulled.segments,
        "changes": pulled.ops,
        "conflicts": pulled.conflicts,
        "blocks": taken.blocks,
        "requests": taken.requests,
        "receipts": taken.receipts,
        "passed_over": taken.passed_over,
        "handed_on": taken.handed_on,
        "refused": [{"name": one.name, "reason": one.reason} for one in pulled.refused],
        "waiting": len(pulled.waiting),
        "doubtful": any(_doubts(taken)),
    }


def taken_sentences(taken: Taken) -> Iterator[str]:
    """What a file brought, for people."""
    pulled = taken.pulled
    if pulled.ops:
        yield ntr("{n:,} change was taken in.", "{n:,} changes were taken in.", pulled.ops)
    elif not (taken.blocks or taken.requests):
        yield tr("The file brings nothing that is not here already.")
    if taken.blocks:
        yield tr("The list of participants was brought up to date.")
    if taken.requests:
        yield ntr("{n} PC asks to take part.", "{n} PCs ask to take part.", taken.requests)
    yield from _doubts(taken)


def _doubts(taken: Taken) -> Iterator[str]:
    pulled = taken.pulled
    if pulled.conflicts:
        yield ntr(
            "{n} value differs from what was written here; please choose.",
            "{n} values differ from what was written here; please choose.",
            pulled.conflicts,
        )
    if pulled.waiting or pulled.strangers:
        yield tr(
            "Something before this file is missing. Please take in the earlier files, or have one"
            " with everything written."
        )
    if pulled.newer:
        yield tr("Part of it needs a newer version of the program. Please update this PC.")
    if pulled.refused:
        yield ntr(
            "{n} part did not pass the checks and was not used. Please tell the DX office.",
            "{n} parts did not pass the checks and were not used. Please tell the DX office.",
            len(pulled.refused),
        )
    if pulled.fault is not None:
        yield tr("The file could not be read to its end. Please take it in again.")
