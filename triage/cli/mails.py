"""`triage mails`: what arrived and made no case: machines, spam, and what could not be read.

The trap: a mail that cannot be read may be the angriest customer's; its reason is shown beside it.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.words import say
from triage.mail.message import Kind

UNREAD = ("failed", "refused")  # states of mails nobody has read to the end


def mails(
    unreadable: Annotated[
        bool, typer.Option("--unreadable", help="Only those that could not be read or decided.")
    ] = False,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only of this kind.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List mails that made no case, the newest first, and why."""
    from triage.storage.mails import Mails

    with opening.store() as database:
        every = Mails(database, opening.settings().paths.data / "mails").set_aside()
    found = [row for row in every if _is_wanted(row, kind, unreadable=unreadable)]
    if json:
        for row in found[:limit]:
            output.put_json(row | {"reason": _why(row)})
        return
    if not found:
        output.note(say("no such mails"))
        return
    table = output.table("Mail", "Received", "Mailbox", "What", "kB", "Why", wide=("Why",))
    for row in found[:limit]:
        table.add_row(
            str(row["id"]),
            output.day(row["received_at"]),
            row["mailbox"],
            say(_what(row)),
            str(-(-row["size"] // 1024)),
            output.safe(_why(row)),
        )
    output.console().print(table)
    if len(found) > limit:
        output.note(say("the newest {} of {}; --limit shows more").format(limit, len(found)))
    if any(_is_stuck(row) for row in found):
        output.note(say("`triage retry` with their numbers tries again, without numbers all"))


def _is_wanted(row: dict[str, Any], kind: Kind | None, *, unreadable: bool) -> bool:
    if kind is not None and row["kind"] != kind.value:
        return False
    return not unreadable or _is_stuck(row) or row["state"] in UNREAD


def _is_stuck(row: dict[str, Any]) -> bool:
    """Tell whether another try is up to us; what the server refuses is asked for every round."""
    return bool(row["state"] == "failed" or row["kind"] == Kind.UNREADABLE.value)


def _what(row: dict[str, Any]) -> str:
    return row["state"] if row["state"] in UNREAD else str(row["kind"])


def _why(row: dict[str, Any]) -> str:
    """Return the error, else the first reason of its kind."""
    reasons = row["kind_reasons"] or []
    return str(row["error"] or next((text for _, text in reasons), ""))
