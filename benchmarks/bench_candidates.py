"""How fast candidates for improvement are found, filtered, listed and explained at full size."""

from __future__ import annotations

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.services.candidate_values import CandidateFilter
from bpr_studio.services.events import Committed

PAGE = 200
_FACTS = Committed(frozenset({"work_item"}), frozenset())
_STANDING = Committed(frozenset({"candidate_verdict"}), frozenset())


def main() -> list[Figure]:
    """Find all candidates of the full-size city, and what the page asks of them."""
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    candidates, round_id = workspace.candidates, workspace.round_id
    candidates.ground(round_id)  # modules are loaded once in a day

    def anew(event: Committed) -> None:
        candidates.forget(event)
        candidates.ground(round_id)

    whole = seconds(lambda: anew(_FACTS), rounds=3)
    standing = seconds(lambda: anew(_STANDING), rounds=3)
    ground = candidates.ground(round_id)
    wanted = CandidateFilter(kind=ImprovementKind.AUTOMATE)
    filtered = seconds(lambda: ground.totals(ground.places(wanted), 1), rounds=3)
    everything = seconds(lambda: ground.totals(ground.places(CandidateFilter()), 1), rounds=3)
    places = ground.places(CandidateFilter())
    page = seconds(lambda: ground.lines(places[:PAGE].tolist()), rounds=3)
    key = ground.lines(places[:1].tolist())[0].key
    explained = seconds(lambda: candidates.explain(ground, key), rounds=3)
    classes = seconds(ground.classes, rounds=3)
    workspace.close()
    return [
        Figure("candidates of 60,000 tasks, reading included", whole, "s", 2),
        Figure("the same after a verdict or an improvement", standing * 1000, "ms", 300),
        Figure("all open candidates in their order, with sums", everything * 1000, "ms", 100),
        Figure("those of one kind, with sums", filtered * 1000, "ms", 100),
        Figure(f"a page of {PAGE} rows", page * 1000, "ms", 50),
        Figure("one candidate explained", explained * 1000, "ms", 20),
        Figure("work of many sections, class by class", classes * 1000, "ms", 200),
    ]
