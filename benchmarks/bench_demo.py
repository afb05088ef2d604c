"""How long the demo city takes to make and how large it is."""

from __future__ import annotations

from benchmarks.demo_city import PERSON, home
from benchmarks.figures import Figure, seconds
from bpr_studio.app.demo import create_demo
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize


def main() -> list[Figure]:
    """Make the full-size city."""
    folder = home() / "demo"
    taken = seconds(
        lambda: create_demo(folder, PERSON, NoProgress(), seed=1, size=DemoSize()).close()
    )
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    return [
        Figure("demo: 365 sections, 60,000 tasks, 200 flows", taken, "s", 60),
        Figure("workspace of the demo city", size, "MB", 200),
    ]
