"""Walks the message tree: which parts are the letter, which are attachments, mails or reports.

The trap: a plain text beside HTML is not always its equal; some programs put a mere "view this in
HTML" there, or the first lines only, so the two are compared before one is chosen.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from email.message import Message
from email.policy import Compat32

from triage.mail.charsets import decode
from triage.mail.flowed import unflow
from triage.mail.headers import Head
from triage.mail.html import html_to_text, looks_like_html
from triage.mail.limits import limit_structure
from triage.mail.message import Attachment, DeliveryReport
from triage.mail.parts import Part, attachment_of, children_of, content_of, describe, raw_header
from triage.mail.reports import read_report

TEXT_CAP = 400_000  # code points; the longest honest thread we met had 120,000
_MAILS = frozenset(("message/rfc822", "message/global", "message/news"))
_META_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_LINK = re.compile(r"\(?<?https?://[^\s<>()]{1,300}>?\)?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_EAST_ASIAN = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RECOVERIES_CAP = 3
_DELIMITER_LINE = re.compile(rb"^--([^\r\n\s]{1,70})[ \t]*\r?$", re.MULTILINE)


class _AsItCame(Compat32):
    """Writes headers of an embedded mail as they were read, however broken."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".encode("utf-8", "surrogateescape")


_AS_IT_CAME = _AsItCame(max_line_length=None, mangle_from_=False)


@dataclass(slots=True)
class Contents:
    """What the walk has gathered; grows while it runs."""

    texts: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)  # text attachments: the letter if there is none
    attachments: list[Attachment] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)  # embedded mails as they came
    recovered: int = 0  # multiparts whose boundary had to be guessed
    report: DeliveryReport | None = None
    defects: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the letter: every text part in order, or the first text attachment."""
        texts = [text for text in self.texts if text.strip()] or self.spare[:1]
        joined = "\n\n".join(text.strip("\n") for text in texts).strip()
        if len(joined) > TEXT_CAP:
            self.defects.append(f"text over {TEXT_CAP} characters cut")
        return joined[:TEXT_CAP].rstrip()


def read_contents(message: Message, hint: str) -> Contents:
    """Walk a message tree; `hint` is the charset for unlabelled parts and file names."""
    contents = Contents()
    _walk(message, hint, contents)
    return contents


def tidy(text: str) -> str:
    """Make line ends and blanks of one kind and drop control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _CONTROL.sub("", text.replace("\x85", "\n").replace("\xa0", " ").replace("\u2028", "\n"))


def text_of_bytes(data: bytes, part: Part, hint: str) -> tuple[str, list[str]]:
    """Decode a text part to lines, HTML included; return what was wrong beside it."""
    label = part.parameter("charset")
    is_html = part.type == "text/html"
    if is_html and not label and (meta := _META_CHARSET.search(data[:4096])):
        label = meta[1].decode("ascii", "replace")
    decoded = decode(data, label, hint=hint)
    defects = [decoded.defect] if decoded.defect else []
    text = decoded.text.replace("\x00", "")
    if is_html or looks_like_html(text):
        converted = html_to_text(text)
        defects += [converted.defect] if converted.defect else []
        return tidy(converted.text), defects
    text = tidy(text)
    if part.parameter("format") == "flowed":
        text = unflow(text, delsp=part.parameter("delsp") == "yes")
    return text, defects


def _walk(message: Message, hint: str, contents: Contents) -> None:
    """Sort one part into the contents; depth is capped before parsing, so recursion is safe."""
    part = describe(message, hint)
    inner = children_of(message)
    if part.type.startswith("multipart/"):
        children = _children(message, part, contents)
        if children is None:
            _leaf(part, "text/plain", hint, contents)
        elif part.type == "multipart/alternative":
            _choose(children, hint, contents)
        else:
            _all(children, hint, contents)
    elif part.type in _MAILS and inner:
        _mail(part, inner[0], contents)
    elif part.type == "message/delivery-status" and inner:
        contents.report = contents.report or read_report(inner)
    elif part.type in ("text/rfc822-headers", "message/rfc822-headers"):
        contents.mails.append(content_of(message))
    else:
        _leaf(part, part.type, hint, contents)


