"""The real window on a shared workspace, in a process that notes whoever touches the share.

Run as a program: `watched_window.py WORKSPACE SHARE OTHER`. OTHER is the workspace of another PC,
which exchanges in a process of its own. Prints what happened as one JSON document. Every way
Python has to a file is noted, by audit events and, for those that have none, in `os` itself.
"""

import functools
import json
import os
import subprocess
import sys
import time
from pathlib import Path

touched: list[str] = []
_UNTOLD = ("stat", "lstat", "access", "statvfs", "readlink", "fstat")


def watch(share):
    """Note every call of this process that names the share."""

    def names(arguments):
        return any(
            isinstance(a, str | bytes | os.PathLike) and share in os.fsdecode(a) for a in arguments
        )

    def hear(event, arguments):
        if names(arguments):
            touched.append(event)

    sys.addaudithook(hear)

    def noted(name, call):
        @functools.wraps(call)
        def calls(*arguments, **options):
            if names(arguments):
                touched.append(f"os.{name}")
            return call(*arguments, **options)

        return calls

    for name in _UNTOLD:
        setattr(os, name, noted(name, getattr(os, name)))


def until(application, done, seconds=40.0):
    """Let the window live until something is so; whether it came so."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        application.processEvents()
        time.sleep(0.01)
    return done()


def main(folder, share, other):
    """Open, write, look at every page, receive, close."""
    watch(share)
    from bpr_studio.app.language import start_language
    from bpr_studio.app.opening import Opener
    from bpr_studio.app.window import start_application
    from bpr_studio.ui.qt.page import Jump

    start_language()
    application = start_application()
    session, workspace = Opener(folder.parent / "settings.json").open(folder)
    news = []
    workspace.bus.subscribe(lambda event: news.append(event) if event.origin == "sync" else None)
    sync = session.sync
    if sync is None:
        raise RuntimeError("the workspace is open for reading only")
    session.window.show()
    session.start_sharing()
    done = {"started": until(application, lambda: sync.is_running)}
    from bpr_studio.domain.replication.changes import PutRow

    placed = len(list_share(share))
    workspace.store.commit("x", [PutRow("mapping_profile", "p1", {"name": "架空"})])
    sync.request_now()
    done["sent"] = until(application, lambda: len(list_share(share)) > placed)
    subprocess.run(
        [sys.executable, "-m", "bpr_studio", "--workspace", other, "sync", "--once"],
        check=False,
        capture_output=True,
    )
    sync.request_now()
    done["received"] = until(application, lambda: bool(news))
    for key in sorted(session.window.page_keys):
        session.window.go_to(Jump(key))
        application.processEvents()
    session.window.close()
    session.finish_sharing()
    workspace.close()
    by_window = len(touched)
    Path(share).stat()  # the watch itself works
    done |= {"touched": touched[:by_window], "watching": len(touched) > by_window}
    sys.stdout.write(json.dumps(done) + "\n")


def list_share(share):
    """Its files, seen by another process."""
    found = subprocess.run(
        ["find", share, "-name", "*.seg"], capture_output=True, text=True, check=True
    )
    return found.stdout.split()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
