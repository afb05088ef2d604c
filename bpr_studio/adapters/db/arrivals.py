"""What an open window asks once a second: whether something came from other PCs, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database

MOST_NAMED: Final = 5_000
"""More rows than that are not named one by one: "anything may differ"."""


class Arrivals(NamedTuple):
    """Rows that came from other PCs.

    Attributes:
        last: number of the last of them; the next question asks for what came after it.
        kinds: entity names.
        ids: row ids, empty where there are too many to name.
    """

    last: int
    kinds: frozenset[str]
    ids: frozenset[str]


class ArrivalQueries:
    """Asks in plain SQL, since it is asked all the time; each question takes well under 1 ms."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """A number that differs when the window or the exchange has written something."""
        with self._database.scanning() as cursor:
            parts = (
                *cursor.execute("SELECT name, value FROM sync_fact"),
                *cursor.execute("SELECT value FROM local WHERE name IN ('actor', 'n')"),
                *cursor.execute("SELECT max(number) FROM arrival"),
            )
            return hash(parts)

    def last_arrival(self) -> int:
        """Number of the last row that came from another PC, 0 for none."""
        with self._database.scanning() as cursor:
            (last,) = cursor.execute("SELECT coalesce(max(number), 0) FROM arrival").fetchone()
            return int(last)

    def arrivals(self, after: int) -> Arrivals:
        """What came after this number."""
        with self._database.scanning() as cursor:
            rows = cursor.execute(
                'SELECT number, entity, "row" FROM arrival WHERE number > ? ORDER BY number LIMIT ?',
                (after, MOST_NAMED + 1),
            ).fetchall()
            if not rows:
                return Arrivals(after, frozenset(), frozenset())
            kinds = cursor.execute(
                "SELECT DISTINCT entity FROM arrival WHERE number > ?", (after,)
            ).fetchall()
            (last,) = cursor.execute("SELECT max(number) FROM arrival").fetchone()
        if rows[0][0] != after + 1:  # the oldest are forgotten already
            return Arrivals(last, self._everything(), frozenset())
        named = (
            frozenset(str(row) for _, _, row in rows) if len(rows) <= MOST_NAMED else frozenset()
        )
        return Arrivals(last, frozenset(str(kind) for (kind,) in kinds), named)

    def facts(self) -> dict[str, str]:
        """What exchange remembers on this PC (`services/sync/facts.py`)."""
        with self._database.scanning() as cursor:
            return dict(cursor.execute("SELECT name, value FROM sync_fact"))

    @staticmethod
    def _everything() -> frozenset[str]:
        from bpr_studio.adapters.db.projector import TABLES

        return frozenset(TABLES)
