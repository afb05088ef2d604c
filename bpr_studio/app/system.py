"""The real clock, the real ids, and the person at this PC."""

from __future__ import annotations

import getpass
import secrets
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import platformdirs

from bpr_studio.domain.shared.ports import Person

_ACTOR_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648 base32, lower case
_ACTOR_LENGTH: Final = 13  # 13 × 5 = 65 bits, at least 64 random ones


class SystemClock:
    """The clock of this PC."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one adapter of the Clock port


class RandomIds:
    """Identifiers nobody else makes."""

    def new(self) -> str:
        """A new random row id."""
        return str(uuid.uuid4())  # noqa: TID251  # the one adapter of the IdSource port


def new_actor() -> str:
    """A name for the local database of this PC, random enough to be unique everywhere."""
    return "".join(secrets.choice(_ACTOR_ALPHABET) for _ in range(_ACTOR_LENGTH))


def person_at_keyboard(role: str) -> Person:
    """The operating-system user in the role chosen at first start."""
    try:
        user = getpass.getuser()
    except OSError:  # no user name in the environment nor in the user database
        user = "unknown"
    return Person(user, role)


def data_home() -> Path:
    """The folder of this user's workspaces."""
    return Path(platformdirs.user_data_dir("bpr-studio", appauthor=False))


def settings_file() -> Path:
    """Where this user's choices (role, language, window) are kept."""
    return Path(platformdirs.user_config_dir("bpr-studio", appauthor=False)) / "settings.json"


def cache_home() -> Path:
    """Where caches that can be thrown away are kept."""
    return Path(platformdirs.user_cache_dir("bpr-studio", appauthor=False))
