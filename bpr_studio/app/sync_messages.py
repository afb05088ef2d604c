"""What the window and the exchange process say to each other: one JSON object a line.

The window writes to the standard input of the process, the process answers on its standard
output. All else goes through the local database. The end of either stream ends the process.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.errors import (
    BprError,
    CancelledError,
    RefusedError,
    UnreadableInputError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_ERRORS: dict[str, type[BprError]] = {
    kind.__name__: kind for kind in (RefusedError, UnreadableInputError, CancelledError)
}


class Do(StrEnum):
    """What the window asks of the exchange process."""

    NOW = "now"  # exchange at once
    CLOSE = "close"  # send what is here, tell `Tell.CLOSED`, end
    STOP = "stop"  # end after the step being done
    JOB = "job"  # do one thing and tell its result
    CANCEL = "cancel"  # give up a job
    NEWS = "news"  # fetch what is new; said by the process to itself


class Tell(StrEnum):
    """What the exchange process tells the window."""

    ALIVE = "alive"  # it moves; what it is doing
    EXCHANGED = "exchanged"  # every place was asked; whatever was wrong with the process is over
    CLOSED = "closed"  # it has sent what it could and ends
    RESULT = "result"  # a job is done
    FAILED = "failed"  # a job is not done
    TROUBLE = "trouble"  # something that could not be noted in the database; `what` is its kind


@dataclass(frozen=True, slots=True)
class Request:
    """A line of the window.

    Attributes:
        do: what is asked.
        number: of the job.
        name: of the kind of job.
        arguments: what the job needs, plain JSON values.
    """

    do: Do
    number: int = 0
    name: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A line of the exchange process.

    Attributes:
        tell: what it is about.
        number: of the job, 0 for the exchange itself.
        what: what is being done, in the user's language.
        done: steps finished.
        total: steps in all, 0 where unknown.
        target: address of the place being asked, "" for none; named when it never answers.
        result: of a job, the sentences of its failure, or the detail of a trouble.
    """

    tell: Tell
    number: int = 0
    what: str = ""
    done: int = 0
    total: int = 0
    target: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


def line_of(message: Request | Report) -> bytes:
    """The line that says it."""
    return json.dumps(asdict(message), ensure_ascii=False).encode() + b"\n"


def request_of(line: bytes) -> Request | None:
    """The request on a line; None for what is none."""
    said = _object(line)
    try:
        return Request(**{**said, "do": Do(said["do"])})
    except (KeyError, TypeError, ValueError):
        return None


def report_of(line: bytes) -> Report | None:
    """The report on a line; None for what is none, e.g. a warning of a library."""
    said = _object(line)
    try:
        return Report(**{**said, "tell": Tell(said["tell"])})
    except (KeyError, TypeError, ValueError):
        return None


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def sentences_of(error: BprError) -> dict[str, str]:
    """A failure as plain values."""
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "kept": error.kept,
        "remedy": error.remedy,
    }


def error_of(sentences: Mapping[str, Any]) -> BprError:
    """The failure again."""
    kind = _ERRORS.get(str(sentences.get("kind")), BprError)
    message, kept, remedy = (str(sentences.get(k, "")) for k in ("message", "kept", "remedy"))
    return kind(message, kept=kept, remedy=remedy)
