"""What a writer saw: of the values a field has now, those the person had before their eyes.

An edit replaces only what its writer saw (I6). A page says which value it showed; a value that
arrived meanwhile is not among those replaced and stands beside the new one, as a conflict.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.replication.ops import ALIVE, canonical_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bpr_studio.domain.replication.merge import Head, RowState
    from bpr_studio.domain.replication.ops import OpId

    Shown = Mapping[str, object]


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


class OneOf(NamedTuple):
    """What a person saw of a field that was marked as having several values: all of these."""

    values: tuple[object, ...]


def is_same(shown: object, stored: object) -> bool:
    """Whether a value on the screen is a stored one.

    More lenient than the merge, since a table may give 5.0 for 5, 1 for true and nothing for an
    empty text, an empty list or an unticked box.
    """
    if isinstance(shown, OneOf):
        return any(is_same(value, stored) for value in shown.values)
    if shown is stored or (type(shown) is type(stored) is str and shown == stored):
        return True
    one, other = (_plain(value) for value in (shown, stored))
    return bool(one == other)


def _plain(value: object) -> object:
    if value is None or value is False or value in ("", [], {}, ()):
        return None
    return json.loads(canonical_json(value)) if isinstance(value, list | dict | tuple) else value


def heads_seen(name: str, state: RowState, shown: Shown | None) -> tuple[Head, ...]:
    """The heads of a field its writer saw: all of them, or of a field shown those with its value."""
    heads = state.heads.get(name, ())
    if shown is None or name not in shown:
        return heads
    return tuple(head for head in heads if is_same(shown[name], head.value))


def ids_seen(
    names: Iterable[str], state: RowState, shown: Shown | None = None
) -> dict[str, tuple[OpId, ...]]:
    """For each of the fields the ops whose values the writer saw; absent where there are none."""
    found = {}
    for name in names:
        heads = heads_seen(name, state, shown)
        if heads:
            found[name] = (heads[0].id,) if len(heads) == 1 else tuple(sorted(h.id for h in heads))
    return found


def ids_seen_by_edit(
    names: Iterable[str], state: RowState, shown: Shown | None = None
) -> dict[str, tuple[OpId, ...]]:
    """Like `ids_seen`; an edit of a row known as deleted names the deletion, so as not to undo it.

    Whoever had the row on the screen did not know of a deletion.
    """
    known = state.alive or shown is not None
    return ids_seen(names if known else [*names, ALIVE], state, shown)


class Withdrawal(NamedTuple):
    """What takes one of several values of a field away: another of them, written for both."""

    value: object
    seen: tuple[OpId, ...]


def withdrawal(name: str, state: RowState, value: object) -> Withdrawal | None:
    """How `value` is taken back where other values stand beside it; None where none does.

    Also None where two wrote the same: it is not one person's to take away.
    """
    heads = state.heads.get(name, ())
    own = [head for head in heads if is_exactly(head.value, value)]
    others = [head for head in heads if not is_exactly(head.value, value)]
    if len(own) != 1 or not others:
        return None
    kept = others[0].value
    replaced = (head.id for head in (*own, *others) if head in own or is_exactly(head.value, kept))
    return Withdrawal(kept, tuple(sorted(replaced)))


def is_exactly(one: object, other: object) -> bool:
    """Whether two values are one text, as the merge sees it: 1 and 1.0 are two."""
    if type(one) is type(other):
        if not isinstance(one, list | dict | tuple):
            return one == other
        if isinstance(one, list) and one != other and _are_scalars(one) and _are_scalars(other):
            return False  # known without writing the texts
    return canonical_json(one) == canonical_json(other)


def _are_scalars(values: object) -> bool:
    return isinstance(values, list) and _SCALARS.issuperset(map(type, values))


def has_head(state: RowState, name: str, value: object) -> bool:
    """Whether a value stands in a field, alone or beside others."""
    return any(is_exactly(head.value, value) for head in state.heads.get(name, ()))


def standing(ids: Collection[OpId], name: str, state: RowState) -> tuple[Head, ...]:
    """Those of the named values that nobody has replaced."""
    return tuple(head for head in state.heads.get(name, ()) if head.id in ids)
