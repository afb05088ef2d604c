"""Pools that hide their work: somebody we only exchange messages with, such as residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.connection_rules import connection_for
from bpr_studio.domain.modeling.linking import lead
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel


def hides_work(model: ProcessModel, pool_id: str) -> bool:
    """Whether an element is a pool without a process."""
    pool = model.find(pool_id)
    return pool is not None and pool.kind is Kind.POOL and pool.refers_to not in model


def may_show_work(model: ProcessModel, pool_id: str) -> Verdict:
    """Whether an element is a pool that hides its work."""
    return ALLOWED if hides_work(model, pool_id) else Verdict(tr("No pool that hides its work."))


def may_hide_work(model: ProcessModel, pool_id: str) -> Verdict:
    """Whether an element is a pool that shows its work and is not the only one."""
    pool = model.find(pool_id)
    if pool is None or pool.kind is not Kind.POOL or hides_work(model, pool_id):
        return Verdict(tr("No pool that shows its work."))
    showing = [p for p in model.of_kind(Kind.POOL) if not hides_work(model, p.id)]
    if len(showing) < 2:
        return Verdict(tr("One pool has to show its work."))
    return ALLOWED


def show_work(editor: Editor, pool_id: str) -> None:
    """Give a pool that hides its work a process of its own, so that steps can be put into it.

    Raises:
        NotAllowedError: it is no such pool.
    """
    model = editor.model
    demand(may_show_work(model, pool_id))
    with editor.gesture(tr("Show the work of the pool")):
        process = new_id(editor, Kind.PROCESS)
        key = next_key(model, "")
        name = model.element(pool_id).name
        editor.add(
            Element(id=process, kind=Kind.PROCESS, subtype="process", name=name, sort_key=key)
        )
        editor.set(pool_id, refers_to=process)


def hide_work(editor: Editor, pool_id: str) -> None:
    """Take the work of a pool away; its messages go to and come from the pool itself.

    Raises:
        NotAllowedError: it is no pool that shows its work, or the only one.
    """
    model = editor.model
    demand(may_hide_work(model, pool_id))
    with editor.gesture(tr("Hide the work of the pool")):
        process = model.element(pool_id).refers_to
        content = {e.id for e in content_of(model, process)}
        messages = [
            line
            for line in model.of_kind(Kind.MESSAGE_FLOW)
            if line.source in content or line.target in content
        ]
        editor.set(pool_id, refers_to="")
        for line in messages:
            source = pool_id if line.source in content else line.source
            target = pool_id if line.target in content else line.target
            verdict = connection_for(model, source, target, instead_of=line.id)
            if verdict.kind is Kind.MESSAGE_FLOW:
                lead(editor, line.id, verdict, (source, target))
        remove(editor, [process])
