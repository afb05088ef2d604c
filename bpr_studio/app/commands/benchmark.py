"""`benchmark compare`, and what files of cities are for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bpr_studio.app.commands import benchmark_exchange
from bpr_studio.app.commands.session import Session
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, Comparison
from bpr_studio.domain.shared.text import tr

app = typer.Typer(no_args_is_help=True)
benchmark_exchange.add_to(app)


@app.command("compare", help=tr("Our figures next to those of other cities."))
def compare(
    context: typer.Context,
    city: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a city; may be repeated."))
    ] = None,
    per: Annotated[Basis, typer.Option(help=tr("What hours are divided by."))] = Basis.PER_10K,
    level: Annotated[ClassLevel, typer.Option(help=tr("Level of the classes."))] = ClassLevel.MAJOR,
) -> None:
    """Our figures next to those of other cities."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = workspace.benchmarking.compare(workspace.fiscal_year, per, level, city or [])
    session.output.result(_document(found), _lines(found))


def _document(found: Comparison) -> dict[str, Any]:
    return {
        "basis": found.basis.value,
        "unit": found.unit,
        "fictitious": found.fictitious,
        "city": found.ours.name,
        "others": [other.name for other in found.others],
        "differences": found.differences,
        "classes": [
            {
                "code": item.code,
                "name": item.label,
                "ours": item.ours,
                "median": item.spread.median if item.spread else None,
                "n": len(item.others),
                "others": {other.city.name: other.value for other in item.others},
            }
            for item in found.classes
        ],
    }


def _lines(found: Comparison) -> list[str]:
    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:,.1f}"

    lines = [f"{found.ours.name}: {found.unit}", *found.differences]
    return lines + [
        f"{c.code}\t{c.label}\t{figure(c.ours)}"
        f"\t{figure(c.spread.median if c.spread else None)}\tn={len(c.others)}"
        for c in found.classes
    ]
