"""The library: standard flows to start from and fragments to put into flows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.fragments import deviations, uses_of
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.domain.process.fragments import Deviations, FragmentUse
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.flows import FlowFiles

STANDARD: Final = "standard"
FRAGMENT: Final = "fragment"


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One flow of the library.

    Attributes:
        key: stable name; also of its file.
        kind: "standard" for a whole flow, "fragment" for a part.
        title: its name.
        about: one or two sentences.
        class_code: the class of tasks it describes, "" for fragments.
        path: the BPMN file.
    """

    key: str
    kind: str
    title: str
    about: str
    class_code: str
    path: Path


@dataclass(frozen=True, slots=True)
class UsedFragment:
    """A fragment in a flow, and how the flow has gone its own way there.

    Attributes:
        title: of the fragment; its key where the library has it no more.
        deviations: None where the library has it no more.
    """

    use: FragmentUse
    title: str
    deviations: Deviations | None


class FlowLibrary:
    """Finds and reads what the library holds.

    Args:
        load: gives the entries; asked when they are first needed.
        files: reads BPMN files.
    """

    def __init__(self, load: Callable[[], Sequence[LibraryEntry]], files: FlowFiles) -> None:
        self._load = load
        self._files = files
        self._models: dict[str, ProcessModel] = {}

    @cached_property
    def entries(self) -> tuple[LibraryEntry, ...]:
        """Everything, standard flows first."""
        return tuple(self._load())

    def entry(self, key: str) -> LibraryEntry:
        """One entry.

        Raises:
            RefusedError: the library has none with this key.
        """
        found = next((entry for entry in self.entries if entry.key == key), None)
        if found is None:
            raise RefusedError(
                tr("The library has no “{key}”.", key=key),
                remedy=tr("Choose one of the flows it has."),
            )
        return found

    def model(self, key: str) -> ProcessModel:
        """The flow of an entry; it is shared, copy it before changing it.

        Raises:
            RefusedError: the library has none with this key.
            UnreadableInputError: its file is damaged.
        """
        if key not in self._models:
            self._models[key] = self._files.read(self.entry(key).path).model
        return self._models[key]

    def used_in(self, model: ProcessModel) -> tuple[UsedFragment, ...]:
        """The fragments used in a flow, compared with the library as it is now."""
        known = {entry.key: entry for entry in self.entries}
        return tuple(
            UsedFragment(
                use,
                known[use.key].title if use.key in known else use.key,
                deviations(model, use, self.model(use.key)) if use.key in known else None,
            )
            for use in uses_of(model)
        )
