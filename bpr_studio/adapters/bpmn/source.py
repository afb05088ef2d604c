"""Reading XML safely: no entities, no DTD, limits on size, depth and number of elements."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.words import MODEL, XSI_TYPE
from bpr_studio.domain.process.carried import XmlNode, attributes_of
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_BYTES: Final = 20_000_000
MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000

_MODEL_START: Final = f"{{{MODEL}}}"
_REASONS: Final = {  # expat's error codes
    2: N_("the text is not written as XML"),
    3: N_("the file is empty or ends too early"),
    4: N_("a character is not allowed there"),
    5: N_("the file ends in the middle of an element"),
    7: N_("an element is closed by the wrong name"),
    8: N_("an attribute stands twice in one element"),
    9: N_("there is something after the end of the drawing"),
    11: N_("it uses an entity that is not defined"),
    18: N_("the character encoding is not known"),
    19: N_("the character encoding named in the file is wrong"),
    27: N_("a name uses an undeclared prefix"),
}
_DECLARED_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_AS_WINDOWS: Final = dict.fromkeys(("shift_jis", "shift-jis", "sjis", "windows-31j"), "cp932")
"""What Japanese Windows means by these names."""
_NATIVE: Final = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii"})


@dataclass(slots=True)
class RawNode:
    """One parsed XML element; names as in `domain.process.carried`, "{}" for no namespace.

    Attributes:
        tag: element name.
        line: line it starts in.
        attributes: XML attributes.
        text: text before the first child.
        children: child elements.
        tail: text after the element.
    """

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[RawNode] = field(default_factory=list)
    tail: str = ""

    def all_text(self) -> str:
        """The text with that of all descendants."""
        return self.text + "".join(child.all_text() + child.tail for child in self.children)


@dataclass(slots=True)
class Source:
    """A parsed file: its root and the namespace prefixes it declares."""

    root: RawNode
    namespaces: dict[str, str]


def parse(data: bytes, file_name: str) -> Source:
    """Parse `data`.

    Raises:
        UnreadableInputError: it is not XML, is dangerous, too large or too deep.
    """
    if len(data) > MAX_BYTES:
        raise too_large(file_name)
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xfe\xff"):
        raise UnreadableInputError(
            tr("{file} is empty.", file=file_name),
            remedy=tr("Please save the drawing again in the tool it comes from."),
        )
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    target = _TreeTarget(file_name)
    data, encoding = _decodable(data, file_name)
    parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=True)
    target.line_of = lambda: parser.parser.CurrentLineNumber
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableInputError(
            tr(
                "{file} was not read: it contains a document type or entity definition (DTD), "
                "which a process drawing never needs and which can do harm.",
                file=file_name,
            ),
            remedy=tr("Please ask where the file comes from, and save the drawing again."),
        ) from error
    except ParseError as error:
        line, _ = error.position
        raise _not_xml(file_name, line, _REASONS.get(error.code)) from error
    except (ValueError, LookupError) as error:  # encodings the parser knows only by name
        raise _not_xml(file_name, 1, _REASONS[18]) from error
    return Source(target.root, target.namespaces)


def read_bytes(path: Path, file_name: str) -> bytes:
    """The bytes of a file, if it is not too large.

    Raises:
        UnreadableInputError: it cannot be opened or is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise too_large(file_name)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(
            tr("{file} cannot be opened.", file=file_name),
            remedy=tr("Please check that the file exists and that you may read it."),
        ) from error


def too_large(file_name: str) -> UnreadableInputError:
    """The sentence for a file above the size limit."""
    return UnreadableInputError(
        tr(
            "{file} is larger than {limit} MB and was not read.",
            file=file_name,
            limit=MAX_BYTES // 1_000_000,
        ),
        remedy=tr("Please split the drawing into several files."),
    )


def _not_xml(file_name: str, line: int, reason: str | None) -> UnreadableInputError:
    return UnreadableInputError(
        tr(
            "{file} cannot be read as a BPMN drawing: line {line}, {reason}.",
            file=file_name,
            line=line,
            reason=tr_source(reason or _REASONS[2]),
        ),
        remedy=tr("Please save the drawing again in the tool it comes from."),
    )


