"""Where a shipped entry comes from: the same distinction the domain reference makes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How far an entry can be trusted."""

    SOURCED = "S"  # read in the named source
    DERIVED = "D"  # calculated from sourced numbers
    CONSTRUCTED = "C"  # a proposal of this project, not a published fact
    UNVERIFIED = "K"  # general knowledge, not verified


@dataclass(frozen=True, slots=True)
class Source:
    """One cited source.

    Attributes:
        id: e.g. "S42".
        title: title and publisher.
    """

    id: str
    title: str
