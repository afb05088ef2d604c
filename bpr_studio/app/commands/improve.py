"""`improve …`: candidates for improvement, and the register."""

from __future__ import annotations

import typer

from bpr_studio.app.commands import improve_candidates, improve_register

app = typer.Typer(no_args_is_help=True)
improve_candidates.add_to(app)
improve_register.add_to(app)
