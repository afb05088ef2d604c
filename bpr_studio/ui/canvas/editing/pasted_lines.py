"""Lines of text become steps, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import FLOW_NODES
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench

_MOST: Final = 200
"""More lines than this are a document, not a list of steps."""


def lines_in(text: str) -> list[str]:
    """The names in a text: first cells of lines that are not empty."""
    cells = (line.split("\t")[0].strip() for line in text.splitlines())
    return [cell for cell in cells if cell]


def paste_lines(bench: Bench, text: str) -> tuple[str, ...] | None:
    """Make a step of each line, following the selected element or standing at the pointer."""
    names = lines_in(text)
    if len(names) > _MOST:
        reason = tr("{n} lines are too many steps; paste at most {most}.", n=len(names), most=_MOST)
        bench.refuse(reason)
        return None
    single = bench.single()
    source = single.id if single is not None and single.kind in FLOW_NODES else ""
    return bench.run(_steps, names, source, bench.pointer_place(), bench.diagram)


def _steps(
    editor: Editor, names: list[str], source: str, at: Point, diagram: str
) -> tuple[str, ...]:
    made: list[str] = []
    step = template("task")
    with editor.gesture(tr("Paste steps")):
        for name in names:
            if source:
                source = append(editor, source, step, name=name)
            else:
                source = place(editor, step, at, diagram=diagram, name=name)
            made.append(source)
    return tuple(made)
