"""Every icon that the program names is there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bpr_studio
from bpr_studio.ui.qt.resources import resources_folder

#: Callables that take an icon name, and at which place.
PLACES = {
    "icon": 0,
    "icon_label": 0,
    "IconLabel": 0,
    "icon_button": 0,
    "EmptyState": 0,
    "RailButton": 0,
    "outline": 0,
    "Choice": 1,
    "paint_icon": 2,
    "PageFactory": 2,
    "SearchHit": 2,
    "MenuCommand": 2,
}
KEYWORDS = {"icon", "icon_name"}


def named_icons(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        given = [word.value for word in call.keywords if word.arg in KEYWORDS]
        if name in PLACES and len(call.args) > PLACES[name]:
            given.append(call.args[PLACES[name]])
        for value in given:
            yield from texts(value)


def texts(value: ast.AST) -> Iterator[str]:
    """The name, or both of a choice between two; names that are computed are left out."""
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one)
            yield from texts(other)
        case _:
            return


def test_every_icon_named_in_the_program_is_drawn() -> None:
    drawn = {file.stem for file in (resources_folder() / "icons").glob("*.svg")}
    missing = {
        f"{file.name}: {name}"
        for layer in ("ui", "app")
        for file in (Path(bpr_studio.__file__).parent / layer).rglob("*.py")
        for name in named_icons(ast.parse(file.read_text(encoding="utf-8")))
        if name not in drawn
    }

    assert missing == set()
