"""What other processes write to the same file, found at the beginning of our own transactions.

The window writes what people do, the exchange process what came from other PCs. Both number ops
of the same actor and remember states of rows, so each looks what the other did before it writes.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from bpr_studio.adapters.db.op_rows import RowKey


class OtherWriters:
    """Keeps track of what others wrote since we looked last.

    Attributes:
        arrived: number of the last row in `arrival` we know of.
        since_mark: rows they have written since `mark`; None where it may be any row.
    """

    def __init__(self) -> None:
        self.arrived = 0
        self.since_mark: set[RowKey] | None = None
        self._version: int | None = None
        self._wrote_at = -math.inf

    @property
    def quiet_for(self) -> float:
        """Seconds since others were seen to have written; infinite where they never were."""
        return time.monotonic() - self._wrote_at

    @property
    def looked(self) -> bool:
        """Whether we know from where on to tell what others wrote."""
        return self._version is not None

    def mark(self) -> None:
        """Count from here on."""
        self.since_mark = set() if self.looked else None

    def wrote(self, cursor: sqlite3.Cursor) -> bool:
        """Whether anybody wrote since the last look; `cursor` is that of the writer."""
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
        return bool(version != self._version)

    def look(self, cursor: sqlite3.Cursor, actor: str, n: int) -> set[RowKey] | None:
        """The rows that others have written since the last look; None where it may be any row.

        What they wrote themselves has our actor and numbers after ours; what came from other PCs
        is listed in `arrival`. All else they write (segments, facts) changes no row.

        Args:
            cursor: of a transaction of the writer.
            actor: ours, when we wrote last.
            n: our last number.
        """
        if self.looked:
            self._wrote_at = time.monotonic()
        known = self._rows(cursor, actor, n) if self.looked else None
        (self._version,) = cursor.execute("PRAGMA data_version").fetchone()
        self.arrived = last_arrival(cursor)
        if known is None or self.since_mark is None:
            self.since_mark = None
        else:
            self.since_mark |= known
        return known

    def _rows(self, cursor: sqlite3.Cursor, actor: str, n: int) -> set[RowKey] | None:
        found = cursor.execute("SELECT value FROM local WHERE name='actor'").fetchone()
        if found is not None and found[0] != actor:
            return None
        arrivals = cursor.execute(
            'SELECT number, entity, "row" FROM arrival WHERE number > ? ORDER BY number',
            (self.arrived,),
        ).fetchall()
        if arrivals and arrivals[0][0] != self.arrived + 1:
            return None  # some are forgotten already
        own = cursor.execute('SELECT entity, "row" FROM op WHERE actor=? AND n>?', (actor, n))
        return {*own, *((entity, row) for _, entity, row in arrivals)}


def last_arrival(cursor: sqlite3.Cursor) -> int:
    """The number of the last row that came from other PCs."""
    return int(cursor.execute("SELECT coalesce(max(number), 0) FROM arrival").fetchone()[0])
