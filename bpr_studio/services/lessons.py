"""Corrections of codes by the DX office, kept so that the suggestions learn from them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bpr_studio.domain.classification.suggest import UNSORTED
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.workflow import DX_OFFICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.author import Author


def lesson(term: str, code: str, author: Author) -> Change:
    """Keep that `term` means `code`; the latest lesson for a wording holds on every PC."""
    plain = unicodedata.normalize("NFKC", term).casefold().strip()
    who = author.who().user
    fields = {"term": plain, "code": code, "at": author.moment(), "user": who}
    return PutRow("term_lesson", planned_id("term_lesson", plain), fields)


def lessons_in(
    rows: Mapping[str, Mapping[str, object]],
    edits: Mapping[str, Mapping[str, object]],
    role: str,
    author: Author,
) -> Iterator[Change]:
    """The lessons of an edit: where the DX office gave a task another code than it had.

    Args:
        rows: stored fields of the tasks by row id.
        edits: fields an edit changes, by row id.
        role: who edits.
        author: the person at the keyboard.
    """
    if role != DX_OFFICE:
        return
    for row, fields in edits.items():
        before = rows.get(row, {})
        code, name = fields.get("code"), fields.get("name", before.get("name"))
        if code and name and before.get("code") not in (None, code) and code != UNSORTED:
            yield lesson(str(name), str(code), author)
