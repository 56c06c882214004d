"""`[mailbox.<id>]`: the servers of a support mailbox, its folders, and where its secrets are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from triage.settings.checks import Identifier
from triage.settings.oauth import OAuth
from triage.settings.section import Section

LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
        "",
        description="Command that prints an OAuth access token; login by XOAUTH2 or OAUTHBEARER.",
    )
    oauth: OAuth | None = Field(None, description="Tokens the program fetches by itself.")
    imap: Server = Field(description="The IMAP server.")
    smtp: SmtpServer | None = Field(
        None, description="The SMTP server; without it drafts are placed but never sent from here."
    )
    authserv_id: str = Field(
        "",
        description="Host or domain this server names in Authentication-Results; empty: known for "
        "Gmail and Microsoft 365, else that of the store (docs/operating.md).",
    )
    folders: Folders = Field(Folders(), description="Folder names where discovery needs help.")
    after: Literal["nothing", "keyword", "move"] = Field(
        "nothing",
        description="What becomes of a mail in the inbox once it is filed and its draft placed: "
        "`nothing` (it is never altered), `keyword`, or `move` to `done_folder`.",
    )
    keyword: str = Field(
        "TriageDone",
        pattern=r"^[A-Za-z$][A-Za-z0-9$_-]{0,60}$",
        description='The keyword set with `after = "keyword"`; not every server keeps keywords.',
    )
    done_folder: str = Field(
        "", description='Where filed mail goes with `after = "move"`; made if it is not there.'
    )
    since: date | None = Field(
        None,
        description="Mail that arrived before this day is left alone; without it the day of the "
        "first start.",
    )
    read_junk: bool = Field(True, description="Read the Junk folder too and rescue customers.")
    poll_seconds: int = Field(60, ge=5, le=3600, description="Seconds between two looks.")
    idle: bool = Field(True, description="Use IMAP IDLE between polls where the server offers it.")
    watch_drafts: bool = Field(
        True, description="Take over what agents edit in Drafts, and ask about drafts that vanish."
    )
    watch_sent: bool = Field(
        True, description="Let an answer that agents send from a mail client move its case on."
    )
    max_mail_mb: int = Field(
        25, ge=1, le=100, description="Of a larger mail only header and first part are read (MB)."
    )

    @model_validator(mode="after")
    def _a_place_to_move_to(self) -> Self:
        taken = {name.casefold() for name in self.folders.model_dump().values()}
        if self.after == "move" and not self.done_folder:
            raise ValueError("after = 'move' needs done_folder")
        if self.done_folder.casefold() in taken - {""}:
            raise ValueError("done_folder must be a folder of its own")
        return self

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        given = (self.password_env, self.password_file, self.token_command, self.oauth)
        if sum(map(bool, given)) != 1:
            raise ValueError(
                "set exactly one of password_env, password_file, token_command and oauth; "
                "a password itself never stands in this file"
            )
        return self
