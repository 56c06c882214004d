"""One leaf of the message tree: its bytes decoded from transfer encoding, its name, its attachment.

The trap: mailing lists append footers behind base64, and the standard decoder then garbles the end.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass
from email.message import Message

from triage.mail.charsets import decode
from triage.mail.headers import (
    clean_line,
    decode_base64,
    decode_value,
    media_type,
    parameters,
)
from triage.mail.message import Attachment

NAME_CAP = 120  # code points; file systems take 255 bytes
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_JOINERS = re.compile("[\u200c\u200d\u180e]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]*")


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


def content_of(message: Message) -> bytes:
    """Return the bytes of a leaf, transfer encoding undone as far as it holds."""
    encoding = raw_header(message, "content-transfer-encoding").strip().lower().split(b";")[0]
    if message.is_multipart():
        return b""
    if encoding in (b"base64", b"quoted-printable"):
        # Asked without its encoding, a part gives the bytes as they came.
        del message["content-transfer-encoding"]
        raw = message.get_payload(decode=True)
        message["content-transfer-encoding"] = encoding.decode("ascii")
        data = raw if isinstance(raw, bytes) else b""
        return _unbase64(data) if encoding == b"base64" else binascii.a2b_qp(data)
    decoded = message.get_payload(decode=True)  # also undoes uuencode
    return decoded if isinstance(decoded, bytes) else b""


def _unbase64(data: bytes) -> bytes:
    """Decode base64 up to the first line that is none; text mislabelled as base64 stays itself."""
    kept = []
    for line in data.splitlines():
        if not _BASE64_LINE.fullmatch(line):
            break
        kept.append(line)
        if line.rstrip().endswith(b"="):
            break
    joined = b"".join(kept)
    if not joined.strip():
        return data
    return decode_base64(joined)


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
