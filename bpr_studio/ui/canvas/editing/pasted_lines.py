"""Lines of text become steps, read like the text of a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline import parse
from bpr_studio.domain.modeling.outline_adding import add_outline
from bpr_studio.domain.process.element import FLOW_NODES
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.ui.canvas.editing.bench import Bench

_MOST: Final = 200
"""More lines than this are a document, not a list of steps."""


def lines_in(text: str) -> list[str]:
    """The lines of a text that are not empty; of rows of a table their first cell."""
    lines = (_first_cell(line) for line in text.splitlines())
    return [line for line in lines if line.strip()]


def _first_cell(line: str) -> str:
    """A line up to its first tab; tabs before its first word indent it."""
    words = line.lstrip()
    return line[: len(line) - len(words)] + words.split("\t")[0].rstrip()


def paste_lines(bench: Bench, text: str) -> tuple[str, ...] | None:
    """Make steps of lines, following the selected element, the only open end, or nothing.

    Returns:
        The ids of what was made; None when it was refused.
    """
    lines = lines_in(text)
    if len(lines) > _MOST:
        reason = tr("{n} lines are too many steps; paste at most {most}.", n=len(lines), most=_MOST)
        bench.refuse(reason)
        return None
    read = parse("\n".join(lines))
    single = bench.single()
    after = single.id if single is not None and single.kind in FLOW_NODES else ""
    at, diagram = bench.pointer_place(), bench.diagram
    added = bench.run(add_outline, read, at, after=after, diagram=diagram)
    if added is None:
        return None
    doubts = [one.message for one in read.remarks if one.level is not Level.NOTICE]
    doubts += [one.message for one in added.remarks]
    if doubts:
        bench.refuse(doubts[0])
    return tuple(added.elements.values())
