"""What the window lets the exchange process do before it takes part: try a folder, follow one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpr_studio.app.sync_jobs import look_at, site_at
from bpr_studio.domain.replication.names import ORG
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.facts import with_target
from bpr_studio.services.sync.founding import pin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.app.sync_parts import SyncParts
    from bpr_studio.domain.shared.progress import Progress

    Job = Callable[[Mapping[str, Any], Progress], dict[str, Any]]


def window_jobs(parts: SyncParts) -> dict[str, Job]:
    """The jobs by name.

    - `probe` (address) → the report of the share probe (`ProbeReport.document`).
    - `follow` (address, check_number) → site, city, fictitious, check_number: the organisation is
      fetched from now on, before anybody said who works here.
    """
    return {"probe": _probe, "follow": _Following(parts)}


def _probe(given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    from bpr_studio.app.probing import probe_folder

    return probe_folder(Path(str(given["address"])), progress).document()


class _Following:
    """Pins the key of a place whose number was compared; nothing is sent yet."""

    def __init__(self, parts: SyncParts) -> None:
        self._parts = parts

    def __call__(self, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """Follow a place.

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
        self._parts.log.note(with_target(address, address))
        return said
