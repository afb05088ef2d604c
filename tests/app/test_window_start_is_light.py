"""What may not be loaded until the window shows its first page (docs/decisions/0012)."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "asyncpg",
    "lxml",
    "matplotlib",
    "networkx",
    "numpy",
    "openpyxl",
    "pydantic",
    "reportlab",
    "sqlalchemy",
    "sqlmodel",
    "typer",
    "xlsxwriter",
}
START = """
import sys
from pathlib import Path
from bpr_studio.app.language import start_language
start_language()
from bpr_studio.app.opening import Opener
from bpr_studio.app.window import start_application
start_application()
session, workspace = Opener(Path(sys.argv[2])).open(Path(sys.argv[1]))
session.window.show()
session.window.grab()
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
session.window.close()
workspace.close()
"""


def test_nothing_heavy_is_loaded_before_the_home_page_is_filled(city_folder, tmp_path):
    arguments = [str(city_folder), str(tmp_path / "settings.json")]
    once = [sys.executable, "-c", START, *arguments]
    for _ in range(2):  # the first start signs in, which writes; every later one does not
        done = subprocess.run(
            once,
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "USER": "tester"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) & HEAVY == set()
