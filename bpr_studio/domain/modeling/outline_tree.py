"""The lines of an outline as a tree by how far they are moved in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.outline_lines import (
    indent_of,
    is_break,
    is_join,
    is_no_join,
    item_of,
    outside_of,
    split_at_arrows,
    split_at_slashes,
)
from bpr_studio.domain.modeling.outline_values import What
from bpr_studio.domain.modeling.outline_words import JOIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.modeling.outline_lines import Said


@dataclass(slots=True)
class OutlineLine:
    """A line with the lines indented below it."""

    number: int
    text: str
    below: list[OutlineLine] = field(default_factory=list)


def tree_of(text: str) -> list[OutlineLine]:
    """The lines that are not moved in, each with those below it; blank lines are left out."""
    roots: list[OutlineLine] = []
    open_lines: list[tuple[int, OutlineLine]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        line, indent = OutlineLine(number, raw.strip()), indent_of(raw)
        while open_lines and open_lines[-1][0] >= indent:
            open_lines.pop()
        (open_lines[-1][1].below if open_lines else roots).append(line)
        open_lines.append((indent, line))
    return roots


@dataclass(frozen=True, slots=True)
class WayLines:
    """A way below an item: the line that begins it, and what stands behind its arrow."""

    line: OutlineLine
    label: str
    parts: tuple[str, ...] = ()
    below: tuple[OutlineLine, ...] = ()


def without_outside(lines: Sequence[OutlineLine], outside: dict[str, None]) -> list[OutlineLine]:
    """The lines that do not name outside pools; the names go to `outside`."""
    kept: list[OutlineLine] = []
    for line in lines:
        names = outside_of(line.text)
        if names is None:
            kept.append(line)
            continue
        outside.update(dict.fromkeys(names))
        kept += line.below
    return kept


def goes_on_to(text: str) -> bool:
    """Whether a line can be reached from the one above."""
    if is_break(text):
        return False
    return item_of(split_at_arrows(text)[0]).what is not What.START


def says_how_to_join(text: str) -> bool:
    """Whether a line settles how the ways of the branch above come together."""
    if is_no_join(text):
        return True
    parts = split_at_arrows(text)
    return item_of(parts[0]).subtype == JOIN


def inline_branch(line: OutlineLine) -> tuple[Said, list[WayLines]] | None:
    """A branch with its ways in one line; None for other lines."""
    first, *others = split_at_arrows(line.text)
    if not others:
        return None
    said = item_of(first)
    if said.what is not What.GATEWAY or is_join(said):
        return None
    head, label = _label_apart(first)
    rest = line.text[len(first) :]
    ways: list[WayLines] = []
    for number, part in enumerate(split_at_slashes(rest)):
        own, *chain = split_at_arrows(part)
        ways.append(WayLines(line, label if number == 0 else own, tuple(chain)))
    return item_of(head), ways


def _label_apart(text: str) -> tuple[str, str]:
    """What stands before the first arrow: the branch, and the label of its first way."""
    for sign in "?？":
        head, found, label = text.rpartition(sign)
        if found:
            return head + found, label
    head, _, label = text.rstrip().rpartition(" ")
    return head, label
