"""Ops: immutable facts "this actor gave these fields of this row these values, having seen those".

Everything the program ever writes is an op (sync.md §7.1, §7.3). An op sets one or several
fields of one row; for each field it names the ops whose values the writer saw. From a set of
ops the state follows by `merge.merge_row`, whatever the order they came in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from json.encoder import (  # type: ignore[attr-defined]  # no stub names the first
    c_make_encoder,
    encode_basestring,
)
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


#: The reserved field that says whether a row exists; written by `new` and `del` ops.
ALIVE: Final = "_alive"

NEW: Final = "new"  # the row exists, with these first values
SET: Final = "set"  # fields get new values
DEL: Final = "del"  # the row is deleted; `seen` names all heads the deleter saw
ADD: Final = "add"  # elements join an observed-remove set
REM: Final = "rem"  # elements leave it; `seen` names the adds they came from
EVT: Final = "evt"  # something happened; never merged, only listed


class OpId(NamedTuple):
    """The name of an op.

    Attributes:
        actor: the local database incarnation that made it (13 characters).
        n: the actor's counter, from 1.
        tag: 32 bits of SHA-256 of the content in hexadecimal: when a cloned PC makes a second
            op n, both survive under different names.
    """

    actor: str
    n: int
    tag: str


@dataclass(frozen=True, slots=True)
class Op:
    """One change of one row.

    Attributes:
        id: its name.
        t: hybrid logical time, milliseconds shifted left by 16 plus a counter; used only to
            order concurrent values for display.
        tx: `n` of the first op of the command it belongs to.
        kind: one of the kinds above; unknown kinds of newer programs are kept and ignored.
        entity: entity type, e.g. "work_item".
        row: row id.
        fields: values by field name.
        seen: for each field the ops whose values the writer saw; absent where nothing was seen.
        label: what the person did, on the first op of a command, else "".
    """

    id: OpId
    t: int
    tx: int
    kind: str
    entity: str
    row: str
    fields: Mapping[str, object] = field(default_factory=dict)
    seen: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True)
class OpDraft:
    """An op before it has a name and a time."""

    kind: str
    entity: str
    row: str
    fields: Mapping[str, object] = field(default_factory=dict)
    seen: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
# `JSONEncoder.encode` makes this object anew for every text, which costs twice the work itself.
_CHUNKS: Final = c_make_encoder(
    markers=None,
    default=_ENCODER.default,
    encoder=encode_basestring,
    indent=None,
    key_separator=":",
    item_separator=",",
    sort_keys=True,
    skipkeys=False,
    allow_nan=False,
)


def canonical_json(value: object) -> str:
    """The one JSON text of a value: sorted keys, no blanks, text as it is.

    Raises:
        ValueError: the value holds a number JSON cannot say (NaN, infinity).
        TypeError: it holds something else JSON cannot say.
    """
    return "".join(_CHUNKS(value, 0))


def encode_body(op: Op | OpDraft, label: str = "") -> str:
    """Fields, seen ops and label as canonical JSON, the part of an op stored as text."""
    body: dict[str, object] = {}
    if op.fields:
        body["f"] = dict(op.fields)
    if op.seen:
        body["p"] = {name: sorted(ids) for name, ids in op.seen.items()}  # tuples read as lists
    if label:
        body["l"] = label
    return canonical_json(body)


def decode_body(
    body: str,
) -> tuple[dict[str, object], dict[str, tuple[OpId, ...]], str]:
    """Fields, seen ops and label from the text made by `encode_body`."""
    raw = json.loads(body)
    parents = raw.get("p")
    seen = {name: tuple(OpId(*i) for i in ids) for name, ids in parents.items()} if parents else {}
    return raw.get("f", {}), seen, raw.get("l", "")


class Stamp(NamedTuple):
    """Who makes an op and when: `actor`, its counter `n`, hybrid time `t`, first op `tx`."""

    actor: str
    n: int
    t: int
    tx: int


def content_tag(draft: OpDraft, stamp: Stamp, body: str) -> str:
    """32 bits of SHA-256 over the content, as 8 hexadecimal digits."""
    parts = (stamp.n, stamp.t, stamp.tx, draft.kind, draft.entity, draft.row, body)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:8]


def seal(draft: OpDraft, stamp: Stamp, body: str, label: str = "") -> Op:
    """Give a draft its name and time; `body` is `encode_body(draft, label)`."""
    return Op(
        OpId(stamp.actor, stamp.n, content_tag(draft, stamp, body)),
        stamp.t,
        stamp.tx,
        draft.kind,
        draft.entity,
        draft.row,
        draft.fields,
        draft.seen,
        label,
    )
