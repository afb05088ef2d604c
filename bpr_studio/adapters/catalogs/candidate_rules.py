"""The decision table that proposes improvements: the shipped one, or a city's own file."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.reform.candidate_reading import rule_book_from
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.reform.candidate_rules import RuleBook

OWN_FILE: Final = "candidate_rules.toml"
"""Name of the file in the folder of a workspace that stands in place of the shipped one."""


def load_rule_book(workspace_folder: Path | None = None) -> RuleBook:
    """The decision table of a workspace: that in its own folder, or the shipped one.

    Raises:
        UnreadableInputError: the city's own file cannot be read, or names something that does
            not exist.
    """
    own = workspace_folder / OWN_FILE if workspace_folder is not None else None
    return _read(own) if own is not None and own.is_file() else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> RuleBook:
    return _read(data_folder() / "surveys" / OWN_FILE)


def _read(path: Path) -> RuleBook:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # no TOML and no text are both a ValueError
        raise UnreadableInputError(
            tr("The rules for candidates {file} cannot be read: {reason}", file=path, reason=error),
            remedy=tr("Correct the file, or take it away: the shipped rules hold then."),
        ) from error
    return rule_book_from(data, path.name)
