"""The list of other people's works is made from the libraries installed now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_list_of_licences_is_current():
    done = subprocess.run(
        [sys.executable, "packaging/third_party_licenses.py", "--check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "run: python packaging/third_party_licenses.py"
