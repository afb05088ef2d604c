"""The exchange of a workspace, opened by a command while no window is open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.commands.session import Session
    from bpr_studio.app.sync_exchange import OpenExchange


@contextlib.contextmanager
def opened(session: Session, *, new: bool = False) -> Iterator[OpenExchange]:
    """The exchange of the workspace, in this process.

    Args:
        session: names the workspace.
        new: make an empty workspace where there is none; its data comes from others.

    Raises:
        RefusedError: the window has it open, or an exchange process is still at work.
    """
    from bpr_studio.app.sync_exchange import make_empty, open_exchange
    from bpr_studio.app.sync_worker import LOCK_NAME
    from bpr_studio.services.sync.troubles import Trouble, TroubleKind

    if new and not session.folder.exists():
        make_empty(session.folder, session.person)
    with contextlib.closing(open_exchange(session.folder, beside=False)) as exchange:
        try:
            with FileLock(session.folder / LOCK_NAME, timeout=0):
                yield exchange
        except Timeout as error:
            trouble = Trouble(TroubleKind.SECOND)
            raise RefusedError(trouble.happened, remedy=tr("Please try again.")) from error
