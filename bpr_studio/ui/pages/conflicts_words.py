"""Overlapping edits in the words of the window: who, when, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.conflict_views import IssueKind
from bpr_studio.ui.pages.survey_words import moment_text, role_word

if TYPE_CHECKING:
    from bpr_studio.services.conflicts import Conflict, Version


def who_words(version: Version) -> str:
    """Who wrote a value: "You", or user and role."""
    if version.mine:
        return tr("You")
    if not version.user:
        return tr("Somebody at another PC")
    return tr("{user} ({role})", user=version.user, role=role_word(version.role))


def version_words(version: Version) -> str:
    """A value in one line."""
    if version.deleted:
        return tr("(line removed)")
    text = version.text.replace("\n", " ")
    return tr("{header}: {text}", header=version.header, text=text) if version.header else text


def signed_words(version: Version) -> str:
    """A value with who wrote it and when, in one line."""
    return tr(
        "{value} – {who}, {when}",
        value=version_words(version),
        who=who_words(version),
        when=moment_text(version.at),
    )


def what_words(conflict: Conflict) -> str:
    """What there is to decide, in a sentence."""
    n = len(conflict.versions)
    match conflict.issue.kind:
        case IssueKind.VALUES:
            return ntr(
                "{n} value stands here. Which one holds?",
                "{n} values stand side by side. Which one holds?",
                n,
            )
        case IssueKind.DELETED:
            return tr("One person removed this line, another changed it. Keep or remove it?")
        case IssueKind.MISFIT:
            return tr(
                "A newer version of the program wrote a value that this one cannot show."
                " It is kept; update the program, or write another value at its place."
            )
        case IssueKind.TWICE:
            return tr(
                "Two people added a task with the same class and name. If it is the same task,"
                " remove one of the lines; if not, give them different names."
            )


def field_words(conflict: Conflict) -> str:
    """What it is about, for the list."""
    if conflict.issue.kind is IssueKind.TWICE:
        return tr("Perhaps twice the same")
    if conflict.issue.kind is IssueKind.DELETED:
        return tr("Removed and changed")
    return conflict.header


def waiting_words(n: int) -> str:
    """How many are open."""
    return ntr("{n:,} overlap is open", "{n:,} overlaps are open", n)
