"""`survey show` prints the sheet of one section."""

import json

import pytest

from bpr_studio.app.cli import run


@pytest.fixture
def section(workspace):
    found = workspace.queries.sections(workspace.round_id)[0]
    workspace.close()
    return found


def test_the_tasks_of_a_section_are_printed_with_what_is_stored(section, city_folder, capsys):
    words = ["survey", "show", "--section", section.unit_code, "--workspace", str(city_folder)]
    assert run([*words, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["code"], shown["name"]) == (section.unit_code, section.unit_name)
    assert len(shown["tasks"]) == section.tasks
    assert shown["minutes"] == section.minutes
    assert shown["capacity_minutes"] == pytest.approx(section.capacity, abs=8)
    first = shown["tasks"][0]
    assert first["fields"]["code"]
    assert first["class"]
    assert "unit_id" not in first["fields"]
    assert run(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{section.unit_name}: {section.tasks:,} tasks")
    assert len(lines) == section.tasks + 1


def test_an_unknown_section_is_told(section, city_folder, capsys):
    assert run(["survey", "show", "--section", "9999", "--workspace", str(city_folder)]) == 1
    assert "no section with the code 9999" in capsys.readouterr().err
