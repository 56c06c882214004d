"""One connection to an IMAP server, used by one thread; every IMAP command goes through here.

The trap: after a time-out a connection is poisoned, so it is dropped without LOGOUT and every
later command says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Self

from imapclient import IMAPClient

from triage import __version__
from triage.errors import LoginRefused, MailboxUnreachable, ServerRefused, WireFailure
from triage.faults import reached
from triage.mailbox.answers import Items, Listed, Opened, appended, ints
from triage.mailbox.failures import Caught, failure_of
from triage.mailbox.idling import Idling
from triage.mailbox.login import connect, log_in
from triage.wire import Credentials, ImapOptions, Secret, Tls, Token, TokenSource, tls_context

COMMANDS = (
    "connect", "starttls", "capability", "login", "id", "list", "namespace", "create",
    "subscribe", "examine", "select", "status", "search", "fetch", "append", "store", "expunge",
    "copy", "move", "noop", "idle", "idle_check", "idle_done", "logout",
)  # fmt: skip
POINTS = tuple(f"imap:{command}:{side}" for command in COMMANDS for side in ("before", "after"))

Criterion = str | bytes | int | date


class Session:
    """An open, logged-in connection. Not thread-safe; after a MailboxUnreachable open a new one."""

    def __init__(self, options: ImapOptions, secret: Secret) -> None:
        """Keep what is needed; nothing is sent before `with` or `open`."""
        self.options = options
        self._secret = secret
        self._client: IMAPClient | None = None
        self.folder = ""  # the one that is open
        self._writable = False
        self._idling: Idling | None = None
        self._offered: frozenset[str] | None = None  # capabilities, settled by the login

    def __enter__(self) -> Self:
        """Open the session."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the session."""
        self.close()

    @property
    def alive(self) -> bool:
        """Whether there is a connection, as far as we know."""
        return self._client is not None

    def open(self) -> None:
        """Connect, log in and say who we are; on any failure nothing stays open."""
        try:
            self._connect()
            self._login()
            self._offered = self._capabilities()
            self._introduce()
        except BaseException:
            self.drop()
            raise

    def close(self) -> None:
        """Log out if the connection is still good, and close it."""
        try:
            if self._client is not None:
                with suppress(WireFailure):  # a courtesy: we are leaving either way
                    self._log_out()
        finally:
            self.drop()

    def _log_out(self) -> None:
        with self._command("logout") as client:
            client.logout()  # this closes the socket, too
        self._client = None

    def drop(self) -> None:
        """Close the connection without a word: it may be poisoned by a time-out."""
        client, self._client, self.folder, self._offered = self._client, None, "", None
        self._idling = None
        if client is not None:
            with suppress(OSError):  # the socket may be gone or detached by a failed STARTTLS
                client.shutdown()

    def _connect(self) -> None:
        reached("imap:connect:before")
        self._client = connect(self.options)
        reached("imap:connect:after")
        if self.options.tls is not Tls.STARTTLS:
            return
        # A man in the middle removes STARTTLS from the list; going on in clear would hand him
        # the password, so its absence ends the attempt.
        if not self.capable("STARTTLS"):
            raise MailboxUnreachable(
                f"{self.options.host}:{self.options.port} does not offer STARTTLS, so no login "
                'was sent; if the server is right, use tls = "implicit" (usually port 993)'
            )
        with self._command("starttls") as client:
            client.starttls(tls_context(self.options.ca_file))

    def _login(self) -> None:
        credentials = self._secret()
        try:
            self._log_in(credentials)
        except LoginRefused:
            if not isinstance(self._secret, TokenSource):
                raise
            # A token may have been revoked before its time: one fresh one, then it is final.
            self._secret.forget(credentials)
            self._log_in(self._secret())

    def _log_in(self, credentials: Credentials) -> None:
        capabilities = self._capabilities()
        said = "login by token" if isinstance(credentials, Token) else "login"
        with self._command("login", said_as=said) as client:
            log_in(client, self.options.user, credentials, capabilities)

    def _introduce(self) -> None:
        # 163, 126 and other NetEase servers refuse SELECT ("Unsafe Login") to clients without ID.
        if not self.capable("ID"):
            return
        who = {"name": "triage", "version": __version__, "vendor": "triage"}
        contact = self.options.contact or self.options.user
        if contact.isascii() and contact.isprintable():
            who["contact"] = contact
        with suppress(ServerRefused), self._command("id") as client:  # where refused, not needed
            client.id_(who)

    @contextmanager
    def _command(self, command: str, folder: str = "", said_as: str = "") -> Iterator[IMAPClient]:
        """Run one command between its two fault points and translate what goes wrong."""
        client = self._client
        if client is None:
            raise MailboxUnreachable(f"{self.options.host}: the connection is closed")
        reached(f"imap:{command}:before")
        try:
            yield client
        except Caught as caught:
            failure = failure_of(caught, said_as or command, self.options, folder)
            if isinstance(failure, MailboxUnreachable):
                self.drop()
            raise failure from caught
        reached(f"imap:{command}:after")

    def _capabilities(self) -> frozenset[str]:
        if self._offered is not None:
            return self._offered
        with self._command("capability") as client:
            return frozenset(word.decode("ascii", "replace") for word in client.capabilities())

    def capable(self, name: str) -> bool:
        """Tell whether the server offers a capability."""
        return name.upper() in self._capabilities()

    def folders(self) -> tuple[Listed, ...]:
        """Return every folder of the account."""
        with self._command("list") as client:
            return tuple(Listed.read(*row) for row in client.list_folders())

    def personal_prefix(self) -> str:
        """Return what the names of a user's own folders begin with, e.g. "INBOX." or ""."""
        if not self.capable("NAMESPACE"):
            return ""
        with self._command("namespace") as client:
            personal = client.namespace().personal
            return str(personal[0][0]) if personal else ""

    def create(self, folder: str) -> None:
        """Create a folder and subscribe to it, so that mail clients show it."""
        with self._command("create", folder) as client:
            client.create_folder(folder)
        with self._command("subscribe", folder) as client:
            client.subscribe_folder(folder)

    def examine(self, folder: str) -> Opened:
        """Open a folder read-only: nothing in it can be altered, not even \\Recent or \\Seen."""
        return self._open(folder, readonly=True)

    def select(self, folder: str) -> Opened:
        """Open a folder for writing: to remove a draft of ours, or to mark a mail as done."""
        return self._open(folder, readonly=False)

    def _open(self, folder: str, *, readonly: bool) -> Opened:
        self.folder = ""
        with self._command("examine" if readonly else "select", folder) as client:
            opened = Opened.read(folder, client.select_folder(folder, readonly=readonly))
        self.folder, self._writable = folder, not readonly
        return opened

    def status(self, folder: str) -> Opened:
        """Return UIDVALIDITY, UIDNEXT and the number of mails of a folder that is not open."""
        with self._command("status", folder) as client:
            answer = client.folder_status(folder, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])
            return Opened.read(folder, answer)

    def search(self, criteria: Sequence[Criterion]) -> list[int]:
        """Return the UIDs in the open folder that match."""
        with self._command("search", self.folder) as client:
            return [int(uid) for uid in client.search([*criteria])]

    def fetch(self, uids: Collection[int], items: Sequence[str]) -> dict[int, Items]:
        """Return the items of each mail that is still there, by UID."""
        wanted = ints(uids)
        with self._command("fetch", self.folder) as client:
            answer: dict[int, Items] = client.fetch(wanted, [*items])
        return answer

    def append(self, folder: str, content: bytes, flags: Sequence[bytes]) -> tuple[int, int] | None:
        """Add a mail; return its (UIDVALIDITY, UID) if the server says so (UIDPLUS)."""
        with self._command("append", folder) as client:
            answer = client.append(folder, content, [*flags])
        return appended(answer)

    def add_flag(self, uid: int, flag: bytes) -> None:
        """Set a flag on one mail of the open folder."""
        self._refuse_read_only()
        with self._command("store", self.folder) as client:
            client.add_flags(ints([uid]), [flag], silent=True)

    def expunge(self, uid: int | None) -> None:
        """Remove one mail flagged \\Deleted (needs UIDPLUS), with None every one of them."""
        self._refuse_read_only()
        with self._command("expunge", self.folder) as client:
            if uid is None:
                client.expunge()
            else:
                client.uid_expunge(ints([uid]))

    def copy(self, uid: int, folder: str) -> None:
        """Copy one mail of the open folder."""
        with self._command("copy", folder) as client:
            client.copy(ints([uid]), folder)

    def move(self, uid: int, folder: str) -> None:
        """Move one mail of the open folder (needs MOVE)."""
        self._refuse_read_only()
        with self._command("move", folder) as client:
            client.move(ints([uid]), folder)

    def _refuse_read_only(self) -> None:
        # Some servers take STORE in a folder opened by EXAMINE and answer OK.
        if not self._writable:
            raise RuntimeError(f"folder {self.folder} is open read-only; nothing may be altered")

    def noop(self) -> None:
        """Show that we are still there, and learn whether the server is."""
        with self._command("noop") as client:
            client.noop()

    def arrivals(self) -> int:
        """Return how often the server told of new mail since the folder was opened."""
        if self._client is None:
            return 0
        # imaplib keeps every EXISTS since SELECT; the first is SELECT's own. IMAPClient offers
        # no other way to see those that came along with the answer to another command.
        return max(0, len(self._client._imap.untagged_responses.get("EXISTS", ())) - 1)

    def idle(self) -> None:
        """Ask the server to tell at once what happens in the open folder."""
        with self._command("idle", self.folder) as client:
            self._idling = Idling(client)

    def idle_check(self, seconds: float) -> list[bytes]:
        """Return the lines told while idle, waiting at most so long for the first."""
        with self._command("idle_check", self.folder):
            return self._in_idle().check(seconds)

    def idle_done(self) -> list[bytes]:
        """End the idling; return the lines told since the last check."""
        with self._command("idle_done", self.folder):
            idling, self._idling = self._in_idle(), None
            return idling.done()

    def _in_idle(self) -> Idling:
        if self._idling is None:
            raise RuntimeError("the session is not idle")
        return self._idling
