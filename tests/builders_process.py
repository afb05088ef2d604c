"""Two workspace files beside one shared folder, exchanging as the program's own processes do (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.app.sync_exchange import make_empty, open_exchange
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sync.enrolment import Approval, open_requests
from tests.builders_workspace import CityPlan, built_workspace, task_id

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.sync_exchange import OpenExchange
    from bpr_studio.app.sync_parts import SyncParts

CHIEF = Person("kacho", "section_chief")
WORDS = "architectural horse battery"
SECTION = "0101"


class Pair:
    """The DX office and the chief of a section, both let in, with equal data.

    Attributes:
        share: the shared folder.
        dx: folder of the DX office's workspace.
        section: folder of the section's.
        round_id: the survey round both work in.
    """

    def __init__(
        self, folder: Path, plan: CityPlan | None = None, places: tuple[str, str] | None = None
    ) -> None:
        """Found, ask, approve, exchange.

        Args:
            folder: where all of it is made.
            plan: size of the city; one section with four tasks by default.
            places: addresses of the place of exchange for DX office and section; a folder by
                default.
        """
        self.share = folder / "share"
        self._places = places or (str(self.share), str(self.share))
        self.dx = folder / "dx"
        self.section = folder / "section"
        self.share.mkdir(parents=True)
        plan = plan or CityPlan(bureaus=1, sections=1, tasks=4)
        made = built_workspace(self.dx, plan)
        self.round_id = made.round_id
        made.close()
        make_empty(self.section, CHIEF)
        self._let_in(folder)

    def _let_in(self, folder: Path) -> None:
        address, theirs = ({"address": place} for place in self._places)
        dx = open_exchange(self.dx, beside=False)
        section = open_exchange(self.section, beside=False)
        found = {"city": "みなと市（架空）", "fictitious": True, "user": "dx01", "name": "DX室"}
        key = {"key_file": str(folder / "root.key"), "passphrase": WORDS}
        site = dx.jobs["found"](address | found | key, NoProgress())
        self.cycle(dx)
        person = {"user": "kacho", "name": "市民課", "role": "section_chief", "section": SECTION}
        number = {"check_number": site["check_number"]}
        section.jobs["join"](theirs | number | person, NoProgress())
        self.cycle(section)
        self.cycle(dx)
        self.approve(dx.parts)
        self.cycle(dx)
        for _ in range(2):
            self.cycle(section)
        self.cycle(dx)
        dx.close()
        section.close()

    def ask_to_join(self, folder: Path, number: str) -> None:
        """Another PC of the section asks to take part."""
        make_empty(folder, CHIEF)
        pc = open_exchange(folder, beside=False)
        person = {"user": "kakari", "name": "市民課", "role": "member", "section": SECTION}
        place = {"address": self._places[1], "check_number": number}
        pc.jobs["join"](place | person, NoProgress())
        self.cycle(pc)
        pc.close()

    @staticmethod
    def approve(parts: SyncParts) -> int:
        """Let in whoever asks; how many."""
        asked = open_requests(parts.log, parts.enrolment.roster, parts.verifier)
        granted = [Approval(one, one.role, (f"sec-{one.section}",)) for one in asked]
        if granted:
            parts.enrolment.approve(parts.own_signer, granted)
        return len(granted)

    def cycle(self, exchange: OpenExchange) -> None:
        """One exchange in this process."""
        for place in exchange.targets():
            exchange.exchange(place, NoProgress(), push=True, demanded=True)

    def cycle_closed(self, folder: Path) -> None:
        """One exchange of a workspace nobody has open."""
        exchange = open_exchange(folder, beside=False)
        self.cycle(exchange)
        exchange.close()

    def task(self, number: int = 0) -> str:
        """Row id of a task of the section."""
        return task_id(self.round_id, SECTION, number)

    def rename(self, workspace: Workspace, name: str, number: int = 0) -> None:
        """What a person does in a window."""
        workspace.store.commit("改名", [SetFields("work_item", self.task(number), {"name": name})])

    def name_in(self, folder: Path, number: int = 0) -> object:
        """The name of a task as a workspace has it."""
        workspace = Workspace.open(folder, CHIEF, read_only=True)
        state = workspace.store.state("work_item", self.task(number))
        workspace.close()
        return state.heads["name"][0].value if state.alive else None
