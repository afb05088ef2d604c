"""Compiling the catalogues: what goes in, what is told, what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpr_studio.app.translations import compile_catalogues, compile_if_stale
from bpr_studio.domain.shared.text import install_language, ntr, tr

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def write(folder: Path, area: str, entries: str) -> Path:
    path = folder / "ja" / "LC_MESSAGES" / f"{area}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries, encoding="utf-8")
    return path


def test_the_catalogues_of_all_areas_answer_together(tmp_path: Path):
    write(tmp_path, "flows", 'msgid "Task"\nmsgstr "タスク"\n')
    write(tmp_path, "survey", 'msgid "Section {name}"\nmsgstr "{name}課"\n')
    assert compile_catalogues(tmp_path) == []
    install_language("ja", tmp_path)
    assert (tr("Task"), tr("Section {name}", name="市民")) == ("タスク", "市民課")


def test_counted_sentences_have_one_japanese_form(tmp_path: Path):
    write(
        tmp_path, "a", 'msgid "one file"\nmsgid_plural "{n:,} files"\nmsgstr[0] "{n:,}ファイル"\n'
    )
    assert compile_catalogues(tmp_path) == []
    install_language("ja", tmp_path)
    assert ntr("one file", "{n:,} files", 1) == "1ファイル"
    assert ntr("one file", "{n:,} files", 1200) == "1,200ファイル"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Bad"\nmsgstr ""\n', "missing"),
        ('msgid "one"\nmsgid_plural "{n}"\nmsgstr[0] ""\n', "missing"),
        ('#, fuzzy\nmsgid "Bad"\nmsgstr "悪い"\n', "fuzzy"),
        ('msgid "Bad {name}"\nmsgstr "悪い{nam}"\n', "places"),
        ('msgid "Bad {name}"\nmsgstr "悪い"\n', "places"),
        ('msgid "Good"\nmsgstr "別の訳"\n', "another catalogue"),
    ],
)
def test_an_entry_that_cannot_be_used_is_told_and_the_rest_compiled(
    tmp_path: Path, entry: str, complaint: str
):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    write(tmp_path, "b", entry)
    problems = compile_catalogues(tmp_path)
    assert len(problems) == 1
    assert complaint in problems[0]
    assert "b.po:6" in problems[0] or "b.po:7" in problems[0]
    install_language("ja", tmp_path)
    assert (tr("Good"), tr("Bad")) == ("良い", "Bad")


def test_the_same_translation_twice_is_no_clash(tmp_path: Path):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    write(tmp_path, "b", 'msgid "Good"\nmsgstr "良い"\n')
    assert compile_catalogues(tmp_path) == []


def test_a_file_that_is_no_catalogue_does_not_stop_the_others(tmp_path: Path):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    write(tmp_path, "b", 'msgid "Broken\n')
    write(tmp_path, "c", "").write_bytes(b'msgid "x"\nmsgstr "\x83\xff"\n')
    assert len(compile_catalogues(tmp_path)) == 2
    install_language("ja", tmp_path)
    assert tr("Good") == "良い"


def test_a_lone_brace_is_plain_text(tmp_path: Path):
    write(tmp_path, "a", 'msgid "open { brace"\nmsgstr "かっこ { です"\n')
    assert compile_catalogues(tmp_path) == []


def test_only_changed_sources_are_compiled_again(tmp_path: Path):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    compiled = tmp_path / "ja" / "LC_MESSAGES" / "bpr_studio.mo"
    compile_if_stale(tmp_path)
    first = compiled.stat()
    compile_if_stale(tmp_path)
    assert compiled.stat().st_ino == first.st_ino  # every compilation replaces the file

    write(tmp_path, "b", 'msgid "New"\nmsgstr "新規"\n')
    compile_if_stale(tmp_path)
    install_language("ja", tmp_path)
    assert tr("New") == "新規"


def test_catalogues_that_cannot_be_written_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    compile_if_stale(tmp_path)
    write(tmp_path, "b", 'msgid "New"\nmsgstr "新規"\n')

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)  # root may write everywhere
    (problem,) = compile_if_stale(tmp_path)
    assert "could not be compiled" in problem
    install_language("ja", tmp_path)
    assert tr("Good") == "良い"


def test_a_damaged_compiled_catalogue_is_made_again(tmp_path: Path):
    write(tmp_path, "a", 'msgid "Good"\nmsgstr "良い"\n')
    compiled = tmp_path / "ja" / "LC_MESSAGES" / "bpr_studio.mo"
    for damage in (b"", b"half", b"\xde\x12\x04\x95\x00"):
        compiled.write_bytes(damage)
        compile_if_stale(tmp_path)
        install_language("ja", tmp_path)
        assert tr("Good") == "良い"
    assert [path.name for path in compiled.parent.iterdir()].count(compiled.name) == 1
    assert len(list(compiled.parent.iterdir())) == 2  # nothing temporary is left