def _children(message: Message, part: Part, contents: Contents) -> list[Message] | None:
    """Return the parts of a multipart; look for the real boundary where the declared one fails."""
    if message.is_multipart():
        return children_of(message)
    data = content_of(message)
    contents.recovered += 1
    if contents.recovered > _RECOVERIES_CAP:
        return None
    for match in _DELIMITER_LINE.finditer(data[: 256 * 1024]):
        boundary = match[1]
        follows = data[match.end() : match.end() + 200].lstrip(b"\r\n").lower()
        if follows.startswith(b"content-") or b"--" + boundary + b"--" in data[match.end() :]:
            contents.defects.append("boundary recovered from the body")
            value = part.type.encode() + b'; boundary="' + boundary + b'"'
            limited, cut = limit_structure(Head((("content-type", value),), data, True, ()))
            contents.defects += cut
            again = email.message_from_bytes(b"Content-Type: " + value + b"\r\n\r\n" + limited)
            return children_of(again) or None
    return None


def _all(children: list[Message], hint: str, contents: Contents) -> None:
    """Read every child; a text repeated (mixed used for alternative) is kept once."""
    for child in children:
        before = len(contents.texts)
        _walk(child, hint, contents)
        earlier, new = contents.texts[:before], contents.texts[before:]
        contents.texts[before:] = [
            text for text in new if not any(_is_twin(text, other) for other in earlier[-3:])
        ]


def _choose(children: list[Message], hint: str, contents: Contents) -> None:
    """Read the alternatives of one letter and keep the plain one unless it is a mere stand-in."""
    plain: list[str] = []
    rich: list[str] = []
    for child in children:
        kind = describe(child, hint).type
        kept, contents.texts = contents.texts, []
        _walk(child, hint, contents)
        found, contents.texts = contents.texts, kept
        (plain if kind == "text/plain" else rich).extend(found)
    first, second = "\n\n".join(plain).strip(), "\n\n".join(rich).strip()
    contents.texts.append(first if is_equal_or_better(first, second) else second)


def is_equal_or_better(plain: str, rich: str) -> bool:
    """Tell whether a plain text says what its HTML twin says: shared words, and not too few."""
    if not plain or not rich:
        return bool(plain)
    said, meant = _words(plain), _words(rich)
    if not meant:
        return True
    shared = len(said & meant)
    return shared * 2 >= len(said) and len(said) * 10 >= len(meant) * 3


def _words(text: str) -> set[str]:
    """Return the words of a text without links; single characters where words are not set apart."""
    text = _LINK.sub(" ", text[:50_000]).lower()
    return set(_WORD.findall(_EAST_ASIAN.sub(" ", text))) | set(_EAST_ASIAN.findall(text))


def _is_twin(text: str, other: str) -> bool:
    """Tell whether two parts are one letter twice, once plain and once as HTML."""
    words, others = _words(text), _words(other)
    return bool(words) and len(words & others) * 10 >= 9 * len(words | others)


def _mail(part: Part, inner: Message, contents: Contents) -> None:
    """Keep an embedded mail as bytes to be parsed, and as an attachment."""
    encoding = raw_header(part.message, "content-transfer-encoding").strip().lower()
    if encoding in (b"base64", b"quoted-printable") and not inner.keys():
        # RFC 2046 forbids it, some gateways do it: the mail itself is encoded.
        inner["Content-Transfer-Encoding"] = encoding.decode("ascii")
        data = content_of(inner)
    else:
        data = inner.as_bytes(policy=_AS_IT_CAME)
    contents.mails.append(data)
    made = attachment_of(part, data)
    name = made.name or "forwarded.eml"
    contents.attachments.append(Attachment(name, made.type, made.size, made.inline, made.sha256))


def _leaf(part: Part, kind: str, hint: str, contents: Contents) -> None:
    """Sort a part without children: letter, attached mail, or attachment."""
    if kind in ("text/x-amp-html", "text/watch-html"):
        return  # a third rendering of the same letter
    data = content_of(part.message)
    readable = kind in ("text/plain", "text/html", "text/enriched", "text/richtext")
    if readable:
        text, defects = text_of_bytes(data, part, hint)
        if part.disposition != "attachment" and not part.name:
            contents.texts.append(text)
            contents.defects += defects
            return
        contents.spare.append(text)
    if part.name.lower().endswith(".eml") or kind in _MAILS:
        contents.mails.append(data)
    contents.attachments.append(attachment_of(part, data))
