"""How fast drawing is, beside bpmn-js on the same machine in the same run (flows.md §3).

bpmn-js runs in headless Chromium; its times are from the call to the painted frame. Ours are
from the gesture to the painted window, each gesture stored in a real database on the way.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_interchange import new_workspace
from benchmarks.figures import Figure, seconds
from benchmarks.large_flow import PER_ROW, large_flow
from benchmarks.peers import tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.canvas.editing.board import EditBoard

_SIZES: Final = (1_000, 3_000)
_LIMITS: Final[dict[int, dict[str, float]]] = {  # milliseconds, flows.md §3
    # A step put where there is no room is an append and the work of the space tool in one.
    1_000: {"open": 500, "move": 50, "append": 50, "squeeze": 200, "label": 50, "space": 150},
    3_000: {"move": 150, "append": 150},
}
_WORDS: Final = {
    "open": "open",
    "move": "move one step",
    "append": "append a step at an open end",
    "squeeze": "append a step where the lane is full",
    "space": "space tool",
    "undo_space": "undo of it",
    "label": "change a label",
    "save": "save as BPMN",
}
_WINDOW: Final = (1366, 768)


def main() -> list[Figure]:
    """Ours, theirs, and how many times faster we are."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-editor-") as name:
        folder = Path(name)
        ours = {size: _our_times(size, folder) for size in _SIZES}
        theirs = _their_times(folder)
    return [figure for size in _SIZES for figure in _figures(size, ours[size], theirs.get(size))]


def _figures(
    size: int, ours: dict[str, float], theirs: dict[str, float] | None
) -> Iterator[Figure]:
    for key, word in _WORDS.items():
        what = f"{size:,} nodes: {word}"
        yield Figure(what, ours[key], "ms", _LIMITS[size].get(key))
        if theirs:
            yield Figure(f"{what}, bpmn-js", theirs[key], "ms")
            yield Figure(f"{what}, times faster", theirs[key] / ours[key], "×")


def _drawing(folder: Path, size: int) -> Path:
    return folder / f"flow-{size}.bpmn"


def _their_times(folder: Path) -> dict[int, dict[str, float]]:
    tools.install()
    reason = tools.missing()
    if reason:
        print(f"  bpmn-js not measured: {reason}")
        return {}
    files = [_drawing(folder, size) for size in _SIZES]
    ends = [_end(size) for size in _SIZES]
    question = {"files": [str(file) for file in files], "node": _node(_SIZES[0]), "ends": ends}
    answers = tools.run("edit_speed.mjs", question)
    return dict(zip(_SIZES, answers, strict=True))


def _node(size: int) -> str:
    """A step in the middle of the drawing."""
    return f"Node_{size // 2 // PER_ROW * PER_ROW + PER_ROW // 2}"


def _end(size: int) -> str:
    """The last step: nothing stands behind it."""
    return f"Node_{size - 1}"


# --- ours ------------------------------------------------------------------------------------


def _our_times(size: int, folder: Path) -> dict[str, float]:
    from bpr_studio.services.flows import FlowOwner

    workspace = new_workspace(folder / f"workspace-{size}")
    with closing(workspace):
        flow_id = workspace.flows.add("bench", large_flow(size), FlowOwner())
        workspace.flows.export(flow_id, _drawing(folder, size))
        return _Window(workspace, flow_id, _node(_SIZES[0]), _end(size)).times()


class _Window:
    """The canvas with a flow of a real workspace, as the page puts them together."""

    def __init__(self, workspace: Workspace, flow_id: str, node: str, end: str) -> None:
        from PySide6.QtWidgets import QApplication

        from bpr_studio.ui.canvas.editing.board import EditBoard
        from bpr_studio.ui.qt.garbage import collect_on_this_thread
        from bpr_studio.ui.qt.theme import current_theme

        existing = QApplication.instance()
        self._app: QApplication = (
            existing if isinstance(existing, QApplication) else QApplication([])
        )
        current_theme().install(self._app)
        collect_on_this_thread(self._app)  # as the program's window does, between two events
        self._workspace = workspace
        self._flow_id = flow_id
        self._node = node
        self._end = end
        self._board: EditBoard = EditBoard()
        self._board.resize(*_WINDOW)
        self._board.show()
        self._session: FlowSession | None = None

    def times(self) -> dict[str, float]:
        """Milliseconds by what was done, the best of a few rounds."""
        from bpr_studio.adapters.bpmn.writer import write_bpmn

        taken = {"open": self._best(self._open, 3)}
        session = self._opened()
        bounds = session.model.element(self._node).bounds
        if bounds is not None:
            self._board.view.set_zoom(1)
            self._board.view.centerOn(bounds.centre.x, bounds.centre.y)
        self._settle()
        taken["move"] = self._best(self._move, 6)
        taken["squeeze"] = self._best(partial(self._append, self._node), 3)
        spaces = [(self._took(self._push), self._took(self._workspace.undo.undo)) for _ in range(3)]
        taken["space"] = min(space for space, _ in spaces)
        taken["undo_space"] = min(undo for _, undo in spaces)
        taken["label"] = self._best(self._rename, 6)
        taken["append"] = self._best(partial(self._append, self._end), 3)
        taken["save"] = seconds(lambda: write_bpmn(session.model), rounds=3) * 1000
        session.close()
        self._board.close()
        return taken

    def _opened(self) -> FlowSession:
        if self._session is None:
            msg = "nothing was opened"
            raise RuntimeError(msg)
        return self._session

    def _best(self, deed: Callable[[], object], rounds: int) -> float:
        return min(self._took(deed) for _ in range(rounds))

    def _took(self, deed: Callable[[], object]) -> float:
        """From the deed until the window is painted; what is left for later is done outside."""

        def painted() -> None:
            deed()
            self._board.view.viewport().repaint()

        taken = seconds(painted) * 1000
        self._settle()
        return taken

    def _settle(self) -> None:
        for _ in range(20):
            self._app.processEvents()

    def _open(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = self._workspace.flow_desk().open(self._flow_id)
        self._session.listen(self._board.take_changes)
        self._board.show_model(self._session.model)
        self._board.edit(self._session.editor)

    def _move(self) -> None:
        from bpr_studio.domain.modeling.moving import move

        session = self._opened()
        bounds = session.model.element(self._node).bounds
        down = bounds is not None and bounds.y % 20 == 0
        move(session.editor, [self._node], 0, 10 if down else -10)

    def _append(self, node: str) -> None:
        from bpr_studio.domain.modeling.appending import append
        from bpr_studio.domain.modeling.templates import template

        append(self._opened().editor, node, template("task"))

    def _push(self) -> None:
        from bpr_studio.domain.modeling.space import make_space
        from bpr_studio.domain.shared.geometry import Point

        session = self._opened()
        bounds = session.model.element(self._node).bounds
        if bounds is not None:
            at = Point(bounds.x - 20, bounds.centre.y)
            make_space(session.editor, self._board.scene.diagram_id, at, 100, 0)

    def _rename(self) -> None:
        from bpr_studio.domain.modeling.naming import rename

        editor = self._opened().editor
        name = editor.model.element(self._node).name
        rename(editor, self._node, f"{name}。" if len(name) < 20 else "名前を変える")
