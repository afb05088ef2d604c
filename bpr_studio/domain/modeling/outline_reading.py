"""Text → outline. Every text is an outline; what is doubtful is remarked on, never guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.modeling.outline_lines import (
    during_of,
    heading_of,
    is_break,
    is_join,
    is_no_join,
    item_of,
    jump_of,
    message_of,
    note_of,
    odd_marks,
    split_at_arrows,
    way_of,
)
from bpr_studio.domain.modeling.outline_tree import (
    OutlineLine,
    WayLines,
    goes_on_to,
    inline_branch,
    says_how_to_join,
    tree_of,
    without_outside,
)
from bpr_studio.domain.modeling.outline_values import (
    WORKS,
    Item,
    Outline,
    OutlineFlow,
    OutlineMessage,
    OutlineRemark,
    Section,
    What,
    one_line,
)
from bpr_studio.domain.modeling.outline_words import join_of
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.modeling.outline_lines import Said

_NOTHING = frozenset({"", "…", "...", "……"})


def parse(text: str) -> Outline:
    """Read an outline; remarks name the lines that could not be read as meant."""
    return _Reader().read(tree_of(text))


class _Open(NamedTuple):
    """A way that goes on to whatever follows; numbered, since ways of a branch have an order."""

    number: int
    source: str
    name: str = ""
    default: bool = False


class _Jump(NamedTuple):
    """A way that goes on to a named item."""

    way: _Open
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a block stands: its lane, the sub-process around it, and whether it goes on."""

    lane: str | None
    inside: str = ""
    goes_on: bool = False


