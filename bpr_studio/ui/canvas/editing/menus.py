"""The context menu: the same deeds as pad and keys, as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu

from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES, Kind
from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.ui.canvas.editing.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.element import Element

_LINE: Final = ("", "")
_Entry = tuple[str, str]
"""Deed and English source of its text; two empty strings are a separating line."""

_NEXT: Final[tuple[_Entry, ...]] = (
    ("append:task", N_("Add the next step")),
    ("append:exclusive_gateway", N_("Add a branch: one way")),
    ("append:parallel_gateway", N_("Add a branch: all ways")),
    ("append:wait_timer", N_("Add a wait")),
    ("append:end", N_("Add the end")),
    ("append:annotation", N_("Add a note")),
    ("prepend:task", N_("Put a step before")),
    ("connect", N_("Connect with another element")),
    _LINE,
)
_STEP: Final[tuple[_Entry, ...]] = (
    ("append:data_object", N_("Add a document")),
    ("attach:on_timer", N_("Add a time limit to the step")),
    ("core", N_("Core work, non-core work, neither")),
)
_SUB_PROCESS: Final[tuple[_Entry, ...]] = (
    ("open_close", N_("Open or close the sub-process")),
    ("inner", N_("Draw what is inside on a sheet of its own")),
    ("unwrap", N_("Dissolve the sub-process")),
)
_FLOW: Final[tuple[_Entry, ...]] = (
    ("append:task", N_("Put a step in between")),
    ("default", N_("Make it the way taken otherwise")),
)
_LANE: Final[tuple[_Entry, ...]] = (
    ("lane:above", N_("Add a lane above")),
    ("lane:below", N_("Add a lane below")),
    ("lane:split2", N_("Split into two lanes")),
    ("lane:split3", N_("Split into three lanes")),
    ("lane:up", N_("Move to the lane above")),
    ("lane:down", N_("Move to the lane below")),
    ("lane:in", N_("Put the lane into the one above")),
    ("lane:out", N_("Take the inner lane out")),
)
_WORK: Final[_Entry] = ("lane:work", N_("Show or hide the work of the pool"))
ALIGN: Final[tuple[_Entry, ...]] = (
    ("align:left", N_("Align left sides")),
    ("align:centre", N_("Align middles one above the other")),
    ("align:right", N_("Align right sides")),
    ("align:top", N_("Align upper sides")),
    ("align:middle", N_("Align middles side by side")),
    ("align:bottom", N_("Align lower sides")),
    _LINE,
    ("distribute:x", N_("Distribute from left to right")),
    ("distribute:y", N_("Distribute from top to bottom")),
)
_SEVERAL: Final[tuple[_Entry, ...]] = (
    *ALIGN,
    _LINE,
    ("wrap", N_("Put into a sub-process")),
    ("core", N_("Core work, non-core work, neither")),
)
_ONE: Final[tuple[_Entry, ...]] = (
    _LINE,
    ("name", N_("Write the name")),
    ("replace", N_("Change the kind")),
)
_ANY: Final[tuple[_Entry, ...]] = (
    _LINE,
    ("cut", N_("Cut")),
    ("copy", N_("Copy")),
    ("duplicate", N_("Duplicate")),
    ("remove", N_("Delete")),
)
_NOTHING: Final[tuple[_Entry, ...]] = (
    ("place_here:task", N_("Put a step here")),
    ("paste", N_("Paste")),
    _LINE,
    ("select_all", N_("Select everything")),
    ("find", N_("Find in the drawing")),
    ("rulers", N_("Show or hide the rulers")),
    ("grid", N_("Show or hide the grid")),
    ("help", N_("Show the keys")),
)


def entries_for(selected: list[Element]) -> tuple[_Entry, ...]:
    """What the context menu of a selection holds."""
    if not selected:
        return _NOTHING
    if len(selected) > 1:
        return (*_SEVERAL, *_ANY)
    element = selected[0]
    if element.kind in {Kind.LANE, Kind.POOL}:
        work = (_WORK,) if element.kind is Kind.POOL else ()
        return (*_LANE, *work, *_ONE, *_ANY)
    if element.kind is Kind.SEQUENCE_FLOW:
        return (*_FLOW, _LINE, ("name", N_("Write the name")), *_ANY)
    if element.kind not in FLOW_NODES:
        return (("connect", N_("Connect with another element")), *_ONE, *_ANY)
    nexts = _NEXT if element.kind is not Kind.END_EVENT else _NEXT[-3:]
    step = _STEP if element.kind in ACTIVITIES else ()
    inner = _SUB_PROCESS if element.kind is Kind.SUB_PROCESS else ()
    return (*nexts, *step, *inner, *_ONE, *_ANY)


def menu_of(entries: tuple[_Entry, ...], do: Callable[[str], object], parent: QWidget) -> QMenu:
    """A menu of deeds with their keys."""
    menu = QMenu(parent)
    for deed, text in entries:
        if not deed:
            menu.addSeparator()
            continue
        keys = keys_of(deed)
        words = tr_source(text)
        action = menu.addAction(f"{words}\t{keys}" if keys else words)
        action.setObjectName(deed)
        action.triggered.connect(lambda _checked=False, wanted=deed: do(wanted))
    return menu
