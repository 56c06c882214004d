"""Everything a process works with, opened once from the settings: store, practices, accounts.

The trap: whoever opens an office closes it; a process that dies leaves its lease behind, so its
name tells others on this host whether it still lives.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from triage.learnt import Learnt
from triage.mailbox.folders import Folders
from triage.mailbox.session import Session
from triage.oauth.tokens import Tokens
from triage.pipeline.values import Practice
from triage.practice import practices
from triage.settings import Settings, secrets
from triage.settings.mailboxes import Mailbox
from triage.storage.database import Database
from triage.storage.known import Reserve
from triage.storage.mails import Mails
from triage.storage.migrate import migrate
from triage.wire import ImapOptions, Password, Secret, SmtpOptions, Tls, Token, TokenSource
from triage.wording import Wording

IMAP_PORTS = {"implicit": 993, "starttls": 143, "none": 143}
SMTP_PORTS = {"implicit": 465, "starttls": 587, "none": 25}

IN_MEMORY = "sqlite://"  # stands for a store that nobody has made yet

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox as the wires need it."""

    id: str
    settings: Mailbox
    imap: ImapOptions
    smtp: SmtpOptions | None
    secret: Secret
    folders: Folders  # as the settings name them, "" where they are discovered

    def session(self) -> Session:
        """Return a new, unopened IMAP session."""
        return Session(self.imap, self.secret)


@dataclass(frozen=True, slots=True)
class Office:
    """The store, and how each store and mailbox works."""

    settings: Settings
    database: Database
    mails: Mails
    reserve: Reserve
    practices: dict[str, Practice]
    accounts: dict[str, Account]
    owner: str
    clock: Clock
    learnt: Learnt
    wording: Wording

    def take_up_templates(self) -> None:
        """Answer from now on with the templates as they are, if they changed and are whole."""
        for name, library in self.wording.renewed().items():
            self.practices[name] = replace(self.practices[name], library=library)

    def take_up_learnt(self) -> None:
        """Read mails from now on as the stores' corrections have it, if that has changed."""
        for name, practice in self.practices.items():
            reader = self.learnt.teach(name, practice.reader)
            if reader is not practice.reader:
                self.practices[name] = replace(practice, reader=reader)


@contextmanager
def opened(settings: Settings, clock: Clock, *, write: bool = True) -> Iterator[Office]:
    """Open the office and close it again. A new, empty store gets its tables.

    With `write` False nothing is made or changed: a missing store is then an in-memory one.
    Raises SettingsWrong, or TemplateBroken.
    """
    database = open_store(settings, write=write)
    try:
        wording = Wording(settings, clock, write=write)
        made = Office(
            settings=settings,
            database=database,
            mails=Mails(database, settings.paths.data / "mails"),
            reserve=Reserve(database),
            practices=practices(settings, secrets.key(settings, create=write), wording.begin()),
            accounts={name: account(settings, name) for name in settings.mailbox},
            owner=whoami(),
            clock=clock,
            learnt=Learnt(settings.paths.data),
            wording=wording,
        )
        made.take_up_learnt()
        yield made
    finally:
        database.close()


def open_store(settings: Settings, *, write: bool = True) -> Database:
    """Open the store; an empty one is made, an old one is refused with the remedy."""
    url = settings.database.url
    file = Path(url.removeprefix("sqlite:///"))
    if not write and url.startswith("sqlite:///") and not file.exists():
        url = IN_MEMORY
    database = Database(url)
    try:
        if not database.revision():
            if not write and database.shared:
                database.close()
                database = Database(IN_MEMORY)
            migrate(database)
        database.check_revision()
    except BaseException:
        database.close()
        raise
    return database


def account(settings: Settings, name: str) -> Account:
    """Return one mailbox as the wires need it; its secret is read when it is first used."""
    mailbox = settings.mailbox[name]
    imap, smtp = mailbox.imap, mailbox.smtp
    sends = None
    if smtp is not None:
        sends = SmtpOptions(
            host=smtp.host,
            port=smtp.port_or(SMTP_PORTS),
            user=mailbox.user if smtp.login else "",
            tls=Tls(smtp.tls),
            ca_file=str(smtp.ca_file or ""),
        )
    return Account(
        id=name,
        settings=mailbox,
        imap=ImapOptions(
            host=imap.host,
            port=imap.port_or(IMAP_PORTS),
            user=mailbox.user,
            tls=Tls(imap.tls),
            ca_file=str(imap.ca_file or ""),
            idle=mailbox.idle,
        ),
        smtp=sends,
        secret=_secret(name, mailbox),
        folders=Folders(
            **mailbox.folders.model_dump(),
            done=mailbox.done_folder if mailbox.after == "move" else "",
        ),
    )


def _secret(name: str, mailbox: Mailbox) -> Secret:
    if mailbox.oauth is not None:
        return TokenSource(Tokens(name, mailbox.oauth).obtain)
    if mailbox.token_command:
        return TokenSource(lambda: Token(secrets.token(name, mailbox)))
    return lambda: Password(secrets.password(name, mailbox))


def whoami() -> str:
    """Name this process so that another one can tell whether it still lives."""
    return f"{_place()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Tell whether the named process is known to be gone; one of another place never is."""
    place, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if place != _place() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # it lives, as another user
    return started != _started(int(rest))  # the number was given to a new process


def _place() -> str:
    """Name the realm in which a process number means one process.

    Containers may share a host name, and even a kernel, but never the space of process numbers;
    and after a restart of the machine all of them begin anew.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
        numbers = f"{boot}.{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:  # no Linux
        numbers = "-"
    return f"{socket.gethostname()[:60]}.{numbers}"


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks since boot; "" where /proc does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
