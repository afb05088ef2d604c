"""The exceptions a user can meet, each a sentence that says what happened and what to do.

    BprError
    ├── RefusedError            the program understood and says no            exit code 1
    ├── UnreadableInputError    a file could not be read as what it should be exit code 3
    └── CancelledError          the user stopped a long task                  exit code 1

Bad input inside a readable file is not an exception but a `Finding` (shared/findings.py).
"""

from __future__ import annotations


class BprError(Exception):
    """A failure that is explained to the user.

    Attributes:
        message: what happened, a whole sentence, already translated.
        kept: what is safe nevertheless; empty when nothing was at stake.
        remedy: what the user can do now.
    """

    exit_code = 1

    def __init__(self, message: str, *, kept: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.kept = kept
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all three sentences."""
        return _error, (type(self), self.message, self.kept, self.remedy)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.kept, self.remedy) if part)


class RefusedError(BprError):
    """The request was understood and cannot be done."""


class UnreadableInputError(BprError):
    """A file is not what it should be; nothing of it was used."""

    exit_code = 3


class CancelledError(BprError):
    """The user stopped a long task; everything before it is kept."""


def _error(kind: type[BprError], message: str, kept: str, remedy: str) -> BprError:
    return kind(message, kept=kept, remedy=remedy)
