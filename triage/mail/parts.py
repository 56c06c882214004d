"""One leaf of the message tree: its bytes decoded from transfer encoding, its name, its attachment.

The trap: a part's headers are read by our ladder, never by the library's, which raises on some.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from triage.mail.charsets import decode
from triage.mail.headers import (
    clean_line,
    decode_value,
    media_type,
    parameters,
)
from triage.mail.message import Attachment
from triage.mail.transfer import encoding_of, undo

NAME_CAP = 120  # code points; file systems take 255 bytes
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_JOINERS = re.compile("[\u200c\u200d\u180e]")
_MARK_CAP = 100  # bytes; the marks of what was held back are shorter
_ENCODING = "content-transfer-encoding"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as its headers describe it."""

    message: Message
    type: str
    parameters: dict[str, tuple[str, bytes]]  # of Content-Type
    disposition: str  # "attachment", "inline", ""
    name: str  # safe, "" if none
    content_id: bool

    def parameter(self, name: str) -> str:
        """Return a parameter of Content-Type, lower-case."""
        return self.parameters.get(name, ("", b""))[1].decode("ascii", "replace").strip().lower()


def describe(message: Message, hint: str) -> Part:
    """Read the headers of a part; `hint` is the charset for raw bytes in file names."""
    content_type = raw_header(message, "content-type")
    kind = message.get_default_type() if not content_type.strip() else media_type(content_type)
    disposition = raw_header(message, "content-disposition")
    form = re.match(rb"\s*([A-Za-z-]{1,20})", disposition)
    own, other = parameters(content_type), parameters(b"x; " + disposition.partition(b";")[2])
    label, data = other.get("filename") or own.get("name") or ("", b"")
    name = decode(data, label, hint=hint).text if label else decode_value(data, hint)
    return Part(
        message,
        # RFC 2045: a Content-Type nobody can read means plain text.
        kind or "text/plain",
        own,
        form[1].decode("ascii").lower() if form else "",
        safe_name(name),
        bool(raw_header(message, "content-id").strip()),
    )


def raw_header(message: Message, name: str) -> bytes:
    """Return a part's header as the bytes that came, b"" if absent."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return str(value).encode("utf-8", "surrogateescape")
    return b""


def children_of(message: Message) -> list[Message]:
    """Return the parts of a part, none for a leaf.

    A leaf is never asked for its payload undecoded: the library would apply its charset, and raises
    on labels such as one with a null character.
    """
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


def encoding(message: Message) -> str:
    """Return the transfer encoding of a part, "" if none or unknown."""
    return encoding_of(raw_header(message, "content-transfer-encoding"))


def is_encoded(message: Message) -> bool:
    """Tell whether a part says that its bytes are encoded."""
    return encoding(message) in ("base64", "quoted-printable", "uuencode")


def content_of(message: Message, held: Mapping[bytes, memoryview]) -> bytes:
    """Return the bytes of a leaf, transfer encoding undone as far as it holds."""
    return undo(raw_content(message, held), encoding(message))


def raw_content(message: Message, held: Mapping[bytes, memoryview]) -> bytes:
    """Return the bytes of a leaf as they came; `held` are those kept from the parser."""
    if message.is_multipart():
        return b""
    # Asked without its encoding, a part gives the bytes as they came.
    kept = [value for key, value in message.raw_items() if key.lower() == _ENCODING]
    del message[_ENCODING]
    raw = message.get_payload(decode=True)
    for value in kept:
        message[_ENCODING] = value
    if not isinstance(raw, bytes):
        return b""
    mark = raw[:_MARK_CAP].strip()
    return bytes(held[mark]) if mark in held else raw


def safe_name(name: str) -> str:
    """Make a name safe as a file name: no path, control or bidi characters; keep the suffix."""
    name = _JOINERS.sub("", clean_line(name))
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    name = _UNSAFE.sub("_", name).strip(". ")
    if len(name) > NAME_CAP:
        stem, dot, suffix = name.rpartition(".")
        tail = dot + suffix if stem and len(suffix) <= 10 else ""
        name = name[: NAME_CAP - len(tail)] + tail
    return name


def attachment_of(part: Part, data: bytes) -> Attachment:
    """Describe a part as an attachment."""
    inline = part.disposition == "inline" or (part.content_id and part.disposition != "attachment")
    return Attachment(part.name, part.type, len(data), inline, hashlib.sha256(data).hexdigest())
