"""The command line `triage`: one module per group of commands, put together here."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from triage import __version__
from triage.cli import (
    correct,
    corrections,
    drafts,
    evaluate,
    faulting,
    learn,
    lists,
    login,
    mails,
    opening,
    orders,
    output,
    setup,
    templates,
    understand,
    work,
)
from triage.cli.clock import variable
from triage.cli.group import Commands

app = typer.Typer(
    name="triage",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class LogLevel(StrEnum):
    """How much is logged to stderr."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _version(wanted: bool) -> None:
    if wanted:
        output.put(f"triage {__version__}")
        raise typer.Exit


@app.callback()
def triage(
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", help="Settings file (else TRIAGE_SETTINGS, else ./settings.toml)."
        ),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where a failure comes from.")
    ] = False,
    log_level: Annotated[
        LogLevel | None, typer.Option("--log-level", help="How much is logged to stderr.")
    ] = None,
    version: Annotated[  # noqa: ARG001 - acts through its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """From a customer's complaint mail to a filed case with a drafted answer.

    The options below may stand anywhere on the command line.
    """
    opening.choose(opening.Chosen(settings, debug, log_level.value if log_level else ""))
    faulting.install(variable("TRIAGE_FAULTS"))
    opening.start_log()


app.command()(understand.understand)
app.command()(evaluate.evaluate)
app.command()(setup.init)
app.command()(setup.doctor)
app.command()(setup.migrate)
app.command()(login.login)
app.command()(work.once)
app.command()(work.run)
app.command()(work.retry)
app.command()(work.demo)
app.command()(lists.cases)
app.command()(lists.show)
app.command()(correct.correct)
app.command()(learn.learn)
app.command()(lists.export)
app.command()(lists.reminders)
app.command()(lists.acts)
app.command()(mails.mails)
app.add_typer(drafts.app, name="drafts")
app.add_typer(corrections.app, name="corrections")
app.add_typer(orders.app, name="orders")
app.add_typer(templates.app, name="templates")


def main() -> None:
    """Run the command line; the exit codes are those of docs/commands.md."""
    output.use_utf8()
    app()


if __name__ == "__main__":
    main()
