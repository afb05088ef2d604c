"""What the words on the command line lead to: the window, or a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpr_studio.app.main import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The folders windows were opened on, None for the one used last."""
    folders: list[Path | None] = []

    def open_window(folder: Path | None = None) -> int:
        folders.append(folder)
        return 0

    monkeypatch.setattr("bpr_studio.app.opening.run_window", open_window)
    return folders


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        ([], None),
        (["--workspace", "office"], Path("office")),
        (["--workspace=office"], Path("office")),
    ],
)
def test_the_window_opens_where_no_command_is_named(monkeypatch, opened, words, folder):
    monkeypatch.setattr("sys.argv", ["bpr-studio", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert (opened, leaving.value.code) == ([folder], 0)


@pytest.mark.parametrize("words", [["--version"], ["--workspace", "office", "--version"]])
def test_anything_else_is_a_command(monkeypatch, opened, capsys, words):
    monkeypatch.setattr("sys.argv", ["bpr-studio", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert (opened, leaving.value.code) == ([], 0)
    assert capsys.readouterr().out.strip()
