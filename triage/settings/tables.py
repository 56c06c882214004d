"""The tables of settings.toml as frozen values, each key with its default and meaning.

docs/settings.md is made from the descriptions here. Secrets stand by reference only (the name of
a variable, a file or a command).
"""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from triage.settings.checks import (
    Channels,
    Identifier,
    LanguageCode,
    MailAddress,
    OrderPattern,
    TimeZone,
)
from triage.settings.section import Section
from triage.settings.translation import Translation
from triage.understanding.taxonomy import Team

LOOPBACK = ("127.0.0.1", "localhost", "::1")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Server(Section):
    """How to reach one IMAP or SMTP server."""

    host: str = Field(description="Host name or address of the server.", min_length=1)
    port: int = Field(
        0, ge=0, le=65535, description="Port; 0 takes the usual one for the kind of TLS."
    )
    tls: Literal["implicit", "starttls", "none"] = Field(
        "implicit",
        description="`implicit` (993, 465), `starttls` (143, 587; never falls back to clear text) "
        "or `none`, allowed for a loopback host only.",
    )
    ca_file: Path | None = Field(
        None, description="PEM file with the authority that signed the server's certificate."
    )

    @model_validator(mode="after")
    def _clear_text_stays_at_home(self) -> Self:
        if self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError("tls = 'none' is allowed for a loopback host only; use 'implicit'")
        return self

    def port_or(self, usual: dict[str, int]) -> int:
        """Return the port, or the usual one for this kind of TLS."""
        return self.port or usual[self.tls]


class SmtpServer(Server):
    """How to reach the SMTP server that sends approved drafts."""

    login: bool = Field(
        True, description="Log in with the mailbox's user; false for a relay that asks nobody."
    )


class Folders(Section):
    """Folder names on the server; an empty name is discovered (SPECIAL-USE, then known names)."""

    inbox: str = Field("INBOX", description="Where customers' mail arrives.")
    drafts: str = Field("", description="Where drafts are placed.")
    sent: str = Field("", description="Where copies of sent mail are kept.")
    junk: str = Field("", description="Read too, so that a customer in there is rescued.")
    trash: str = Field("", description="Looked into before a draft is placed again.")
    all_mail: str = Field("", description="Gmail's All Mail, looked into likewise.")


class Mailbox(Section):
    """One support mailbox."""

    store: Identifier = Field(description="The store this mailbox belongs to.")
    user: str = Field(description="Login name.", min_length=1)
    password_env: str = Field("", description="Name of the variable that holds the password.")
    password_file: Path | None = Field(
        None, description="File whose first line is the password; readable by its owner only."
    )
    token_command: str = Field(
        "", description="Command that prints an OAuth access token; login then is by XOAUTH2."
    )
    imap: Server = Field(description="The IMAP server.")
    smtp: SmtpServer | None = Field(
        None, description="The SMTP server; without it drafts are placed but never sent from here."
    )
    folders: Folders = Field(Folders(), description="Folder names where discovery needs help.")
    since: date | None = Field(
        None, description="Mail that arrived before this day is left alone (first start)."
    )
    read_junk: bool = Field(True, description="Read the Junk folder too and rescue customers.")
    poll_seconds: int = Field(60, ge=5, le=3600, description="Seconds between two looks.")
    idle: bool = Field(True, description="Use IMAP IDLE between polls where the server offers it.")
    max_mail_mb: int = Field(
        25, ge=1, le=100, description="Of a larger mail only header and first part are read (MB)."
    )

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        given = [bool(self.password_env), bool(self.password_file), bool(self.token_command)]
        if sum(given) != 1:
            raise ValueError(
                "set exactly one of password_env, password_file and token_command; "
                "a password itself never stands in this file"
            )
        return self


