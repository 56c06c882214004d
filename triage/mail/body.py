"""Walks the message tree: which parts are the letter, which are attachments, mails or reports.

The trap: structure lies as charsets do. Boundaries are lost, letters hide in signatures, and of two
renderings the plain one may be a mere stand-in, so they are compared before one is chosen.
"""

from __future__ import annotations

import email
import re
from email.message import Message
from email.policy import Compat32

from triage.mail import armour, signed
from triage.mail.contents import Contents
from triage.mail.headers import Head, split_head
from triage.mail.leaves import MAILS, keep_invitation, sort_leaf
from triage.mail.limits import limit_structure
from triage.mail.message import Attachment
from triage.mail.parts import (
    Part,
    attachment_of,
    children_of,
    content_of,
    describe,
    encoding,
    raw_content,
)
from triage.mail.reports import read_report
from triage.mail.transfer import undo
from triage.mail.twins import is_equal_or_better, is_run_together, is_twin, with_addresses

_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_RECOVERIES_CAP = 3
_COMPARED_CAP = 60
_DELIMITER_LINE = re.compile(rb"^--([^\r\n\s]{1,70})[ \t]*\r?$", re.MULTILINE)
_DELIMITERS_TRIED = 20


class _AsItCame(Compat32):
    """Writes headers of an embedded mail as they were read, however broken."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".encode("utf-8", "surrogateescape")


_AS_IT_CAME = _AsItCame(max_line_length=None, mangle_from_=False)


def read_contents(message: Message, held: dict[bytes, memoryview], hint: str) -> Contents:
    """Walk a message tree; `held` is what the parser was not given of it.

    `hint` is the charset for unlabelled parts and file names.
    """
    contents = Contents(held=held)
    _walk(message, hint, contents)
    return contents


def _walk(message: Message, hint: str, contents: Contents) -> None:
    """Sort one part into the contents; depth is capped before parsing, so recursion is safe."""
    part = describe(message, hint)
    inner = children_of(message)
    if part.type.startswith("multipart/"):
        _walk_parts(part, hint, contents)
    elif part.type in MAILS and inner:
        _mail(part, inner[0], contents)
    elif _is_first_piece(part) and inner and contents.may_open():
        # The first piece begins with the mail's own headers; the others are nothing by themselves.
        contents.defects.append("only the first piece of a mail sent in pieces")
        _open(raw_content(inner[0], contents.held), hint, contents)
    elif part.type == "message/external-body" and inner:
        _elsewhere(describe(inner[0], hint), contents)
    elif part.type == "message/delivery-status" and inner:
        contents.report = contents.report or read_report(inner)
    elif part.type in ("text/rfc822-headers", "message/rfc822-headers"):
        contents.mails.append(content_of(message, contents.held))
    elif part.type in _PKCS7 or part.name.lower().endswith(".p7m"):
        _open_signed(part, hint, contents)
    else:
        sort_leaf(part, part.type, hint, contents)


def _is_first_piece(part: Part) -> bool:
    return part.type == "message/partial" and part.parameter("number") == "1"


def _walk_parts(part: Part, hint: str, contents: Contents) -> None:
    children = _children(part.message, part, contents)
    if children is None:
        sort_leaf(part, "text/plain", hint, contents)
    elif part.type == "multipart/alternative":
        _choose(children, hint, contents)
    elif part.type == "multipart/encrypted":
        contents.defects.append(armour.ENCRYPTED)
        sealed = [each for each in children if not _is_version(each, hint)]
        _all(sealed, hint, contents)
    else:
        _all(children, hint, contents)


def _is_version(message: Message, hint: str) -> bool:
    """Tell the part of encrypted mail that says nothing but "Version: 1"."""
    return describe(message, hint).type == "application/pgp-encrypted"


def _children(message: Message, part: Part, contents: Contents) -> list[Message] | None:
    """Return the parts of a multipart; look for the real boundary where the declared one fails."""
    if message.is_multipart():
        return children_of(message)
    data = content_of(message, contents.held)
    contents.recovered += 1
    if contents.recovered > _RECOVERIES_CAP:
        return None
    for tried, match in enumerate(_DELIMITER_LINE.finditer(data, 0, 256 * 1024)):
        boundary = match[1]
        follows = data[match.end() : match.end() + 200].lstrip(b"\r\n").lower()
        closed = tried < _DELIMITERS_TRIED and data.find(b"--" + boundary + b"--", match.end()) >= 0
        if follows.startswith(b"content-") or closed:
            contents.defects.append("boundary recovered from the body")
            value = part.type.encode() + b'; boundary="' + boundary + b'"'
            return children_of(_parsed((("content-type", value),), data, contents)) or None
    return None


def _parsed(fields: tuple[tuple[str, bytes], ...], body: bytes, contents: Contents) -> Message:
    """Parse a part anew, under the same caps as the mail itself."""
    skeleton = limit_structure(Head(fields, body, True, ()), len(contents.held))
    contents.defects += skeleton.defects
    contents.held |= skeleton.held
    lines = b"".join(
        name.encode() + b": " + value.rstrip() + b"\r\n"
        for name, value in fields
        if name.startswith("content-")
    )
    return email.message_from_bytes(lines + b"\r\n" + skeleton.body)


def _open(content: bytes, hint: str, contents: Contents) -> None:
    """Read a part, headers and all, that was inside something else."""
    head = split_head(content)
    body = head.body if head.known else content
    _walk(_parsed(head.fields if head.known else (), body, contents), hint, contents)


def _open_signed(part: Part, hint: str, contents: Contents) -> None:
    """Read the letter inside a signature; what only a key opens stays an attachment."""
    data = content_of(part.message, contents.held)
    content = signed.content_inside(data) if contents.may_open() else None
    if content is not None:
        _open(content, hint, contents)
        return
    if signed.is_encrypted(data):
        contents.defects.append(signed.ENCRYPTED)
    contents.attachments.append(attachment_of(part, data))


def _all(children: list[Message], hint: str, contents: Contents) -> None:
    """Read every child; a text repeated (mixed used for alternative) is kept once."""
    for child in children:
        before = len(contents.texts)
        _walk(child, hint, contents)
        earlier, new = contents.texts[:before], contents.texts[before:]
        contents.texts[before:] = [
            text for text in new if not _is_repeated(text, earlier, contents)
        ]


def _is_repeated(text: str, earlier: list[str], contents: Contents) -> bool:
    """Tell whether one of the last texts says the same."""
    near = earlier[-3:] if contents.compared < _COMPARED_CAP else []
    contents.compared += len(near)
    return any(is_twin(text, other) for other in near)


def _choose(children: list[Message], hint: str, contents: Contents) -> None:
    """Read the alternatives of one letter and keep the plain one unless it is a mere stand-in."""
    plain: list[str] = []
    rich: list[str] = []
    for child in children:
        part = describe(child, hint)
        if part.type == "text/calendar" and part.disposition != "attachment":
            keep_invitation(part, hint, contents)
            continue
        kept, contents.texts = contents.texts, []
        _walk(child, hint, contents)
        found, contents.texts = contents.texts, kept
        if part.type == "text/plain":
            plain += found
        else:
            rich += [text for text in found if not _is_repeated(text, rich, contents)]
    first, second = "\n\n".join(plain).strip(), "\n\n".join(rich).strip()
    plainly = is_equal_or_better(first, second) and not is_run_together(first, second)
    best = with_addresses(first, second) if plainly else second
    contents.texts.append(best)


def _mail(part: Part, inner: Message, contents: Contents) -> None:
    """Keep an embedded mail as bytes to be parsed, and as an attachment."""
    data = raw_content(inner, contents.held) if not inner.is_multipart() else b""
    if inner.keys() or not data:  # short, and parsed along because of a multipart/digest
        data = inner.as_bytes(policy=_AS_IT_CAME)
    elif not split_head(data).known:
        # RFC 2046 forbids it, some gateways do it: the mail itself is encoded.
        data = undo(data, encoding(part.message))
    contents.mails.append(data)
    made = attachment_of(part, data)
    name = made.name or "forwarded.eml"
    contents.attachments.append(Attachment(name, made.type, made.size, made.inline, made.sha256))


def _elsewhere(part: Part, contents: Contents) -> None:
    """List a file that lies on some server instead of in the mail."""
    contents.defects.append("an attachment lies elsewhere: message/external-body")
    contents.attachments.append(attachment_of(part, b""))
