"""Which section a text in somebody's sheet names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.cell_rules import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL: Final = re.compile(r"^[^:]{0,8}:")


@dataclass(frozen=True, slots=True)
class SectionName:
    """A section as it may be written.

    Attributes:
        code: office code.
        name: its name, e.g. 市民課.
        path: names from the top to it, joined by " › ".
    """

    code: str
    name: str
    path: str


class SectionNames:
    """Finds sections by code, by name, or by name together with what stands above it."""

    def __init__(self, sections: Iterable[SectionName]) -> None:
        self._listed = tuple(sections)
        self._codes = {squeezed(section.code): section.code for section in self._listed}
        self._by_name: dict[str, list[SectionName]] = {}
        for section in self._listed:
            self._by_name.setdefault(squeezed(section.name), []).append(section)

    def name(self, code: str) -> str:
        """The name of a section, its code where nobody knows it."""
        return next((s.name for s in self._listed if s.code == code), code)

    def exactly(self, text: str) -> tuple[str, ...]:
        """The sections a text names as a whole: several where the name is not enough."""
        key = _LABEL.sub("", squeezed(text))
        if key in self._codes:
            return (self._codes[key],)
        if key in self._by_name:
            return tuple(section.code for section in self._by_name[key])
        named = [
            section
            for name, sections in self._by_name.items()
            if key.endswith(name)
            for section in sections
        ]
        return self._narrowed(key, named)

    def inside(self, text: str) -> tuple[str, ...]:
        """The sections named anywhere in a text, such as the name of a file."""
        found = self.exactly(text)
        if found:
            return found
        key = squeezed(text)
        coded = [
            c for k, c in self._codes.items() if re.search(rf"(?<!\d){re.escape(k)}(?!\d)", key)
        ]
        if len(coded) == 1:
            return (coded[0],)
        names = sorted((name for name in self._by_name if name in key), key=len, reverse=True)
        longest = [name for name in names if not any(name in n and name != n for n in names)]
        named = [section for name in longest for section in self._by_name[name]]
        return self._narrowed(key, named)

    def _narrowed(self, key: str, named: list[SectionName]) -> tuple[str, ...]:
        """Of several with the same name those whose units above are named too."""
        if len(named) > 1:
            above = [s for s in named if any(part in key for part in _above(s))]
            named = above or named
        return tuple(section.code for section in named)


def _above(section: SectionName) -> list[str]:
    parts = [squeezed(part) for part in section.path.split("›")]
    return [part for part in parts[:-1] if part]