class _Reader:
    """One text being read."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._outside: dict[str, None] = {}
        self._items: dict[str, Item] = {}
        self._flows: list[tuple[_Open, str]] = []
        self._ways = 0
        self._last_branch = ""  # gateway whose ways end where the next line begins
        self._jumps: list[_Jump] = []
        self._messages: list[tuple[OutlineMessage, int]] = []
        self._anchors: dict[str, str] = {}
        self._remarks: list[OutlineRemark] = []
        self._waiting: list[str] = []  # items at the beginning that wait for a lane

    def read(self, lines: Sequence[OutlineLine]) -> Outline:
        """The outline of these lines."""
        part: list[OutlineLine] = []
        named: str | None = None
        for line in without_outside(lines, self._outside):
            name = heading_of(line.text)
            if name is None:
                part.append(line)
                continue
            if part or named is not None:
                self._read_section(named or "", part)
            named, part = name, list(line.below)
        self._read_section(named or "", part)
        self._lead_jumps()
        messages = self._led_messages()
        flows = (
            OutlineFlow(way.source, target, way.name, way.default)
            for way, target in sorted(self._flows)
        )
        return Outline(
            sections=tuple(self._sections),
            outside=tuple(self._outside),
            items=tuple(self._items.values()),
            flows=tuple(dict.fromkeys(flows)),
            messages=messages,
            remarks=tuple(sorted(self._remarks, key=lambda remark: remark.line)),
        )

    def _read_section(self, name: str, lines: Sequence[OutlineLine]) -> None:
        self._sections.append(Section(name))
        self._block(list(lines), [], _Around(None))
        self._give_lane("")

    def _open(self, source: str, name: str = "", *, default: bool = False) -> _Open:
        self._ways += 1
        return _Open(self._ways, source, name, default)

    def _lane_of(self, key: str) -> str | None:
        """The lane of an item; None while it waits for one."""
        return None if key in self._waiting else self._items[key].lane

    def _remark(self, line: int, rule: str, message: str, level: Level = Level.WARNING) -> None:
        self._remarks.append(OutlineRemark(line, level, rule, message))

    # -- blocks ------------------------------------------------------------------------------

    def _block(self, lines: list[OutlineLine], ways: list[_Open], around: _Around) -> list[_Open]:
        """Read lines one after the other; the ways that go on to what follows the block."""
        lane = around.lane
        waiting = list(reversed(lines))
        self._last_branch = ""
        while waiting:
            line = waiting.pop()
            goes_on = goes_on_to(waiting[-1].text) if waiting else around.goes_on
            here = replace(around, lane=lane, goes_on=goes_on)
            joins = not waiting or not says_how_to_join(waiting[-1].text)
            ways, lane, flattened = self._line(line, ways, here, joins=joins)
            waiting += reversed(flattened)
        return ways

    def _line(
        self, line: OutlineLine, ways: list[_Open], around: _Around, *, joins: bool
    ) -> tuple[list[_Open], str | None, list[OutlineLine]]:
        """One line of a block; the ways on, the lane for the next line, lines left over."""
        if is_break(line.text):
            return [], around.lane, line.below
        if is_no_join(line.text):
            return ways, around.lane, line.below
        if ways and self._attached(ways[-1].source, line):
            return ways, around.lane, line.below
        inline = inline_branch(line)
        if inline is not None:
            return self._branch(line, ways, around, inline, joins=joins)
        parts = [part for part in split_at_arrows(line.text) if part.strip() not in _NOTHING]
        for number, part in enumerate(parts):
            if number < len(parts) - 1:
                ways, lane = self._part(part, line, ways, around)
                around = replace(around, lane=lane)
        if not parts:
            self._remark(
                line.number,
                "way-without-branch",
                tr("A way begins here, but nothing branches above it. The line was passed over."),
            )
            return ways, around.lane, line.below
        return self._last_part(parts[-1], line, ways, around, joins=joins)

    def _last_part(
        self, part: str, line: OutlineLine, ways: list[_Open], around: _Around, *, joins: bool
    ) -> tuple[list[_Open], str | None, list[OutlineLine]]:
        """The last part of a line, which the indented lines belong to."""
        place = jump_of(part)
        if place is not None:
            return self._jump(place, line, ways), around.lane, line.below
        key, opened = self._item(item_of(part), line, ways, around)
        below, left = self._sorted(key, line.below)
        opened = self._ways_of(key, opened, below, around, joins=joins)
        return opened, self._lane_of(key), left

    def _part(
        self, part: str, line: OutlineLine, ways: list[_Open], around: _Around
    ) -> tuple[list[_Open], str | None]:
        """A part with an arrow behind it."""
        place = jump_of(part)
        if place is not None:
            return self._jump(place, line, ways), around.lane
        key, opened = self._item(item_of(part), line, ways, around)
        return opened, self._lane_of(key)

    def _jump(self, place: str, line: OutlineLine, ways: list[_Open]) -> list[_Open]:
        self._jumps += [_Jump(way, place, line.number) for way in ways]
        if not ways:
            self._remark(
                line.number,
                "nothing-leads-here",
                tr("Nothing comes from above to go on from here. The line was passed over."),
            )
        return []

    # -- items -------------------------------------------------------------------------------

    def _item(
        self, said: Said, line: OutlineLine, ways: list[_Open], around: _Around
    ) -> tuple[str, list[_Open]]:
        """Make the item a part of a line says and lead the open ways to it."""
        key = str(len(self._items) + 1)
        subtype = said.subtype
        if is_join(said):
            subtype = join_of(self._last_branch)
        self._last_branch = ""
        lane = said.lane if said.lane is not None else around.lane
        self._items[key] = Item(
            key=key,
            what=said.what,
            subtype=subtype,
            name=said.name,
            lane=lane or "",
            marks=said.marks,
            facts=said.facts,
            section=len(self._sections) - 1,
            inside=around.inside,
            line=line.number,
        )
        if lane is None:
            self._waiting.append(key)
        elif said.lane is not None:
            self._give_lane(lane)
        self._name_anchor(said.anchor, key, line.number)
        self._look_at_name(said, line)
        if said.what is not What.START:
            self._flows += [(way, key) for way in ways]
        elif ways:
            self._remark(
                line.number,
                "start-after",
                tr("Nothing leads to a start, so what stands above does not go on here."),
            )
        return key, [] if said.what is What.END else [self._open(key)]

    def _give_lane(self, lane: str) -> None:
        for key in self._waiting:
            self._items[key] = replace(self._items[key], lane=lane)
        self._waiting.clear()

    def _name_anchor(self, anchor: str, key: str, line: int) -> None:
        if not anchor:
            return
        if anchor in self._anchors:
            self._remark(
                line,
                "anchor-twice",
                tr("The mark @{name} is given twice; the first one counts.", name=anchor),
            )
        self._anchors.setdefault(anchor, key)

    def _look_at_name(self, said: Said, line: OutlineLine) -> None:
        for word in odd_marks(said.name):
            self._remark(
                line.number,
                "mark-unknown",
                tr("“{word}” is no known mark here and was read as part of the name.", word=word),
                Level.NOTICE,
            )

    # -- what is indented below an item ------------------------------------------------------

    def _sorted(
        self, key: str, lines: Sequence[OutlineLine]
    ) -> tuple[list[WayLines], list[OutlineLine]]:
        """The ways below an item; what belongs elsewhere comes back as lines left over."""
        ways: list[WayLines] = []
        content: list[OutlineLine] = []
        for line in lines:
            if self._attached(key, line):
                continue
            parts = split_at_arrows(line.text)
            if len(parts) > 1:
                ways.append(WayLines(line, parts[0], tuple(parts[1:]), tuple(line.below)))
            else:
                content.append(line)
        return self._content(key, content, ways)

    def _content(
        self, key: str, content: list[OutlineLine], ways: list[WayLines]
    ) -> tuple[list[WayLines], list[OutlineLine]]:
        item = self._items[key]
        if not content:
            return ways, []
        if item.what is What.SUB:
            self._block(content, [], _Around(self._lane_of(key), inside=key))
            return ways, []
        if item.what is What.GATEWAY:
            self._remark(
                content[0].number,
                "way-without-arrow",
                tr("A way of a branch begins with “→”. The lines were read as a way without name."),
            )
            return [*ways, WayLines(content[0], "", (), tuple(content))], []
        self._remark(
            content[0].number,
            "indented",
            tr("The line is indented although nothing branches above it; it was read as the next."),
            Level.NOTICE,
        )
        return ways, content

    def _attached(self, key: str, line: OutlineLine) -> bool:
        """Take a note or message of an item."""
        if len(split_at_arrows(line.text)) > 1:
            return False
        item = self._items[key]
        note = note_of(line.text)
        if note is not None:
            self._items[key] = replace(item, notes=(*item.notes, note))
            return True
        message = message_of(line.text)
        if message is None:
            return False
        incoming, partner, name = message
        self._messages.append((OutlineMessage(key, partner, name, incoming=incoming), line.number))
        return True

    def _ways_of(
        self,
        key: str,
        opened: list[_Open],
        below: Sequence[WayLines],
        around: _Around,
        *,
        joins: bool,
    ) -> list[_Open]:
        """Read the ways below an item; the ways that go on behind it."""
        item = self._items[key]
        inner = replace(around, lane=self._lane_of(key))
        plain: list[_Open] = []
        during: list[_Open] = []
        branches = False
        for way in below:
            event = during_of(way.label)
            if event is not None and item.what not in WORKS:
                self._remark(
                    way.line.number,
                    "during-no-step",
                    tr("Something happens during a step only; the line was read as a way."),
                )
                event = None
            if event is not None:
                host = self._host(key, event, way.line)
                left = tuple(line for line in way.below if not self._attached(host, line))
                during += self._way(replace(way, below=left), [self._open(host)], inner)
            else:
                branches = True
                label, default = way_of(way.label)
                plain += self._way(way, [self._open(key, label, default=default)], inner)
        ways = [*(plain if branches else opened), *during]
        self._last_branch = item.subtype if branches else ""
        if item.what is not What.GATEWAY or not branches:
            return ways
        return self._joined(item, ways) if joins and around.goes_on and len(ways) > 1 else ways

    def _host(self, key: str, said: Said, line: OutlineLine) -> str:
        """A boundary event at an item."""
        made, _ = self._item(
            said, line, [], _Around(self._items[key].lane, self._items[key].inside)
        )
        self._items[made] = replace(self._items[made], host=key)
        return made

    def _way(self, way: WayLines, ways: list[_Open], around: _Around) -> list[_Open]:
        """One way below an item: what stands behind its arrow, then the lines below."""
        parts = [part for part in way.parts if part.strip() not in _NOTHING]
        if not parts:
            return self._block(list(way.below), ways, around)
        chain = OutlineLine(way.line.number, " → ".join(part.strip() for part in parts))
        if not way.below:
            return self._block([chain], ways, around)
        return self._block([chain, *way.below], ways, around)

    def _joined(self, item: Item, ways: list[_Open]) -> list[_Open]:
        """Bring the ways of a branch together, as a drawing needs it."""
        key = str(len(self._items) + 1)
        self._items[key] = Item(
            key=key,
            what=What.GATEWAY,
            subtype=join_of(item.subtype),
            lane=item.lane,
            section=item.section,
            inside=item.inside,
        )
        if item.key in self._waiting:
            self._waiting.append(key)
        self._flows += [(way, key) for way in ways]
        return [self._open(key)]

    def _branch(
        self,
        line: OutlineLine,
        ways: list[_Open],
        around: _Around,
        inline: tuple[Said, list[WayLines]],
        *,
        joins: bool,
    ) -> tuple[list[_Open], str | None, list[OutlineLine]]:
        """A branch whose ways stand in its own line."""
        said, own = inline
        key, opened = self._item(said, line, ways, around)
        below, left = self._sorted(key, line.below)
        opened = self._ways_of(key, opened, [*own, *below], around, joins=joins)
        return opened, self._lane_of(key), left

    # -- afterwards --------------------------------------------------------------------------

    def _lead_jumps(self) -> None:
        for jump in self._jumps:
            target = self._found(jump.place, jump.line)
            if target:
                self._flows.append((jump.way, target))

    def _found(self, place: str, line: int) -> str:
        """The item a jump names; "" and a remark where it is not clear."""
        wide = place.replace("＠", "@", 1)
        if wide.startswith("@"):
            found = self._anchors.get(wide[1:].strip(), "")
            keys = [found] if found else []
        else:
            keys = [key for key, item in self._items.items() if item.name == one_line(place)]
        if len(keys) == 1:
            return keys[0]
        if keys:
            message = tr(
                "“{name}” stands in several lines. Mark the one that is meant with @1 at its end"
                " and go on to @1.",
                name=place,
            )
        else:
            message = tr("There is no line “{name}” to go on to.", name=place)
        self._remark(line, "place-unclear", message)
        return ""

    def _led_messages(self) -> tuple[OutlineMessage, ...]:
        pools = {*self._outside, *(section.name for section in self._sections)}
        led: list[OutlineMessage] = []
        for message, line in self._messages:
            wide = message.partner.replace("＠", "@", 1)
            if wide.startswith("@"):
                target = self._found(wide, line)
                if target:
                    led.append(replace(message, partner=target, to_item=True))
            else:
                if message.partner not in pools:
                    self._outside[message.partner] = None
                led.append(message)
        return tuple(led)
