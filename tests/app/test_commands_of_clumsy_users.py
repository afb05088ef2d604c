"""Commands given wrong names, numbers and files answer with a sentence, never a traceback."""

import json

import pytest

from bpr_studio.app.cli import run


def call(*words):
    return run([str(word) for word in words])


def test_more_sections_than_tasks_are_refused(tmp_path, capsys):
    code = call("demo", tmp_path / "w", "--sections", 20, "--tasks", 10, "--json")
    assert code == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert "20" in error["message"]
    assert error["remedy"]
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("option", ["--tasks", "--flows"])
def test_absurd_numbers_are_wrong_usage(tmp_path, option):
    assert call("demo", tmp_path / "w", option, 999_999_999_999) == 2
    assert call("tour", "-o", tmp_path / "o", option, 999_999_999_999) == 2


def test_comparing_with_a_city_that_is_not_there_is_refused(city_folder, capsys):
    code = call("benchmark", "compare", "--city", "999999", "--workspace", city_folder, "--json")
    assert code == 1
    assert "999999" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_a_missing_exchange_file_is_called_missing(city_folder, tmp_path, capsys):
    missing = tmp_path / "nothing.json"
    assert call("benchmark", "import", missing, "--workspace", city_folder) == 3
    assert "does not exist" in capsys.readouterr().err


def test_a_dry_run_says_that_nothing_was_written(city_folder, tmp_path, capsys):
    at = ("--workspace", city_folder)
    assert call("survey", "form", "--all", "-o", tmp_path / "forms", *at) == 0
    capsys.readouterr()
    assert call("survey", "collect", tmp_path / "forms", "--dry-run", *at) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert call("survey", "collect", tmp_path / "forms", *at) == 0
    assert "nothing was written" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ("survey", "form"),
        ("survey", "collect"),
        ("survey", "status"),
        ("flow", "import"),
        ("flow", "export"),
        ("flow", "list"),
        ("flow", "convert"),
        ("benchmark", "import"),
        ("benchmark", "compare"),
        ("benchmark", "export"),
    ],
)
def test_help_of_every_command_is_in_the_language_of_the_user(command, in_japanese):
    """A fresh process, since help is composed when the module is loaded."""
    shown = in_japanese(*command, "--help")
    usage_and_description = shown.split("╭")[0]
    assert any("぀" <= letter <= "ヿ" for letter in usage_and_description), shown


@pytest.fixture
def in_japanese(tmp_path):
    import os
    import subprocess
    import sys

    def output_of(*words):
        environment = {**os.environ, "BPR_STUDIO_LANGUAGE": "ja", "PYTHONIOENCODING": "utf-8"}
        environment["XDG_CONFIG_HOME"] = str(tmp_path)
        done = subprocess.run(  # our own program
            [sys.executable, "-m", "bpr_studio", *words],
            env=environment,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        return done.stdout

    return output_of
