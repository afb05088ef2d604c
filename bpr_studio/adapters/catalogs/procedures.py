"""The columns of the procedure ledger and the priority procedures from their files."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.procedures.layout import ledger_from
from bpr_studio.domain.procedures.priority import priority_from
from bpr_studio.domain.shared.text import language

if TYPE_CHECKING:
    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.priority import PriorityProcedure


@lru_cache(maxsize=2)
def load_ledger(*, english: bool = False) -> Ledger:
    """The columns, headed as the office's sheets are (Japanese), or in English.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return ledger_from(_toml("procedure_lists"), english=english)


def load_shown_ledger() -> Ledger:
    """The columns in the language of the user."""
    return load_ledger(english=language() == "en")


@lru_cache(maxsize=1)
def load_priority_procedures() -> tuple[PriorityProcedure, ...]:
    """The 31 procedures of special benefit to people, with the marks of their wording.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return priority_from(_toml("priority_procedures"))


def _toml(name: str) -> dict[str, Any]:
    path = data_folder() / "surveys" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
