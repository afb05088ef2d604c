"""Lint profiles from `process_models/lint-profile*.toml`, or from a file of one's own."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.domain.lint.profile import profile_from
from bpr_studio.domain.lint.rules import RULE_IDS
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.lint.profile import LintProfile


@lru_cache(maxsize=1)
def load_lint_profile() -> LintProfile:
    """The profile flows are checked by when nothing else is asked for."""
    return _read(data_folder() / "process_models" / "lint-profile.toml")


def lint_profiles() -> dict[str, LintProfile]:
    """The shipped profiles by key, the usual one first."""
    folder = data_folder() / "process_models"
    found = [load_lint_profile(), *map(_read, sorted(folder.glob("lint-profile-*.toml")))]
    return {profile.key: profile for profile in found}


def find_lint_profile(wanted: str) -> LintProfile:
    """The profile with this key, or the one in the file of this name.

    Raises:
        UnreadableInputError: there is neither, or the file is no profile.
    """
    shipped = lint_profiles()
    if wanted in shipped:
        return shipped[wanted]
    path = Path(wanted)
    if path.is_file():
        return _read(path)
    raise UnreadableInputError(
        tr("There is no lint profile “{name}”.", name=wanted),
        remedy=tr(
            "Please give one of {known}, or a TOML file.",
            known=", ".join(f"“{k}”" for k in shipped),
        ),
    )


def _read(path: Path) -> LintProfile:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableInputError(
            tr("The lint profile {file} cannot be read: {reason}", file=path.name, reason=error),
            remedy=tr("Please correct this entry; docs/file-formats/lint.md lists what there is."),
        ) from error
    defaults = {i.code: str(i.attributes.get("core_default", "")) for i in load_list("step_type")}
    return profile_from(data, RULE_IDS, path.name, defaults)
