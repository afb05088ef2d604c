"""The library of standard flows and fragments: what `process_models/library.toml` lists."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.shared.text import language
from bpr_studio.services.flow_library import LibraryEntry


def load_flow_library() -> tuple[LibraryEntry, ...]:
    """The entries in the order of the file, in the language of the user."""
    return _entries(english=language() == "en")


@lru_cache(maxsize=2)
def _entries(*, english: bool) -> tuple[LibraryEntry, ...]:
    folder = data_folder() / "process_models"
    data = tomllib.loads((folder / "library.toml").read_text(encoding="utf-8"))
    return tuple(
        LibraryEntry(
            key=entry["key"],
            kind=kind,
            title=entry["title_en"] if english else entry["title"],
            about=entry["about_en"] if english else entry["about"],
            class_code=entry.get("class", ""),
            path=folder / place / f"{entry['key']}.bpmn",
        )
        for kind, place in (("standard", "standard_flows"), ("fragment", "fragments"))
        for entry in data[kind]
    )
