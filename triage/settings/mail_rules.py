"""A store's own rules for telling machines from people (docs/mail-rules.md): read and checked here.

The trap: a wording of two letters would hide every customer, so short ones are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from triage.mail.mail_rules import OWN_RULES, MailRules, Platform
from triage.mail.wording import key
from triage.settings.checks import Identifier
from triage.settings.reading import validated
from triage.settings.section import Section

_SHORTEST = 6  # letters of an alphabet; of Han, Kana and Hangul half as many say as much


def _wording(value: str) -> str:
    letters = [char for char in key(value) if char.isalnum()]
    weight = sum(1 if char < "\u0e00" else 2 for char in letters)
    if weight < _SHORTEST:
        raise ValueError(f"{value!r} is too short: it would match what customers write")
    return value


def _sender(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not at or "." not in domain or any(char.isspace() for char in value) or "@" in local:
        raise ValueError(f"{value!r} is neither an address nor '@domain', e.g. '@erp.example'")
    return value.lower()


def _domain(value: str) -> str:
    bare = value.removesuffix(".*")
    if not bare or "@" in bare or any(not (c.isalnum() or c in ".-") for c in bare):
        raise ValueError(f"{value!r} is no domain, e.g. 'parcels.example' or 'parcels.*'")
    return value.lower()


Wordings = tuple[Annotated[str, AfterValidator(_wording)], ...]
Senders = tuple[Annotated[str, AfterValidator(_sender)], ...]


class PlatformRule(Section):
    """A platform that mails the store."""

    id: Identifier = Field(description="Short name.")
    group: Literal["marketplace", "payment", "shop", "carrier"] = Field(description="Its trade.")
    domains: tuple[Annotated[str, AfterValidator(_domain)], ...] = Field(
        description="Domains it mails from.", min_length=1
    )


class SenderRules(Section):
    """Senders whose kind the store knows."""

    notice: Senders = Field((), description="Always set aside as notices.")
    bulk: Senders = Field((), description="Always set aside as bulk.")
    customer: Senders = Field((), description="Always customers, unless the mail is automatic.")
    form: Senders = Field((), description="Mailers of the store's contact forms.")


class SubjectsAndBodies(Section):
    """Wordings at the start of a subject and anywhere in a body."""

    subjects: Wordings = Field((), description="Of the subject.")
    bodies: Wordings = Field((), description="Of the body.")


class Words(Section):
    """Wordings of subject or body."""

    words: Wordings = Field((), description="Of subject or body.")


class RulesFile(Section):
    """The whole file."""

    platform: tuple[PlatformRule, ...] = Field((), description="Platforms.")
    senders: SenderRules = Field(SenderRules(), description="Senders.")
    bounce: SubjectsAndBodies = Field(SubjectsAndBodies(), description="Delivery reports.")
    auto_reply: SubjectsAndBodies = Field(SubjectsAndBodies(), description="Automatic replies.")
    dispute: Words = Field(Words(), description="How platforms name a dispute.")
    message: Words = Field(Words(), description="How platforms announce a buyer's message.")
    request: Words = Field(Words(), description="How platforms announce a buyer's request.")


def read_mail_rules(path: Path) -> tuple[MailRules, frozenset[str]]:
    """Read a store's rules: those of the program with its own added, and its forms' mailers.

    Raises SettingsWrong naming file, line, key and remedy of every fault.
    """
    given = validated(path, RulesFile)
    rules = OWN_RULES.extended(
        platforms=[Platform(rule.id, rule.group, rule.domains) for rule in given.platform],
        wordings={
            "bounce_subjects": given.bounce.subjects,
            "bounce_bodies": given.bounce.bodies,
            "reply_subjects": given.auto_reply.subjects,
            "reply_bodies": given.auto_reply.bodies,
            "dispute": given.dispute.words,
            "message": given.message.words,
            "request": given.request.words,
        },
        senders=[
            *_pairs(given.senders.notice, "notice"),
            *_pairs(given.senders.bulk, "bulk"),
            *_pairs(given.senders.customer, "customer"),
        ],
    )
    return rules, frozenset(given.senders.form)


def _pairs(senders: Iterable[str], kind: str) -> list[tuple[str, str]]:
    return [(sender, kind) for sender in senders]