def _decodable(data: bytes, file_name: str) -> tuple[bytes, str | None]:
    """The data in an encoding the parser knows (it has no Shift_JIS), and that encoding."""
    declared = _DECLARED_ENCODING.match(data[:300])
    if not declared:
        return data, None
    try:
        written = declared[1].decode("ascii").lower()
        name = codecs.lookup(_AS_WINDOWS.get(written, written)).name
        if name in _NATIVE:
            return data, None
        return data.decode(name).encode("utf-8"), "utf-8"
    except (LookupError, UnicodeError) as error:
        raise _not_xml(file_name, 1, _REASONS[19]) from error


class _TreeTarget:
    """Builds the tree while the parser runs, so that limits bite before memory does."""

    def __init__(self, file_name: str) -> None:
        self.namespaces: dict[str, str] = {}
        self._defaults: list[str] = []
        self.root: RawNode = RawNode("", 0)
        self.line_of: Callable[[], int] = int  # replaced as soon as the parser exists
        self._file_name = file_name
        self._open: list[RawNode] = []
        self._last: RawNode | None = None  # the element that closed last: text is its tail
        self._count = 0
        self._scopes: list[tuple[str, str]] = []

    def start_ns(self, prefix: str, uri: str) -> None:
        """A prefix was declared."""
        if prefix:
            self.namespaces.setdefault(prefix, uri)
        elif uri:
            self._defaults.append(uri)
        self._scopes.append((prefix or "", uri or ""))

    def end_ns(self, _prefix: str) -> None:
        """A declaration is no longer valid."""
        self._scopes.pop()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._count += 1
        self._check_limits()
        if XSI_TYPE in attributes:
            attributes[XSI_TYPE] = self._type_name(attributes[XSI_TYPE])
        node = RawNode(_tag(tag), self.line_of(), attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._last = None

    def end(self, _tag: str) -> None:
        """An element ends."""
        self._last = self._open.pop()

    def data(self, text: str) -> None:
        """Text inside an element."""
        if self._last is not None:
            self._last.tail += text
        elif self._open:
            self._open[-1].text += text

    def close(self) -> RawNode:
        """The root; namespaces that were only ever a default get a prefix."""
        prefixed = set(self.namespaces.values()) | {MODEL}
        for uri in sorted(set(self._defaults) - prefixed):
            number = 1
            while f"ns{number}" in self.namespaces:
                number += 1
            self.namespaces[f"ns{number}"] = uri
        return self.root

    def _type_name(self, value: str) -> str:
        """A type name keeps its meaning when prefixes change: it is stored with its namespace."""
        prefix, _, local = value.strip().rpartition(":")
        uri = next((u for p, u in reversed(self._scopes) if p == prefix), "")
        return f"{{{uri}}}{local}"

    def _check_limits(self) -> None:
        if len(self._open) >= MAX_DEPTH:
            message = tr(
                "{file} was not read: its elements are nested more than {limit} deep.",
                file=self._file_name,
                limit=MAX_DEPTH,
            )
        elif self._count > MAX_ELEMENTS:
            message = tr(
                "{file} was not read: it has more than {limit:,} elements.",
                file=self._file_name,
                limit=MAX_ELEMENTS,
            )
        else:
            return
        raise UnreadableInputError(
            message, remedy=tr("Please split the drawing into several files.")
        )


def _tag(name: str) -> str:
    """BPMN's own words bare, others with their namespace in braces, "{}" for none."""
    if name.startswith(_MODEL_START):
        return name[len(_MODEL_START) :]
    return name if name.startswith("{") else f"{{}}{name}"


def carried_node(raw: RawNode) -> XmlNode:
    """A parsed element as a value to keep; white space between elements is not kept."""
    mixed = raw.text.strip() or any(child.tail.strip() for child in raw.children)
    return XmlNode(
        raw.tag,
        attributes_of(raw.attributes),
        raw.text if mixed else "",
        tuple(
            _with_tail(carried_node(child), child.tail) if mixed else carried_node(child)
            for child in raw.children
        ),
    )


def _with_tail(node: XmlNode, tail: str) -> XmlNode:
    return XmlNode(node.tag, node.attributes, node.text, node.children, tail)
