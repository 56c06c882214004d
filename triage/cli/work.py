"""`triage once`, `run`, `retry` and `demo`: the daemon's work, once or for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import opening, output
from triage.cli.clock import clock, moment
from triage.cli.words import chinese, say, tell
from triage.errors import StoreUnreachable, UsageWrong, WireFailure

if TYPE_CHECKING:
    from triage.pipeline.values import Outcome
    from triage.rounds import Report
    from triage.settings import Settings

ACTS_FAILED = 3

Mailboxes = Annotated[
    list[str] | None,
    typer.Option("--mailbox", help="Only this mailbox; may be given several times."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Touch nothing: show what would be done with new mail.")
]


def once(
    mailbox: Mailboxes = None,
    dry_run: DryRun = False,
    now: Annotated[
        str, typer.Option("--now", help="Work as if it were then (for trials).", metavar="TIME")
    ] = "",
) -> None:
    """Work through every new mail and what is due, then stop."""
    from triage import daemon

    at = moment(now) if now else None
    settings = opening.settings()
    names = _known(settings, mailbox)
    if dry_run:
        _shadow(settings, names)
        return
    with output.progress("once") as tell:
        report = daemon.once(
            settings, (lambda: at) if at else clock, mailboxes=names, progress=tell
        )
    _print(report)
    if report.acts.failed or report.acts.postponed or report.acts.in_doubt or report.problems:
        raise typer.Exit(5 if report.problems else ACTS_FAILED)


def run(mailbox: Mailboxes = None, dry_run: DryRun = False) -> None:
    """Keep the mailboxes until stopped (SIGTERM, Ctrl-C)."""
    from triage import daemon

    settings = opening.settings()
    names = _known(settings, mailbox)
    opening.start_log("info")
    if dry_run:
        _shadow_for_good(settings, names)
        return
    code = daemon.run(settings, clock, mailboxes=names)
    raise typer.Exit(code)


def retry(
    mail: Annotated[
        list[int] | None,
        typer.Argument(help="Numbers of mails as `triage mails` shows them.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every such mail and act; so it is without numbers.")
    ] = False,
) -> None:
    """Put failed or unreadable mails and failed acts back in line."""
    from triage.storage import acts
    from triage.storage.mails import Mails

    if mail and everything:
        raise UsageWrong("give numbers of mails or --all, not both")
    with opening.store() as database:
        mails = Mails(database, opening.settings().paths.data / "mails").retry(mail or ())
        again = 0 if mail else acts.retry(database, clock())
    output.put(say("{} mails and {} acts are back in line").format(mails, again))
    if mails or again:
        output.note(say("`triage once` works on them now, a running daemon by itself"))


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the table instead of running on.")
    ] = False,
    mail: Annotated[
        list[Path] | None,
        typer.Option("--mail", help="A mail of yours to drop in; may be given several times."),
    ] = None,
) -> None:
    """Show it all at work on an embedded mailbox with sample mails."""
    from triage.demo import show

    raise typer.Exit(show.run(once=once, mail_files=tuple(mail or ()), chinese=chinese()))


def _known(settings: Settings, wanted: list[str] | None) -> tuple[str, ...]:
    """Return the mailboxes asked for, every one by default. Raises UsageWrong."""
    for name in wanted or ():
        if name not in settings.mailbox:
            known = ", ".join(settings.mailbox)
            raise UsageWrong(f"--mailbox: there is no mailbox {name!r}; the settings have {known}")
    return tuple(dict.fromkeys(wanted or settings.mailbox))


def _print(report: Report) -> None:
    """Say in a few lines what was done; what went wrong goes to stderr."""
    kinds = ", ".join(f"{count} {say(kind)}" for kind, count in sorted(report.kinds.items()))
    output.put(
        say("{} mails fetched, {} decided, {} drafts").format(
            report.fetched, report.decided, report.drafted
        )
        + (f" ({kinds})" if kinds else "")
    )
    acts = report.acts
    output.put(say("{} acts done, {} reminders").format(acts.done, report.reminders))
    if report.failed:
        output.note(say("{} mails failed; `triage retry` tries again").format(report.failed))
    if report.unreadable:
        output.note(
            say(
                "{} mails could not be read and are kept; `triage mails --unreadable` lists them"
            ).format(report.unreadable)
        )
    if acts.postponed or acts.failed or acts.in_doubt:
        output.note(
            say("{} acts will be tried again, {} failed, {} in doubt; see `triage acts`").format(
                acts.postponed, acts.failed, acts.in_doubt
            )
        )
    for problem in report.problems:
        output.note(f"triage: {problem}")


def _shadow(settings: Settings, names: tuple[str, ...]) -> None:
    from triage import daemon

    outcomes = daemon.look_only(settings, clock, mailboxes=names)
    if not outcomes:
        output.put(say("no new mail"))
        return
    for outcome in outcomes:
        _show_outcome(outcome)
    output.note(say("nothing was touched: neither mailbox nor store"))


def _shadow_for_good(settings: Settings, names: tuple[str, ...]) -> None:
    """Look again at every poll; each mail is shown once. Ends on Ctrl-C or SIGTERM."""
    import signal
    import threading

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    shown: set[str] = set()
    pause = min(settings.mailbox[name].poll_seconds for name in names)
    while not stop.is_set():
        for outcome in _looked(settings, names):
            key = outcome.message_id + outcome.content_key
            if key not in shown:
                shown.add(key)
                _show_outcome(outcome)
        stop.wait(pause)


def _looked(settings: Settings, names: tuple[str, ...]) -> list[Outcome]:
    """Look once; what another try may help is said and waited out, as the daemon does."""
    from triage import daemon

    try:
        return daemon.look_only(settings, clock, mailboxes=names)
    except (WireFailure, StoreUnreachable) as failure:
        if not failure.another_try_helps:
            raise
        output.note(f"triage: {failure}")
        return []


def _show_outcome(outcome: Outcome) -> None:
    """Print what would follow from a mail, one short paragraph."""
    case, found = outcome.case, outcome.understanding
    kind = say(outcome.verdict.kind.value)
    if case is None:
        output.put(output.safe(f"{kind}: {tell(outcome.no_draft)}  <{outcome.message_id}>"))
        return
    gist = (found.gist.zh_hans if chinese() else found.gist.en) if found else case.subject
    drafted = (
        say("would draft in {}").format(outcome.draft.language)
        if outcome.draft
        else f"{say('no draft')}: {tell(outcome.no_draft)}"
    )
    output.put(output.safe(f"{kind}, {say(case.priority.value)}: {gist}"))
    output.put(output.safe(f"  {outcome.filing.why}; {drafted}  <{outcome.message_id}>"))
