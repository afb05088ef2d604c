"""What the blocks of the roster say: one class per kind of statement, and how it is written.

A statement is a JSON object with its kind in "k". A kind this program does not know is refused
together with its block: rights must never be guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.replication.chain import BlockFault, BlockRefusedError, is_hex
from bpr_studio.domain.replication.names import is_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Tips = tuple[tuple[int, str], ...]
"""Ends of a stream: number and SHA-256 (64 hexadecimal digits) of its last segments.

Usually one; several where the stream forked, since both ways were taken over.
"""

MOST_TEXT: Final = 200
_ACTOR: Final = re.compile(r"[a-z2-7]{13}")
_SITE: Final = re.compile(r"[0-9a-z-]{8,40}")


@dataclass(frozen=True, slots=True)
class Found:
    """The exchange of a city begins; only the first statement of the first block.

    Attributes:
        site: id of the deployment.
        city: name of the city, for people.
        fictitious: its figures are invented.
    """

    site: str
    city: str
    fictitious: bool


@dataclass(frozen=True, slots=True)
class Enrol:
    """An actor takes part from now on.

    Attributes:
        actor: name of the local database (13 characters).
        key: its public key, 64 hexadecimal digits.
        user: login name of the person.
        name: the office or section as shown to people.
        role: role of `domain/workload/workflow.py`.
        scopes: whose data it writes; the DX office writes everywhere and needs none.
        pc: name of the computer, for people.
    """

    actor: str
    key: str
    user: str
    name: str
    role: str
    scopes: tuple[str, ...]
    pc: str


@dataclass(frozen=True, slots=True)
class Admin:
    """An actor of the DX office may sign blocks of roster and policy."""

    actor: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """An actor signs blocks no more; only the root key says so.

    Attributes:
        actor: who.
        policy: last block of the policy it may have signed, as (number, SHA-256); None: none.
    """

    actor: str
    policy: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Change:
    """An actor gets another role or other scopes.

    Attributes:
        actor: who.
        role: the role from now on.
        scopes: the scopes from now on.
        last: the segments that were taken over so far; None only where no right is lost.
    """

    actor: str
    role: str
    scopes: tuple[str, ...]
    last: Mapping[str, Tips] | None


@dataclass(frozen=True, slots=True)
class Revoke:
    """An actor takes part no more (PC lost, person left).

    Attributes:
        actor: who.
        last: the segments that still count.
        reason: why, for people.
    """

    actor: str
    last: Mapping[str, Tips]
    reason: str


@dataclass(frozen=True, slots=True)
class Replace:
    """A person goes on under a new actor, with the rights of the old one.

    Attributes:
        old: the actor that ends (its database was copied, lost or set back).
        actor: the new one.
        key: its public key.
        pc: name of the computer.
        last: the segments of the old one that still count.
    """

    old: str
    actor: str
    key: str
    pc: str
    last: Mapping[str, Tips]


@dataclass(frozen=True, slots=True)
class Admit:
    """Segments that came after a reduction of rights count all the same (late delivery).

    Attributes:
        actor: whose.
        last: their ends, in addition to those named before.
    """

    actor: str
    last: Mapping[str, Tips]


@dataclass(frozen=True, slots=True)
class Decline:
    """An actor that asked to take part is not let in; it may be enrolled later all the same.

    Attributes:
        actor: who asked.
        key: the key it asked with.
        reason: why, for people.
    """

    actor: str
    key: str
    reason: str


Statement = Found | Enrol | Admin | Dismiss | Change | Revoke | Replace | Admit | Decline

_KINDS: Final[Mapping[str, type[Statement]]] = {
    "found": Found,
    "enrol": Enrol,
    "admin": Admin,
    "dismiss": Dismiss,
    "change": Change,
    "revoke": Revoke,
    "replace": Replace,
    "admit": Admit,
    "decline": Decline,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def written(statement: Statement) -> dict[str, object]:
    """A statement as it stands in a block."""
    kind = type(statement)
    raw: dict[str, object] = {"k": _NAMES[kind]}
    for one in fields(statement):
        raw[one.name] = _plain(getattr(statement, one.name))
    return raw


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def read_statement(raw: Mapping[str, object]) -> Statement:
    """A statement from a block.

    Raises:
        BlockRefusedError: the kind is not known, or a value is not what it should be.
    """
    kind = _KINDS.get(str(raw.get("k")))
    names = {one.name for one in fields(kind)} if kind else set()
    if kind is None or set(raw) != {"k", *names}:
        raise BlockRefusedError(BlockFault.STATEMENT, f"kind {raw.get('k')!s:.40}")
    values: dict[str, Any] = {}
    for name in sorted(names):
        read = _OPTIONAL.get((str(raw["k"]), name)) or _READERS[name]
        values[name] = _read(read, name, raw[name])
    made: Statement = kind(**values)
    return made


def _read(read: Callable[[object], object], name: str, value: object) -> object:
    try:
        return read(value)
    except ValueError as error:
        raise BlockRefusedError(BlockFault.STATEMENT, f"{name}: {error}") from error


def _require(value: object, *, holds: bool) -> str:
    if not isinstance(value, str) or not holds:
        raise ValueError(f"{value!s:.60}")
    return value


def _actor(value: object) -> str:
    return _require(value, holds=isinstance(value, str) and _ACTOR.fullmatch(value) is not None)


def is_site(value: object) -> bool:
    """Whether a value can be the id of a deployment."""
    return isinstance(value, str) and _SITE.fullmatch(value) is not None


def _site(value: object) -> str:
    return _require(value, holds=is_site(value))


def _key(value: object) -> str:
    return _require(value, holds=is_hex(value, 64))


def _text(value: object) -> str:
    return _require(value, holds=isinstance(value, str) and len(value) <= MOST_TEXT)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("flag")  # noqa: TRY004  # every misfit is one kind of error here
    return value


def _scopes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        raise ValueError("scopes")
    return tuple(_require(one, holds=isinstance(one, str) and is_scope(one)) for one in value)


def _tip(value: object) -> tuple[int, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("tip")
    seq, digest = value
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
        raise ValueError("seq")
    return seq, _key(digest)


def _last(value: object) -> dict[str, Tips]:
    if not isinstance(value, dict) or not all(map(is_scope, value)):
        raise ValueError("last")
    return {scope: tuple(_tip(tip) for tip in _list(tips)) for scope, tips in value.items()}


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("list")  # noqa: TRY004  # every misfit is one kind of error here
    return value


def _last_or_none(value: object) -> dict[str, Tips] | None:
    return None if value is None else _last(value)


def _tip_or_none(value: object) -> tuple[int, str] | None:
    return None if value is None else _tip(value)


_READERS: Final[Mapping[str, Callable[[object], object]]] = {
    "site": _site,
    "city": _text,
    "actor": _actor,
    "old": _actor,
    "key": _key,
    "user": _text,
    "name": _text,
    "role": _text,
    "pc": _text,
    "reason": _text,
    "fictitious": _flag,
    "scopes": _scopes,
    "last": _last,
    "policy": _tip_or_none,
}
_OPTIONAL: Final[Mapping[tuple[str, str], Callable[[object], object]]] = {
    ("change", "last"): _last_or_none,
}
