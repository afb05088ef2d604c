"""The OMG's schema of BPMN 2.0 as a judge: it comes with the npm package bpmn-moddle."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree  # type: ignore[import-untyped]  # lxml brings no types

from benchmarks.peers import tools

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA = tools.MODULES / "bpmn-moddle" / "resources" / "bpmn" / "xsd" / "BPMN20.xsd"

missing = "" if _SCHEMA.is_file() else "BPMN20.xsd is missing: python -m benchmarks.peers install"


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(_SCHEMA))


def complaints(data: bytes | Path) -> list[str]:
    """What the schema says against a file; nothing when it is valid."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    schema = _schema()
    schema.validate(etree.fromstring(content, etree.XMLParser(resolve_entities=False)))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]
