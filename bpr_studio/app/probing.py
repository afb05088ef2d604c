"""The share probe put together: measuring, judging, a second process of this program."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.app.system import SystemClock
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.probe_judging import judged
from bpr_studio.services.sync.probing import Check, ProbeReport, Verdict

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.ports import ShareStore


def probe_folder(folder: Path, progress: Progress) -> ProbeReport:
    """Try out what a shared folder can do; may hang as long as the server does.

    Never call it in the window's process: the exchange process or a command line does it.

    Args:
        folder: the folder; nothing that is there is touched.
        progress: told of each step; may stop it.

    Raises:
        CancelledError: the progress stopped it; the files made so far are taken away.
    """
    from bpr_studio.adapters.share.probe import Means, measure

    if not folder.is_absolute():
        folder = Path.cwd() / folder
    clock = SystemClock()
    found = measure(folder, clock, progress, Means(watcher=_watcher_command()))
    return judged(found, clock.now(), f"{platform.system()} {platform.release()}")


def probe_hub(address: str, progress: Progress) -> ProbeReport:
    """Look whether a PostgreSQL server is ready for exchange; nothing is written there.

    Args:
        address: of the server, without a password.
        progress: told that it is looked at.

    Raises:
        RefusedError: the address makes no sense, or holds a password.
    """
    from bpr_studio.adapters.share.postgres import PostgresStore

    progress.report(0, 0, tr("Looking at the place of exchange"))
    store = PostgresStore(address)
    try:
        check = _reached(store)
    finally:
        store.close()
    system = f"{platform.system()} {platform.release()}"
    return ProbeReport(address, SystemClock().now(), system, (check,))


def _reached(store: ShareStore) -> Check:
    title = tr("The server can be reached")
    try:
        store.list("c/")
    except ShareFaultError as fault:
        sentence = tr("The PostgreSQL server did not do it: {reason}", reason=fault.detail)
        remedy = tr("Check the address, the password file, and that the server was prepared.")
        return Check("reach", title, Verdict.FAULT, sentence, value=False, remedy=remedy)
    sentence = tr("It answers and is ready for exchange.")
    return Check("reach", title, Verdict.OK, sentence, value=True)


def _watcher_command() -> list[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else _module()
    return [*program, "share", "watch"]


def _module() -> list[str]:
    return [sys.executable, "-m", "bpr_studio"]
