"""What `triage doctor` looks at, each with a remedy; nothing is changed, nothing is sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select

from triage import smtp
from triage.drafts.library import Library
from triage.errors import LoginRefused, SettingsWrong, StoreUnreachable, TokenFailed, TriageError
from triage.learnt import place, read
from triage.mailbox import done
from triage.mailbox.folders import discover
from triage.mailbox.session import Session
from triage.oauth.tokens import RefreshTokenFile
from triage.office import Account, account
from triage.practice import own_templates
from triage.settings import Settings, secrets
from triage.settings.mail_rules import read_mail_rules
from triage.settings.mailboxes import Mailbox
from triage.storage.database import HEAD, Database
from triage.storage.schema import mails
from triage.understanding.complaint import names_of_models
from triage.wording import History

SETTINGS, WIRE = 4, 5  # exit codes
LITTLE_SPACE = 1024**3
NO_SPACE = 100 * 1024**2
CLOCK_SLACK = timedelta(minutes=10)
_USEFUL = ("IDLE", "UIDPLUS", "MOVE", "SPECIAL-USE", "ID", "QUOTA")


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor. `code` is the exit code a failure asks for."""

    name: str
    level: Level
    text: str
    remedy: str = ""
    code: int = SETTINGS


def checks(settings: Settings, now: datetime) -> Iterator[Check]:
    """Look at everything, the cheap things first; yields as it goes."""
    secrets_found = list(_secrets(settings))
    yield from secrets_found
    yield from _store(settings, now)
    yield from _templates(settings)
    yield from _mail_rules(settings)
    yield from _authentication(settings)
    yield from _learnt(settings)
    yield from _disk(settings)
    readable = {check.name for check in secrets_found if check.level is not Level.FAIL}
    for name in settings.mailbox:
        if f"password {name}" in readable:
            yield from _wires(account(settings, name))


def _secrets(settings: Settings) -> Iterator[Check]:
    for name, mailbox in settings.mailbox.items():
        what = f"password {name}"
        try:
            _read_secret(name, mailbox)
        except SettingsWrong as error:
            yield Check(what, Level.FAIL, str(error), "set it where the daemon is started")
        except LoginRefused as error:  # nobody has consented yet
            yield Check(what, Level.FAIL, str(error))
        except TokenFailed as error:
            remedy = "run the command by hand; it is tried again by itself"
            yield Check(what, Level.FAIL, str(error), remedy, WIRE)
        else:
            yield Check(what, Level.OK, "found")

    place = settings.secrets.key_file or settings.paths.data / "secret.key"
    if not settings.secrets.key_env and not settings.secrets.key_file and not place.exists():
        yield Check("key", Level.OK, "none yet; one is made on the first start")
        return
    try:
        secrets.key(settings)
    except SettingsWrong as error:
        yield Check("key", Level.FAIL, str(error))
    else:
        yield Check("key", Level.OK, "found")


def _read_secret(name: str, mailbox: Mailbox) -> None:
    """Read what a mailbox logs in by; an access token is fetched when it is used, not here."""
    if mailbox.oauth is not None:
        secrets.client_secret(name, mailbox.oauth)
        if mailbox.oauth.refresh_token_file is not None:
            RefreshTokenFile(mailbox.oauth.refresh_token_file, name).read()
    elif mailbox.token_command:
        secrets.token(name, mailbox)
    else:
        secrets.password(name, mailbox)


def _store(settings: Settings, now: datetime) -> Iterator[Check]:
    url = settings.database.url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        yield Check("database", Level.OK, "none yet; it is made on the first start")
        return
    try:
        database = Database(url)
    except SettingsWrong as error:
        yield Check("database", Level.FAIL, str(error))
        return
    try:
        yield from _opened(database, now)
    except SettingsWrong as error:
        yield Check("database", Level.FAIL, str(error))
    except StoreUnreachable as error:
        remedy = "see database.url, whether the server runs and lets this host in"
        yield Check("database", Level.FAIL, str(error), remedy, WIRE)
    finally:
        database.close()


def _opened(database: Database, now: datetime) -> Iterator[Check]:
    revision, server = database.revision(), database.server()
    if not revision:
        text = f"{server}, empty; its tables are made on the first start"
        yield Check("database", Level.OK, text)
    elif revision != HEAD:
        state = f"{server} stands at {revision}, this program needs {HEAD}"
        yield Check("database", Level.FAIL, state, "run: triage migrate")
    else:
        yield Check("database", Level.OK, f"{server}, revision {HEAD}")
        yield _clock(database, now)
    risks = database.risks()
    if risks:
        text = f"{', '.join(risks)}: after a power cut an answer may go out a second time"
        yield Check("database", Level.WARN, text, "switch on at the server")


