"""Writing XML canonically: the same tree is always the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.words import MODEL, OPTIONAL_PREFIXES, PREFIXES, XSI_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.carried import Attributes, XmlNode

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL: Final = re.compile("[^\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\ud7ff\ue000-\ufffd]")
"""Everything that is not simply written: & < > quotes, line ends, rare and forbidden characters."""
_NAMESPACE: Final = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_INDENT: Final = "  "


def document(root: XmlNode, declared: Attributes) -> bytes:
    """The file of a tree.

    Args:
        root: the tree; tags as in `domain.process.carried`.
        declared: prefix → namespace pairs the source file declared; they are declared again
            because values inside carried parts may use them.
    """
    names = _Names(root, declared)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _add(parts, root, names, "", names.declarations())
    return "".join(parts).encode("utf-8")


class _Names:
    """Which prefix stands for which namespace in one document."""

    def __init__(self, root: XmlNode, declared: Attributes) -> None:
        words: set[str] = set()
        _collect(root, words)
        used = set(map(_namespace, words))
        self._tags: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._prefix_of: dict[str, str] = {_XML: "xml"}
        self._declared: dict[str, str] = {}
        for prefix, uri in PREFIXES.items():
            self._declare(prefix, uri)
        for prefix, uri in OPTIONAL_PREFIXES.items():
            if uri in used:
                self._declare(prefix, uri)
        for prefix, uri in declared:
            if prefix not in self._declared:
                self._declare(prefix, uri)
        for uri in sorted(used - {""} - self._prefix_of.keys()):
            self._declare(self._free_prefix(), uri)

    def declarations(self) -> list[tuple[str, str]]:
        """The xmlns attributes of the root."""
        return [(f"xmlns:{prefix}", uri) for prefix, uri in self._declared.items()]

    def tag(self, name: str) -> str:
        """The name of an element with its prefix; plain ones belong to BPMN."""
        known = self._tags.get(name)
        if known is None:
            known = self._tags[name] = self._prefixed(name) or f"bpmn:{name}"
        return known

    def attribute(self, name: str) -> str:
        """The name of an attribute with its prefix; plain ones belong to nobody."""
        known = self._attributes.get(name)
        if known is None:
            known = self._attributes[name] = self._prefixed(name) or name
        return known

    def _prefixed(self, name: str) -> str:
        match = _NAMESPACE.fullmatch(name)
        if not match:
            return ""
        uri, local = match.groups()
        return f"{self._prefix_of[uri]}:{local}" if uri else local

    def _declare(self, prefix: str, uri: str) -> None:
        self._declared[prefix] = uri
        self._prefix_of.setdefault(uri, prefix)

    def _free_prefix(self) -> str:
        number = 1
        while f"ns{number}" in self._declared:
            number += 1
        return f"ns{number}"


def _collect(node: XmlNode, words: set[str]) -> None:
    """All names and type names of a tree."""
    words.add(node.tag)
    for name, value in node.attributes:
        words.add(name)
        if name == XSI_TYPE:
            words.add(value)
    for child in node.children:
        _collect(child, words)


def _namespace(word: str) -> str:
    match = _NAMESPACE.fullmatch(word)
    return match[1] if match else MODEL


def _add(
    parts: list[str],
    node: XmlNode,
    names: _Names,
    indent: str,
    extra: list[tuple[str, str]] | None = None,
) -> None:
    """Add the lines of an element."""
    tag = names.tag(node.tag)
    parts.append(f"{indent}<{tag}")
    parts += [f' {n}="{_escaped(v)}"' for n, v in (*(extra or ()), *_written(node, names))]
    if not node.children:
        text = _escaped_text(node.text)
        parts.append(f">{text}</{tag}>\n" if text else " />\n")
    elif node.text or any(child.tail for child in node.children):
        parts.append(f">{_mixed(node, names)}</{tag}>\n")
    else:
        parts.append(">\n")
        for child in node.children:
            _add(parts, child, names, indent + _INDENT)
        parts.append(f"{indent}</{tag}>\n")


def _mixed(node: XmlNode, names: _Names) -> str:
    """Text and elements one after the other, without added white space."""
    parts = [_escaped_text(node.text)]
    for child in node.children:
        tag = names.tag(child.tag)
        attributes = "".join(f' {n}="{_escaped(v)}"' for n, v in _written(child, names))
        parts.append(f"<{tag}{attributes}>{_mixed(child, names)}</{tag}>")
        parts.append(_escaped_text(child.tail))
    return "".join(parts)


def _written(node: XmlNode, names: _Names) -> Iterable[tuple[str, str]]:
    """The attributes as written; of two that would be written alike the first one counts."""
    written: dict[str, str] = {}
    for name, value in node.attributes:
        is_type = name == XSI_TYPE and _NAMESPACE.fullmatch(value)
        written.setdefault(names.attribute(name), names.tag(value) if is_type else value)
    return written.items()


def _escaped_text(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    clean = _FORBIDDEN.sub("", text)
    clean = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean.replace("\r", "&#13;")


def _escaped(value: str) -> str:
    if not _SPECIAL.search(value):
        return value
    clean = _escaped_text(value).replace('"', "&quot;")
    return clean.replace("\n", "&#10;").replace("\t", "&#9;")
