"""What commands print: results to stdout as text or one JSON document, messages to stderr."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.findings import Finding


class Output:
    """One command's way to the terminal.

    Attributes:
        as_json: print one JSON document instead of text.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, document: Any, lines: Iterable[str]) -> None:
        """Print the result: `document` as JSON, or `lines` as text."""
        if self.as_json:
            text = json.dumps(document, ensure_ascii=False, indent=2)
            sys.stdout.write(text + "\n")
        else:
            sys.stdout.writelines(line + "\n" for line in lines)
        sys.stdout.flush()

    def message(self, text: str) -> None:
        """Tell something on the side."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def error(self, error: BprError) -> None:
        """Tell what went wrong, what is kept and what to do."""
        if self.as_json:
            parts = {"message": error.message, "kept": error.kept, "remedy": error.remedy}
            self.result({"error": parts}, [])
        for part in (error.message, error.kept, error.remedy):
            if part:
                self.message(part)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Tell each finding with its place."""
        words = {"error": tr("Error"), "warning": tr("Warning"), "notice": tr("Notice")}
        for finding in findings:
            place = f"{finding.place}: " if str(finding.place) else ""
            self.message(f"[{words[finding.level.value]}] {place}{finding.message}")

    def kinds_of(self, findings: Iterable[Finding]) -> None:
        """Tell the first finding of each kind and file, and how many more there are of it."""
        kinds: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in findings:
            key = finding.place.file, finding.level.value, finding.rule
            kinds.setdefault(key, []).append(finding)
        for alike in kinds.values():
            first, more = alike[0], len(alike) - 1
            if more:
                message = ntr(
                    "{message} ({n} more of this kind)",
                    "{message} ({n} more of this kind)",
                    more,
                    message=first.message,
                )
                first = replace(first, message=message)
            self.findings([first])


def finding_document(finding: Finding) -> dict[str, str]:
    """A finding in the shape of docs/cli.md."""
    return {
        "level": finding.level.value,
        "rule": finding.rule,
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "value": finding.value,
        "message": finding.message,
    }


class TerminalProgress:
    """A progress bar on stderr, drawn only on a terminal; a port implementation."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._width = 0

    def report(self, done: int, total: int, what: str) -> None:
        """Draw the bar anew; the last report ends the line."""
        if not self._shown:
            return
        filled = 30 * done // total if total else 30
        line = f"\r[{'#' * filled}{'.' * (30 - filled)}] {done:,}/{total:,} {what[:40]}"
        padding = " " * max(0, self._width - len(line))
        self._width = len(line)
        sys.stderr.write(line + padding + ("\n" if done >= total else ""))
        sys.stderr.flush()
