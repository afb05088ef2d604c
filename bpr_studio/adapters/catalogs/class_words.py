"""The words people use for the classes: `surveys/class_words.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.classification.suggest import ClassWords


@lru_cache(maxsize=1)
def load_class_words() -> ClassWords:
    """Synonyms, abbreviations and office words by class, and spellings to unify.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    path = data_folder() / "surveys" / "class_words.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {code: tuple(said.split()) for code, said in data["words"].items()}
    general = frozenset(data["general"].split())
    return ClassWords(words=words, aliases=dict(data["aliases"]), general=general)
