"""What goes into a draft's header: subject, addresses, ids. Everything here is hostile input.

A reply stays in its thread (Gmail) only with the customer's own subject, so a reply prefix of any
language is left as it is and never doubled.
"""

from __future__ import annotations

import email.policy
import re
import unicodedata
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from typing import Any

SUBJECT_MAX = 200  # characters
REFERENCES_MAX = 20  # ids, the first and the last ones kept
_LINE_MAX = 78
_ID_MAX = 900  # octets: a header line may have 998
_JOINERS = "\u200c\u200d"  # needed to spell Persian, Hindi and others

# RFC 5322 knows "Re:"; these are what mail programs of forty languages write instead.
_PREFIXES = """
re r aw antw antwoord sv vs vast odp odpověď odg odgovor одг отг отговор отв ответ відп vá ynt yanıt
rif res resp rép réf atb ats balas bls απ απάντηση σχετ svar răsp תשובה השב رد الرد پاسخ जवाब उत्तर
ตอบ ตอบกลับ 回复 回覆 答复 答覆 回信 返信 回答 답장 회신
"""
_PREFIX = re.compile(
    rf"(?:{'|'.join(_PREFIXES.split())}|trả lời)"
    r"[ \t]?(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?[ \t]?[:：]",
    re.IGNORECASE,
)
_ID = re.compile(r"[!-;=?-~]+")


def clean(text: str, limit: int) -> str:
    """Return text as one line without control, direction and surrogate characters, cut to size."""
    kept = []
    for char in text[: limit * 4]:
        category = unicodedata.category(char)
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif category not in {"Cf", "Cs"} or char in _JOINERS:
            kept.append(char)
    return " ".join("".join(kept).split())[:limit].rstrip()


def reply_subject(subject: str, *, unchanged: bool) -> str:
    """Return the subject of the answer, "" if the customer's mail had none to speak of."""
    cleaned = clean(subject, SUBJECT_MAX)
    prefixed = _PREFIX.match(cleaned)
    if not (cleaned[prefixed.end() :] if prefixed else cleaned).strip():
        return ""
    return cleaned if unchanged or prefixed else clean(f"Re: {cleaned}", SUBJECT_MAX)


def bare_subject(subject: str) -> str:
    """Return a subject without its reply prefixes, folded for comparing."""
    bare = clean(subject, SUBJECT_MAX)
    while prefixed := _PREFIX.match(bare):
        bare = bare[prefixed.end() :].lstrip()
    return bare.casefold()


def is_message_id(text: str) -> bool:
    """Tell whether an id (without angle brackets) can stand in a header as it is."""
    return len(text) <= _ID_MAX and _ID.fullmatch(text) is not None


def reference_chain(references: tuple[str, ...], in_reply_to: str) -> tuple[str, ...]:
    """Return their references and the mail answered, each once, the first and last ones kept."""
    chain = [name for name in references if is_message_id(name) and name != in_reply_to]
    if is_message_id(in_reply_to):
        chain.append(in_reply_to)
    chain = list(dict.fromkeys(chain))
    if len(chain) > REFERENCES_MAX:
        chain = [chain[0], *chain[-(REFERENCES_MAX - 1) :]]
    return tuple(chain)


class _Verbatim(BaseHeader):
    """A header that is written as it was given: parsing would decode encoded words typed in it."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"], kwds["parse_tree"] = value, None


class _IdsHeader(_Verbatim):
    """Message-IDs, folded between them only: the library would encode one longer than a line."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines, one id on each where they do not fit on one."""
        whole = f"{self.name}: {self}"
        line = whole if len(whole) <= _LINE_MAX else f"{policy.linesep} ".join(whole.split())
        # "Name:" alone on the first line would be legal, but not every server takes it.
        return line.replace(f":{policy.linesep} ", ": ", 1) + policy.linesep


class _TextHeader(_Verbatim):
    """Free text; the library's own folding loses blanks between two encoded words."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines in encoded words where it is not plain ASCII."""
        return f"{self.name}: {_encoded(str(self), self.name, policy)}{policy.linesep}"


class _MailboxHeader(_Verbatim):
    """One address as `mailbox` writes it."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines; the address stays whole on one of them."""
        label, _, address = str(self).rpartition(" <")
        if not label:
            return f"{self.name}: {self}{policy.linesep}"
        if not _plain(label):
            label = _encoded(label.strip('"'), self.name, policy)
        return f"{self.name}: {label}{policy.linesep} <{address}{policy.linesep}"


def _encoded(text: str, name: str, policy: Policy) -> str:
    charset = "us-ascii" if _plain(text) else "utf-8"
    header = Header(text, charset, maxlinelen=_LINE_MAX - 2, header_name=name)
    return header.encode(linesep=policy.linesep)


def _plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def header_policy(*, utf8: bool) -> EmailPolicy[EmailMessage]:
    """Return the policy a draft is written with; `utf8` only where an address demands it."""
    registry = HeaderRegistry()
    for name in ("in-reply-to", "references", "message-id", "x-desk-draft"):
        registry.map_to_type(name, _IdsHeader)
    for name in ("from", "to"):
        registry.map_to_type(name, _MailboxHeader)
    registry.map_to_type("subject", _TextHeader)
    base = email.policy.SMTPUTF8 if utf8 else email.policy.SMTP
    return base.clone(header_factory=registry)


_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~\-]+(?:\.[\w!#$%&'*+/=?^`{|}~\-]+)*")


def mailbox(name: str, address: str) -> str:
    """Return `"Name" <local@domain>` for a header, whatever the address looks like."""
    plain = "".join(char for char in clean(address, 320) if char not in ' <>"\\,;')
    local, _, domain = plain.rpartition("@")
    # Real ones exist that end in a dot or hold two (older Japanese mobile addresses).
    local = local if _DOT_ATOM.fullmatch(local) else f'"{local}"'
    host = domain if domain.isascii() else _ascii_domain(domain)
    label = clean(name.replace("\\", "").replace('"', ""), 100)
    return f'"{label}" <{local}@{host}>' if label else f"{local}@{host}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain  # no such domain can exist: sending will say so, the agent keeps the draft
