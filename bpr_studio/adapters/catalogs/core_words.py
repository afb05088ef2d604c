"""Words and step types that speak for core or non-core, from `surveys/core_words.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.workload.core_proposal import CoreWords


@lru_cache(maxsize=1)
def load_core_words() -> CoreWords:
    """The words the proposal of core and non-core rests on."""
    path = data_folder() / "surveys" / "core_words.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return CoreWords(
        reasons={word: reason for reason, line in data["words"].items() for word in line.split()},
        steps=dict(data["steps"]),
        source=data["source"],
        mark=data["mark"],
    )
