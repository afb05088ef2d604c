"""How soon the window can be used, beside a bare PySide6 window of the same run."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.demo_city import full_city
from benchmarks.figures import Figure

_BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("bare"))
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""

_OURS = """
import sys
from pathlib import Path
from bpr_studio.app.language import start_language
start_language()
from bpr_studio.app.window import build_window, start_application
from bpr_studio.app.workspace import Workspace
from bpr_studio.app.system import person_at_keyboard
from PySide6.QtCore import QTimer
app = start_application()
workspace = Workspace.open(Path(sys.argv[1]), person_at_keyboard("dx_office"))
window = build_window(workspace, Path(sys.argv[2]))
window.resize(1366, 768)
window.show()
def look():
    if window.tasks.running:
        QTimer.singleShot(5, look)
    else:
        QTimer.singleShot(0, app.quit)
QTimer.singleShot(0, look)
app.exec()
window.grab()
heavy = {"matplotlib", "openpyxl", "reportlab", "xlsxwriter", "lxml", "python_calamine"}
print("heavy:", sorted(heavy & set(sys.modules)))
workspace.close()
"""

_ROUNDS = 5


def main() -> list[Figure]:
    """Start both several times; the best of each counts, since load only adds."""
    folder = str(full_city())
    settings = str(full_city().parent / "settings" / "settings.json")
    bare = min(_start(_BARE)[0] for _ in range(_ROUNDS))
    runs = [_start(_OURS, folder, settings) for _ in range(_ROUNDS)]
    ours = min(taken for taken, _ in runs)
    heavy = runs[0][1].count("'") // 2
    return [
        Figure("bare PySide6 window, from process start to end", bare, "s"),
        Figure("our window on 60,000 tasks, home page filled", ours, "s", 1.5),
        Figure("the same as a multiple of the bare window", ours / bare, "×"),
        Figure("heavy modules loaded until then", float(heavy), "modules", 0),
    ]


def _start(program: str, *arguments: str) -> tuple[float, str]:
    import time

    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603  # our own two programs above
        [sys.executable, "-c", program, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return time.perf_counter() - start, done.stdout
