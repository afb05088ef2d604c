"""The finding each chart states as its title, and the caption that belongs below it.

The sentences are made in the domain, where reports find them too.
"""

from __future__ import annotations

from bpr_studio.domain.benchmark.compare import caption_comparison as caption_city_comparison
from bpr_studio.domain.benchmark.compare import title_comparison as title_city_comparison
from bpr_studio.domain.workload.statements import (
    caption_core_split,
    caption_month_load,
    caption_pareto,
    title_core_split,
    title_month_load,
    title_pareto,
)

__all__ = [
    "caption_city_comparison",
    "caption_core_split",
    "caption_month_load",
    "caption_pareto",
    "title_city_comparison",
    "title_core_split",
    "title_month_load",
    "title_pareto",
]
