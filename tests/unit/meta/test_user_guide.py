"""The user guide: a chapter for every page, links that lead somewhere, pictures that are used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpr_studio.app.roles import ROLE_VIEWS

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "user"
CHAPTERS = {file.name: file.read_text(encoding="utf-8") for file in GUIDE.glob("*.md")}
TARGET = re.compile(r"\]\(([^)#]+)\)")


def targets() -> set[str]:
    return {target for text in CHAPTERS.values() for target in TARGET.findall(text)}


@pytest.mark.parametrize("page", sorted(set().union(*(v.pages for v in ROLE_VIEWS.values()))))
def test_f1_finds_a_chapter_for_every_page(page: str) -> None:
    assert f"{page}.md" in CHAPTERS


def test_every_link_and_picture_leads_somewhere() -> None:
    assert sorted(target for target in targets() if not (GUIDE / target).is_file()) == []


def test_every_picture_is_used() -> None:
    pictures = {f"images/{file.name}" for file in (GUIDE / "images").iterdir()}
    assert sorted(pictures - targets()) == []


def test_every_chapter_is_reached_from_the_first_page() -> None:
    reached, waiting = set(), {"index.md"}
    while waiting:
        chapter = waiting.pop()
        reached.add(chapter)
        waiting |= {t for t in TARGET.findall(CHAPTERS[chapter]) if t.endswith(".md")} - reached
    assert sorted(CHAPTERS.keys() - reached) == []
