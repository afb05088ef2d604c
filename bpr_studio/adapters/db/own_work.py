"""How far the own work has come: on this PC, on a target, confirmed by the DX office."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.services.sync.status import Work

if TYPE_CHECKING:
    import sqlite3

    from bpr_studio.adapters.db.database import Database

_MOST: Final = 10_000  # changes counted one by one; more than that is "very many" to anybody

_UNSEALED: Final = (
    "SELECT actor, tx, t FROM op INDEXED BY op_unsealed WHERE actor=? AND scope='' AND NOT EXISTS"
    " (SELECT 1 FROM held_op h WHERE h.actor=op.actor AND h.n=op.n AND h.tag=op.tag)"
)
_SEALED: Final = (
    "SELECT op.actor, op.tx, op.t FROM segment s CROSS JOIN op ON op.actor=s.actor"
    " AND op.n BETWEEN s.first_n AND s.last_n AND op.scope=s.scope"
    " WHERE s.own=1 AND s.received=0 AND {} EXISTS"
    " (SELECT 1 FROM placement p WHERE p.segment=s.id AND p.verified>0)"
)
_NOWHERE: Final = _SEALED.format("NOT")
_ON_THE_WAY: Final = _SEALED.format("")


class OwnWork:
    """Counts own changes; a change is one deed of a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def work(self) -> Work:
        """Own changes by how far they have come; what is held back counts nowhere."""
        with self._database.scanning() as cursor:
            names = cursor.execute("SELECT value FROM local WHERE name IN ('former', 'actor')")
            actors = [actor for (value,) in names for actor in str(value).split()]
            asked = " UNION ALL ".join([*(_UNSEALED for _ in actors), _NOWHERE])
            here, since = _count(cursor, asked, *actors)
            on_the_way, _ = _count(cursor, _ON_THE_WAY)
        return Work(here, since, on_the_way)

    def held(self) -> tuple[str, ...]:
        """Reasons for which own changes are held back, each once."""
        with self._database.scanning() as cursor:
            found = cursor.execute("SELECT DISTINCT reason FROM held_op ORDER BY reason")
            return tuple(str(reason) for (reason,) in found)


def _count(cursor: sqlite3.Cursor, ops: str, *parameters: object) -> tuple[int, datetime | None]:
    """Number of commands among these ops, and when the first was made."""
    count, first = cursor.execute(
        f"SELECT count(*), min(t) FROM (SELECT DISTINCT actor, tx, t FROM ({ops}) LIMIT ?)",  # noqa: S608  # constants only
        (*parameters, _MOST),
    ).fetchone()
    since = datetime.fromtimestamp(unix_ms(first) / 1000, UTC) if first is not None else None
    return count, since
