"""`survey dig`: the fewest tasks that hold most of the non-core hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.lookups import unit_with_code
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.services.digging import DigAnswer, DigShare


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dig", help=tr("The fewest tasks that hold most of the non-core hours."))(dig)


def dig(
    context: typer.Context,
    share: Annotated[
        int, typer.Option(min=1, max=100, help=tr("Share of the non-core hours in percent."))
    ] = 80,
    section: Annotated[
        str, typer.Option(help=tr("Code of a bureau, division or section; default: the city."))
    ] = "",
) -> None:
    """Say where to dig: a proposal for the detailed survey."""
    session: Session = context.obj
    with session.reading() as workspace:
        unit_id = unit_with_code(workspace, section)
        found = workspace.digging.find(workspace.round_id, share, unit_id)
        lines = workspace.queries.tasks_by_id(found.ids)
    session.output.result(_document(found, lines), _lines(found, lines))


def _document(found: DigAnswer, lines: Sequence[TaskLine]) -> dict[str, Any]:
    return {
        "share_percent": found.percent,
        "reached_share": round(found.share, 6),
        "tasks": found.tasks,
        "non_core_tasks": found.candidates,
        "non_core_minutes": found.total,
        "chosen": len(found.ids),
        "chosen_minutes": found.minutes,
        "untagged_tasks": found.untagged,
        "untagged_minutes": found.untagged_minutes,
        "sections": [_share_document(share) for share in found.sections],
        "classes": [_share_document(share) for share in found.classes],
        "rows": [
            {
                "id": line.id,
                "section": line.unit_code,
                "code": line.code,
                "name": line.name,
                "minutes": line.minutes,
            }
            for line in lines
        ],
    }


def _share_document(share: DigShare) -> dict[str, Any]:
    return {
        "key": share.key,
        "name": share.name,
        "tasks": share.tasks,
        "minutes": share.minutes,
        "non_core_minutes": share.all_minutes,
    }


def _lines(found: DigAnswer, lines: Sequence[TaskLine]) -> list[str]:
    told = [found.sentence, *filter(None, [found.remark])]
    return [
        *told,
        *(
            f"{line.unit_code}\t{line.unit_name}\t{line.code}\t{line.name}"
            f"\t{format_hours(line.minutes)}"
            for line in lines
        ),
    ]
