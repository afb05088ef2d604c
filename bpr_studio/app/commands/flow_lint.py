"""`flow lint`: what the rules say about files and stored flows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.domain.shared.errors import BprError, UnreadableInputError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.domain.lint.findings import LintFinding
    from bpr_studio.domain.lint.profile import LintProfile


@dataclass(frozen=True, slots=True)
class _Linted:
    """What the rules said about one file or flow, or why it could not be read."""

    name: str
    findings: tuple[LintFinding, ...] = ()
    error: BprError | None = None


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", help=tr("Check process models by the rules of notation and practice."))(
        lint_
    )


def lint_(
    context: typer.Context,
    places: Annotated[
        list[str],
        typer.Argument(metavar="X…", help=tr("BPMN files, folders, or ids of stored flows.")),
    ],
    profile: Annotated[
        str, typer.Option(help=tr("Set of rules: its name or a TOML file; default: the city's."))
    ] = "",
) -> None:
    """Check process models; exit code 1 when there are errors, 3 when one cannot be read."""
    from bpr_studio.adapters.catalogs.lint_profile import find_lint_profile, load_lint_profile

    session: Session = context.obj
    rules = find_lint_profile(profile) if profile else load_lint_profile()
    linted = [one for place in places for one in _lint(session, place, rules)]
    if len(linted) == 1 and linted[0].error is not None:
        raise linted[0].error
    documents = [_document(one) for one in linted]
    document = documents[0] if len(documents) == 1 else {"files": documents}
    session.output.result(document, (line for one in linted for line in _lines(one)))
    for one in linted:
        if one.error is not None:
            session.output.message(f"{one.name}: {one.error}")
    _leave(linted)


def _leave(linted: Sequence[_Linted]) -> None:
    if any(one.error is not None for one in linted):
        raise typer.Exit(UnreadableInputError.exit_code)
    if any(finding.level is Level.ERROR for one in linted for finding in one.findings):
        raise typer.Exit(1)


def _lint(session: Session, place: str, profile: LintProfile) -> Iterator[_Linted]:
    if Path(place).exists():
        from bpr_studio.app.files import BpmnFiles

        for path in BpmnFiles().find([Path(place)]):
            yield _lint_file(path, profile)
    else:
        yield _lint_stored(session, place, profile)


def _lint_file(path: Path, profile: LintProfile) -> _Linted:
    from bpr_studio.app.files import BpmnFiles
    from bpr_studio.domain.lint.live import lint

    try:
        model = BpmnFiles().read(path).model
    except BprError as error:
        return _Linted(str(path), error=error)
    return _Linted(str(path), lint(model, profile))


def _lint_stored(session: Session, flow_id: str, profile: LintProfile) -> _Linted:
    if flow_id.lower().endswith((".bpmn", ".xml")):
        raise UnreadableInputError(
            tr("There is no file or folder {path}", path=flow_id),
            remedy=tr("Check the spelling of the path."),
        )
    with session.reading() as workspace:
        return _Linted(flow_id, workspace.flow_linting.lint(flow_id, profile))


def _document(linted: _Linted) -> dict[str, Any]:
    document: dict[str, Any] = {
        "file": linted.name,
        "findings": [
            {
                "rule": finding.rule,
                "level": finding.level.value,
                "element": finding.element,
                "message": finding.message,
            }
            for finding in linted.findings
        ],
    }
    if linted.error is not None:
        document["error"] = {
            "message": linted.error.message,
            "kept": linted.error.kept,
            "remedy": linted.error.remedy,
        }
    return document


def _lines(linted: _Linted) -> Iterator[str]:
    words = {
        Level.ERROR: tr("Error"),
        Level.WARNING: tr("Warning"),
        Level.NOTICE: tr("Notice"),
    }
    for finding in linted.findings:
        yield "\t".join(
            (linted.name, words[finding.level], finding.rule, finding.element, finding.message)
        )
    if not linted.findings and linted.error is None:
        yield tr("{file}: nothing to mend.", file=linted.name)
