"""Where the shipped data files lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PARTS = ("surveys", "resources")


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """The folder that holds `surveys/` and `resources/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package, package.parent):
        if all((folder / part).is_dir() for part in _PARTS):
            return folder
    msg = f"no data files beside {package}"
    raise FileNotFoundError(msg)
