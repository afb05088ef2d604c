"""Sentences inside f-strings are found by the extractor on some Pythons only, so none stand there."""

import ast
from pathlib import Path

import bpr_studio

PACKAGE = Path(bpr_studio.__file__).parent
MARKS = {"tr", "ntr", "N_"}


def hidden(source):
    """Lines with a sentence inside an f-string."""
    return [
        call.lineno
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKS
    ]


def test_a_sentence_inside_an_f_string_is_seen():
    assert hidden("x = f\"{tr('Report')}.pdf\"") == [1]
    assert hidden("x = tr('Report') + f'.{ending}'") == []


def test_no_sentence_hides_in_an_f_string():
    found = {
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in hidden(path.read_text(encoding="utf-8"))
    }
    assert found == set()
