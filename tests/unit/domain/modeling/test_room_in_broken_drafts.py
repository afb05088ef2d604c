"""Sub-processes that are around themselves, as in broken drafts, do not grow without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.room import enlarge, make_room_in
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_PARENT = {"a": "a"}
RING = {"a": "b", "b": "a"}


def draft(parents: dict[str, str]) -> Editor:
    diagram = Element(id="d", kind=Kind.DIAGRAM, subtype="BPMNDiagram")
    inner = [
        Element(
            id=name,
            kind=Kind.SUB_PROCESS,
            subtype="subProcess",
            parent=parent,
            expanded=True,
            bounds=Bounds(100 + 50 * place, 100, 300, 200),
            diagram="d",
        )
        for place, (name, parent) in enumerate(parents.items())
    ]
    return Editor(ProcessModel(elements=[diagram, *inner]))


def make_larger(editor: Editor) -> None:
    enlarge(editor, "a", Bounds(100, 100, 500, 400))


def make_room(editor: Editor) -> None:
    make_room_in(editor, "a", "d", Bounds(700, 700, 100, 80))


def outgrow(editor: Editor) -> None:
    editor.set("a", bounds=Bounds(100, 100, 800, 400))
    grow_around(editor, ["a"])


@pytest.mark.parametrize("deed", [make_larger, make_room, outgrow])
@pytest.mark.parametrize("parents", [OWN_PARENT, RING], ids=["own parent", "ring"])
def test_what_is_around_itself_grows_once(deed: Callable[[Editor], None], parents: dict[str, str]):
    editor = draft(parents)
    with editor.gesture("larger"):
        deed(editor)
    box = editor.model.element("a").bounds
    assert box
    assert 500 <= box.width < 2000
