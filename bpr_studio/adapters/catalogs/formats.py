"""Survey formats from `surveys/`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.shared.text import language
from bpr_studio.domain.workload.survey_format import survey_format_from

if TYPE_CHECKING:
    from bpr_studio.domain.workload.survey_format import SurveyFormat


@lru_cache(maxsize=8)
def load_survey_format(kind: str, version: int) -> SurveyFormat:
    """The survey format `kind` ("overall") in its released `version`.

    Raises:
        FileNotFoundError: there is no such format or version.
    """
    path = data_folder() / "surveys" / f"{kind}-v{version}.toml"
    return survey_format_from(tomllib.loads(path.read_text(encoding="utf-8")))


def load_shown_format(kind: str, version: int) -> SurveyFormat:
    """The same for the screen: headings and labels in the language of the user.

    Workbooks take `load_survey_format`, since the forms are the office's.

    Raises:
        FileNotFoundError: there is no such format or version.
    """
    found = load_survey_format(kind, version)
    return _in_english(kind, version) if language() == "en" else found


@lru_cache(maxsize=8)
def _in_english(kind: str, version: int) -> SurveyFormat:
    return load_survey_format(kind, version).in_english()


def load_released_formats(kind: str) -> tuple[SurveyFormat, ...]:
    """Every released version of a survey format, oldest first.

    Args:
        kind: id of the format, e.g. "overall".
    """
    found = (data_folder() / "surveys").glob(f"{kind}-v*.toml")
    versions = sorted(int(path.stem.rpartition("-v")[2]) for path in found)
    return tuple(load_survey_format(kind, version) for version in versions)
