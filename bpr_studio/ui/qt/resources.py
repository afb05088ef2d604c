"""Where the style sheet, the icons and the user's guide lie."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def resources_folder() -> Path:
    """The folder `resources`: inside an installed package, or beside it in a checkout.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / "style" / "tokens.toml").is_file():
            return folder
    msg = f"no resources beside {package}"
    raise FileNotFoundError(msg)
