"""Every sentence the program can say has its Japanese, and nothing stale is kept."""

from __future__ import annotations

import ast
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bpr_studio.app.translations import TRANSLATIONS_FOLDER, compile_catalogues

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"tr": None, "ntr": (1, 2), "N_": None}

Source = str | tuple[str, ...]


def sources() -> dict[Source, str]:
    """Every marked sentence (singular and plural as a pair) with the place it stands."""
    found = extract_from_dir(
        ROOT / "bpr_studio", method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    return {message: f"{file}:{line}" for file, line, message, _, _ in found if message}


def translated() -> dict[Source, str]:
    """Every Japanese entry with the catalogue it stands in."""
    entries: dict[Source, str] = {}
    for path in sorted(TRANSLATIONS_FOLDER.glob("ja/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                source = message.id if isinstance(message.id, str) else tuple(message.id)
                if source:
                    entries[source] = path.name
    return entries


def test_every_sentence_has_a_japanese_translation():
    known = translated()
    assert {m: place for m, place in sources().items() if m not in known} == {}


def test_no_translation_is_left_over():
    known = sources()
    assert {m: place for m, place in translated().items() if m not in known} == {}


def test_every_translation_can_be_used(tmp_path: Path):
    # Compiled from a copy: the catalogue other tests are reading stays as it is.
    copy = tmp_path / "ja" / "LC_MESSAGES"
    copy.mkdir(parents=True)
    for path in TRANSLATIONS_FOLDER.glob("ja/LC_MESSAGES/*.po"):
        (copy / path.name).write_bytes(path.read_bytes())
    assert compile_catalogues(tmp_path) == []


def test_sentences_are_marked_as_literals():
    # The extractor takes what stands in the parentheses; a variable would be missed in silence.
    wrong = []
    for path in (ROOT / "bpr_studio").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = {"tr": 1, "ntr": 2, "N_": 1}.get(node.func.id, 0)
                if not all(_is_text(argument) for argument in node.args[:count]):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
