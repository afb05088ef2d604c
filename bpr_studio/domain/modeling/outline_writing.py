"""Outline → text, whatever way the flows run.

Chains stand one below the other; the ways of a branch are indented until they come together;
everything that is no tree is a jump to a name or to "@number".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline_merging import NEVER_FOLLOWS, Ways, meeting_place
from bpr_studio.domain.modeling.outline_phrases import (
    during_phrase,
    heading_phrase,
    item_phrase,
    jump_phrase,
    message_phrase,
    note_phrase,
    outside_phrase,
    way_phrase,
)
from bpr_studio.domain.modeling.outline_values import WORKS, What, WrittenOutline
from bpr_studio.domain.modeling.outline_words import BREAK, INDENT, JOIN, NO_JOIN, join_of, said

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.outline_values import Item, Outline, OutlineFlow, OutlineMessage

_DEEPEST: Final = 24
"""Blocks are not nested deeper; what lies deeper is written at the left and jumped to."""

_NO_STOP: Final = "\n"  # no item has this key: a block nothing goes on from


def written(outline: Outline) -> WrittenOutline:
    """The outline as text; equal outlines give equal texts."""
    first = _Writer(outline, {})
    first.write()
    if not first.jumps:
        return first.result()
    second = _Writer(outline, first.names())
    second.write()
    return second.result()


@dataclass(slots=True)
class _Block:
    """Lines at one level being written.

    Attributes:
        level: sub-process and pool of the items.
        depth: how far they are indented.
        lane: lane the line above is in; None at the beginning of a pool.
        stops: items written after the blocks around, the innermost last.
        nested: it is a way of a branch.
        is_open: a further line would be taken as following the last one.
    """

    level: tuple[str, int]
    depth: int
    lane: str | None
    stops: tuple[str, ...] = ()
    nested: bool = False
    is_open: bool = False


class _Writer:
    """One outline being written; jumps get their names in a second run."""

    def __init__(self, outline: Outline, names: dict[str, str]) -> None:
        self._outline = outline
        self._items = {item.key: item for item in outline.items}
        self._ways = Ways(outline)
        self._names = names
        self._lines: list[str] = []
        self._keys: list[str] = []
        self._done: dict[str, None] = {}
        self._hosted: dict[str, list[Item]] = {}
        for item in outline.items:
            if item.host:
                self._hosted.setdefault(item.host, []).append(item)
        self._messages: dict[str, list[OutlineMessage]] = {}
        for message in outline.messages:
            self._messages.setdefault(message.item, []).append(message)
        self._partners = {m.partner for m in outline.messages if m.to_item}
        self.jumps: set[str] = set(self._partners)
        self._laned = {item.section for item in outline.items if item.lane}

    def result(self) -> WrittenOutline:
        """What was written."""
        return WrittenOutline("\n".join([*self._lines, ""]), tuple(self._keys), tuple(self._done))

    def names(self) -> dict[str, str]:
        """How jumps name their goals: by name where only one item has it, else by "@number"."""
        counts: dict[str, int] = {}
        for item in self._outline.items:
            counts[item.name] = counts.get(item.name, 0) + 1
        named: dict[str, str] = {}
        number = 0
        for key in self._done:
            name = self._items[key].name
            if key not in self.jumps:
                continue
            if key in self._partners or not name or counts[name] > 1 or name[0] in "@＠":
                number += 1
                named[key] = f"@{number}"
            else:
                named[key] = name
        return named

    def write(self) -> None:
        """Write everything."""
        if self._outline.outside:
            self._say(outside_phrase(self._outline.outside), 0)
        for number, section in enumerate(self._outline.sections):
            if section.name or len(self._outline.sections) > 1:
                self._say(heading_phrase(section.name), 0)
            self._content(_Block(("", number), 0, None))

    def _say(self, text: str, depth: int, key: str = "") -> None:
        self._lines.append(INDENT * depth + text)
        self._keys.append(key)

    # -- blocks ------------------------------------------------------------------------------

    def _content(self, block: _Block) -> None:
        """Everything in a pool or sub-process."""
        members = [
            item
            for item in self._outline.items
            if (item.inside, item.section) == block.level and not item.host
        ]
        starts = [item for item in members if item.what is What.START]
        firsts = [item for item in members if not self._ways.into(item.key)]
        for item in (*starts, *firsts, *members):
            if item.key in self._done:
                continue
            if block.is_open:
                self._say(BREAK, block.depth)
            block.is_open = False
            self._chain(item.key, block)

    def _chain(self, key: str, block: _Block) -> int:
        """Write items one after the other; how many ways go on to what follows the block."""
        here, ways, joins = key, 1, False
        while here:
            if block.stops and here == block.stops[-1]:
                return ways
            if self._must_jump(here, block):
                self._jump(here, block)
                return 0
            self._item(here, block, joins=joins)
            here, ways, joins = self._below(self._items[here], block)
        return 0

    def _must_jump(self, key: str, block: _Block) -> bool:
        item = self._items[key]
        return (
            key in self._done
            or key in block.stops
            or (item.inside, item.section) != block.level
            or (item.what in NEVER_FOLLOWS and block.is_open)
            or (block.nested and (item.what in NEVER_FOLLOWS or block.depth > _DEEPEST))
        )

    def _jump(self, key: str, block: _Block) -> None:
        self.jumps.add(key)
        place = self._names.get(key, "@0")
        self._say(jump_phrase(place, back=key in self._done), block.depth)
        block.is_open = False

    def _dead(self, block: _Block) -> tuple[str, int, bool]:
        """The last item leads nowhere."""
        block.is_open = not block.nested
        if block.nested:
            self._say(BREAK, block.depth)
        return "", 0, False

    # -- items -------------------------------------------------------------------------------

    def _item(self, key: str, block: _Block, *, joins: bool) -> None:
        """The line of an item and what is attached to it."""
        item = self._items[key]
        self._done[key] = None
        lane = self._says_lane(item, block)
        subtype = JOIN if joins else None
        text = item_phrase(item, lane=lane, anchor=self._anchor(key), subtype=subtype)
        self._say(text, block.depth, key)
        if lane or block.lane is not None:
            block.lane = item.lane
        block.is_open = item.what is not What.END
        self._attached(item, block.depth + 1)
        if item.what is What.SUB:
            self._content(_Block((key, item.section), block.depth + 1, item.lane))

    def _anchor(self, key: str) -> str:
        name = self._names.get(key, "")
        return name[1:] if name.startswith("@") else ""

    def _attached(self, item: Item, depth: int) -> None:
        for note in item.notes:
            self._say(note_phrase(note), depth)
        for message in self._messages.get(item.key, ()):
            partner = message.partner
            if message.to_item:
                partner = self._names.get(partner, "@0")
            self._say(message_phrase(partner, message.name, incoming=message.incoming), depth)

    def _says_lane(self, item: Item, block: _Block) -> bool:
        if item.section not in self._laned:
            return False
        if block.lane is None:
            return item.what is not What.START or not self._is_followed_in_lane(item)
        if item.what in WORKS and not item.inside:
            return True
        return item.lane != block.lane

    def _is_followed_in_lane(self, start: Item) -> bool:
        """Whether the next line says the lane of a start, too."""
        flows = self._ways.out(start.key)
        if len(flows) != 1 or not _is_plain(flows[0]) or self._hosted.get(start.key):
            return False
        target = self._items[flows[0].target]
        near = (target.inside, target.section) == (start.inside, start.section)
        fits = near and target.key not in self._done and target.what not in NEVER_FOLLOWS
        return fits and target.lane == start.lane

    # -- ways --------------------------------------------------------------------------------

    def _below(self, item: Item, block: _Block) -> tuple[str, int, bool]:
        """The ways below an item; the item to go on with, by how many ways, and as a join."""
        flows = self._ways.out(item.key) if item.what is not What.END else []
        hosted = self._hosted.get(item.key, [])
        one = len(flows) == 1 and _is_plain(flows[0])
        if one and not hosted:
            return flows[0].target, 1, False
        if flows or hosted:
            return self._branched(item, flows, hosted, block, one=one)
        return ("", 0, False) if item.what is What.END else self._dead(block)

    def _branched(
        self,
        item: Item,
        flows: list[OutlineFlow],
        hosted: list[Item],
        block: _Block,
        *,
        one: bool,
    ) -> tuple[str, int, bool]:
        branches = [] if one else flows
        meeting = self._meeting(item, flows, hosted, block)
        stops = block.stops
        if not flows or (len(flows) == 1 and not meeting):
            stops = (*stops, _NO_STOP)
        elif meeting and meeting not in stops:
            stops = (*stops, meeting)
        depth = block.depth + 1
        ways = 1 if one else 0
        for event in hosted:
            ways += self._during(
                event, _Block(block.level, depth + 1, item.lane, stops, nested=True)
            )
        for flow in branches:
            self._say(way_phrase(flow.name, default=flow.default), depth)
            ways += self._chain(
                flow.target, _Block(block.level, depth + 1, item.lane, stops, nested=True)
            )
        block.is_open = ways > 0
        if not flows:
            return self._dead(block)
        if not ways:
            return "", 0, False
        following = flows[0].target if one else stops[-1]
        if item.what is What.GATEWAY and branches and ways > 1:
            return self._joined(item, following, ways, block)
        return following, ways, False

    def _meeting(
        self,
        item: Item,
        flows: list[OutlineFlow],
        hosted: list[Item],
        block: _Block,
    ) -> str:
        """Where it goes on below: at the next item, or where its ways come together."""
        if len(flows) == 1:
            target = flows[0].target
            fits = target in block.stops[-1:] or not self._must_jump(target, block)
            return target if fits else ""
        targets = [flow.target for flow in flows]
        targets += [flow.target for event in hosted for flow in self._ways.out(event.key)[:1]]
        return meeting_place(self._ways, item, targets, self._done, block.stops)

    def _during(self, event: Item, block: _Block) -> int:
        """A boundary event and the way it begins."""
        self._done[event.key] = None
        self._say(during_phrase(event, anchor=self._anchor(event.key)), block.depth - 1, event.key)
        self._attached(event, block.depth)
        flows = self._ways.out(event.key)
        if not flows:
            self._dead(block)
            return 0
        return self._chain(flows[0].target, block)

    def _joined(self, item: Item, meeting: str, ways: int, block: _Block) -> tuple[str, int, bool]:
        """Go on where the ways of a branch come together."""
        join = self._items[meeting]
        fits = join.what is What.GATEWAY and join.subtype == join_of(item.subtype)
        free = meeting not in block.stops and not self._must_jump(meeting, block)
        if fits and free and self._goes_without_saying(item, join, ways):
            self._done[meeting] = None
            return self._ways.out(meeting)[0].target, 1, False
        if fits and free:
            return meeting, ways, True
        self._say(said(NO_JOIN), block.depth)
        return meeting, ways, False

    def _goes_without_saying(self, item: Item, join: Item, ways: int) -> bool:
        """Whether the reader puts this very join in by itself."""
        flows = self._ways.out(join.key)
        return (
            len(self._ways.into(join.key)) == ways
            and len(flows) == 1
            and _is_plain(flows[0])
            and not (join.name or join.notes or join.marks)
            and join.key not in self._partners
            and join.key not in self._messages
            and join.lane == item.lane
        )


def _is_plain(flow: OutlineFlow) -> bool:
    return not flow.name and not flow.default
