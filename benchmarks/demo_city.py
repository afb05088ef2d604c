"""The full-size demo city that several benchmarks work on, made once a run."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from bpr_studio.app.demo import create_demo
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize

PERSON = Person("benchmark", "dx_office")


@functools.cache
def home() -> Path:
    """A temporary folder that lives as long as the run."""
    return Path(tempfile.mkdtemp(prefix="bpr-bench-"))


@functools.cache
def full_city() -> Path:
    """Folder of a demo workspace: 365 sections, 60,000 tasks, 200 flows."""
    folder = home() / "city"
    create_demo(folder, PERSON, NoProgress(), seed=1, size=DemoSize()).close()
    return folder
