"""The header block as raw bytes: fields, their decoded values, parameters and Message-IDs.

The trap: bytes over 0x7F and broken folding are everyday mail, and the standard library drops or
splits on both; so fields are cut here, from the bytes, and every value goes through the ladder.
"""

from __future__ import annotations

import binascii
import re
import string
from dataclasses import dataclass

from triage.mail.charset_labels import clean_label
from triage.mail.charsets import decode

HEADER_BLOCK_CAP = 256 * 1024  # bytes; the largest honest block in our fixtures is 40 kB
FIELDS_CAP = 300
FIELD_CAP = 16 * 1024  # raw bytes of one field; mail-parser is quadratic in some of them
LIST_CAP = 64 * 1024  # raw bytes of a field that lists addresses or Message-IDs
VALUE_CAP = 4_000  # code points of a decoded value
IDS_CAP = 100

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
_KNOWN = (
    rb"(?im)^(?:from|to|cc|bcc|subject|date|message-id|in-reply-to|references|reply-to|sender|received"
    rb"|return-path|delivered-to|mime-version|content-(?:type|transfer-encoding|disposition)"
    rb"|dkim-signature|arc-[a-z-]+|authentication-results|x-[a-z0-9-]+|list-[a-z-]+)[ \t]*:"
)
_KNOWN_FIELD = re.compile(_KNOWN)
_BLANK = re.compile(rb"^[ \t]*\r?\n", re.MULTILINE)
# What later stages cannot do without is kept even behind three hundred other fields.
_ESSENTIAL = frozenset(
    (
        *("from", "to", "cc", "subject", "date", "message-id", "in-reply-to"),
        *("references", "reply-to", "sender", "return-path", "content-type"),
        *("content-transfer-encoding", "content-disposition", "mime-version"),
        *("auto-submitted",),
    )
)
_LISTS = frozenset(
    (
        *("from", "to", "cc", "bcc", "reply-to", "sender", "references", "in-reply-to"),
        *("subject",),
    )
)
# No one writes these into a letter.
_CERTAIN = frozenset(("received", "message-id", "return-path", "mime-version", "content-type"))
_FOLD = re.compile(rb"\r?\n[ \t]*|\r[ \t]*")
_WORD = re.compile(rb"=\?([A-Za-z0-9_.:*+-]{1,60})\?([bBqQ])\?")
_PARAMETER = re.compile(
    rb";\s*([A-Za-z0-9_-]{1,40})(\*\d{1,3})?(\*)?\s*=\s*"
    rb'("(?:[^"\\]|\\.){0,4000}"|[^;]{0,4000})',
    re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_BASE64 = string.ascii_letters + string.digits + "+/"
_NOT_BASE64 = bytes(byte for byte in range(256) if chr(byte) not in _BASE64)
_ID = re.compile(r"<([^<>]{1,500})>")


@dataclass(frozen=True, slots=True)
class Head:
    """A header block: fields as (lower-case name, raw value), and what follows it."""

    fields: tuple[tuple[str, bytes], ...]
    body: bytes
    known: bool  # at least one field is a mail's; else this is bare text
    defects: tuple[str, ...]

    def first(self, name: str) -> bytes:
        """Return the raw value of a field's first occurrence, b"" if absent."""
        return next((value for key, value in self.fields if key == name), b"")

    def has(self, name: str) -> bool:
        """Tell whether a field is there at all."""
        return any(key == name for key, _ in self.fields)


def split_head(content: bytes) -> Head:
    """Cut a mail into fields and body; tolerate mbox lines, lost indents, no blank line."""
    start = _skip_mbox_line(content)
    blank = _BLANK.search(content, start)
    end, body = (blank.start(), content[blank.end() :]) if blank else (len(content), b"")
    defects: list[str] = []
    if end - start > HEADER_BLOCK_CAP:
        defects.append("header block over 256 kB cut")
        end = start + HEADER_BLOCK_CAP
    fields: list[tuple[str, list[bytes]]] = []
    known = [match.start() for match in _KNOWN_FIELD.finditer(content, start, end)]
    at = start
    while at < end:
        stop = content.find(b"\n", at, end) + 1 or end
        line = content[at:stop]
        match = _FIELD.match(line)
        if fields and line[:1] in b" \t":
            fields[-1][1].append(line)
        elif match:
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif fields and known and at < known[-1]:
            # A folded line that lost its indent; the block goes on behind it.
            fields[-1][1].append(b" " + line)
            defects.append("broken header line")
        else:
            defects.append("no blank line after the headers")
            body = content[at:]
            break
        at = stop
    if content.rfind(b"From ", 0, start) >= 0:
        body = body.replace(b"\n>From ", b"\nFrom ")
        body = body[1:] if body.startswith(b">From ") else body
    kept, cut = _cap([(name, b"".join(lines)) for name, lines in fields])
    return Head(kept, body, _is_mail(kept, body), tuple(dict.fromkeys([*defects, *cut])))


def _is_mail(fields: tuple[tuple[str, bytes], ...], body: bytes) -> bool:
    """Tell a mail from text that begins "Order: 123"; labels alone do not make a mail either."""
    known = [_KNOWN_FIELD.match(name.encode() + b":") is not None for name, _ in fields]
    if any(name in _CERTAIN for name, _ in fields):
        return known[0] or sum(known) >= 3
    if all(known):
        return bool(known)
    addressed = any(name in ("from", "to", "subject") for name, _ in fields)
    return known[0] and addressed and bool(body.strip())


def _skip_mbox_line(content: bytes) -> int:
    """Return where the first field may begin: behind a BOM, blank lines, an mbox line."""
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    while start < len(content) and content[start] in b"\r\n \t":
        start += 1
    if content.startswith((b"From ", b">From "), start):
        start = content.find(b"\n", start) + 1 or len(content)
    return start


def _cap(fields: list[tuple[str, bytes]]) -> tuple[tuple[tuple[str, bytes], ...], list[str]]:
    """Keep the first three hundred fields and every essential one, each of bearable length."""
    kept: list[tuple[str, bytes]] = []
    seen: set[str] = set()
    defects = []
    for index, (name, value) in enumerate(fields):
        if index < FIELDS_CAP or (name in _ESSENTIAL and name not in seen):
            limit = LIST_CAP if name in _LISTS else FIELD_CAP
            if len(value) > limit:
                defects.append(f"header {name[:40]} cut")
                # The first Message-ID names the thread, the last ones the mails answered.
                tail = limit * 7 // 8 if name == "references" else 0
                value = value[: limit - tail] + b" " * bool(tail) + value[len(value) - tail :]
            kept.append((name, value.rstrip(b"\r\n")))
        seen.add(name)
    if len(kept) < len(fields):
        defects.append(f"only {FIELDS_CAP} of {len(fields)} headers kept")
    return tuple(kept), defects[:10]


def unfold(raw: bytes) -> bytes:
    """Join the folded lines of a raw value."""
    return _FOLD.sub(b" ", raw)


def words(raw: bytes) -> list[tuple[str, bytes]]:
    """Cut a raw value into (charset, bytes): words of one charset joined, "" for plain text.

    A character may be split between two words, so they are joined before anyone decodes them.
    """
    raw = unfold(raw)
    found: list[tuple[str, bytes]] = []
    at = 0
    while (start := raw.find(b"=?", at)) >= 0:
        match = _WORD.match(raw, start)
        end = raw.find(b"?=", match.end()) if match else start
        if end < 0:  # no word ends behind this point: the rest is plain
            break
        if match is None:
            found.append(("", raw[at : start + 2]))
            at = start + 2
            continue
        gap = raw[at:start]
        if gap and (not gap.isspace() or not found or not found[-1][0]):
            found.append(("", gap))
        label, data = clean_label(match[1].decode("ascii")), raw[match.end() : end]
        data = decode_base64(data) if match[2] in b"bB" else binascii.a2b_qp(data, header=True)
        found.append((label, data))
        at = end + 2
    found.append(("", raw[at:]))
    return _joined(found)


def _joined(pieces: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Join neighbours of one charset, in linear time."""
    groups: list[tuple[str, list[bytes]]] = []
    for label, data in pieces:
        if groups and groups[-1][0] == label:
            groups[-1][1].append(data)
        elif data:
            groups.append((label, [data]))
    return [(label, b"".join(parts)) for label, parts in groups]


def decode_base64(data: bytes) -> bytes:
    """Decode base64 however padded; characters outside the alphabet are skipped."""
    data = data.translate(None, _NOT_BASE64)
    if len(data) % 4 == 1:  # six bits left over make no byte
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def decode_value(raw: bytes, hint: str = "", cap: int = VALUE_CAP) -> str:
    """Decode a raw value to one clean line of at most `cap` code points."""
    # No charset needs more than eight bytes and twice that again in encoded words for a character.
    pieces = words(raw[: cap * 16])
    text = "".join(decode(data, label, hint=hint).text for label, data in pieces)
    if "=?" in text and any(label for label, _ in pieces) and _WORD.search(text.encode()):
        # Gateways encode what is encoded already; what a word holds is never shown as a word.
        again = words(text.encode("utf-8", "replace"))
        text = "".join(decode(data, label, hint=hint).text for label, data in again)
    return clean_line(text)[:cap]


def clean_line(text: str) -> str:
    """Make one line of a text: no control, bidi or zero-width-space characters, single blanks."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(_INVISIBLE.sub("", _CONTROL.sub(" ", text)).split())


def parameters(raw: bytes) -> dict[str, tuple[str, bytes]]:
    """Read the parameters of Content-Type or -Disposition: name → (RFC 2231 charset, bytes)."""
    found: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for match in _PARAMETER.finditer(unfold(raw[:FIELD_CAP])):
        value = match[4].strip()
        if value[:1] == b'"':
            value = re.sub(rb"\\(.)", rb"\1", value[1:].removesuffix(b'"'), flags=re.DOTALL)
        section, extended = int(match[2][1:]) if match[2] else 0, match[3] is not None
        sections = found.setdefault(match[1].decode("ascii").lower(), {})
        # Programs give a name twice, plain for old readers; the extended one says it better.
        if section not in sections or (extended and not sections[section][0]):
            sections[section] = (extended, value)
    return {name: _merged(sections) for name, sections in found.items()}


def _merged(sections: dict[int, tuple[bool, bytes]]) -> tuple[str, bytes]:
    """Join the sections of one parameter (RFC 2231: charset'language'percent-encoded)."""
    label, joined = "", b""
    for number in sorted(sections):
        extended, value = sections[number]
        if extended:
            head, mark, rest = value.partition(b"'")
            if not joined and mark:
                label, value = head.decode("ascii", "replace"), rest.partition(b"'")[2]
            value = re.sub(rb"%([0-9A-Fa-f]{2})", lambda hit: bytes((int(hit[1], 16),)), value)
        joined += value
    return label, joined


def media_type(raw: bytes) -> str:
    """Return the media type of a Content-Type value, lower-case, "" if there is none."""
    match = re.match(rb"\s*([\w.+-]{1,60}/[\w.+-]{1,100})", unfold(raw[:FIELD_CAP]))
    return match[1].decode("ascii", "replace").lower() if match else ""


def message_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs of a value without brackets; the first and last, a hundred in all."""
    found = ["".join(match.split()) for match in _ID.findall(value)]
    if not found:
        # Broken programs leave out the brackets, or cut the last one off.
        tokens = re.split(r"[\s,<>]+", value[:LIST_CAP])
        found = [token for token in tokens if "@" in token and len(token) <= 500]
    unique = list(dict.fromkeys(item for item in found if item))
    if len(unique) > IDS_CAP:
        # The first names the thread, the last ones the mails answered.
        unique = unique[:10] + unique[10 - IDS_CAP :]
    return tuple(unique)
