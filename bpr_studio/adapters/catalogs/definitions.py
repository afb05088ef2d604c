"""What a survey is started with: the definitions of core work."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.classification.lists import ListItem
from bpr_studio.domain.classification.provenance import Mark


@lru_cache(maxsize=1)
def load_core_definitions() -> tuple[ListItem, ...]:
    """The definitions of core work, the usual one first; the sentence is `attributes["text"]`."""
    path = data_folder() / "surveys" / "core_definitions.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    items = [
        ListItem(
            list=data["list"],
            code=entry["code"],
            name=entry["name"],
            name_en=entry["name_en"],
            attributes=entry["attributes"],
            source=entry["source"],
            mark=Mark(entry["mark"]),
            sort_key=place,
        )
        for place, entry in enumerate(data["item"], start=1)
    ]
    return tuple(sorted(items, key=lambda item: (item.code != data["default"], item.sort_key)))


def core_texts() -> dict[str, str]:
    """The sentence of each definition of core work by its id, the usual one first."""
    return {item.code: str(item.attributes["text"]) for item in load_core_definitions()}
