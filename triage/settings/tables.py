"""settings.toml as one frozen value, each key with its default and meaning.

docs/settings.md is made from the descriptions here. Secrets stand by reference only (the name of
a variable, a file or a command).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from triage.settings.checks import Identifier, MailAddress
from triage.settings.mailboxes import Mailbox
from triage.settings.section import Section
from triage.settings.stores import Store
from triage.settings.translation import Translation
from triage.understanding.taxonomy import Team

# Providers that always write the header, by their IMAP host; their id cannot be chosen.
_AUTHSERV_IDS = {
    "imap.gmail.com": "mx.google.com",
    "outlook.office365.com": "none",
    "imap-mail.outlook.com": "none",
    "imap.mail.me.com": "icloud.com",
    "imap.mail.yahoo.com": "yahoo.com",
    "imap.fastmail.com": "messagingengine.com",
    "imap.zoho.com": "mx.zohomail.com",
    "imap.yandex.com": "yandex.net",
    "imap.yandex.ru": "yandex.net",
    "imap.mail.ru": "mail.ru",
}


class TeamDesk(Section):
    """One team of agents."""

    name: str = Field(description="Desk name that signs when no agent is assigned.", min_length=1)
    email: MailAddress | Literal[""] = Field("", description="Where reminders are mailed.")
    language: Literal["en", "zh-Hans"] = Field("en", description="Language of its reminders.")


class DatabasePlace(Section):
    """Where cases are kept."""

    url: str = Field(
        "sqlite:///data/triage.db",
        description="`sqlite:///FILE` (relative to this file) or `postgresql+psycopg://…`"
        " (docs/operating.md).",
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

    def authserv_ids_of(self, store: str) -> frozenset[str]:
        """Return who writes Authentication-Results for a store: as set, or as its providers do."""
        boxes = [box for box in self.mailbox.values() if box.store == store]
        named = {box.authserv_id or _AUTHSERV_IDS.get(box.imap.host.lower(), "") for box in boxes}
        given = {*self.store[store].authserv_ids, *named}
        return frozenset(one.lower().strip(".") for one in given if one)

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
