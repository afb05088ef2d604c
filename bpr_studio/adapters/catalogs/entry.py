"""The lists the entry desk works with: formats, month profiles, ready rows, shapes of the year."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.formats import load_shown_format
from bpr_studio.adapters.catalogs.lists import load_month_profiles
from bpr_studio.domain.workload.row_templates import MonthPreset, RowTemplate, TemplateRow

if TYPE_CHECKING:
    from bpr_studio.domain.workload.survey_format import SurveyFormat


class EntryListsFromFiles:
    """Implements `services.entry_values.EntryLists`."""

    def survey_format(self, kind: str, version: int) -> SurveyFormat:
        """The released survey format in the language of the user."""
        return load_shown_format(kind, version)

    def standard_profile(self, code: str) -> tuple[int, ...]:
        """The month profile usual for a class: twelve percents, April first."""
        return load_month_profiles().percents_for(code)

    def row_templates(self) -> tuple[RowTemplate, ...]:
        """The ready rows for kinds of sections."""
        return load_row_templates()

    def month_presets(self) -> tuple[MonthPreset, ...]:
        """The ready shapes of the year."""
        return load_month_presets()


@lru_cache(maxsize=1)
def load_row_templates() -> tuple[RowTemplate, ...]:
    """The ready rows for kinds of sections, in the order of the file."""
    return tuple(
        RowTemplate(
            id=entry["id"],
            name=entry["name"],
            fits=tuple(entry["fits"]),
            rows=tuple(TemplateRow(row["code"], row["name"]) for row in entry["rows"]),
            name_en=entry["name_en"],
        )
        for entry in _toml("row_templates")["template"]
    )


@lru_cache(maxsize=1)
def load_month_presets() -> tuple[MonthPreset, ...]:
    """The ready shapes of the year, in the order of the file."""
    return tuple(
        MonthPreset(entry["id"], entry["name"], tuple(entry["percents"]), entry["name_en"])
        for entry in _toml("month_presets")["preset"]
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((data_folder() / "surveys" / f"{name}.toml").read_text(encoding="utf-8"))
