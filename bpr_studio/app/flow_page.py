"""The parts of the page where flows are drawn, taken from an open workspace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.events import Committed
    from bpr_studio.services.flow_card import StepCards
    from bpr_studio.ui.pages.flow_card import CardParts
    from bpr_studio.ui.pages.flow_editor_parts import FlowEditorParts
    from bpr_studio.ui.pages.flow_panel import FlowPanel
    from bpr_studio.ui.pages.flow_sums import SumsParts
    from bpr_studio.ui.pages.flows_files import FlowPicker
    from bpr_studio.ui.pages.flows_making import FlowMakers
    from bpr_studio.ui.qt.bus import BusBridge
    from bpr_studio.ui.qt.page import PageHost


def flow_editor_parts(
    workspace: Workspace,
    section: Callable[[], str] = lambda: "",
    *,
    events: BusBridge | None = None,
    picker: FlowPicker | None = None,
    layout: Callable[[], str] = lambda: "",
    keep_layout: Callable[[str], object] = lambda _text: None,
) -> FlowEditorParts:
    """What the editor page works with.

    Args:
        workspace: open as long as the page lives.
        section: code of the person's section.
        events: the commits of the workspace on the GUI thread; by default a bridge of its own.
        picker: asks for files; the dialogs of the system when not given.
        layout: how this user set the page up.
        keep_layout: remembers it.
    """
    from bpr_studio.ui.pages.flow_editor_parts import FlowEditorParts
    from bpr_studio.ui.pages.flows_files import DialogPicker
    from bpr_studio.ui.qt.bus import BusBridge

    bridge = events or BusBridge(workspace.bus)

    def subscribe(callback: Callable[[Committed], None]) -> Callable[[], None]:
        bridge.committed.connect(callback)

        def leave() -> None:
            bridge.committed.disconnect(callback)

        return leave

    def panels(host: PageHost) -> Sequence[FlowPanel]:
        from bpr_studio.ui.pages.flow_card import StepCardPanel
        from bpr_studio.ui.pages.flow_findings import FindingsPanel
        from bpr_studio.ui.pages.flow_library import LibraryPanel
        from bpr_studio.ui.pages.flow_sums import RollUpPanel
        from bpr_studio.ui.pages.flow_versions import VersionsPanel

        return (
            StepCardPanel(card_parts(workspace)),
            FindingsPanel(workspace.flow_linting),
            RollUpPanel(sums_parts(workspace)),
            LibraryPanel(workspace.flow_library),
            VersionsPanel(workspace.flow_versions, host, workspace.undo.undo),
        )

    def views() -> dict[str, FlowPanel]:
        from bpr_studio.ui.pages.flow_editor_parts import TABLE, TEXT
        from bpr_studio.ui.pages.flow_matrix import MatrixPanel
        from bpr_studio.ui.pages.flow_outline import OutlinePanel

        doubt = card_parts(workspace).doubt
        table = MatrixPanel(step_cards(workspace).material, doubt)
        return {TABLE: table, TEXT: OutlinePanel(doubt)}

    def versions(flow_id: str) -> list[tuple[str, str]]:
        return [(one.id, one.title) for one in workspace.flow_versions.family(flow_id)]

    def svg_of(model: ProcessModel) -> str:
        from bpr_studio.adapters.render.svg import flow_svg

        return flow_svg(model)

    return FlowEditorParts(
        desk=workspace.flow_desk(section, subscribe),
        making=workspace.flow_making(section),
        export=workspace.flows.export,
        picker=picker or DialogPicker(),
        panels=panels,
        views=views,
        versions=versions,
        svg_of=svg_of,
        fictitious=workspace.queries.workspace().fictitious,
        layout=layout,
        keep_layout=keep_layout,
        overlaps=workspace.conflicts(section),
    )


def step_cards(workspace: Workspace) -> StepCards:
    """The rules of steps, by the survey a flow answers."""
    from bpr_studio.adapters.catalogs.formats import load_shown_format
    from bpr_studio.services.flow_card import StepCards

    return StepCards(workspace.queries, load_shown_format, lambda: workspace.fiscal_year.year)


def card_parts(workspace: Workspace) -> CardParts:
    """What the card of a step works with."""
    from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard
    from bpr_studio.ui.pages.entry_words import doubts
    from bpr_studio.ui.pages.flow_card import CardParts

    def flow_name(flow_id: str) -> str:
        line = workspace.queries.flow_line(flow_id)
        return line.name if line is not None else ""

    return CardParts(step_cards(workspace).material, flow_name, doubts(load_personal_data_guard))


def sums_parts(workspace: Workspace) -> SumsParts:
    """What the hours of a flow are added up with."""
    from bpr_studio.ui.pages.flow_sums import SumsParts

    return SumsParts(step_cards(workspace).material, workspace.queries.target)


def flow_makers(workspace: Workspace, section: Callable[[], str] = lambda: "") -> FlowMakers:
    """What the page of flows makes new ones with.

    Args:
        workspace: open as long as the page lives.
        section: code of the person's section.
    """
    from bpr_studio.ui.pages.entry_classes import ClassTree
    from bpr_studio.ui.pages.flows_making import FlowMakers
    from bpr_studio.ui.pages.flows_new import NewFlowChoices

    making = workspace.flow_making(section)

    def standards() -> Sequence[tuple[str, str]]:
        from bpr_studio.services.flow_library import STANDARD

        entries = workspace.flow_library.entries
        return [(entry.key, entry.title) for entry in entries if entry.kind == STANDARD]

    choices = NewFlowChoices(
        sections=making.sections,
        tree=cache(lambda: ClassTree(workspace.queries.classes())),
        finder=lambda: workspace.suggestions,
        standards=standards,
        flows=workspace.queries.flows,
    )
    return FlowMakers(making, choices, workspace.undo.undo)
