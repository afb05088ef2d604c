"""Writing XML canonically: the same tree is always the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.words import MODEL, OPTIONAL_PREFIXES, PREFIXES, XSI_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.carried import Attributes, XmlNode

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    lines += _lines(root, names, "", names.declarations())
    return "".join(lines).encode("utf-8")


class _Names:
    """Which prefix stands for which namespace in one document."""

    def __init__(self, root: XmlNode, declared: Attributes) -> None:
        used = set(_namespaces(root))
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

    def written(self, name: str, *, tag: bool) -> str:
        """A name with its prefix; plain tags belong to BPMN, plain attributes to nobody."""
        match = _NAMESPACE.fullmatch(name)
        if not match:
            return f"bpmn:{name}" if tag else name
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


def _namespaces(node: XmlNode) -> Iterator[str]:
    """All namespaces a tree uses in names and type names."""
    names = [node.tag, *(name for name, _ in node.attributes)]
    names += [value for name, value in node.attributes if name == XSI_TYPE]
    for name in names:
        match = _NAMESPACE.fullmatch(name)
        yield match[1] if match else MODEL
    for child in node.children:
        yield from _namespaces(child)


def _lines(
    node: XmlNode, names: _Names, indent: str, extra: list[tuple[str, str]] | None = None
) -> Iterator[str]:
    tag = names.written(node.tag, tag=True)
    attributes = [*(extra or ()), *_written_attributes(node, names)]
    start = f"{indent}<{tag}" + "".join(f' {n}="{_escaped(v)}"' for n, v in attributes)
    if not node.children:
        text = _escaped_text(node.text)
        yield f"{start}>{text}</{tag}>\n" if text else f"{start} />\n"
    elif node.text or any(child.tail for child in node.children):
        yield f"{start}>{_mixed(node, names)}</{tag}>\n"
    else:
        yield f"{start}>\n"
        for child in node.children:
            yield from _lines(child, names, indent + _INDENT)
        yield f"{indent}</{tag}>\n"


def _mixed(node: XmlNode, names: _Names) -> str:
    """Text and elements one after the other, without added white space."""
    parts = [_escaped_text(node.text)]
    for child in node.children:
        tag = names.written(child.tag, tag=True)
        attributes = "".join(f' {n}="{_escaped(v)}"' for n, v in _written_attributes(child, names))
        parts.append(f"<{tag}{attributes}>{_mixed(child, names)}</{tag}>")
        parts.append(_escaped_text(child.tail))
    return "".join(parts)


def _written_attributes(node: XmlNode, names: _Names) -> list[tuple[str, str]]:
    """The attributes as written; of two that would be written alike the first one counts."""
    written: dict[str, str] = {}
    for name, value in node.attributes:
        is_type = name == XSI_TYPE and _NAMESPACE.fullmatch(value)
        shown = names.written(value, tag=True) if is_type else value
        written.setdefault(names.written(name, tag=False), shown)
    return list(written.items())


def _escaped_text(text: str) -> str:
    clean = _FORBIDDEN.sub("", text)
    clean = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean.replace("\r", "&#13;")


def _escaped(value: str) -> str:
    clean = _escaped_text(value).replace('"', "&quot;")
    return clean.replace("\n", "&#10;").replace("\t", "&#9;")
