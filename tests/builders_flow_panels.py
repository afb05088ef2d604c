"""A flow under edit without a workspace, and the rules of the survey, for tests of panels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.formats import load_shown_format
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.modeling.outline import apply_outline, parse
from bpr_studio.domain.modeling.verdict import Verdict
from bpr_studio.domain.process.editor import Editor, touched_ids
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step_list import Lanes
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.detailed_cells import StepRules
from bpr_studio.services.detailed_values import StepMaterial

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.editor import ModelGesture
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.replication.seen import OneOf

SHORT = """# 区民課
開始
窓口: 申請書を確認 2min 1200cases
窓口: 本人確認 1min
担当: 照合 3min 1200cases
終了
"""


@dataclass
class OpenFlow:
    """What a panel needs of a `FlowSession`; tells listeners at once, keeps nothing."""

    model: ProcessModel
    reason: str = ""
    flow_id: str = "flow-1"
    name: str = "交付"
    round_id: str = ""
    listeners: list[Callable[[tuple[str, ...]], None]] = field(default_factory=list)
    several: dict[str, dict[str, OneOf]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.editor = Editor(self.model, keep=self._keep)

    @property
    def line(self) -> OpenFlow:
        """The flow as lists show it."""
        return self

    @property
    def editable(self) -> Verdict:
        """Whether it may be edited."""
        return Verdict(self.reason)

    @staticmethod
    def row_of(element_id: str) -> str:
        """Row id of an element."""
        return element_id

    def listen(self, callback: Callable[[tuple[str, ...]], None]) -> Callable[[], None]:
        """Tell of every gesture."""
        self.listeners.append(callback)
        return lambda: self.listeners.remove(callback)

    def _keep(self, gesture: ModelGesture) -> None:
        if self.reason:
            raise RefusedError(self.reason)
        for callback in self.listeners:
            callback(tuple(touched_ids(gesture)))

    def called(self, name: str) -> Element:
        """The one element of this name."""
        (found,) = [element for element in self.model.elements() if element.name == name]
        return found


def open_flow(text: str = SHORT) -> OpenFlow:
    """A drawn flow of a section with these lines."""
    flow = OpenFlow(blank_flow(FlowNames("交付", "区民課", ("窓口", "担当"))))
    apply_outline(flow.editor, parse(text))
    return flow


def material(_round_id: str = "") -> StepMaterial:
    """The rules of the detailed survey."""
    rules = StepRules(load_shown_format("detailed", 1), 2025, {"daily": 242.0})
    return StepMaterial(rules, Lanes(), {"P06": "non_core", "P08": "core", "P07": "mixed"})
