"""Who writes what belongs to the whole city: figures of cities, published staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE

if TYPE_CHECKING:
    from bpr_studio.services.author import Author


def is_office(author: Author | None) -> bool:
    """Whether the person writes for the whole city; scripts without an author do."""
    return author is None or author.role == DX_OFFICE


def require_office(author: Author | None) -> None:
    """Let only the DX office go on.

    Raises:
        RefusedError: somebody else is at the keyboard.
    """
    if not is_office(author):
        raise RefusedError(
            tr("Only the DX office changes the figures of cities."),
            kept=tr("Nothing was changed."),
            remedy=tr("Ask the DX office to do it."),
        )
