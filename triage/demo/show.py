"""The demo: sample mails in an embedded mailbox, the real daemon on it, and what came of them.

The trap: the folder it works in is emptied at each start, so only one it made itself is.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from triage import daemon
from triage.cases.case import Case, Priority
from triage.demo.servers import Servers, deliver, running
from triage.errors import PathMissing, UsageWrong
from triage.office import open_store
from triage.orders.reading import Options, OrderFile
from triage.rounds import Report
from triage.settings import Settings, read
from triage.storage import cases, drafts
from triage.storage.mails import Mails
from triage.storage.order_import import SILENT, take_in

USER, PASSWORD = "support@lindenhof.example", "lantern"
FOLDER = Path("demo-data")
MARK = "# Made by the demo"
WIDE = 100  # columns
_STYLE = {
    Priority.CRITICAL: "bold red",
    Priority.HIGH: "yellow",
    Priority.NORMAL: "",
    Priority.LOW: "dim",
}


def run(*, once: bool, mail_files: Sequence[Path] = (), chinese: bool = False) -> int:
    """Run the demo; with `once` stop after the tables. Return the exit code.

    Raises PathMissing for a mail file that is not there, UsageWrong if ./demo-data is not ours.
    """
    extra = [_read_file(path) for path in mail_files]
    out, notes = Console(), Console(stderr=True)
    _fresh_folder()
    with running(USER, PASSWORD) as servers:
        now = _now()
        mails = _sample_mails(now) + [(content, now, "INBOX") for content in extra]
        deliver(servers, USER, PASSWORD, mails)
        settings = _settings(servers, now)
        _take_orders_in(settings)
        began = time.monotonic()
        report = _work(settings, notes, len(mails))
        took = time.monotonic() - began
        _print_cases(settings, out, chinese=chinese)
        _print_set_aside(settings, out)
        _print_sum(report, out, len(mails), took)
        if once:
            return 0
        notes.print(
            f"\nThe daemon goes on; look around in another terminal:\n"
            f"  ./run triage --settings {FOLDER}/settings.toml cases\n"
            "Ctrl-C ends the demo."
        )
        logging.getLogger("triage").setLevel(logging.INFO)
        return daemon.run(settings, _now)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - an edge


def sample_mails() -> list[Traversable]:
    """Return the sample mails, in the order of their names."""
    folder = files("triage.demo").joinpath("mails")
    return sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".eml")),
        key=lambda entry: entry.name,
    )


def _sample_mails(now: datetime) -> list[tuple[bytes, datetime, str]]:
    """Return each mail with when it arrived: spread over the last hours, replies after theirs."""
    found = sample_mails()
    dated = sorted(found, key=lambda entry: _sent(entry.read_bytes()))
    step = timedelta(hours=6) / max(len(dated), 1)
    return [
        (entry.read_bytes(), now - step * (len(dated) - n), _folder(entry.name))
        for n, entry in enumerate(dated)
    ]


def _folder(name: str) -> str:
    return "Junk" if "spam" in name else "INBOX"


def _sent(content: bytes) -> float:
    return parsedate_to_datetime(message_from_bytes(content)["Date"]).timestamp()


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PathMissing(f"{path}: cannot be read: {error.strerror}") from error


def _fresh_folder() -> None:
    settings = FOLDER / "settings.toml"
    if FOLDER.exists():
        if not settings.exists() or not settings.read_text("utf-8").startswith(MARK):
            raise UsageWrong(
                f"{FOLDER.absolute()} was not made by the demo; move it or start elsewhere"
            )
        shutil.rmtree(FOLDER)
    FOLDER.mkdir()


def _settings(servers: Servers, now: datetime) -> Settings:
    text = files("triage.demo").joinpath("settings.toml").read_text("utf-8")
    text = text.replace("IMAP_PORT", str(servers.imap_port))
    text = text.replace("SMTP_PORT", str(servers.smtp_port))
    # Else the mail before midnight would be left alone, as on any first start.
    text = text.replace("YESTERDAY", f"{now - timedelta(days=1):%Y-%m-%d}")
    password = FOLDER / "password"
    password.touch(mode=0o600)
    password.write_text(f"{PASSWORD}\n", "utf-8")
    path = FOLDER / "settings.toml"
    path.write_text(text, "utf-8")
    return read(path)


def _take_orders_in(settings: Settings) -> None:
    """Fill the order list as `triage orders import` does."""
    with as_file(files("triage.demo").joinpath("orders.csv")) as path:
        store, its = next(iter(settings.store.items()))
        file = OrderFile(path, Options(store_zone=its.time_zone))
        database = open_store(settings)
        try:
            take_in(database, store, file, _now, SILENT)
        finally:
            database.close()


def _work(settings: Settings, notes: Console, total: int) -> Report:
    """Let the daemon make one round, with a bar."""
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=notes, transient=True) as bar:
        tasks = {what: bar.add_task(what, total=total) for what in ("fetched", "decided")}

        def step(what: str, _done: int, _of: int) -> None:
            bar.advance(tasks[what])

        return daemon.once(settings, _now, progress=step)


def _print_cases(settings: Settings, out: Console, *, chinese: bool) -> None:
    database = open_store(settings, write=False)
    try:
        found = cases.listed(database)
        drafted = {draft.case_id for draft in drafts.listed(database)}
    finally:
        database.close()
    table = Table(box=None, pad_edge=False, header_style="bold")
    wide = out.width >= WIDE  # on a narrow terminal the gist alone says the type
    titles = ("Case", "Priority", *(("Type",) if wide else ()), "Lang", "Gist", "Promised")
    for title in titles:
        table.add_column(title, no_wrap=title != "Gist", overflow="fold")
    rank = {priority: n for n, priority in enumerate(Priority)}
    for case in sorted(found, key=lambda case: (rank[case.priority], case.number)):
        kind = case.type.value if case.sure else f"{case.type.value}?"
        table.add_row(
            case.number,
            case.priority.value,
            *((kind,) if wide else ()),
            case.language,
            case.gist_zh if chinese else case.gist_en,
            _promise(case, settings) if case.id in drafted else "no draft",
            style=_STYLE[case.priority],
        )
    out.print(table)


def _promise(case: Case, settings: Settings) -> str:
    if case.promise_at is None:
        return ""
    zone = ZoneInfo(settings.store[case.store].time_zone)
    return f"{case.promise_at.astimezone(zone):%a %d %b %H:%M}"


def _print_set_aside(settings: Settings, out: Console) -> None:
    database = open_store(settings, write=False)
    try:
        rows = Mails(database, settings.paths.data / "mails").set_aside()
    finally:
        database.close()
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    table.add_column("Set aside", no_wrap=True)
    table.add_column("Why")
    for row in sorted(rows, key=lambda row: str(row["kind"])):
        why = "; ".join(text for _, text in row["kind_reasons"][:2]) or row["error"]
        table.add_row(row["kind"] or row["state"], why)
    out.print()
    out.print(table)


def _print_sum(report: Report, out: Console, total: int, took: float) -> None:
    out.print(
        f"\n{total} mails handled in {took:.1f} s: {report.kinds['customer']} from customers, "
        f"{report.drafted} drafts placed for review, "
        f"{total - report.kinds['customer']} set aside, {report.failed} failed. "
        "Nothing was sent."
    )
