"""The reading of a mail: bytes become a `Mail`, whatever state they are in.

The trap: nothing in a mail may be believed, neither its charsets nor its structure nor its size;
caps come first, and what had to be cut, guessed or repaired is named in `defects`.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import replace

from triage.errors import UnreadableMail
from triage.mail.addresses import clean_address, clean_name, salvage
from triage.mail.body import read_contents
from triage.mail.charset_labels import codec_of
from triage.mail.charsets import decode
from triage.mail.contents import Contents
from triage.mail.endings import program_names
from triage.mail.headers import (
    LIST_CAP,
    Head,
    clean_line,
    decode_value,
    message_ids,
    split_head,
    unfold,
)
from triage.mail.html import html_to_text, looks_like_html
from triage.mail.limits import MAIL_CAP, limit_structure
from triage.mail.message import Address, DeliveryReport, Mail
from triage.mail.quotes import split
from triage.mail.structure import read_structure
from triage.mail.texts import tidy
from triage.mail.wording import WORDING, key_of_word

SUBJECT_CAP = 2_000  # code points
EMBEDDED_DEPTH = 3
EMBEDDED_CAP = 10
DEFECTS_CAP = 50
BARE_TEXT_CAP = 2 * 1024 * 1024  # bytes; five times the characters that are kept
_HINT_BYTES = 64 * 1024
_LABEL = re.compile(
    rb"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{2,40})|=\?([\w.:-]{2,40})\?[bq]\?", re.IGNORECASE
)
_SILENT = frozenset(("ascii", "utf-8", "cp1252"))  # labels that tell nothing about stray bytes
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CR_FIELD = re.compile(rb"(?i)\r(?:from|to|subject|date|message-id|mime-version|received):")
_READABLE = re.compile(r"\w")
_PREFIXED = re.compile(r"\W{0,3}[^\W\d_]{1,12}(?:\.|\[\d{1,3}\])? ?[:：]")  # "Re:", "AW:", "回复："
_NOBODY = Address("", "")


def parse(content: bytes, *, truncated: bool = False) -> Mail:
    """Read a mail; `truncated` says that only the head of an oversized one was fetched.

    Raises UnreadableMail when the bytes hold neither a mail's header nor readable text.
    """
    mail = _read(content, 0, EMBEDDED_CAP)
    if truncated:
        note = "truncated: only the first part of an oversized mail was read"
        mail = replace(mail, defects=(note, *mail.defects))
    return mail


def _read(content: bytes, depth: int, allowance: int) -> Mail:
    """Read a mail that lies `depth` mails deep; up to `allowance` more may be read inside it."""
    data = _as_lines(content[:MAIL_CAP])
    head = split_head(data)
    if not head.known:
        return _bare_text(content, data)
    skeleton = limit_structure(head)
    hint = _hint(head)
    structure = read_structure(head, skeleton.body, hint)
    contents = read_contents(structure.message, skeleton.held, hint)
    # Mails within may be as large; what they were read from is let go before they are.
    head, broken = replace(head, body=b""), (*head.defects, *skeleton.defects)
    contents.held.clear()
    del data, skeleton
    embedded = _embedded(contents, depth, allowance)
    sender, wrong = _sender(head, structure.addresses["from"], hint)
    text = contents.text() or _own_mail_within(sender, embedded)
    subject = decode_value(head.first("subject"), hint, SUBJECT_CAP)
    answers = _answers(head, subject)
    below = answers and not _forwards(subject)
    words = split(text, answers=answers, below=below, programs=_programs(head, sender))
    oversized = ("only the first 35 MB were read",) if len(content) > MAIL_CAP else ()
    defects = (
        *oversized,
        *broken,
        *wrong,
        *structure.defects,
        *contents.defects,
    )
    return Mail(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        message_id=next(iter(_ids(head, "message-id")), ""),
        in_reply_to=_ids(head, "in-reply-to"),
        references=_ids(head, "references"),
        date=structure.date,
        subject=subject,
        sender=sender,
        reply_to=structure.addresses["reply-to"],
        to=structure.addresses["to"],
        cc=structure.addresses["cc"],
        return_path=_return_path(head),
        headers=tuple((name, decode_value(raw, hint)) for name, raw in head.fields),
        text=text,
        own_words=words.own,
        quoted=words.quoted,
        signature=words.signature,
        attachments=tuple(contents.attachments),
        embedded=embedded,
        report=_report(contents.report, embedded),
        defects=tuple(dict.fromkeys(defects))[:DEFECTS_CAP],
        answers_invitation=contents.answered,
        boxes=tuple(dict.fromkeys(contents.boxes)),
    )


def _programs(head: Head, sender: Address) -> frozenset[str]:
    """Name what sent the mail; a Message-ID ends in the provider's host."""
    names = ("x-mailer", "user-agent")
    values = [decode_value(head.first(name), "") for name in names]
    hosts = [one.rpartition("@")[2] for one in _ids(head, "message-id")]
    # A firm's own name is no program's: it stands in the links of its letters.
    return program_names(*values, *hosts) - program_names(sender.address)


