"""`triage cases`, `show`, `export`, `reminders` and `acts`: looking, never changing."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from triage.cases.case import OPEN, Priority, Status
from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.options import AnyStore, AsJson
from triage.cli.words import chinese, say

LATE = OPEN - {Status.RESOLVED}  # a case in one of these can be overdue
MOST = 10_000
ROOMY = 100  # columns; a narrower table leaves out what `show` tells


def cases(
    status: Annotated[Status | None, typer.Option("--status", help="Only in this status.")] = None,
    store: AnyStore = "",
    priority: Annotated[
        Priority | None, typer.Option("--priority", help="Only of this priority.")
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only cases not closed.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="At most so many.")] = 100,
    json: AsJson = False,
) -> None:
    """List cases, the last written to first."""
    from triage.storage import cases as stored

    with opening.store() as database:
        found = stored.listed(
            database,
            store=store,
            status=status,
            priority=priority,
            only_open=only_open,
            limit=limit,
        )
        total = stored.count(database)
    if json:
        for case in found:
            output.put_json(case)
        return
    if not found:
        output.note(say("no cases") if not total else say("no cases of this kind"))
        return
    from rich.text import Text

    now = clock()
    table = output.table("Case", "Priority", "Status", "Due", "Lang", "Gist", wide=("Gist",))
    for case in found:
        style = output.PRIORITY_STYLES[case.priority]
        due = case.promise_at or (None if case.acknowledged_at else case.first_answer_due)
        late = due is not None and due < now and case.status in LATE
        gist = (case.gist_zh if chinese() else case.gist_en) or case.subject
        table.add_row(
            case.number,
            Text(say(case.priority.value), style=style),
            say(case.status.value),
            Text(output.day(due), style="red" if late else ""),
            case.language,
            output.safe(gist),
        )
    output.console().print(table)
    if len(found) == limit:
        output.note(say("the newest {} of {}; --limit shows more").format(limit, total))


def show(
    case: Annotated[str, typer.Argument(help="Number of the case, e.g. C-7KQ2P.")],
    translate: Annotated[
        bool, typer.Option("--translate", help="Translate the customer's last mail for you.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show all there is of a case: mails, draft, reminders, journal."""
    from triage.cli.translated import Translation
    from triage.cli.whole_case import page, whole
    from triage.storage import cases as stored
    from triage.storage.mails import Mails

    with opening.store() as database:
        of = stored.find(database, case)
        mails = Mails(database, opening.settings().paths.data / "mails")
        found = whole(database, of)
        made = Translation()
        if translate:
            from triage.cli.translating import of_last_mail

            made = of_last_mail(database, mails, of, found["mails"])
        if json:
            output.put_json(found | made.as_field(), indent=2)
        else:
            output.console().print(page(found, mails, clock(), made))
    made.check()  # last, so that a lost engine does not hide the case


def export(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = True,  # noqa: ARG001 - the only format so far, said aloud
) -> None:
    """Write every case with all it holds, one JSON object a line."""
    from triage.cli.whole_case import whole
    from triage.storage import cases as stored

    with opening.store() as database:
        every = stored.listed(database, limit=max(stored.count(database), 1))
        for case in sorted(every, key=lambda one: one.id):
            output.put_json(whole(database, case))


def reminders(
    fired: Annotated[bool, typer.Option("--fired", help="Those that fired.")] = False,
    json: AsJson = False,
) -> None:
    """List what will be looked at again, and when."""
    from triage.storage import reminders as stored

    with opening.store() as database:
        found = stored.listed(database, fired=fired)
    if json:
        for each in found:
            output.put_json(each)
        return
    if not found:
        output.note(say("no reminders"))
        return
    console = output.console()
    team = ("Team",) if console.width >= ROOMY else ()
    table = output.table("Due", "What", "Case", "Priority", *team, "Gist", wide=("Gist",))
    for each in found:
        table.add_row(
            output.day(each["due_at"]),
            say(each["kind"]),
            each["number"],
            say(each["priority"]),
            *(say(each["team"]) for _ in team),
            output.safe(each["gist_zh"] if chinese() else each["gist_en"]),
        )
    console.print(table)


def acts(json: AsJson = False) -> None:
    """List what is still to be done, and what is in doubt."""
    from triage.storage import acts as stored

    with opening.store() as database:
        found = stored.unfinished(database)
    if json:
        for each in found:
            output.put_json(each)
        return
    if not found:
        output.note(say("every act is done"))
        return
    table = output.table("Act", "What", "State", "Tries", "Due", "Mailbox", "Why", wide=("Why",))
    for each in found:
        table.add_row(*_act(each))
    output.console().print(table)
    if any(each["state"] == "in_doubt" for each in found):
        output.note(
            say("in doubt: it may have been sent. Look into the Sent folder; it is never repeated.")
        )


def _act(each: dict[str, Any]) -> tuple[Any, ...]:
    from rich.text import Text

    state = str(each["state"])
    style = {"in_doubt": "bold red", "failed": "red"}.get(state, "")
    return (
        str(each["id"]),
        say(each["kind"]),
        Text(say(state), style=style),
        str(each["attempts"]),
        output.day(each["due_at"]),
        each["mailbox"],
        output.safe(each["error"]),
    )
