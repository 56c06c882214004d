"""`triage init`, `doctor` and `migrate`: getting started, and seeing what is wrong."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.clock import clock, variable
from triage.cli.words import chinese, say, tell
from triage.errors import SettingsWrong, UsageWrong

MARKS = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def init(
    store_name: Annotated[
        str, typer.Option("--store-name", help="The store's name as customers know it.")
    ] = "",
    address: Annotated[str, typer.Option("--address", help="The support address.")] = "",
    user: Annotated[str, typer.Option("--user", help="Login name; default the address.")] = "",
    imap_host: Annotated[str, typer.Option("--imap-host", help="IMAP server.")] = "",
    imap_port: Annotated[int, typer.Option("--imap-port", help="Its port; 0: the usual.")] = 0,
    smtp_host: Annotated[str, typer.Option("--smtp-host", help="SMTP server.")] = "",
    smtp_port: Annotated[int, typer.Option("--smtp-port", help="Its port; 0: the usual.")] = 0,
    tls: Annotated[
        str, typer.Option("--tls", help="implicit, starttls, or none (this machine only).")
    ] = "",
    time_zone: Annotated[
        str, typer.Option("--time-zone", help="IANA zone, e.g. Europe/Berlin.")
    ] = "",
    country: Annotated[
        str, typer.Option("--country", help="ISO country whose holidays you keep.")
    ] = "",
    password_env: Annotated[
        str, typer.Option("--password-env", help="Variable that holds the password.")
    ] = "",
    password_file: Annotated[
        str, typer.Option("--password-file", help="File whose first line is the password.")
    ] = "",
    client_id: Annotated[
        str, typer.Option("--client-id", help="Id of your registered app, for a login by OAuth.")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a settings file that is there.")
    ] = False,
    no_doctor: Annotated[
        bool, typer.Option("--no-doctor", help="Do not check the settings afterwards.")
    ] = False,
) -> None:
    """Ask a few questions, write settings.toml, run the doctor."""
    from triage.cli.first_settings import Answers, as_toml, provider_of
    from triage.settings import read

    file = opening.settings_file()
    if file.exists() and not force:
        raise UsageWrong(f"{file} is there already; --force overwrites it")
    asks = sys.stdin.isatty()
    if not asks and not address:
        raise UsageWrong("init: no terminal to ask on; give --address and what else differs")

    def ask(question: str, given: str, default: str) -> str:
        if given or not asks:
            return given or default
        return str(typer.prompt(say(question), default=default or None, err=True)).strip()

    address = ask("Support address", address, "")
    servers = provider_of(address)
    if servers.remark:
        output.note(servers.remark)
    if servers.oauth and not (password_env or password_file):
        client_id = ask("Client id of your registered app (- to use a password)", client_id, "-")
    client_id = client_id.strip("-")
    answers = Answers(
        store_name=ask("Name of the store", store_name, _store_name(address)),
        address=address,
        user=ask("Login name", user, address),
        imap_host=ask("IMAP server", imap_host, servers.imap),
        smtp_host=ask("SMTP server (- to send nothing from here)", smtp_host, servers.smtp).strip(
            "-"
        ),
        time_zone=ask("Time zone of the store", time_zone, _own_zone()),
        country=ask("Country whose public holidays you keep (ISO, - for none)", country, "-")
        .strip("-")
        .upper(),
        password_env=""
        if password_file or client_id
        else ask("Variable that holds the password", password_env, "TRIAGE_PASSWORD"),
        password_file=password_file,
        since=clock().date(),
        imap_port=imap_port,
        smtp_port=smtp_port,
        tls=tls or "implicit",
        smtp_tls=tls or servers.smtp_tls,
        oauth=(servers.oauth or "microsoft") if client_id else "",
        client_id=client_id,
    )
    _write_checked(file, as_toml(answers), read)
    output.put(say("{} is written").format(file))
    if not no_doctor:
        _examine(file)
        output.note(say("next: `triage once --dry-run` shows what would be done with new mail"))


def doctor() -> None:
    """Check settings, store, templates and servers; change nothing."""
    _examine(opening.settings_file())


def migrate() -> None:
    """Bring the store up to date (SQLite: after a backup)."""
    from triage.storage import migrate as bringing
    from triage.storage.database import Database

    settings = opening.settings()
    database = Database(settings.database.url)
    try:
        output.put(bringing.migrate(database))
    finally:
        database.close()


def _examine(file: Path) -> None:
    """Print every check as it ends; the exit code is the first failure's, settings before wires."""
    from itertools import chain

    from rich.text import Text as Styled

    from triage.cli.checkup import SETTINGS, Check, Level, checks

    settings = opening.settings()
    console = output.console()
    codes: set[int] = set()
    read = Check("settings", Level.OK, str(file.resolve()))
    for check in chain([read], checks(settings, clock())):
        console.print(_line(check, Styled))
        if check.level is Level.FAIL:
            codes.add(check.code)
    if codes:
        raise typer.Exit(SETTINGS if SETTINGS in codes else max(codes))


def _line(check: Any, styled: Any) -> Any:
    mark = say(check.level.value)
    line = styled(f"{mark:<5}", style=MARKS[check.level.value])
    what, _, name = check.name.rpartition(" ")
    heading = f"{say(what)} {name}" if what else say(name)
    line.append(f"{heading}{'：' if chinese() else ': '}", style="default not bold")
    line.append(output.safe(tell(check.text)), style="default not bold")
    if check.remedy:
        line.append(f" → {output.safe(tell(check.remedy))}", style="default not bold italic")
    return line


def _write_checked(file: Path, text: str, read: Any) -> None:
    """Write beside, read it back as settings, rename: a file that does not hold never replaces.

    Raises SettingsWrong naming the answers that are wrong; the file that was there stays.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    try:
        read(beside)
    except SettingsWrong as error:
        beside.unlink()
        # The lines are those of a file that is gone: the keys say which answer is meant.
        faults = re.sub(rf"^{re.escape(str(beside))}:[0-9]+: ", "", str(error), flags=re.MULTILINE)
        raise SettingsWrong(f"{file} is not written; {faults}") from error
    except BaseException:
        beside.unlink()
        raise
    beside.replace(file)


def _store_name(address: str) -> str:
    """Guess a store's name from its domain: support@lumen-home.example → Lumen Home."""
    stem = address.rpartition("@")[2].split(".")[0]
    return stem.replace("-", " ").title()


def _own_zone() -> str:
    """Return this machine's IANA zone as far as it can be told."""
    if named := variable("TZ").lstrip(":"):
        return named
    link = Path("/etc/localtime")
    _, found, zone = str(link.resolve()).partition("zoneinfo/") if link.exists() else ("", "", "")
    return zone if found else "UTC"
