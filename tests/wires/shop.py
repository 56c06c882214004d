"""A whole store on real servers: its mailbox, its settings, the daemon, and the state it leaves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests import stores
from tests.generated import Generated
from tests.wires.mail_out import Postbox
from tests.wires.servers import PASSWORD, Account
from triage import daemon
from triage.rounds import Report
from triage.settings import Settings, read
from triage.storage import registers, schema
from triage.storage.database import Database

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)  # a Friday afternoon
CASE_NUMBER = re.compile(r"C-[A-Z0-9]{5,9}|c-[a-z0-9]{5,9}\.d[0-9]+\.[0-9a-f]+")
SETTINGS = """\
[store.main]
name = "Store"
addresses = ["support@store.example"]
time_zone = "Europe/Berlin"
country = "DE"
order_patterns = ["#####"]

[database]
url = "{database}"

[team.front_desk]
name = "Customer care"
email = "care@store.example"

[mailbox.support]
store = "main"
user = "{user}"
password_file = "password"
poll_seconds = 5
since = 2026-01-01
imap = {{ host = "127.0.0.1", port = {imap}, tls = "none" }}
smtp = {{ host = "127.0.0.1", port = {smtp}, tls = "none", login = false }}
"""


@dataclass
class Shop:
    """A store whose mail lies on a test server."""

    account: Account
    postbox: Postbox
    folder: Path

    def __post_init__(self) -> None:
        """Write the settings."""
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(f"{PASSWORD}\n", "utf-8")
        options = self.account.options
        self.file = self.folder / "settings.toml"
        self.file.write_text(
            SETTINGS.format(
                user=options.user,
                imap=options.port,
                smtp=self.postbox.port,
                database=stores.url(self.folder / "data", empty=True),
            ),
            "utf-8",
        )
        # One key for all shops of a test run, so that their Message-IDs can be compared.
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        (data / "secret.key").touch(mode=0o600)
        (data / "secret.key").write_text("k" * 64, "utf-8")

    @property
    def settings(self) -> Settings:
        """The settings as read from the file."""
        return read(self.file)

    def deliver(self, mails: Sequence[Generated]) -> None:
        """Put mails into the inbox, as a server would."""
        with self.account.client() as client:
            for mail in mails:
                client.append("INBOX", mail.content, flags=(), msg_time=mail.received_at)

    def once(self, now: datetime = NOW) -> Report:
        """Let the daemon make one round in this process."""
        return daemon.once(self.settings, lambda: now)

    def command(self, *words: str, faults: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command line as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "triage.cli.app", "--settings", str(self.file), *words],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env={**os.environ, "TRIAGE_FAULTS": faults, "LANG": "C.UTF-8"},
        )

    def folder_of(self, name: str) -> dict[int, tuple[tuple[bytes, ...], datetime, bytes]]:
        """Return flags, INTERNALDATE and bytes of every mail in a folder, by UID."""
        with self.account.client() as client:
            if not client.folder_exists(name):
                return {}
            client.select_folder(name, readonly=True)
            uids = client.search("ALL")
            found: dict[int, Any] = client.fetch(uids, ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
        return {
            uid: (
                tuple(sorted(flag for flag in items[b"FLAGS"] if flag != rb"\Recent")),
                items[b"INTERNALDATE"],
                items[b"BODY[]"],
            )
            for uid, items in found.items()
        }

    def masked_mails(self, folder: str) -> list[str]:
        """Return the mails of a folder without what a crash may change."""
        return sorted(masked_bytes(content) for _, _, content in self.folder_of(folder).values())

    def state(self) -> dict[str, Any]:
        """Return the end state as far as it must not depend on crashes.

        Ids and case numbers skip after a crash, so they are masked.
        """
        database = Database(self.settings.database.url)
        try:
            with database.read() as connection:
                rows = {
                    table.name: connection.execute(select(table)).mappings().all()
                    for table in (
                        schema.mails,
                        schema.cases,
                        schema.drafts,
                        schema.acts,
                        schema.reminders,
                        schema.journal,
                        registers.customers,
                    )
                }
        finally:
            database.close()
        number = {row["id"]: row["thread_key"] for row in rows["cases"]}
        return {
            "mails": sorted(
                (row["uid"], row["sha256"], row["state"], row["kind"], number.get(row["case_id"]))
                for row in rows["mails"]
            ),
            "cases": sorted(
                tuple(
                    str(row[name])
                    for name in row
                    if name not in ("id", "number", "priority_reasons")
                )
                for row in rows["cases"]
            ),
            "drafts": sorted(
                (
                    number[row["case_id"]],
                    row["version"],
                    row["state"],
                    row["to_address"],
                    row["subject"],
                    masked(row["body"]),
                )
                for row in rows["drafts"]
            ),
            "acts": sorted(
                (row["kind"], number.get(row["case_id"], ""), row["state"]) for row in rows["acts"]
            ),
            "reminders": sorted(
                (number[row["case_id"]], row["kind"], row["state"], str(row["due_at"]))
                for row in rows["reminders"]
            ),
            "journal": sorted(
                (number[row["case_id"]], row["field"], row["new"], masked(row["note"]))
                for row in rows["journal"]
            ),
            "customers": sorted(
                (row["address"], row["name"], row["language"], row["language_confirmed"])
                for row in rows["customers"]
            ),
            "inbox": self.folder_of("INBOX"),
            "drafts folder": sorted(
                masked_bytes(each[2]) for each in self.folder_of("Drafts").values()
            ),
            "sent folder": sorted(
                masked_bytes(each[2]) for each in self.folder_of("Sent").values()
            ),
            "sent": sorted(masked_bytes(kept.content) for kept in self.postbox.kept),
        }


def masked(text: str) -> str:
    """Return a text without case numbers, Message-IDs of ours and row ids."""
    return re.sub(r"\b(mail|cases) [\[\d][\d, \]]*", r"\1 N", CASE_NUMBER.sub("NUMBER", text))


def masked_bytes(content: bytes) -> str:
    """Return a mail of ours likewise, decoded; folding hangs on the length of a number."""
    mail = message_from_bytes(content, policy=SMTP)
    head = [f"{name}: {' '.join(str(value).split())}" for name, value in mail.items()]
    return CASE_NUMBER.sub("NUMBER", "\n".join([*head, mail.get_content()]))


def later(hours: float) -> datetime:
    """Return a time so many hours after NOW."""
    return NOW + timedelta(hours=hours)
