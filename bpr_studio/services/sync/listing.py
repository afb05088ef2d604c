"""Which folders of a target an exchange lists: little of it often, all of it at times.

800 PCs ask every half minute. What they ask for then is the folder of their own section; the
organisation, the library, packs and receipts change seldom (sync.md §6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.replication.roster import Member


def folders_of(
    me: Member | None, scopes: Iterable[str], *, full: bool, packs: bool
) -> tuple[str, ...]:
    """The folders to list.

    Args:
        me: the rights of this PC, None where it is not let in.
        scopes: all it takes in.
        full: look everywhere, not only where the own section writes.
        packs: look for packs, too.
    """
    kinds = "sk" if packs else "s"
    if me is not None and me.writes_everywhere:
        return tuple(f"{kind}/" for kind in kinds) if full else ()
    wanted = scopes if full else me.scopes if me is not None else ()
    return tuple(f"{kind}/{scope}/" for kind in kinds for scope in wanted)