class Peak(Section):
    """A dated busy period that lengthens promises and is said honestly."""

    name: str = Field(description="Name as customers know it, e.g. `Black Friday`.", min_length=1)
    first: date = Field(description="First day.")
    last: date = Field(description="Last day.")
    extra_days: int = Field(1, ge=1, le=10, description="Working days added to a promise.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        return self


class Clocks(Section):
    """How long things may take (DOMAIN: Clocks)."""

    promise_time: time = Field(
        time(18), description="Time of the next working day by which the customer hears from us."
    )
    review_minutes: int = Field(60, ge=1, description="Draft to approval in working hours.")
    review_minutes_outside: int = Field(120, ge=1, description="… outside working hours.")
    review_minutes_critical: int = Field(30, ge=1, description="… of a critical case, always.")
    first_answer_hours: int = Field(24, ge=1, description="Mail to first answer, at the latest.")
    promise_warning_hours: int = Field(4, ge=0, description="Reminder before a promise is due.")
    stale_promise_hours: int = Field(
        2, ge=0, description="A promise nearer than this is computed anew before it is sent."
    )
    quiet_from: time = Field(
        time(22), description="From then on normal and low reminders wait; equal times: never."
    )
    quiet_until: time = Field(time(7), description="… until this time of the morning.")
    reopen_days: int = Field(
        30, ge=0, description="A mail to a case closed longer ago opens a new case."
    )


class Store(Section):
    """One store: its name, its languages, its customs."""

    name: str = Field(description="Name as customers know it.", min_length=1)
    addresses: tuple[MailAddress, ...] = Field(
        description="Our support addresses; drafts are sent from the first.", min_length=1
    )
    languages: tuple[LanguageCode, ...] = Field(
        (), description="Languages customers write in (BCP 47); empty means all known ones."
    )
    default_language: LanguageCode = Field(
        "en", description="Language of a draft when the customer's is unknown."
    )
    language_detector: Literal["py3langid", "langdetect"] = Field(
        "py3langid",
        description="General detector beside our own table; the first is measured best.",
    )
    time_zone: TimeZone = Field("UTC", description="IANA zone of the store's working hours.")
    country: str = Field(
        "", pattern=r"^([A-Z]{2})?$", description="ISO 3166 country of the public holidays."
    )
    subdivision: str = Field("", description="State or province of the public holidays.")
    hours: dict[Weekday, tuple[time, time]] = Field(
        dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (time(9), time(18))),
        description='Working hours by weekday, e.g. `mon = ["09:00", "18:00"]`.',
    )
    closed_days: tuple[date, ...] = Field((), description="Own holidays beside the public ones.")
    open_days: tuple[date, ...] = Field((), description="Days worked although usually closed.")
    peaks: tuple[Peak, ...] = Field((), description="Busy periods.")
    channels: Channels = Field(
        (), description="Where you sell: ids of order-number formats, e.g. `shopify`, `amazon`."
    )
    order_patterns: tuple[OrderPattern, ...] = Field(
        (), description="Your own order numbers as samples with # for a digit, e.g. `LL-#####`."
    )
    staff_domains: tuple[str, ...] = Field((), description="Domains your colleagues write from.")
    form_senders: tuple[MailAddress, ...] = Field(
        (), description="Addresses that mail your contact form."
    )
    contact: str = Field("", description="Another way to reach you, named in drafts.")
    signature: str = Field("", description="Lines below the names in every draft.")
    message_id_domain: str = Field(
        "", description="Right side of our Message-IDs; empty takes the first address's domain."
    )
    teams: dict[Team, Identifier] = Field(
        {}, description="Which `[team.<id>]` does the work of which team of the taxonomy."
    )
    clocks: Clocks = Field(Clocks(), description="How long things may take.")

    @field_validator("hours")
    @classmethod
    def _open_before_close(
        cls, value: dict[Weekday, tuple[time, time]]
    ) -> dict[Weekday, tuple[time, time]]:
        for day, (first, last) in value.items():
            if last <= first and last != time(0):  # closing at 00:00 means midnight
                raise ValueError(f"{day}: closing time is not after opening time")
        if not value:
            raise ValueError("at least one weekday must have working hours")
        return value


class TeamDesk(Section):
    """One team of agents."""

    name: str = Field(description="Desk name that signs when no agent is assigned.", min_length=1)
    email: MailAddress | Literal[""] = Field("", description="Where reminders are mailed.")
    language: Literal["en", "zh-Hans"] = Field("en", description="Language of its reminders.")


class DatabasePlace(Section):
    """Where cases are kept."""

    url: str = Field(
        "sqlite:///data/triage.db",
        description="`sqlite:///FILE` (relative to this file) or `postgresql+psycopg://…`.",
    )


class Paths(Section):
    """Folders, relative to this file."""

    data: Path = Field(Path("data"), description="Large mails, the key file, logs.")
    templates: Path | None = Field(
        None, description="Your templates; without it the ones that come with the program."
    )


class Secrets(Section):
    """Where the key of our Message-IDs comes from."""

    key_env: str = Field("", description="Name of the variable that holds the key.")
    key_file: Path | None = Field(
        None, description="File with the key; default `secret.key` in the data folder, made once."
    )


class Settings(Section):
    """All of settings.toml."""

    store: dict[Identifier, Store] = Field(description="The stores.", min_length=1)
    mailbox: dict[Identifier, Mailbox] = Field(description="The mailboxes.", min_length=1)
    team: dict[Identifier, TeamDesk] = Field({}, description="The teams.")
    database: DatabasePlace = Field(DatabasePlace(), description="Where cases are kept.")
    paths: Paths = Field(Paths(), description="Folders.")
    translation: Translation = Field(Translation(), description="Translation for agents.")
    secrets: Secrets = Field(Secrets(), description="Secrets by reference.")

    def desk_of(self, store: Store, team: Team) -> str:
        """Return the id of the `[team.<id>]` that does a team's work, "" if none does.

        The one the store names for it, else the one of the same name, else the front desk, else
        the only one there is.
        """
        lone = next(iter(self.team), "") if len(self.team) == 1 else ""
        asked = (store.teams.get(team, ""), team.value, Team.FRONT_DESK.value, lone)
        return next((name for name in asked if name in self.team), "")

    @model_validator(mode="after")
    def _names_meet(self) -> Self:
        for name, mailbox in self.mailbox.items():
            if mailbox.store not in self.store:
                raise ValueError(
                    f"mailbox.{name}.store names {mailbox.store!r}, but there is no "
                    f"[store.{mailbox.store}]; known: {', '.join(sorted(self.store))}"
                )
        for name, store in self.store.items():
            for role, team in store.teams.items():
                if team not in self.team:
                    raise ValueError(
                        f"store.{name}.teams.{role} names {team!r}, but there is no [team.{team}]"
                    )
        return self
