"""What one exchange with one target did and met."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.services.sync.healing import Healed
from bpr_studio.services.sync.pulling import Pulled

if TYPE_CHECKING:
    from bpr_studio.domain.replication.streams import Fork
    from bpr_studio.services.sync.ports import ShareFaultError
    from bpr_studio.services.sync.pushing import Held
    from bpr_studio.services.sync.troubles import Trouble


@dataclass(slots=True)
class CycleOutcome:
    """What one exchange did.

    Attributes:
        target: address of the place of exchange.
        resting: nothing was asked, since the target failed a short while ago.
        sealed: number of segments made of own ops.
        placed: number of segments brought onto the target.
        verified: number seen there a second time (共有済み).
        left: number of segments still to be placed.
        pulled: what came.
        confirmed: receipts written (DX office) or read (all others).
        healed: what was put right.
        packed: number of segments packed (DX office).
        held: own commands the roster does not permit; they stay on this PC.
        blocks: new blocks of roster and policy.
        renewed: this PC goes on under a new actor, since its database was copied or set back.
        forks: streams that go on in several ways, seen among what came.
        troubles: what is to be told.
        fault: the worst the target did; None when it did all it was asked.
    """

    target: str
    resting: bool = False
    sealed: int = 0
    placed: int = 0
    verified: int = 0
    left: int = 0
    pulled: Pulled = field(default_factory=Pulled)
    confirmed: int = 0
    healed: Healed = field(default_factory=Healed)
    packed: int = 0
    held: list[Held] = field(default_factory=list)
    blocks: int = 0
    renewed: bool = False
    forks: tuple[Fork, ...] = ()
    troubles: list[Trouble] = field(default_factory=list)
    fault: ShareFaultError | None = None

    @property
    def more(self) -> bool:
        """Whether going on at once brings more: rights changed, or a new actor has to ask."""
        return self.fault is None and (self.blocks > 0 or self.renewed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened, in whole sentences."""
        return tuple(trouble.happened for trouble in self.troubles)
