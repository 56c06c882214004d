"""Everything the store holds of one case: as one object, and as a page for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from triage.cases.case import Case
from triage.cli import findings
from triage.cli.order_facts import beside_object, beside_rows
from triage.cli.output import PRIORITY_STYLES, plain, safe, when
from triage.cli.told import facts_line, facts_object
from triage.cli.translated import Translation
from triage.cli.words import chinese, language_name, say, say_all, tell
from triage.errors import UnreadableMail
from triage.isolation import parse_safely
from triage.storage import cases, drafts, reminders
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft
from triage.storage.mails import Mails
from triage.storage.order_beside import beside
from triage.storage.told import facts_of

MAIL_LINES = 15

Whole = dict[str, Any]


def whole(database: Database, case: Case) -> Whole:
    """Return a case with its mails, drafts, reminders and journal, as plain values."""
    told = facts_of(database, case.id)
    return {
        "case": plain(case),
        "no_automatic_mail": cases.answer_bounced(database, case),
        "orders": [beside_object(each) for each in beside(database, case)],
        "mails": [
            plain(mail) | {"facts": facts_object(told[mail["id"]]) if mail["id"] in told else None}
            for mail in cases.mails_of(database, case.id)
        ],
        "drafts": [draft_object(each) for each in drafts.of_case(database, case.id)],
        "reminders": [
            plain({key: each[key] for key in ("kind", "due_at", "state", "fired_at")})
            for each in reminders.of_case(database, case.id)
        ],
        "journal": [
            plain({key: each[key] for key in ("at", "who", "field", "old", "new", "note")})
            for each in cases.journal_of(database, case.id)
        ],
    }


def draft_object(stored: StoredDraft) -> Whole:
    """Return a draft with its text; where it lies on the server is of no use outside."""
    row: Whole = plain(stored)
    text: Whole = row.pop("draft")
    return {key: row[key] for key in row if key not in ("uid", "uidvalidity", "case_id")} | text


def page(found: Whole, stored: Mails, now: datetime, translation: Translation) -> Group:
    """Return a case as a page: what it is about, what was said, what is due, what was done."""
    told = [(each["facts"], each["received_at"]) for each in found["mails"] if each["facts"]]
    parts: list[RenderableType] = [
        _facts(found["case"], told, now, bounced=found["no_automatic_mail"])
    ]
    if found["orders"]:
        parts += [Rule(say("Order list"), align="left", style="dim"), beside_rows(found["orders"])]
    for mail in found["mails"]:
        parts += [_heading(f"{say('Mail')} {mail['id']}", mail["received_at"], mail["kind"])]
        parts += [_words(stored, mail)]
        if translation.made and mail["id"] == translation.mail_id:
            parts += [
                Rule(translation.heading(), align="left", style="dim"),
                Text(safe(translation.made.text)),
            ]
    live = [each for each in found["drafts"] if each["state"] != "replaced"]
    for each in live[-1:]:
        what = f"{say('Draft')} {say('version')} {each['version']}"
        parts += [_heading(what, each["made_at"], each["state"]), Text(safe(each["body"].rstrip()))]
        parts += [_remarks(each)] if each["gaps"] or each["findings"] or each["error"] else []
    if found["reminders"]:
        parts += [Rule(say("Reminders"), align="left", style="dim"), _reminders(found["reminders"])]
    parts += [Rule(say("Journal"), align="left", style="dim"), _journal(found["journal"])]
    return Group(*parts)


def _facts(case: Whole, told: list[tuple[Whole, str]], now: datetime, *, bounced: bool) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    # Answered and nothing promised: nothing is due.
    first = "" if case["acknowledged_at"] else case["first_answer_due"]
    at = case["promise_at"] or first
    due = datetime.fromisoformat(at) if at else None
    late = due is not None and due < now and case["status"] not in ("resolved", "closed")
    gists = [case["gist_zh"], case["gist_en"]] if chinese() else [case["gist_en"], case["gist_zh"]]
    person = f"{case['customer_name']} <{case['customer_address']}>".strip()
    agent = case["agent"] or say("nobody yet")
    warning = say("no automatic mail: an answer bounced") if bounced else ""
    rows = [
        ("Case", Text(f"{case['number']}  {say(case['status'])}", style="bold")),
        ("Gist", Text("\n".join(safe(gist) for gist in gists if gist), style="bold")),
        ("Priority", _priority(case)),
        ("Customer", Text(safe(person))),
        ("Answer to", Text(safe(case["reply_to"]) + f" ({say(case['reply_channel'])})")),
        ("Address", Text(warning, style="yellow")),
        ("Subject", Text(safe(case["subject"]))),
        ("Language", Text(language_name(case["language"]))),
        ("Type", _type(case)),
        ("Wants", Text(say_all(case["demands"]))),
        ("Signals", Text(say_all(case["signals"]), style="red")),
        ("Orders", Text(safe(", ".join(case["order_numbers"])), style="green")),
        ("Tracking", Text(safe(", ".join(case["tracking_numbers"])), style="green")),
        ("Facts", Text(safe("\n".join(dict.fromkeys(facts_line(*each) for each in told))))),
        ("Team", Text(f"{say(case['team'])}{'，' if chinese() else ', '}{agent}")),
        ("Due", Text(when(due), style="bold red" if late else "")),
    ]
    for label, value in rows:
        if value.plain.strip():
            grid.add_row(say(label), value)
    return grid


def _priority(case: Whole) -> Text:
    text = Text(say(case["priority"]), style=PRIORITY_STYLES[case["priority"]])
    return text.append(
        f" – {safe('; '.join(map(tell, case['priority_reasons'])))}", style="not bold dim"
    )


def _type(case: Whole) -> Text:
    text = Text(say(case["type"])).append(f"  {case['type_confidence']:.0%}", style="dim")
    if not case["sure"]:
        text.append(f"  {say('not sure')}", style="yellow")
    return text


def _heading(what: str, at: str, state: str) -> Rule:
    shown = f"{what} · {when(datetime.fromisoformat(at))} · {say(state)}"
    return Rule(shown, align="left", style="dim")


def _words(stored: Mails, mail: Whole) -> Text:
    """Return the writer's own words, cut to what a reader takes in at a glance."""
    try:
        read = parse_safely(stored.content(mail["id"]), truncated=mail["truncated"])
    except (UnreadableMail, OSError) as error:
        return Text(f"{say('cannot be shown')}: {error}", style="yellow")
    lines = safe(read.own_words).strip().splitlines()
    text = Text("\n".join(lines[:MAIL_LINES]))
    if len(lines) > MAIL_LINES:
        text.append("\n" + say("… {} more lines").format(len(lines) - MAIL_LINES), style="dim")
    if read.defects:
        # What was sealed, cut or guessed: the agent may have to look at the mail itself.
        text.append(f"\n{say('Defects')}: {safe('; '.join(read.defects))}", style="yellow")
    return text


def _remarks(draft: Whole) -> Text:
    lines = [findings.gap(gap) for gap in draft["gaps"]]
    lines += [line for f in draft["findings"] for line in findings.lines(findings.from_object(f))]
    lines += [draft["error"]] if draft["error"] else []
    return Text(safe("\n".join(lines)), style="yellow")


def _reminders(found: list[Whole]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for each in found:
        due = when(datetime.fromisoformat(each["due_at"]))
        grid.add_row(due, say(each["kind"]), Text(say(each["state"]), style="dim"))
    return grid


def _journal(lines: list[Whole]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for each in lines:
        change = f"{say(each['field'])}: {say(each['old']) or '–'} → {say(each['new']) or '–'}"
        shown = "; ".join(
            part for part in (change if each["field"] else "", tell(each["note"])) if part
        )
        grid.add_row(when(datetime.fromisoformat(each["at"])), safe(each["who"]), safe(shown))
    return grid
