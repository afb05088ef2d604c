"""The general entries of an exchange file: which city, which year, what is counted and by whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bpr_studio.adapters.sheets import city_rules as rules
from bpr_studio.domain.benchmark.figures import CityFigures, Origin
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.cell_answers import ChoiceList
from bpr_studio.domain.workload.cell_dates import read_date
from bpr_studio.domain.workload.cell_rules import Taken

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.adapters.sheets.city_rules import Line
    from bpr_studio.domain.benchmark.figures import CityFlow, ClassFigure, Denominator, StepFigure
    from bpr_studio.domain.workload.cell_rules import CellValue, Refused

_YES_NO: Final = ChoiceList([("yes", "はい"), ("no", "いいえ")])
_MOST_WARDS: Final = 100
_MOST_HEADS: Final = 1_000_000


class Lists(NamedTuple):
    """The figures of an exchange file."""

    figures: tuple[ClassFigure, ...]
    steps: tuple[StepFigure, ...]
    denominators: tuple[Denominator, ...]
    flows: tuple[CityFlow, ...]


def read_flag(raw: CellValue) -> Taken[str] | Taken[None] | Refused:
    """Yes or no, as "yes" and "no"; truth values are as good as words."""
    if isinstance(raw, bool):
        return Taken("yes" if raw else "no")
    return _YES_NO.read(raw)


def general_part(
    line: Line,
    staff_categories: tuple[str, ...],
    lists: Lists,
    tell: Callable[[str, Level, str, str], None],
) -> CityFigures:
    """Everything of a file as one value; what is wrong in the general entries is told.

    Args:
        line: the general entries by the names of the JSON format.
        staff_categories: whose hours are included.
        lists: the figures.
        tell: says something about an entry: its name, the level, the rule and the sentence.
    """
    year = line.take("fiscal_year", rules.read_fiscal_year, required=True)
    population = line.take("population", rules.count)
    definition = line.take("core_definition", rules.text)
    for remark in rules.remarks_on_city(population=population, core_definition=definition):
        about = "population" if remark.rule.startswith("population") else "core_definition"
        tell(about, Level.WARNING, remark.rule, remark.message)
    return CityFigures(
        city_code=line.take("city_code", rules.read_city_code) or "",
        city_name=line.take("city_name", rules.name, required=True) or "",
        fiscal_year=year or 0,
        population=population or 0,
        core_definition=definition or "",
        core_definition_id=line.take("core_definition_id", rules.name) or "",
        staff_categories=staff_categories,
        fictitious=line.take("fictitious", read_flag, required=True) == "yes",
        wards=line.take("wards", partial(rules.count, maximum=_MOST_WARDS)),
        staff_heads=line.take("staff_heads", partial(rules.count, maximum=_MOST_HEADS)),
        left_out=line.take("left_out", rules.count) or 0,
        figures=lists.figures,
        steps=lists.steps,
        denominators=lists.denominators,
        flows=lists.flows,
        origin=_origin(line, year or 0),
    )


def _origin(line: Line, year: int) -> Origin:
    day: Any = line.take("prepared_on", partial(read_date, fiscal_year=year))
    return Origin(
        prepared_by=line.take("prepared_by", rules.name) or "",
        prepared_on=day.isoformat() if day else "",
        program=line.take("program", rules.name) or "",
        remarks=line.take("remarks", rules.text) or "",
    )
