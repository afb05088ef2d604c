"""Denominators proposed for the classes when cities are compared."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.benchmark.exchange import SuggestedDenominator


@lru_cache(maxsize=1)
def load_denominators() -> tuple[SuggestedDenominator, ...]:
    """The proposed denominators in code order."""
    path = data_folder() / "surveys" / "denominators.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        SuggestedDenominator(
            code=entry["code"],
            name=entry["name"],
            unit=entry["unit"],
            mark=data["mark"],
            source=data["source"],
        )
        for entry in data["item"]
    )
