"""The language of this run: Japanese unless the user chose otherwise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bpr_studio.app.preferences import load_preferences
from bpr_studio.app.system import settings_file
from bpr_studio.app.translations import TRANSLATIONS_FOLDER, compile_if_stale
from bpr_studio.domain.shared.text import install_language

if TYPE_CHECKING:
    from pathlib import Path


def start_language(settings: Path | None = None) -> str:
    """Install the language of `BPR_STUDIO_LANGUAGE`, else of the settings, else Japanese."""
    wanted = (
        os.environ.get("BPR_STUDIO_LANGUAGE")
        or load_preferences(settings or settings_file()).language
    )
    language = wanted if wanted in {"ja", "en"} else "ja"
    compile_if_stale()
    install_language(language, TRANSLATIONS_FOLDER)
    return language
