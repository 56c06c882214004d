"""`triage drafts`: list those that wait, show one, reword it, approve it so that it is sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import findings, letters, opening, output
from triage.cli.draft_page import print_draft
from triage.cli.words import say
from triage.errors import PathMissing, StaleVersion, TriageError, UsageWrong

if TYPE_CHECKING:
    from triage.pipeline.approving import Final
    from triage.storage.drafts import StoredDraft

app = typer.Typer(no_args_is_help=True, help="Look through drafts, reword and approve them.")
app.command("new")(letters.new)
app.command("kinds")(letters.kinds)

DELAYED = 3
Number = Annotated[str, typer.Argument(help="Number of the case, e.g. C-7KQ2P.", metavar="CASE")]
Version = Annotated[
    int, typer.Option("--version", min=0, help="The version you looked at; refused if it changed.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


@app.command("list")
def list_(json: AsJson = False) -> None:
    """List the drafts that wait for approval, the oldest first."""
    from triage.cli.whole_case import draft_object
    from triage.storage import drafts

    with opening.store() as database:
        found = drafts.listed(database)
    if json:
        for each in found:
            output.put_json(draft_object(each))
        return
    if not found:
        output.note(say("no draft waits"))
        return
    table = output.table("Case", "Version", "Made", "Lang", "To", "Marks", wide=("To", "Marks"))
    for each in found:
        draft = each.draft
        marks = [findings.gap(gap) for gap in draft.gaps]
        marks += [findings.short(each) for each in draft.findings]
        table.add_row(
            each.case_number,
            str(each.version),
            output.day(each.made_at),
            draft.language,
            output.safe(draft.to.address or say(draft.reply_channel.value)),
            output.safe("; ".join(marks)),
        )
    output.console().print(table)


@app.command()
def show(
    case: Number,
    translate: Annotated[
        bool, typer.Option("--translate", help="Translate the draft into your language.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show the newest draft of a case with its version, gaps and findings."""
    from triage.cli.translated import Translation
    from triage.cli.whole_case import draft_object
    from triage.storage import drafts

    with opening.store() as database:
        found = drafts.find(database, case)
        made = Translation()
        if translate:
            from triage.cli.translating import of_draft

            made = of_draft(database, found)
    if json:
        output.put_json(draft_object(found) | made.as_field(), indent=2)
    else:
        print_draft(found)
        if made.made:
            output.put(f"\n── {made.heading()} ──\n{output.safe(made.made.text.rstrip())}")
    made.check()


@app.command()
def edit(
    case: Number,
    body_file: Annotated[
        Path | None, typer.Option("--body-file", help="Take the new text from this file.")
    ] = None,
    stdin: Annotated[bool, typer.Option("--stdin", help="Take the new text from stdin.")] = False,
    version: Version = 0,
    agent: Annotated[str, typer.Option("--agent", help="Your name, for the journal.")] = "",
) -> None:
    """Reword a draft in $EDITOR, from a file or from stdin."""
    from triage.cli import desk
    from triage.cli.editor import keep_text
    from triage.storage import drafts

    with opening.office() as office:
        found = drafts.find(office.database, case)
        _refuse_stale(found, version)
        body = _new_body(found, body_file, stdin)
        if body.strip() == found.draft.body.strip():
            output.note(say("nothing was changed"))
            return
        try:
            made = desk.reword(office, found, body, agent)
        except TriageError as error:
            if body_file is not None:
                raise
            kept = keep_text(f"{found.case_number}-draft", body)
            raise type(error)(f"{error}; your text is kept in {kept}") from error
        print_draft(made)


@app.command()
def approve(
    case: Number,
    version: Version = 0,
    agent: Annotated[str, typer.Option("--agent", help="Your name, which signs the answer.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Send although findings ask for a confirmation.")
    ] = False,
) -> None:
    """Approve a draft and send it. Without --version it is shown first and asked for."""
    from triage.cli import desk
    from triage.storage import drafts

    if not version and not sys.stdin.isatty():
        raise UsageWrong("approve: name the version you looked at, e.g. --version 1")
    with opening.office() as office:
        found = drafts.find(office.database, case)
        _refuse_stale(found, version)
        final = desk.final(office, found, agent)
        if final.renewed:
            output.note(say("the promised time was too near and has been made anew"))
        _refuse_blocking(found, final)
        if not version:
            print_draft(found, final)
            typer.confirm(say("Send this?"), abort=True, err=True)
        elif final.doubtful and not yes:
            _list_findings(final)
            raise UsageWrong(
                f"approve: {found.case_number} has findings to confirm; "
                "read them above and add --yes, or reword the draft"
            )
        line, delayed = desk.send(office, found, final, agent)
    output.put(line)
    if delayed:
        raise typer.Exit(DELAYED)


@app.command()
def settle(
    case: Number,
    sent: Annotated[
        bool, typer.Option("--sent", help="The customer has it: note it as sent.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="The customer does not have it: send it again.")
    ] = False,
    agent: Annotated[str, typer.Option("--agent", help="Your name, for the journal.")] = "",
) -> None:
    """Say how a draft goes on that is in doubt, failed or gone."""
    from triage.cli import desk
    from triage.storage import sending

    if sent == again:
        raise UsageWrong("settle: say either --sent or --again")
    delayed = False
    with opening.office() as office:
        found = sending.unsettled(office.database, case)
        if sent:
            line = desk.settle_as_sent(office, found, agent)
        else:
            line, delayed = desk.send_again(office, found, agent)
    output.put(line)
    if delayed:
        raise typer.Exit(DELAYED)


def _refuse_stale(found: StoredDraft, version: int) -> None:
    if found.state not in ("ready", "placed"):
        raise StaleVersion(
            f"{found.case_number}: version {found.version} is {found.state}, nothing waits for you"
        )
    if version and version != found.version:
        raise StaleVersion(
            f"{found.case_number}: the live draft is version {found.version}, not {version}; "
            f"look at it first: triage drafts show {found.case_number}"
        )


def _refuse_blocking(found: StoredDraft, final: Final) -> None:
    if final.blocking:
        _list_findings(final)
        raise UsageWrong(
            f"approve: {found.case_number} cannot be sent like this; "
            f"reword it first: triage drafts edit {found.case_number}"
        )


def _list_findings(final: Final) -> None:
    for each in (*final.blocking, *final.doubtful):
        for line in findings.lines(each):
            output.note(line)


def _new_body(found: StoredDraft, body_file: Path | None, stdin: bool) -> str:
    if body_file is not None and stdin:
        raise UsageWrong("edit: give --body-file or --stdin, not both")
    if stdin:
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    if body_file is not None:
        try:
            return body_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise PathMissing(f"{body_file}: cannot be read: {error}") from error
    from triage.cli.editor import in_editor

    if not sys.stdin.isatty():
        raise UsageWrong("edit: no terminal for an editor; give --body-file or --stdin")
    return in_editor(found.draft.body)
