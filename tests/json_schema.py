"""As much of JSON Schema as our published schemas use; enough to hold files against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_KNOWN = {
    *("$schema", "$defs", "$ref", "title", "description", "type", "required", "properties"),
    *("additionalProperties", "items", "uniqueItems", "enum", "const", "pattern", "minLength"),
    *("maxLength", "minimum", "maximum"),
}


def violations(document: Any, schema: dict[str, Any]) -> list[str]:
    """What in the document does not keep to the schema, by place."""
    return list(_check(document, schema, schema, "$"))


def _check(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    assert set(schema) <= _KNOWN, f"the test does not know {set(schema) - _KNOWN}"
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", [])
    names = [kinds] if isinstance(kinds, str) else kinds
    if names and not any(_is(value, name) for name in names):
        yield f"{at} is no {names}"
        return
    if value != schema.get("const", value) or value not in schema.get("enum", [value]):
        yield f"{at} is another value"
    if isinstance(value, dict):
        yield from _object(value, schema, root, at)
    elif isinstance(value, list):
        yield from _array(value, schema, root, at)
    else:
        yield from _plain(value, schema, at)


def _array(
    value: list[Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    if schema.get("uniqueItems") and len({str(item) for item in value}) < len(value):
        yield f"{at} has something twice"
    for number, item in enumerate(value):
        yield from _check(item, schema.get("items", {}), root, f"{at}[{number}]")


def _plain(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(value, schema, at)
    elif isinstance(value, int) and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield f"{at} is out of range"


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _text(value: str, schema: dict[str, Any], at: str) -> Iterator[str]:
    if not re.search(schema.get("pattern", ""), value):
        yield f"{at} does not match"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{at} has a wrong length"


def _object(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (
        f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value
    )
    for name, inner in value.items():
        if name in properties:
            yield from _check(inner, properties[name], root, f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}.{name} is unknown"
