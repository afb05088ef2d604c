"""The classification as a tree that can be searched by any part of a name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.settings_marks import MarkLegend, mark_word, source_titles
from bpr_studio.ui.pages.settings_tree import Tree, TreeColumn, TreeModel, TreeNode
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.services.views import ClassLine, ListQueries


class ClassesTab(QWidget):
    """40 major, 84 middle, 300 minor classes with their core hints and where they come from."""

    def __init__(self, queries: ListQueries, sources: Mapping[str, str]) -> None:
        super().__init__()
        self._queries = queries
        self._sources = sources
        self._classes: tuple[ClassLine, ...] = ()
        self._words, self._hint = QLineEdit(), QComboBox()
        self._count = label("", kind="secondary")
        self._model = TreeModel(_columns(), self, mark_column=1)
        self.tree = Tree(self._model, name=tr("Classification"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._filter_line())
        column.addWidget(self.tree, 1)
        column.addWidget(MarkLegend())
        self._words.textChanged.connect(self._fill)
        self._hint.currentIndexChanged.connect(self._fill)

    def load(self) -> None:
        """Read the classification."""
        self._classes = self._queries.classes()
        self._fill()

    def search(self, words: str) -> None:
        """Show only classes whose names or codes hold these words, with the classes above."""
        self._words.setText(words)

    @property
    def shown(self) -> tuple[str, ...]:
        """The codes that are shown, in no special order."""
        return tuple(node.id for node in self._model.nodes)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._words.setFocus()
        self._words.selectAll()

    def _filter_line(self) -> FilterLine:
        self._words.setMinimumWidth(280)
        self._words.setPlaceholderText(tr("Part of a name, or a code"))
        self._words.setClearButtonEnabled(True)
        self._hint.setMinimumWidth(160)
        self._hint.addItem(tr("All hints"), "")
        for hint in ("core", "mixed", "non_core"):
            self._hint.addItem(hint_word(hint), hint)
        line = FilterLine()
        line.add(tr("Search"), self._words)
        line.add(tr("Core hint"), self._hint)
        line.add_right(self._count)
        return line

    def _fill(self) -> None:
        words = _folded(self._words.text()).split()
        hint = self._hint.currentData()
        nodes = {c.code: _node(c, self._sources) for c in self._classes}
        kept = _kept(self._classes, words, hint)
        roots: list[TreeNode] = []
        for line in self._classes:
            if line.code in kept:
                above = nodes.get(line.parent_code)
                (above.children if above else roots).append(nodes[line.code])
        self.tree.fill(roots, open_all=bool(words or hint))
        levels = [
            sum(c.level == level and c.code in kept for c in self._classes) for level in (1, 2, 3)
        ]
        self._count.setText(
            tr(
                "{major:,} major, {middle:,} middle, {minor:,} minor",
                major=levels[0],
                middle=levels[1],
                minor=levels[2],
            )
        )


def hint_word(hint: str) -> str:
    """What work of a class usually is."""
    words = {
        "core": tr("usually core"),
        "non_core": tr("usually non-core"),
        "mixed": tr("either way"),
    }
    return words.get(hint, "")


def _columns() -> tuple[TreeColumn, ...]:
    return (
        TreeColumn(tr("Class")),
        TreeColumn(tr("Core hint"), 148),
        TreeColumn(tr("Department"), 104),
        TreeColumn(tr("Source"), 104),
        TreeColumn(tr("Mark"), 132),
    )


def _node(line: ClassLine, sources: Mapping[str, str]) -> TreeNode:
    return TreeNode(
        line.code,
        (
            f"{line.code}　{line.name}",
            hint_word(line.core_hint),
            line.department,
            line.source,
            mark_word(line.mark),
        ),
        tooltip=source_titles(line.source, sources),
        mark={"core": Tone.CORE, "non_core": Tone.NON_CORE}.get(line.core_hint),
    )


def _kept(classes: Sequence[ClassLine], words: list[str], hint: str) -> set[str]:
    """The codes that fit, with everything above; what is below a fitting name is kept too."""
    fitting = {line.code for line in classes if _fits(line, words, hint)}
    kept: set[str] = set()
    for line in classes:
        path = _upwards(line.code)
        if line.code in fitting or (not hint and fitting.intersection(path)):
            kept.update(path)
    return kept


def _upwards(code: str) -> tuple[str, ...]:
    """A code and the codes above it."""
    parts = code.split("-")
    return tuple("-".join(parts[:n]) for n in range(1, len(parts) + 1))


def _fits(line: ClassLine, words: list[str], hint: str) -> bool:
    text = _folded(f"{line.code} {line.name} {line.department}")
    return (not hint or line.core_hint == hint) and all(word in text for word in words)


def _folded(text: str) -> str:
    """Width and case do not matter when searching."""
    return unicodedata.normalize("NFKC", text).casefold()
