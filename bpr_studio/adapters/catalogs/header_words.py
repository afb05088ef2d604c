"""What other makers call the columns of a survey: `surveys/grown_headers.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.workload.grown_headers import header_words_from

if TYPE_CHECKING:
    from bpr_studio.domain.workload.grown_headers import HeaderWords


@lru_cache(maxsize=1)
def load_header_words() -> HeaderWords:
    """Words of headings, units, sums, remarks and labels.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    path = data_folder() / "surveys" / "grown_headers.toml"
    return header_words_from(tomllib.loads(path.read_text(encoding="utf-8")))
