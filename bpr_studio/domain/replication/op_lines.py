"""One op as one line of a segment: `[n,t,tx,kind,entity,row,{body}]`, in the one canonical way.

`{body}` is the text that stands in the log (`ops.encode_body`). A line written in any other way, with
blanks, another order or a key twice, is refused, so that all programs read the same from it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.ops import (
    Op,
    OpDraft,
    OpId,
    Stamp,
    canonical_json,
    content_tag,
    encode_body,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_NUMBER: Final = 1 << 62  # leaves SQLite's whole numbers and the clock room to go on
_BODY_KEYS: Final = frozenset({"f", "p", "l"})


def write_line(op: Op, actor: str) -> str:
    """The line of an op.

    Raises:
        ValueError: the op is not one of the actor, or its content is not what its tag says.
    """
    body = encode_body(op, op.label)
    stamp = Stamp(op.id.actor, op.id.n, op.t, op.tx)
    content = OpDraft(op.kind, op.entity, op.row)
    if op.id.actor != actor or op.id.tag != content_tag(content, stamp, body):
        msg = f"op {op.id} is not one of {actor}, or was changed"
        raise ValueError(msg)
    return f"{_prefix(op.id.n, op.t, op.tx, (op.kind, op.entity, op.row))}{body}]"


def read_line(line: str, actor: str) -> tuple[Op, str]:
    """The op of a line and its text for the log, when the line is as `seal_segment` writes it.

    Raises:
        ValueError: it is not. TypeError and RecursionError mean the same.
    """
    n, t, tx, kind, entity, row, raw = json.loads(line)
    _check_stamp(n, t, tx)
    _check_words(kind, entity, row)
    fields, seen, label = _content(raw)
    prefix = _prefix(n, t, tx, (kind, entity, row))
    body = _canonical_body(raw, OpDraft(kind, entity, row, fields, seen), label)
    if line != f"{prefix}{body}]":
        msg = "not canonical"
        raise ValueError(msg)
    tag = content_tag(OpDraft(kind, entity, row), Stamp(actor, n, t, tx), body)
    return Op(OpId(actor, n, tag), t, tx, kind, entity, row, fields, seen, label), body


def _check_stamp(n: object, t: object, tx: object) -> None:
    if not (is_number(n) and is_number(t) and is_number(tx)):
        msg = "number, time or command"
        raise ValueError(msg)


def _check_words(*words: object) -> None:
    if not all(isinstance(word, str) and word for word in words):
        msg = "kind, entity or row"
        raise ValueError(msg)


def _content(raw: object) -> tuple[dict[str, object], dict[str, tuple[OpId, ...]], str]:
    """Fields, seen ops and label; what newer programs add stays in the text."""
    if not isinstance(raw, dict):
        msg = "no content"
        raise TypeError(msg)
    fields, parents, label = raw.get("f", {}), raw.get("p", {}), raw.get("l", "")
    if not (isinstance(fields, dict) and isinstance(parents, dict) and isinstance(label, str)):
        msg = "fields, seen ops or label"
        raise TypeError(msg)
    seen = {name: tuple(map(_op_id, ids)) for name, ids in parents.items()}
    return fields, seen, label


def _op_id(raw: object) -> OpId:
    match raw:
        case [str() as actor, int() as n, str() as tag] if is_number(n):
            return OpId(actor, n, tag)
    msg = f"no name of an op: {raw}"
    raise ValueError(msg)


def _canonical_body(raw: Mapping[str, object], content: OpDraft, label: str) -> str:
    if raw.keys() <= _BODY_KEYS:
        return encode_body(content, label)
    return canonical_json(raw)


def is_number(value: object) -> bool:
    """Whether a value may be a counter, a time or a size."""
    return type(value) is int and 0 <= value < _MOST_NUMBER


def _prefix(n: int, t: int, tx: int, words: tuple[str, str, str]) -> str:
    kind, entity, row = map(canonical_json, words)
    return f"[{n},{t},{tx},{kind},{entity},{row},"
