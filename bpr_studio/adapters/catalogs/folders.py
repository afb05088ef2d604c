"""Where the shipped data files lie: in the checkout, or packed into the installed wheel."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

_PACKED = "bpr_studio_data"
_PARTS = ("surveys", "resources")


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """The folder that holds `surveys/`, `resources/` and `process_models/`.

    Raises:
        FileNotFoundError: neither the checkout nor the installed package has them; the
            installation is broken.
    """
    checkout = Path(__file__).resolve().parents[3]
    if all((checkout / part).is_dir() for part in _PARTS):
        return checkout
    try:
        packed = Path(str(resources.files(_PACKED)))
    except ModuleNotFoundError:
        packed = checkout / _PACKED
    if all((packed / part).is_dir() for part in _PARTS):
        return packed
    msg = f"the data files of bpr_studio are missing: neither {checkout} nor {packed} has them"
    raise FileNotFoundError(msg)