def _as_lines(content: bytes) -> bytes:
    """Undo what whole files suffer: UTF-16 of Windows editors, lone CR of old Macs."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = decode(content).text.encode("utf-8")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    elif _CR_FIELD.search(content, 0, content.find(b"\n") + 1):
        # The header block of an old Mac before a body of another system.
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content


def _bare_text(content: bytes, data: bytes) -> Mail:
    """Make a mail of text without any header; refuse what nobody could read."""
    sample = data[:65_536]
    # Text holds next to no control characters; every compressed or compiled file holds many.
    if len(_BINARY.findall(sample)) * 50 > len(sample):
        raise UnreadableMail("neither a mail header nor readable text: the bytes look binary")
    decoded = decode(data[:BARE_TEXT_CAP])
    text = decoded.text
    if looks_like_html(text):
        text = html_to_text(text).text
    text = tidy(text).strip()
    if not _READABLE.search(text) or text.count("\ufffd") * 4 > len(text):
        raise UnreadableMail(
            "neither a mail header nor readable text: nothing to read in the bytes"
        )
    contents = Contents(texts=[text])
    text = contents.text()
    words = split(text)
    return Mail(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        message_id="",
        in_reply_to=(),
        references=(),
        date=None,
        subject="",
        sender=_NOBODY,
        reply_to=(),
        to=(),
        cc=(),
        return_path=None,
        headers=(),
        text=text,
        own_words=words.own,
        quoted=words.quoted,
        signature=words.signature,
        attachments=(),
        embedded=(),
        report=None,
        defects=tuple(x for x in ("no headers", decoded.defect, *contents.defects) if x),
    )


def _hint(head: Head) -> str:
    """Return the charset unlabelled bytes of this mail are probably in, "" if nothing tells."""
    block = b"\n".join(raw for _, raw in head.fields)
    start = head.body[:_HINT_BYTES]
    for sample in (block, start):
        for match in _LABEL.finditer(sample):
            label = (match[1] or match[2]).decode("ascii", "replace")
            if codec_of(label.lower()) not in ("", *_SILENT):
                return label
    odd = [line for line in (block + b"\n" + start).split(b"\n") if not line.isascii()]
    if not odd:
        return ""
    guessed = decode(b"\n".join(odd)[:_HINT_BYTES]).charset
    return "" if guessed in _SILENT else guessed


def _answers(head: Head, subject: str) -> bool:
    """Tell whether a mail may answer another: by its references, or a prefix of any language."""
    referring = head.has("in-reply-to") or head.has("references")
    return referring or _PREFIXED.match(subject) is not None


def _forwards(subject: str) -> bool:
    """Tell a subject that begins as those of forwards do."""
    prefix, colon, _ = subject.replace("：", ":").partition(":")
    return bool(colon) and key_of_word(prefix) in WORDING.forward_prefixes


def _ids(head: Head, name: str) -> tuple[str, ...]:
    """Return the Message-IDs of a header, all its occurrences together."""
    raws = [unfold(raw) for key, raw in head.fields if key == name]
    return message_ids(clean_line(b" ".join(raws)[: 2 * LIST_CAP].decode("utf-8", "replace")))


def _sender(head: Head, found: tuple[Address, ...], hint: str) -> tuple[Address, tuple[str, ...]]:
    """Return who wrote: the first From, else Sender, else a name without address."""
    if found:
        many = len(found) > 1 or sum(name == "from" for name, _ in head.fields) > 1
        return found[0], ("several From addresses",) if many else ()
    instead = salvage(decode_value(head.first("sender"), hint))
    if instead:
        return instead[0], ("no usable From: Sender taken",)
    name = clean_name(decode_value(head.first("from"), hint))
    return Address(name, ""), ("no usable From",)


def _return_path(head: Head) -> str | None:
    """Return the envelope sender: None if unknown, "" for the null path of machines."""
    if not head.has("return-path"):
        return None
    value = decode_value(head.first("return-path"))
    bare = value.strip("<> ")
    return clean_address(bare) or bare.lower()


def _embedded(contents: Contents, depth: int, allowance: int) -> tuple[Mail, ...]:
    """Read the mails within, at most three deep and ten in all."""
    mails: list[Mail] = []
    waiting = list(reversed(contents.mails))
    contents.mails.clear()
    while waiting:
        if depth >= EMBEDDED_DEPTH or allowance < 1:
            contents.defects.append("embedded mails beyond three deep or ten in all not read")
            break
        try:
            mail = _read(waiting.pop(), depth + 1, allowance - 1)
        except UnreadableMail as error:
            contents.defects.append(f"embedded mail unreadable: {error}")
            continue
        mails.append(mail)
        allowance -= _count(mail)
    return tuple(mails)


def _own_mail_within(sender: Address, embedded: tuple[Mail, ...]) -> str:
    """Return the text of an earlier mail that its writer sends again without a further word."""
    same = [mail for mail in embedded if mail.sender.address == sender.address != ""]
    return same[0].text if same else ""


def _count(mail: Mail) -> int:
    return 1 + sum(_count(inner) for inner in mail.embedded)


def _report(report: DeliveryReport | None, embedded: tuple[Mail, ...]) -> DeliveryReport | None:
    """Complete a delivery report with the Message-ID of the mail it brings back."""
    if report is None or not embedded:
        return report
    return replace(report, original_message_id=embedded[0].message_id)
