"""What every step of an exchange needs, and patience with targets that fail for a moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bpr_studio.services.sync.ports import Fault, ShareFaultError

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Generator, Iterable
    from datetime import datetime

    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.services.sync.ports import Codec, ShareStore, Signer, SyncLog, Verifier
    from bpr_studio.services.sync.rights import RightsLookup

SECOND_LOOK: Final = timedelta(seconds=20)
"""So long after placing a file is looked at again, beyond the caches of Windows."""

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0
_PER_CALL: Final = 30.0
_PER_CYCLE: Final = 60.0
_SILENT: Final = 4  # times in a row a target may not answer

Asked = TypeVar("Asked")
Got = TypeVar("Got")


class Pause(Protocol):
    """Lets time pass."""

    def __call__(self, seconds: float, /) -> None:
        """Wait so long."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The same for all targets of one PC.

    Attributes:
        log: the local database.
        lookup: what rights are judged by, from the local database.
        signer: gives the private key of one of this PC's actors, made when a new actor has none;
            None where the key of an actor that had one is gone.
        verifier: checks the signatures of others.
        codec: compression of segments.
        clock: the PC's own.
        pause: lets time pass between two tries.
        chance: scatters the tries of many PCs.
        new_actor: makes a name for a database nobody else makes.
        request: gives the file by which an actor of this PC asks to take part; None where the user
            has not said who they are.
        app: version of the program.
        schema: version of its tables.
        threads: files fetched at the same time.
    """

    log: SyncLog
    lookup: RightsLookup
    signer: Callable[[str], Signer | None]
    verifier: Verifier
    codec: Codec
    clock: Clock
    pause: Pause
    chance: random.Random
    new_actor: Callable[[], str]
    request: Callable[[str], bytes | None]
    app: str
    schema: int
    threads: int = 8


class Patience:
    """Tries again what failed for a moment: 50 ms, then twice as long up to 2 s, with jitter.

    A connection that broke counts as a moment, until the target has not answered four times. One call gets 30 s, all calls of a cycle together a minute; what has not worked by then is
    left to the next cycle.
    """

    def __init__(self, pause: Pause, chance: random.Random) -> None:
        self._pause = pause
        self._chance = chance
        self._left = _PER_CYCLE
        self._silent = 0

    def get(self, call: Callable[[], Got]) -> Got:
        """What the call gives.

        Raises:
            ShareFaultError: it fails for good, or for too long.
        """
        waited = 0.0
        length = _FIRST_PAUSE
        while True:
            try:
                got = call()
            except ShareFaultError as fault:
                if not self._may_pass(fault) or waited >= _PER_CALL or self._left <= 0:
                    raise
            else:
                self._silent = 0
                return got
            seconds = length * self._chance.uniform(0.5, 1.5)
            self._pause(seconds)
            waited += seconds
            self._left -= seconds
            length = min(2 * length, _LONGEST_PAUSE)

    def _may_pass(self, fault: ShareFaultError) -> bool:
        if fault.fault is not Fault.UNREACHABLE:
            return fault.passing
        self._silent += 1
        return self._silent < _SILENT


@dataclass(frozen=True, slots=True)
class Meeting:
    """One exchange with one target, as all its steps see it.

    Attributes:
        tools: of this PC.
        target: address of the target, as the log knows it.
        store: the target itself.
        patience: of this exchange.
    """

    tools: Tools
    target: str
    store: ShareStore
    patience: Patience

    def get(self, name: str) -> bytes:
        """A file of the target.

        Raises:
            ShareFaultError: it fails for good, or for too long.
        """
        return self.patience.get(lambda: self.store.get(name))

    def list(self, prefix: str) -> tuple[str, ...]:
        """Names of the files below a folder.

        Raises:
            ShareFaultError: it fails for good, or for too long.
        """
        return self.patience.get(lambda: self.store.list(prefix))

    def put(self, name: str, data: bytes) -> None:
        """Place a file.

        Raises:
            ShareFaultError: it fails for good, or for too long.
        """
        self.patience.get(lambda: self.store.put_new(name, data))


def side_by_side(
    ask: Callable[[Asked], Got], questions: Iterable[Asked], threads: int
) -> Generator[tuple[Asked, Got | ShareFaultError]]:
    """Ask several things of a target at the same time; answers come in the order of questions.

    A fault is an answer. Whoever stops taking answers stops the asking.
    """

    def one(question: Asked) -> Got | ShareFaultError:
        try:
            return ask(question)
        except ShareFaultError as fault:
            return fault

    wanted = list(questions)
    if threads == 1 or len(wanted) < 2:
        for question in wanted:
            yield question, one(question)
        return
    with ThreadPoolExecutor(min(threads, len(wanted))) as pool:
        try:
            yield from zip(wanted, pool.map(one, wanted), strict=True)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def since(earlier: datetime | None, now: datetime) -> timedelta | None:
    """How long ago that was, None for never; a clock that was turned back counts as never."""
    if earlier is None or earlier > now:
        return None
    return now - earlier


def is_lost(fault: ShareFaultError) -> bool:
    """Whether the whole target fails, so that asking it for more makes no sense."""
    return fault.fault is Fault.UNREACHABLE
