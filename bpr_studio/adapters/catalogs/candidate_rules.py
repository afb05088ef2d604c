"""The decision table that proposes improvements, from `surveys/candidate_rules.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.reform.candidate_reading import rule_book_from

if TYPE_CHECKING:
    from bpr_studio.domain.reform.candidate_rules import RuleBook


@lru_cache(maxsize=1)
def load_rule_book() -> RuleBook:
    """The shipped decision table.

    Raises:
        UnreadableInputError: it names something that does not exist.
    """
    path = data_folder() / "surveys" / "candidate_rules.toml"
    return rule_book_from(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
