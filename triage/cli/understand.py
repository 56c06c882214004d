"""`triage understand`: what each mail says, as cards or as JSON Lines; asks no server, no store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.clock import clock, moment

MAX_JOBS = 64


def understand(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Mails: files, folders, mboxes, or - for stdin.", metavar="PATH"),
    ],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=MAX_JOBS, help="Processes to spread over.")
    ] = 1,
    now: Annotated[
        str,
        typer.Option("--now", help="The present, for dates without one.", metavar="TIME"),
    ] = "",
) -> None:
    """Say what mails mean; needs no settings, store or server."""
    from triage.cli.crew import BROKE, understand_all
    from triage.sources import mails

    at = moment(now) if now else clock()
    seen = unread = broken = 0
    with output.progress("understanding", beside=False) as tell:
        for found in understand_all(mails(paths), opening.named_settings(), at, jobs):
            seen += 1
            unread += found["kind"] == "unreadable"
            broken += any(defect.startswith(BROKE) for defect in found["defects"])
            _show(found, jsonl=jsonl)
            tell(f"{seen}", seen, 0)
    if not seen:
        output.note("no mails found")
    if unread:
        output.note(f"{unread} of {seen} mails could not be read")
    if broken:
        output.note(f"{broken} of them because of a bug in triage: please report it")
        raise typer.Exit(1)


def _show(found: dict[str, Any], *, jsonl: bool) -> None:
    if jsonl:
        output.put_json(found)
        return
    from triage.cli.card import card

    output.console().print(card(found))
