"""How fast findings follow the drawing of a flow with a thousand nodes, and how long a first look takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure, seconds
from benchmarks.large_flow import large_flow
from bpr_studio.adapters.catalogs.lint_profile import load_lint_profile
from bpr_studio.domain.lint.live import LiveLint
from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.editor import Editor, touched_ids

if TYPE_CHECKING:
    from collections.abc import Callable

_NODES: Final = 1000


def main() -> list[Figure]:
    """Measure a first look and one look after each of the usual gestures."""
    figures = []
    profile = load_lint_profile()
    model = large_flow(_NODES)
    first = seconds(lambda: LiveLint(model, profile), rounds=3)
    figures.append(Figure(f"first look at a flow of {_NODES:,} nodes", first * 1000, "ms"))
    for what, gesture in _GESTURES.items():
        taken = min(_look_after(gesture) for _ in range(5))
        figures.append(
            Figure(f"findings after: {what} ({_NODES:,} nodes)", taken * 1000, "ms", limit=100)
        )
    return figures


def _look_after(gesture: Callable[[Editor], object]) -> float:
    model = large_flow(_NODES)
    live = LiveLint(model, load_lint_profile())
    ids: list[str] = []
    gesture(Editor(model, keep=lambda done: ids.extend(touched_ids(done))))
    return seconds(lambda: live.update(ids), rounds=1)


_GESTURES: Final[dict[str, Callable[[Editor], object]]] = {
    "another name": lambda editor: rename(editor, "Node_501", "通知を発送"),
    "a step moved": lambda editor: move(editor, ["Node_501"], 10.0, 0.0),
    "a step appended": lambda editor: append(editor, "Node_501", template("task")),
    "a step deleted": lambda editor: remove(editor, ["Node_501"]),
    "minutes entered": lambda editor: set_step(editor, ["Node_501"], minutes_per_case=5.0),
}
