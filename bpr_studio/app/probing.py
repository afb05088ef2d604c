"""The share probe put together: measuring, judging, a second process of this program."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.app.system import SystemClock
from bpr_studio.services.sync.probe_judging import judged

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.probing import ProbeReport


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


def _watcher_command() -> list[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else _module()
    return [*program, "share", "watch"]


def _module() -> list[str]:
    return [sys.executable, "-m", "bpr_studio"]