def _clock(database: Database, now: datetime) -> Check:
    """Compare this machine's clock with the newest arrival, as the mail server told it."""
    with database.read() as connection:
        newest: datetime | None = connection.execute(select(func.max(mails.c.received_at))).scalar()
    if newest is not None and newest > now + CLOCK_SLACK:
        late = f"it is {now:%Y-%m-%d %H:%M} UTC here, but a mail arrived at {newest:%Y-%m-%d %H:%M}"
        return Check("clock", Level.FAIL, late, "set the clock: promises are made by it")
    return Check("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def _templates(settings: Settings) -> Iterator[Check]:
    folder = settings.paths.templates or own_templates()
    for name, store in settings.store.items():
        try:
            library = Library(folder, name, store.familiar)
        except TriageError as error:
            yield Check(f"templates {name}", Level.FAIL, str(error), _last_good(settings))
            continue
        lacking = [code for code in store.languages if library.set_for(code) is None]
        if lacking:
            text = f"no set for {', '.join(lacking)}: answered in English under a courteous line"
            yield Check(f"templates {name}", Level.WARN, text, f"add one below {folder}")
        else:
            yield Check(f"templates {name}", Level.OK, ", ".join(library.languages))


def _last_good(settings: Settings) -> str:
    """Say which version of the templates answers meanwhile, and how to go back to it."""
    kept = [version for version in History(settings.paths.data).versions() if version.whole]
    if not kept:
        return "correct it; `triage templates check` says more"
    at = f"{kept[-1].digits} of {kept[-1].at:%Y-%m-%d %H:%M} UTC stays in force"
    return f"version {at}; correct it, or: triage templates revert {kept[-1].digits}"


def _mail_rules(settings: Settings) -> Iterator[Check]:
    for name, store in settings.store.items():
        if store.mail_rules is None:
            continue
        try:
            read_mail_rules(store.mail_rules)
        except SettingsWrong as error:
            yield Check(f"mail rules {name}", Level.FAIL, str(error), "see docs/mail-rules.md")
        else:
            yield Check(f"mail rules {name}", Level.OK, f"read from {store.mail_rules}")


def _authentication(settings: Settings) -> Iterator[Check]:
    for name in settings.store:
        ids = settings.authserv_ids_of(name)
        if ids:
            text = f"Authentication-Results of {', '.join(sorted(ids))} are believed"
            yield Check(f"authentication {name}", Level.OK, text)
        else:
            text = "senders are proved only by results above every Received line"
            remedy = f"set store.{name}.authserv_ids (docs/operating.md)"
            yield Check(f"authentication {name}", Level.WARN, text, remedy)


def _learnt(settings: Settings) -> Iterator[Check]:
    models = names_of_models()
    for name in settings.store:
        file = place(settings.paths.data, name)
        if not file.exists():
            continue
        try:
            _, card = read(file, models)
        except SettingsWrong as error:
            yield Check(f"learnt {name}", Level.WARN, f"read as without corrections: {error}")
        else:
            text = f"from {card.corrections} corrections on {card.made_at:%Y-%m-%d}"
            yield Check(f"learnt {name}", Level.OK, text)


def _disk(settings: Settings) -> Iterator[Check]:
    place = settings.paths.data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    text = f"{free / 1024**3:.1f} GB free at {settings.paths.data}"
    if not os.access(place, os.W_OK):
        yield Check("disk", Level.FAIL, f"{place} may not be written to", "change its owner")
    elif free < NO_SPACE:
        yield Check("disk", Level.FAIL, text, "make room: mail is kept whole")
    else:
        level = Level.WARN if free < LITTLE_SPACE else Level.OK
        yield Check("disk", level, text, "make room soon" if level is Level.WARN else "")


def _wires(box: Account) -> Iterator[Check]:
    what = f"imap {box.id}"
    try:
        with box.session() as session:
            yield Check(what, Level.OK, f"logged in at {box.imap.host}; {_offers(session)}")
            yield _folders(box, session)
            if box.settings.after != "nothing":
                yield _after(box, session)
    except TriageError as error:
        yield Check(what, Level.FAIL, str(error), "", WIRE)
    what = f"smtp {box.id}"
    if box.smtp is None:
        yield Check(what, Level.WARN, "not set: drafts are placed, nothing is sent from here")
        return
    try:
        smtp.check(box.smtp, box.secret)
    except TriageError as error:
        yield Check(what, Level.FAIL, str(error).removeprefix("not sent, "), "", WIRE)
    else:
        yield Check(what, Level.OK, f"logged in at {box.smtp.host}; nothing was sent")


def _offers(session: Session) -> str:
    offered = [name for name in _USEFUL if session.capable(name)]
    return f"it offers {', '.join(offered)}" if offered else "it offers nothing beyond the basics"


def _after(box: Account, session: Session) -> Check:
    """Whether the server can do what is to become of filed mail."""
    what = f"after {box.id}"
    try:
        found = discover(session, box.folders, create=False)
        if box.settings.after == "keyword":
            keyword = box.settings.keyword
            why = done.no_keyword(session.select(found.inbox), keyword)
            text = f"filed mail gets the keyword {keyword!r}"
        else:
            why = done.no_move(session)
            text = f"filed mail goes to {found.done or box.settings.done_folder!r}"
            text += "" if found.done else ", which will be made"
    except TriageError as error:
        return Check(what, Level.FAIL, str(error), f"correct mailbox.{box.id}.folders")
    if why:
        return Check(what, Level.FAIL, why, f"correct mailbox.{box.id}.after")
    return Check(what, Level.OK, text)


def _folders(box: Account, session: Session) -> Check:
    what = f"folders {box.id}"
    try:
        found = discover(session, box.folders, create=False)
    except TriageError as error:
        return Check(what, Level.FAIL, str(error), f"correct mailbox.{box.id}.folders")
    named = {"Drafts": found.drafts, "Sent": found.sent, "Junk": found.junk, "Trash": found.trash}
    text = ", ".join(f"{use} is {name!r}" for use, name in named.items() if name)
    made = [use for use in ("Drafts", "Sent") if not named[use]]
    if made:
        text = "; ".join(part for part in (text, f"{' and '.join(made)} will be made") if part)
        return Check(what, Level.WARN, text, "or name yours under folders")
    return Check(what, Level.OK, text)
