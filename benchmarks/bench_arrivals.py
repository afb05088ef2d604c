"""How long the window stands still while another process takes in what the city has written.

The window of the DX office shows its home page over 60,000 tasks (架空); beside it a process takes in
edits of other PCs, as the exchange does, and the window tells its pages of them.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from benchmarks.bench_sync import Pc
from benchmarks.demo_city import full_city, home
from benchmarks.figures import Figure
from bpr_studio.domain.replication.changes import SetFields

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.bench_sync import Sealed

EDITS: Final = 20_000
_AT_ONCE: Final = 50  # edits of one command
_ACTOR: Final = "pcaaaaaaaaaa2"
_STALL: Final = 50  # ms promised

_WINDOW: Final = """
import multiprocessing, sys, time
from pathlib import Path
from bpr_studio.app.language import start_language
start_language()
from benchmarks.bench_arrivals import take
from bpr_studio.app.opening import load_the_rest, set_aside_what_stands
from bpr_studio.app.sync_session import DatabaseSource
from bpr_studio.app.sync_watch import LocalWatch
from bpr_studio.app.system import person_at_keyboard
from bpr_studio.app.window import build_window, start_application
from bpr_studio.app.workspace import Workspace
from PySide6.QtCore import QTimer

folder = Path(sys.argv[1])
app = start_application()
workspace = Workspace.open(folder, person_at_keyboard("dx_office"))
window = build_window(workspace, folder.parent / "settings.json")
window.resize(1366, 768)
window.show()
watch = LocalWatch(DatabaseSource(workspace.database), workspace.bus)
watch.start(lambda _reading: None)
taking = multiprocessing.get_context("spawn").Process(target=take, args=(folder, Path(sys.argv[2])))
gaps, last, told = [], 0.0, []

def tick():
    global last
    now = time.perf_counter()
    if last:
        gaps.append((now - last) * 1000)
    last = now
    if not taking.is_alive() and not window.tasks.running:
        app.quit()

def begin():
    load_the_rest()
    set_aside_what_stands()
    taking.start()
    timer.start()

timer = QTimer()
timer.setInterval(1)
timer.timeout.connect(tick)
QTimer.singleShot(3000, begin)
app.exec()
watch.stop()
gaps.sort()
print(len(gaps), gaps[int(0.99 * len(gaps))], gaps[-1], sum(gap > 50 for gap in gaps), taking.exitcode)
workspace.close()
"""


def take(folder: Path, sealed: Path) -> None:
    """Take in the segments of a file beside the window, a few at a time."""
    pc = Pc(folder, "", beside=True)
    files: list[Sealed] = pickle.loads(sealed.read_bytes())  # noqa: S301  # written by `main` below
    for start in range(0, len(files), 20):
        pc.take(files[start : start + 20])
    pc.database.close()


def main() -> list[Figure]:
    """Play it in a process of its own, on copies of the city."""
    folder, sealed = home() / "arrivals" / "window", home() / "arrivals" / "sealed"
    shutil.copytree(full_city(), folder)
    sealed.write_bytes(pickle.dumps(_edits(home() / "arrivals" / "other")))
    done = subprocess.run(  # noqa: S603  # our own program above
        [sys.executable, "-c", _WINDOW, str(folder), str(sealed)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    ticks, most, longest, over, code = done.stdout.split()
    if code != "0":
        msg = f"taking in ended with {code}"
        raise RuntimeError(msg)
    return [
        Figure(f"window stands still, 99 % of {int(ticks):,} looks", float(most), "ms", _STALL),
        Figure("longest", float(longest), "ms"),
        Figure(f"times longer than {_STALL} ms", float(over), ""),
    ]


def _edits(folder: Path) -> list[Sealed]:
    """What another PC has written about tasks of the city, as segments."""
    shutil.copytree(full_city(), folder)
    pc = Pc(folder, _ACTOR)
    pc.seal_all()
    pc.store.renew(_ACTOR)
    with pc.database.scanning() as cursor:
        rows = [row for (row,) in cursor.execute("SELECT id FROM work_item LIMIT ?", (EDITS,))]
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        pc.store.commit("Edit", [SetFields("work_item", row, {"note": "架空"}) for row in part])
    made = pc.seal_all()
    pc.database.close()
    return made
