"""How fast 365 filled workbooks with 60,000 lines are handed out and collected."""

from __future__ import annotations

from contextlib import closing

from benchmarks.demo_city import PERSON, full_city, home
from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.catalogs.demo import load_demo_material
from bpr_studio.app.demo import found_city
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize, generate_demo_city
from bpr_studio.services.surveys import FileState


def main() -> list[Figure]:
    """Hand out prefilled forms, then collect them into a workspace that has no tasks yet."""
    with closing(Workspace.open(full_city(), PERSON)) as answered:
        round_id = answered.round_id
        forms = home() / "forms"
        written = seconds(lambda: answered.surveys.hand_out(round_id, [], forms, NoProgress()))
    city = generate_demo_city(load_demo_material(), 1, DemoSize())
    workspace = found_city(home() / "collect", PERSON, city)
    read = seconds(lambda: workspace.surveys.collect(round_id, [forms], NoProgress(), dry_run=True))
    reports = []
    collected = seconds(
        lambda: reports.append(workspace.surveys.collect(round_id, [forms], NoProgress()))
    )
    (report,) = reports
    again = seconds(lambda: workspace.surveys.collect(round_id, [forms], NoProgress()))
    workspace.close()
    files = report.count(FileState.COLLECTED)
    return [
        Figure("writing 365 prefilled forms", written, "s"),
        Figure(f"reading {files} workbooks, {report.rows:,} lines (dry run)", read, "s", 10),
        Figure("collecting them in all", collected, "s", 60),
        Figure("collecting them again, nothing changed", again, "s"),
    ]
