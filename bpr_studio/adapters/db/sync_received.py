"""Which segments the DX office has, by its receipts: those confirmed and all before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

_FORERUNNER = "SELECT id, prev, received FROM segment WHERE scope=? AND actor=? AND hash=?"


def note_tips(
    cursor: sqlite3.Cursor, scope: str, tips: Mapping[str, Sequence[tuple[int, str]]]
) -> None:
    """Remember what a receipt confirms.

    Args:
        cursor: of a transaction that writes.
        scope: of the receipt.
        tips: by actor the (seq, hash) confirmed.
    """
    cursor.executemany(
        "INSERT OR IGNORE INTO receipt_tip VALUES (?,?,?,?)",
        [(scope, actor, seq, digest) for actor, some in tips.items() for seq, digest in some],
    )


def mark_received(cursor: sqlite3.Cursor, scope: str, now: int) -> None:
    """Mark the confirmed segments kept here and all before them; forget tips that others cover.

    Args:
        cursor: of a transaction that writes.
        scope: whose streams.
        now: milliseconds since 1970.
    """
    tips = cursor.execute(
        "SELECT actor, seq, hash FROM receipt_tip WHERE scope=? ORDER BY actor, seq DESC", (scope,)
    ).fetchall()
    for actor, _, digest in tips:
        _mark_back(cursor, scope, actor, digest, now)


def _mark_back(cursor: sqlite3.Cursor, scope: str, actor: str, tip: str, now: int) -> None:
    digest = tip
    covered: list[tuple[str, str, str]] = []
    while True:
        found = cursor.execute(_FORERUNNER, (scope, actor, digest)).fetchone()
        if digest != tip:
            covered.append((scope, actor, digest))
        if found is None or found[2]:
            break
        cursor.execute("UPDATE segment SET received=? WHERE id=?", (now, found[0]))
        digest = found[1]
    cursor.executemany("DELETE FROM receipt_tip WHERE scope=? AND actor=? AND hash=?", covered)
