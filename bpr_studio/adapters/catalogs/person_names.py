"""The parts of names: `surveys/person_names.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.class_words import load_class_words
from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.workload.personal_data import NameParts, PersonalDataGuard


@lru_cache(maxsize=1)
def load_personal_data_guard() -> PersonalDataGuard:
    """The guard over the shipped parts of names.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    path = data_folder() / "surveys" / "person_names.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    endings = data.pop("given_endings")
    lists = {name: frozenset(data[name].split()) for name in data if name != "mark"}
    words = load_class_words()
    said = {word for words_of_class in words.words.values() for word in words_of_class}
    office = said | set(words.aliases) | words.general
    return PersonalDataGuard(NameParts(given_endings=endings, **lists), office)
