"""The English window says nothing in Japanese but data: sources and keys are English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"tr": None, "ntr": (1, 2), "N_": None}
JAPANESE = re.compile(r"[\u3041-\u30fa\u30fc-\u30ff\u4e00-\u9fff]")
WINDOW = ("ui", "charts")

#: Japanese on purpose, looked at one by one: the name of the language itself, dates and amounts
#: written only when the language is Japanese, units and kana people type, names of typefaces,
#: where lines may break.
NOT_SENTENCES = {
    "ui/pages/settings_display.py",
    "ui/pages/survey_words.py",
    "ui/pages/settings_staff.py",
    "ui/qt/theme.py",
    "ui/grid/entry/matching.py",
    "ui/canvas/editing/answers.py",
    "ui/pages/flow_outline_edit.py",
    "ui/pages/entry_words.py",
    "charts/drawing.py",
    "charts/month_load.py",
    "charts/scale.py",
    "charts/svg.py",
}


def test_every_source_sentence_is_english():
    found = extract_from_dir(
        ROOT / "bpr_studio", method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    japanese = [
        f"{file}:{line} {message}"
        for file, line, message, _, _ in found
        if JAPANESE.search(message if isinstance(message, str) else " ".join(message))
    ]
    assert japanese == []


def test_no_part_of_the_window_shows_japanese_that_is_not_translated():
    wrong = []
    for layer in WINDOW:
        for path in sorted((ROOT / "bpr_studio" / layer).rglob("*.py")):
            name = path.relative_to(ROOT / "bpr_studio").as_posix()
            if name in NOT_SENTENCES:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            wrong += [f"{name}:{node.lineno} {node.value!r}" for node in _texts(tree)]
    assert wrong == []


def _texts(tree: ast.Module) -> list[ast.Constant]:
    """Text literals with Japanese that are not docstrings."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documents |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
        and JAPANESE.search(node.value)
    ]
