"""Start of the program: the window where no command is named, else the command."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Open the window, or run the command the arguments name, and leave with its exit code."""
    from bpr_studio.app.language import start_language

    start_language()
    words = [part for word in sys.argv[1:] for part in word.split("=", 1)]
    if not words or (words[0] == "--workspace" and len(words) == 2):
        from bpr_studio.app.opening import run_window

        sys.exit(run_window(Path(words[1]) if words else None))
    if sys.argv[1] == "sync-worker":  # started by the window, without the weight of the commands
        from bpr_studio.app.sync_worker import main as exchange

        sys.exit(exchange(sys.argv[2:]))
    from bpr_studio.app.cli import run

    sys.exit(run())
