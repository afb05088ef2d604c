"""Compiles the translation catalogues: `python -m bpr_studio.app.translations`.

Every area of the program has its own `resources/translations/<language>/LC_MESSAGES/<area>.po`.
Together they become one `bpr_studio.mo` beside them, which the standard library's gettext reads
at run time. The compiled file is not kept in git; `./bpr` makes it at set-up and the program
makes it at its start where it is missing or older than its sources (docs/decisions/0005).

An entry that cannot be used (no translation, two translations, wrong places) is told and left
out, so that its English sentence is shown; the rest is compiled all the same.
"""

from __future__ import annotations

import gettext
import hashlib
import os
import string
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Catalog, Message

#: Where the catalogues of this program live.
TRANSLATIONS_FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "translations"

DOMAIN: Final = "bpr_studio"


def compile_catalogues(folder: Path = TRANSLATIONS_FOLDER) -> list[str]:
    """Compile the catalogues of every language in `folder`.

    Returns:
        the entries that were left out, each as one sentence with file and line; empty when
        everything is in order.

    Raises:
        OSError: a source cannot be read or the compiled catalogue cannot be written.
    """
    return [
        problem for sources in _languages(folder).values() for problem in _compile_language(sources)
    ]


def compile_if_stale(folder: Path = TRANSLATIONS_FOLDER) -> list[str]:
    """Compile the languages whose compiled catalogue is missing or was made from other sources.

    Takes a few milliseconds where there is nothing to do, and does not load Babel then. In a
    folder that cannot be written the catalogues stay as they are.

    Returns:
        what `compile_catalogues` returns for the languages compiled, and what could not be written.
    """
    try:
        return [
            problem
            for sources in _languages(folder).values()
            if _is_stale(sources)
            for problem in _compile_language(sources)
        ]
    except OSError as error:
        return [f"{folder}: the catalogues could not be compiled: {error}"]


def _languages(folder: Path) -> dict[str, list[Path]]:
    """The .po files of each language, in the order of their names."""
    languages: dict[str, list[Path]] = {}
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        languages.setdefault(source.parents[1].name, []).append(source)
    return languages


def _version(sources: Sequence[Path]) -> str:
    """What the compiled catalogue carries as its version: a digest of its sources."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _compiled(sources: Sequence[Path]) -> Path:
    return sources[0].with_name(f"{DOMAIN}.mo")


def _is_stale(sources: Sequence[Path]) -> bool:
    try:
        with _compiled(sources).open("rb") as file:
            made_from = gettext.GNUTranslations(file).info().get("project-id-version")
    except (OSError, ValueError, struct.error):  # missing, or not a whole catalogue
        return True
    return made_from != f"{DOMAIN} {_version(sources)}"


def _compile_language(sources: Sequence[Path]) -> list[str]:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    language = sources[0].parents[1].name
    merged = Catalog(locale=language, project=DOMAIN, version=_version(sources), charset="utf-8")
    problems = [problem for source in sources for problem in _merge(source, merged)]
    target = _compiled(sources)
    # A neighbour of its own and one rename: test workers and a starting program may meet here.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            write_mo(file, merged)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return problems


def _merge(source: Path, merged: Catalog) -> Iterator[str]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=merged.locale, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        yield f"{source}: the file cannot be read as a catalogue: {error}"
        return
    for message in catalogue:
        if not message.id:  # the header
            continue
        problem = _problem_of(message) or _clash(message, merged)
        if problem:
            yield f'{source}:{message.lineno}: {problem}: "{_texts(message.id)[0]}"'
        else:
            merged.add(message.id, message.string)


def _problem_of(message: Message) -> str:
    translations = _texts(message.string)
    if message.fuzzy:
        return "the translation is marked as uncertain (fuzzy)"
    if not translations or not all(translations):
        return "the translation is missing"
    wanted = _places(_texts(message.id)[-1])  # a singular may say "one" where the plural has {n}
    if any(_places(text) != wanted for text in translations):
        return "the places in braces differ"
    return ""


def _clash(message: Message, merged: Catalog) -> str:
    known = merged.get(message.id)
    if known is None or _texts(known.string) == _texts(message.string):
        return ""
    return f'another catalogue translates this differently, as "{_texts(known.string)[0]}"'


def _texts(value: str | Sequence[str] | None) -> list[str]:
    """Singular and plural forms alike as a list; Babel has a bare string where there is one."""
    return [value] if isinstance(value, str) else list(value or ())


def _places(text: str) -> set[str] | None:
    """The names in braces; None when the text is no format string (a lone brace is plain text)."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def main() -> int:
    """Compile all catalogues and tell what had to be left out; 1 when anything was."""
    problems = compile_catalogues()
    for problem in problems:
        sys.stderr.write(problem + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
