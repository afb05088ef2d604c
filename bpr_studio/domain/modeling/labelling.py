"""Keeping labels readable: at the end of a gesture those that something covers make way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.diagram.label_places import free_label_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor


def settle_labels(editor: Editor, ids: Iterable[str]) -> None:
    """Give the labels of these elements a free place where something lies over them.

    Labels that nothing covers stay where they are, also those put there by hand.

    Args:
        editor: an editor with an open gesture.
        ids: elements whose name, place or way changed; unknown ones are left out.
    """
    for element_id in dict.fromkeys(ids):
        element = editor.model.find(element_id)
        if element is not None:
            editor.set(element_id, label_bounds=free_label_place(editor.model, element))
