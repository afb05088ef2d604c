"""Answers what the window shows of the exchange of others (services/sync/overview.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.services.sync.overview import Confirmed, Exchanged, RefusedFile

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database

_STREAMS: Final = "SELECT scope, actor, max(at) FROM segment GROUP BY scope, actor"
_PLACED: Final = (
    "(SELECT min(p.at) FROM placement p WHERE p.segment=s.id AND p.at>0)"  # not yet: NULL
)
_EXCHANGED: Final = (
    f"SELECT s.own, {_PLACED}, s.at, s.scope, s.actor, s.ops FROM segment s"  # noqa: S608  # constants only
    f" WHERE s.own=0 OR {_PLACED} IS NOT NULL ORDER BY s.id DESC LIMIT ?"
)
_REFUSED: Final = (
    "SELECT target, name, reason, detail, tries, last_at FROM refused_file ORDER BY last_at DESC"
)
_CONFIRMED: Final = "SELECT max(at), count(DISTINCT scope) FROM receipt"


class SyncOverview:
    """Reads segments, refused files and receipts; implements `overview.OverviewQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heard(self) -> dict[tuple[str, str], datetime]:
        """When the newest segment of each stream (scope, actor) was written."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_STREAMS)
            return {(str(scope), str(actor)): _hybrid(at) for scope, actor, at in found}

    def files(self) -> int:
        """Number of segments known here."""
        with self._database.scanning() as cursor:
            return int(cursor.execute("SELECT count(*) FROM segment").fetchone()[0])

    def exchanged(self, most: int) -> tuple[Exchanged, ...]:
        """The segments noted last, the newest first; own ones only when they stand on a target."""
        with self._database.scanning() as cursor:
            return tuple(
                Exchanged(
                    _moment(placed) if own else _hybrid(at),
                    bool(own),
                    str(scope),
                    str(actor),
                    int(ops),
                )
                for own, placed, at, scope, actor, ops in cursor.execute(_EXCHANGED, (most,))
            )

    def refused_files(self) -> tuple[RefusedFile, ...]:
        """Files that did not pass, the newest first."""
        with self._database.scanning() as cursor:
            return tuple(
                RefusedFile(
                    str(target), str(name), str(reason), str(detail), int(tries), _moment(last)
                )
                for target, name, reason, detail, tries, last in cursor.execute(_REFUSED)
            )

    def confirmed(self) -> Confirmed:
        """What the DX office confirmed."""
        with self._database.scanning() as cursor:
            last, scopes = cursor.execute(_CONFIRMED).fetchone()
        return Confirmed(_moment(last) if last is not None else None, int(scopes))


def _hybrid(t: int) -> datetime:
    return _moment(unix_ms(t))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
