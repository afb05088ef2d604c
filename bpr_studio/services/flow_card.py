"""What the card of a step in a flow works with: the columns and rules of the detailed survey.

One rule set: "1,200件" means the same on the card, in the survey's sheet and in its workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.step_list import Lanes
from bpr_studio.services.detailed_cells import StepRules, default_times
from bpr_studio.services.detailed_values import StepMaterial
from bpr_studio.services.rounds import DETAILED, find_round

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.views import Queries

_VERSION: Final = 1


class StepCards:
    """Rules for cards, by the survey a flow answers.

    Args of the constructor: reading, the survey format by kind and version in the language of
    the user, and the fiscal year of flows that answer no survey.
    """

    def __init__(
        self,
        queries: Queries,
        formats: Callable[[str, int], SurveyFormat],
        fiscal_year: Callable[[], int],
    ) -> None:
        self._queries = queries
        self._formats = formats
        self._fiscal_year = fiscal_year

    def material(self, round_id: str = "") -> StepMaterial:
        """Columns, rules and usual core tags.

        Args:
            round_id: the detailed survey a flow answers, "" for none.

        Raises:
            RefusedError: there is no such survey.
        """
        version, year = _VERSION, self._fiscal_year()
        if round_id:
            found = find_round(self._queries, round_id)
            year = found.fiscal_year
            if found.format_id == DETAILED:
                version = found.format_version
        survey_format = self._formats(DETAILED, version)
        actors = survey_format.column("actor_category").choices
        lanes = Lanes({choice.value: choice.office or choice.label for choice in actors})
        types = self._queries.items("step_type")
        defaults = {line.code: str(line.attributes.get("core_default", "")) for line in types}
        return StepMaterial(StepRules(survey_format, year, self._times(year)), lanes, defaults)

    def _times(self, fiscal_year: int) -> dict[str, float]:
        years = [y for y in self._queries.working_years() if y.fiscal_year <= fiscal_year]
        frequencies = {line.code: line.attributes for line in self._queries.items("frequency")}
        return default_times(frequencies, years[-1].working_days if years else 0)
