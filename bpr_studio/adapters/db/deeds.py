"""The newest commands of the log, found by its key without reading the log."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.ops import decode_body
from bpr_studio.services.deeds import DeedLine

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


Who: TypeAlias = Callable[[str, int], tuple[str, str]]
"""User and role of an actor at a time of the log: several persons may use one PC."""


def recent_deeds(cursor: sqlite3.Cursor, limit: int, who: Who) -> tuple[DeedLine, ...]:
    """At most `limit` commands that have a name, newest first.

    Args:
        cursor: reads the log.
        limit: how many.
        who: user and role of an actor at a time.
    """
    actors = [str(actor) for (actor,) in cursor.execute("SELECT id FROM actor").fetchall()]
    found = [(t, actor, label) for actor in actors for t, label in _newest(cursor, actor, limit)]
    newest = heapq.nlargest(limit, found, key=lambda deed: deed[0])
    return tuple(DeedLine(_moment(t), *who(actor, t), label) for t, actor, label in newest)


def _newest(cursor: sqlite3.Cursor, actor: str, limit: int) -> Iterator[tuple[int, str]]:
    """Time and name of an actor's commands, newest first; each step is one look-up by key.

    Another PC's ops may have come in part: a command whose first op is not here has no name yet.
    """
    before: int | None = None
    told = 0
    while told < limit:
        newest = cursor.execute(
            "SELECT tx FROM op WHERE actor = ?1 AND (?2 IS NULL OR n < ?2) ORDER BY n DESC LIMIT 1",
            (actor, before),
        ).fetchone()
        if newest is None:
            return
        (before,) = newest
        named = cursor.execute(
            "SELECT t, body FROM op WHERE actor = ? AND n = ? LIMIT 1", (actor, before)
        ).fetchone()
        label = decode_body(named[1])[2] if named else ""
        if label:
            told += 1
            yield named[0], label


def _moment(t: int) -> datetime:
    return datetime.fromtimestamp(unix_ms(t) / 1000, UTC)
