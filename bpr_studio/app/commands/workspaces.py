"""`init`, `demo` and `tour`: workspaces and the way to see everything at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.services.demo.city import DemoSize

_MOST_TASKS: Final = 1_000_000  # some sixteen times the tasks of a designated city
_MOST_FLOWS: Final = 10_000

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=tr("Folder of the new workspace."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init", help=tr("New workspace for one of the designated cities."))(init)
    app.command("demo", help=tr("New workspace with a fictitious city."))(demo)
    app.command("tour", help=tr("Demo city, forms out and in, reports, flows, screenshots."))(tour)


def init(
    context: typer.Context,
    folder: Folder,
    city: Annotated[str, typer.Option(help=tr("Six-digit code of the city."))],
    fy: Annotated[int, typer.Option(help=tr("Fiscal year of the first survey."))],
) -> None:
    """Make an empty workspace for a city."""
    from bpr_studio.adapters.catalogs.definitions import load_core_definitions
    from bpr_studio.adapters.catalogs.lists import load_list, load_year_settings
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.workspaces import NewWorkspace

    session: Session = context.obj
    found = next((item for item in load_list("city") if item.code == city), None)
    if found is None:
        raise RefusedError(
            tr("There is no designated city with the code {code}.", code=city),
            remedy=tr("Use the six-digit local government code, e.g. 401005."),
        )
    settings = {s.fiscal_year: s for s in load_year_settings()}
    if fy not in settings:
        raise RefusedError(
            tr("The working days of the fiscal year {year} are not known.", year=fy),
            remedy=tr(
                "Use a year from {first} to {last}.", first=min(settings), last=max(settings)
            ),
        )
    definition = load_core_definitions()[0]
    workspace = Workspace.create(
        folder,
        session.person,
        NewWorkspace(
            city_code=city,
            city_name=found.name,
            fictitious=False,
            fiscal_year=fy,
            core_definition=str(definition.attributes["text"]),
            minutes_per_full_timer=settings[fy].minutes_per_full_timer,
            core_definition_id=definition.code,
        ),
    )
    workspace.close()
    session.output.result({"workspace": str(folder), "city": found.name}, [str(folder)])


def demo(
    context: typer.Context,
    folder: Folder,
    sections: Annotated[int, typer.Option(min=1, max=365, help=tr("Number of sections."))] = 365,
    tasks: Annotated[
        int, typer.Option(min=1, max=_MOST_TASKS, help=tr("Number of tasks."))
    ] = 60_000,
    flows: Annotated[int, typer.Option(min=0, max=_MOST_FLOWS, help=tr("Number of flows."))] = 200,
    seed: Annotated[int, typer.Option(help=tr("Another seed, another city."))] = 1,
) -> None:
    """Make a workspace with a fictitious city."""
    from bpr_studio.app.demo import create_demo

    session: Session = context.obj
    size = _size(sections, tasks, flows)
    workspace = create_demo(folder, session.person, TerminalProgress(), seed=seed, size=size)
    info = workspace.queries.workspace()
    workspace.close()
    document = {
        "workspace": str(folder),
        "city": info.city_name,
        "fictitious": True,
        "sections": sections,
        "tasks": tasks,
        "flows": flows,
        "seed": seed,
    }
    session.output.result(document, [f"{info.city_name}: {folder}"])


def _size(sections: int, tasks: int, flows: int) -> DemoSize:
    """The size of the fictitious city.

    Raises:
        RefusedError: some section would have no task.
    """
    from bpr_studio.services.demo.city import DemoSize

    if tasks < sections:
        raise RefusedError(
            tr("{sections:,} sections need at least as many tasks.", sections=sections),
            kept=tr("Nothing was made."),
            remedy=tr("Use a larger --tasks or a smaller --sections."),
        )
    return DemoSize(sections, tasks, flows)


def tour(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("Folder for what is made."))],
    sections: Annotated[int, typer.Option(min=3, max=365, help=tr("Number of sections."))] = 365,
    tasks: Annotated[
        int, typer.Option(min=3, max=_MOST_TASKS, help=tr("Number of tasks."))
    ] = 60_000,
    flows: Annotated[int, typer.Option(min=0, max=_MOST_FLOWS, help=tr("Number of flows."))] = 200,
) -> None:
    """Show the whole program without a screen."""
    from bpr_studio.app.tour import take_tour

    session: Session = context.obj
    made = take_tour(output, session.person, _size(sections, tasks, flows), session.output.message)
    session.output.result({"files": [str(path) for path in made]}, map(str, made))
