"""Start of the program: the window without arguments, a command with them."""

from __future__ import annotations

import sys


def main() -> None:
    """Open the window, or run the command the arguments name, and leave with its exit code."""
    from bpr_studio.app.language import start_language

    start_language()
    if len(sys.argv) == 1:
        from bpr_studio.app.opening import run_window

        sys.exit(run_window())
    if sys.argv[1] == "sync-worker":  # started by the window, without the weight of the commands
        from bpr_studio.app.sync_worker import main as exchange

        sys.exit(exchange(sys.argv[2:]))
    from bpr_studio.app.cli import run

    sys.exit(run())
